//! Long texts and long ids: who signs in chooses some of the texts, and must not be lost by it.

use riskgate_adapter::SignInSource;
use riskgate_model::{Direction, Filter, Id, Kept, Operand, Order, Query, Record, RecordKind, SignIn, SignInField, TenantId, Test};
use serde_json::json;

use crate::bench::{Bench, connection, texts};

/// A text that no compression makes short.
fn noise(length: usize, mut seed: u64) -> String {
    let letter = |_| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + u32::try_from(seed >> 50).unwrap_or_default()).unwrap_or('?')
    };
    (0..length).map(letter).collect()
}

fn sign_in(id: &str, name: &str) -> Record {
    let properties = json!({
        "id": id, "createdDateTime": "1970-01-01T00:00:05Z", "userId": "u", "userDisplayName": name, "appDisplayName": name,
        "ipAddress": name, "correlationId": name, "userPrincipalName": name,
    });
    let properties = properties.as_object().expect("an object").clone();
    Record::SignIn(Box::new(Kept::read(properties, &TenantId::new("t"), None).expect("a sign-in")))
}

fn ids(rows: &[SignIn]) -> Vec<&str> {
    rows.iter().map(|row| row.id.object()).collect()
}

#[tokio::test]
async fn long_texts_are_kept_found_and_sorted_by_their_beginning() {
    let beginning = noise(256, 1);
    let (one, other) = (format!("{beginning}{}", noise(5_000, 2)), format!("{beginning}{}", noise(5_000, 3)));
    let records = [sign_in("b", &one), sign_in("a", &other), sign_in("c", &beginning)];
    let Some(bench) = Bench::of(&records).await else { return };
    for field in [SignInField::UserDisplayName, SignInField::AppDisplayName, SignInField::IpAddress, SignInField::CorrelationId] {
        for (text, found) in [(&one, "b"), (&other, "a"), (&beginning, "c")] {
            let filter = Filter::eq(field, Operand::Text(text.clone()));
            assert_eq!(ids(&bench.store.sign_ins(&Query { filter, ..Query::first(5) }).await.expect("a page").rows), [found], "{field:?}");
        }
        let filter = Filter::Is(field, Test::StartsWith(beginning.clone()));
        assert_eq!(bench.store.count_sign_ins(riskgate_adapter::SignInScope::All, &filter).await.expect("a count"), [Some(3)]);
    }
    let order = Order { field: SignInField::UserDisplayName, direction: Direction::Ascending };
    let first = bench.store.sign_ins(&Query { order, ..Query::first(1) }).await.expect("a page");
    let rest = bench.store.sign_ins(&Query { order, after: first.next.clone(), ..Query::first(5) }).await.expect("a page");
    assert_eq!((ids(&first.rows), ids(&rest.rows)), (vec!["a"], vec!["b", "c"]), "those with one beginning come in the order of their ids");
    assert_eq!(rest.rows[0].user_display_name.as_deref(), Some(one.as_str()));
}

#[tokio::test]
async fn a_record_with_a_long_id_is_refused_and_the_batch_goes_on() {
    let Some(bench) = Bench::new().await else { return };
    let (long, longest) = ("x".repeat(257), "y".repeat(256));
    let recorded = bench.record(&[sign_in(&long, "Ada"), sign_in(&longest, "Ada")]).await;
    let counts = recorded.0[&RecordKind::SignIns];
    assert_eq!((counts.new, counts.refused), (1, 1));
    assert_eq!(ids(&bench.store.sign_ins(&Query::first(5)).await.expect("a page").rows), [longest]);
    let past = connection(&bench.url()).await;
    let kept = texts(&past, "select concat_ws('|', source, place, reason, kind) from refusals").await;
    assert_eq!(kept, ["store|signIns|an id is longer than 256 bytes|signIns"]);
}
