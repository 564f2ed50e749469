//! Whose histories are to be read: where a risk has changed since.

use riskgate_adapter::{Batch, Checkpoint, Checkpoints, Histories, HistoryOf, ReadHistory};
use riskgate_model::{Id as _, Identity, Kept, Record, RiskyServicePrincipal, RiskyUser, ServicePrincipalId, TenantId, Time, UserId};
use serde_json::{Map, Value, json};

use crate::{bench::Bench, crowd::sign_in};

fn properties(id: &str, seconds: i64) -> Map<String, Value> {
    let properties = json!({"id": id, "riskState": "atRisk", "riskLastUpdatedDateTime": Time::from_seconds(seconds).to_string()});
    properties.as_object().expect("an object").clone()
}

fn user(tenant: &str, id: &str, seconds: i64) -> Record {
    Record::RiskyUser(Kept::<RiskyUser>::read(properties(id, seconds), &TenantId::new(tenant), None).expect("a user"))
}

fn principal(id: &str, seconds: i64) -> Record {
    let read = Kept::<RiskyServicePrincipal>::read(properties(id, seconds), &TenantId::new("t"), None);
    Record::RiskyServicePrincipal(read.expect("a service principal"))
}

async fn unread(bench: &Bench, of: HistoryOf, most: usize) -> Vec<ReadHistory> {
    bench.store.unread_histories(&TenantId::new("t"), of, most).await.expect("an answer")
}

async fn read(bench: &Bench, histories: Vec<ReadHistory>) {
    let checkpoint = Checkpoint(String::new());
    let batch = Batch { records: Vec::new(), refused: Vec::new(), skipped: [].into(), histories, checkpoint, more: false, waiting: 0 };
    bench.store.record_batch("a", &batch).await.expect("it is recorded");
}

fn of_user(id: &str, seconds: i64) -> ReadHistory {
    ReadHistory { identity: Identity::User(UserId::new(TenantId::new("t"), id)), as_of: Time::from_seconds(seconds) }
}

#[tokio::test]
async fn a_history_is_to_be_read_until_it_was_and_again_once_the_risk_changes() {
    let records = [user("t", "a", 1), user("t", "b", 3), user("t", "c", 2), user("other", "d", 9), principal("a", 5), sign_in("e", "s", 7)];
    let Some(bench) = Bench::of(&records).await else { return };
    assert_eq!(unread(&bench, HistoryOf::Users, 9).await, [of_user("b", 3), of_user("c", 2), of_user("a", 1)]);
    assert_eq!(unread(&bench, HistoryOf::Users, 2).await, [of_user("b", 3), of_user("c", 2)]);
    read(&bench, vec![of_user("b", 3), of_user("a", 1)]).await;
    assert_eq!(unread(&bench, HistoryOf::Users, 9).await, [of_user("c", 2)]);
    bench.record(&[user("t", "a", 8)]).await;
    assert_eq!(unread(&bench, HistoryOf::Users, 9).await, [of_user("a", 8), of_user("c", 2)]);
    read(&bench, vec![of_user("a", 8), of_user("c", 2)]).await;
    assert_eq!(unread(&bench, HistoryOf::Users, 9).await, []);
    let principals = unread(&bench, HistoryOf::ServicePrincipals, 9).await;
    let a = Identity::ServicePrincipal(ServicePrincipalId::new(TenantId::new("t"), "a"));
    assert_eq!(principals, [ReadHistory { identity: a, as_of: Time::from_seconds(5) }]);
}
