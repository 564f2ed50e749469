//! The audit trail: read page by page, and every change of it found.

use riskgate_adapter::ActionLog;
use riskgate_adapter_store::AuditFlaw;
use riskgate_model::{ActionKind, Sent};
use sea_orm::ConnectionTrait as _;

use super::Log;
use crate::bench::{connection, texts};

#[tokio::test]
async fn the_trail_is_read_page_by_page_the_newest_first() {
    let Some(log) = Log::new().await else { return };
    assert_eq!(log.store.audit(None, 10).await.expect("the trail"), []);
    log.request("k", ActionKind::BlockUsers, &["a"]).await;
    log.clock.pass(5);
    log.send(Sent::Done).await;
    let newest = log.store.audit(None, 2).await.expect("the trail");
    let rest = log.store.audit(Some(newest[1].seq), 2).await.expect("the trail");
    let trail = [newest, rest].concat();
    assert_eq!(trail.iter().map(|it| it.seq).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((trail[0].at.nanos() - trail[2].at.nanos()) / 1_000_000_000, 5);
    assert!(trail[2].record.contains(r#""event":"requested""#), "{:?}", trail[2]);
    assert!(trail.windows(2).all(|pair| pair[0].previous == pair[1].hash) && trail[2].previous.is_empty(), "{trail:?}");
}

#[tokio::test]
async fn nothing_is_done_without_a_record_and_every_change_of_the_trail_is_found() {
    let Some(log) = Log::new().await else { return };
    assert_eq!(log.verify().await, Ok(0));
    log.request("k", ActionKind::BlockUsers, &["a"]).await;
    log.send(Sent::Done).await;
    // It was requested, sent, and had its effect.
    assert_eq!(log.verify().await, Ok(3));
    let database = connection(&log.bench.url()).await;
    let events = texts(&database, "select record from audit order by seq").await;
    for (record, event) in events.iter().zip(["requested", "sent", "succeeded"]) {
        assert!(record.contains(&format!(r#""event":"{event}""#)), "{record}");
    }
    for change in ["update audit set record = '{}' where seq = 2", "delete from audit where seq = 3"] {
        let refused = database.execute_unprepared(change).await.expect_err("the trail only grows");
        assert!(refused.to_string().contains("the audit trail only grows"), "{refused}");
    }
    let head = log.store.verify_audit(None).await.expect("it is read").expect("it is whole");
    assert_eq!(log.store.verify_audit(Some(&head.hash)).await.expect("it is read"), Ok(head.clone()));

    // Who may change the tables can take the guards away; that is found as well.
    let guards: &[&str] = if log.bench.url().starts_with("sqlite") {
        &["drop trigger audit_is_not_changed", "drop trigger audit_is_not_cut"]
    } else {
        &["drop trigger audit_is_not_changed on audit"]
    };
    for guard in guards {
        database.execute_unprepared(guard).await.expect("it is taken away");
    }
    database.execute_unprepared("create table kept as select * from audit").await.expect("a copy");
    let swapped =
        "update audit set seq = case seq when 1 then -2 else -1 end where seq in (1, 2); update audit set seq = -seq where seq < 0";
    for (change, flaw) in [
        ("update audit set record = replace(record, '\"a\"', '\"b\"') where seq = 1", AuditFlaw::Changed(1)),
        ("delete from audit where seq = 2", AuditFlaw::Missing(2)),
        (swapped, AuditFlaw::Unlinked(1)),
        ("insert into audit select 4, record, previous, hash from audit where seq = 3", AuditFlaw::Unlinked(4)),
        (
            "insert into audit select -9223372036854775807 - 1, record, previous, hash from audit where seq = 3",
            AuditFlaw::Unlinked(i64::MIN),
        ),
        ("insert into audit select 9223372036854775807, record, previous, hash from audit where seq = 3", AuditFlaw::Missing(4)),
    ] {
        database.execute_unprepared(change).await.expect("it is changed");
        assert_eq!(log.verify().await, Err(flaw), "{change}");
        database.execute_unprepared("delete from audit; insert into audit select * from kept").await.expect("it is put back");
    }
    if log.bench.url().starts_with("sqlite") {
        for odd in ["x'00ff'", "cast(x'ff7b' as text)", "5"] {
            database.execute_unprepared(&format!("update audit set record = {odd} where seq = 2")).await.expect("it is changed");
            assert_eq!(log.verify().await, Err(AuditFlaw::Changed(2)), "{odd} is no text that was written");
            database.execute_unprepared("delete from audit; insert into audit select * from kept").await.expect("it is put back");
        }
    }
    database.execute_unprepared("delete from audit where seq = 3").await.expect("it is cut");
    assert_eq!(log.verify().await, Ok(2), "alone it looks whole");
    assert_eq!(log.store.verify_audit(Some(&head.hash)).await.expect("it is read"), Err(AuditFlaw::Cut(head.hash)));
}
