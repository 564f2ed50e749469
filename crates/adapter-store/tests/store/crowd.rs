//! Crowds: many plain records, made fast.

use riskgate_model::{Kept, Record, SignInFields, TenantId, Time, UserId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::bench::connection;

/// What can be read of a crowd: the whole records are not there.
pub(crate) const FIELDS: SignInFields = SignInFields::LOCATION;

/// Puts sign-ins into the table past the store: `each` for each of `users`, one a second in turn, every `every`th from Oslo.
pub(crate) async fn crowd(url: &str, users: u32, each: u32, every: u32) {
    let connection = connection(url).await;
    let sql = format!(
        "with recursive n(n) as (select 0 union all select n + 1 from n where n + 1 < {rows})
        insert into sign_ins (tenant, id, created, user_id, city, conditional_access_rank, authentication_rank, risk_state_rank,
            risk_level_rank, risk_level_during_rank, is_risky, record)
        select 't', 's' || n, n * cast(1000000000 as bigint), 'u' || (n % {users}), case when n % {every} = 0 then 'Oslo' else 'Bergen' end, -1, -1, -1, -1, -1, 0, '{{}}'
        from n",
        rows = users * each
    );
    if users * each > 0 {
        connection.execute_unprepared(&sql).await.expect("a crowd");
    }
    connection.close().await.expect("it closes");
}

/// The users of a crowd.
pub(crate) fn users(users: u32) -> Vec<UserId> {
    use riskgate_model::Id;
    (0..users).map(|n| UserId::new(TenantId::new("t"), &format!("u{n}"))).collect()
}

/// One sign-in of one user.
pub(crate) fn sign_in(user: &str, id: &str, seconds: i64) -> Record {
    let properties = json!({"id": id, "createdDateTime": Time::from_seconds(seconds).to_string(), "userId": user, "riskState": "atRisk"});
    let properties = properties.as_object().expect("an object").clone();
    Record::SignIn(Box::new(Kept::read(properties, &TenantId::new("t"), None).expect("a sign-in")))
}
