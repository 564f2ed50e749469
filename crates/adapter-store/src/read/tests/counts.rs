//! Counts end where too many rows would have to be tested.

use riskgate_adapter::{SignInScope, SignInSource};
use riskgate_model::{Field, Filter, Id, Operand, SignIn, SignInField, TenantId, Test, Time, UserId};
use sea_orm::ConnectionTrait;

use super::{far::fill, steps::steps, store};
use crate::{
    limits::{COUNT, COUNT_EACH},
    read::{Parents, sqlite::count},
};

/// Every row must be tested, and every fifth passes.
fn tested() -> Filter<SignInField> {
    Filter::Is(SignInField::AppDisplayName, Test::Contains("p 3".to_owned()))
}

/// All but the first two rows.
fn dated() -> Filter<SignInField> {
    Filter::Is(SignInField::DATE, Test::Gt(Operand::Time(Time::from_nanos(0))))
}

#[tokio::test]
async fn as_many_rows_are_tested_for_a_count_as_the_limit_says() {
    let (store, _directory) = store().await;
    fill(&store, COUNT + 2).await;
    let count = async |filter| store.count_sign_ins(SignInScope::All, &filter).await.expect("an answer");
    assert_eq!(count(tested()).await, [None]);
    assert_eq!(count(tested().and(dated())).await, [Some(u64::from(COUNT) / 5)]);
    assert_eq!(count(Filter::All).await, [Some(u64::from(COUNT) + 2)]);
    assert_eq!(count(dated()).await, [Some(u64::from(COUNT))]);
    let served = Filter::eq(SignInField::AppDisplayName, Operand::Text("App 3".to_owned()));
    assert_eq!(count(served).await, [Some(u64::from(COUNT) / 5)]);
}

#[tokio::test]
async fn a_parents_count_does_not_depend_on_the_others() {
    let (store, _directory) = store().await;
    fill(&store, COUNT_EACH * 2 + 1).await;
    let sql = format!("update sign_ins set user_id = 'few' where cast(substr(id, 2) as integer) <= {COUNT_EACH}");
    store.writer.execute_unprepared(&sql).await.expect("rows");
    let users = ["few", "u", "nobody", "few"].map(|user| UserId::new(TenantId::new("t"), user));
    let count = async |users: &[UserId], filter| store.count_sign_ins(SignInScope::Users(users), &filter).await.expect("an answer");
    let few = Some(u64::from(COUNT_EACH) / 5);
    assert_eq!(count(&users, tested()).await, [few, None, Some(0), few]);
    assert_eq!(count(&users[1..2], tested()).await, [None]);
    assert_eq!(count(&users[1..3], Filter::All).await, [Some(u64::from(COUNT_EACH) + 1), Some(0)]);
}

#[tokio::test]
async fn a_count_that_tests_rows_takes_no_more_steps_in_a_longer_table() {
    let user = [UserId::new(TenantId::new("t"), "u")];
    let parents = Parents::of("user_id", &user);
    let mut taken = Vec::new();
    for rows in [COUNT_EACH + 1, COUNT_EACH * 2] {
        let (store, _directory) = store().await;
        fill(&store, rows).await;
        taken.push(steps(&store, count::<SignIn>(&parents, &tested())).await);
    }
    assert_eq!(taken[0], taken[1]);
}
