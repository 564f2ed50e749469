//! Questions that are refused, each by name.

use proptest::prelude::*;
use riskgate_adapter::{ErrorKind, SignInSource, UserSource};
use riskgate_model::{Cursor, Direction, Field, Filter, Operand, Order, Query, SignInField, SortKey, Test, UserField};

use crate::{bench::Bench, crowd::users};

fn cursor(by: Option<SortKey>) -> Cursor {
    Cursor { by, date: 1, object: "x".into(), tenant: "t".into() }
}

#[tokio::test]
async fn an_order_that_is_not_offered_is_refused_with_those_that_are() {
    let Some(bench) = Bench::new().await else { return };
    for field in SignInField::ALL.iter().copied() {
        let query = Query { order: Order { field, direction: Direction::Ascending }, ..Query::first(1) };
        let refusal = |answer: Result<(), riskgate_adapter::AdapterError>| match answer.map_err(|error| error.kind) {
            Ok(()) => None,
            Err(ErrorKind::FilterNotPushable(message)) => Some(message),
            Err(other) => panic!("{other:?}"),
        };
        let at_root = refusal(bench.store.sign_ins(&query).await.map(drop));
        assert_eq!(at_root.is_none(), field.is_sortable(), "{field:?}");
        let of_a_user = refusal(bench.store.sign_ins_by_user(&users(1), &query).await.map(drop));
        assert_eq!(of_a_user.is_none(), field == SignInField::CreatedDateTime, "{field:?}");
        if let Some(message) = at_root {
            assert!(message.contains(&format!("cannot be ordered by {};", field.name())), "{message}");
            assert!(message.contains("createdDateTime, userDisplayName, appDisplayName, ipAddress"), "{message}");
        }
        if let Some(message) = of_a_user {
            assert!(message.ends_with("it can be ordered by createdDateTime"), "{message}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let Some(bench) = Bench::new().await else { return };
    let by = |field, by| Query { order: Order { field, direction: Direction::Ascending }, after: Some(cursor(by)), ..Query::first(1) };
    let (number, text) = (Some(SortKey::Number(1)), Some(SortKey::Text("a".into())));
    for (query, fits) in [
        (by(UserField::RiskLastUpdatedDateTime, None), true),
        (by(UserField::RiskLastUpdatedDateTime, number.clone()), false),
        (by(UserField::RiskState, number.clone()), true),
        (by(UserField::RiskState, text.clone()), false),
        (by(UserField::RiskState, None), false),
        (by(UserField::DisplayName, text), true),
        (by(UserField::DisplayName, number), false),
    ] {
        let answer = bench.store.users(&query).await.map_err(|error| error.kind);
        assert_eq!(answer.map(drop), if fits { Ok(()) } else { Err(ErrorKind::BadCursor) }, "{query:?}");
    }
}

#[tokio::test]
async fn a_filter_beyond_measure_is_refused_by_the_limit_it_breaks() {
    let Some(bench) = Bench::new().await else { return };
    let is = || Filter::eq(UserField::DisplayName, Operand::Text("a".into()));
    let many = |n| Test::In((0..n).map(Operand::Number).collect());
    let deep = |n| (0..n).fold(is(), |filter, _| Filter::Not(Box::new(filter)));
    for (filter, limit) in [
        (Filter::Or(vec![is(); 200]), None),
        (Filter::Or(vec![is(); 201]), Some("200 conditions")),
        (deep(20), None),
        (deep(21), Some("20 levels")),
        (Filter::Is(UserField::DisplayName, many(5_000)), None),
        (Filter::Is(UserField::DisplayName, many(5_001)), Some("5000 values")),
    ] {
        let listed = bench.store.users(&Query { filter: filter.clone(), ..Query::first(1) }).await.map(drop);
        let counted = bench.store.count_users(&filter).await.map(drop);
        for answer in [listed, counted] {
            match (answer.map_err(|error| error.kind), limit) {
                (Ok(()), None) => {}
                (Err(ErrorKind::InvalidRequest(message)), Some(limit)) => assert!(message.contains(limit), "{message}"),
                (answer, _) => panic!("{limit:?}: {answer:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn a_text_of_any_length_can_be_looked_for(length in 0..300_000_usize) {
        crate::recording::run(async {
            let Some(bench) = Bench::new().await else { return Ok(()) };
            let filter = Filter::Is(UserField::DisplayName, Test::Contains("%".repeat(length)));
            prop_assert_eq!(bench.store.count_users(&filter).await.expect("a count"), Some(0));
            Ok(())
        })?;
    }
}
