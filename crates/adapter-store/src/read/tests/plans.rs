//! Every list is walked along its index, from the cursor on: as SQLite itself tells its plans.

use riskgate_adapter::HistoryOf;
use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DetectionId, DirectoryAudit, Filter, Id, Identity, Incident, IncidentId, NamedLocation,
    Operand, Query, RiskChange, ServicePrincipal, ServicePrincipalId, SignIn, SignInId, TenantId, Test, User, UserId,
};
use sea_orm::{ConnectionTrait, Statement};

use super::{
    fill,
    lists::{List, lists, walked},
    store,
};
use crate::{
    Store,
    read::{
        Parents,
        sqlite::{by_id, count, groups},
    },
    sink::histories::unread,
    table::Stored,
};

/// How SQLite will answer the statement, line by line.
pub(super) async fn explain(store: &Store, statement: Statement) -> Vec<String> {
    let sql = format!("explain query plan {}", statement.sql);
    let explained = Statement { sql, ..statement };
    let rows = store.writer.query_all_raw(explained).await.expect("a plan");
    rows.iter().map(|row| row.try_get_by_index(3).expect("a line")).collect()
}

/// Checks the plans of all lists of one kind.
async fn check<E: Stored + std::fmt::Debug>(store: &Store, parents: &Parents<'_>) -> usize {
    let lists = lists::<E>(parents.column());
    for List { query, by_date, index } in &lists {
        let plan = explain(store, groups(parents, query)).await;
        let said = format!("{} {query:?}: {plan:#?}", E::TABLE);
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "it sorts: {said}");
        let table = walked::<E>(parents);
        let walks: Vec<&String> = plan.iter().filter(|line| line.contains(table)).collect();
        let found: Vec<&String> = plan.iter().filter(|line| table != E::TABLE && line.contains(E::TABLE)).collect();
        assert!(found.iter().all(|line| line.starts_with("SEARCH") && line.contains("id=? AND tenant=?")), "not by its key: {said}");
        assert_eq!(walks.len(), 1, "{said}");
        assert!(walks[0].contains(&format!("INDEX {index}")), "it is not walked along {index}: {said}");
        let place = if *by_date { format!("({},id,tenant)", E::DATE) } else { format!(",{},id,tenant)", E::DATE) };
        let seeks = walks[0].starts_with("SEARCH") && walks[0].contains(&place);
        assert_eq!(seeks, query.after.is_some(), "it does not begin at the cursor: {said}");
    }
    lists.len()
}

async fn check_all(store: &Store) {
    let users = || [UserId::new(TenantId::new("t"), "u1"), UserId::new(TenantId::new("t"), "u2")];
    let principals = || [ServicePrincipalId::new(TenantId::new("t"), "p1")];
    let sign_ins = || [SignInId::new(TenantId::new("t"), "s1")];
    let mut checked = 0;
    checked += check::<User>(store, &Parents::None).await;
    checked += check::<ServicePrincipal>(store, &Parents::None).await;
    checked += check::<SignIn>(store, &Parents::None).await;
    checked += check::<SignIn>(store, &Parents::of("user_id", &users())).await;
    checked += check::<SignIn>(store, &Parents::of("service_principal_id", &principals())).await;
    checked += check::<Detection>(store, &Parents::None).await;
    checked += check::<Detection>(store, &Parents::of("user_id", &users())).await;
    checked += check::<Detection>(store, &Parents::of("service_principal_id", &principals())).await;
    checked += check::<Detection>(store, &Parents::of("request_id", &sign_ins())).await;
    checked += check::<RiskChange>(store, &Parents::identities(&[Identity::User(users()[0].clone())])).await;
    checked += check::<DirectoryAudit>(store, &Parents::None).await;
    checked += check::<DirectoryAudit>(store, &Parents::identities(&[Identity::User(users()[0].clone())])).await;
    checked += check::<NamedLocation>(store, &Parents::None).await;
    checked += check::<ConditionalAccessPolicy>(store, &Parents::None).await;
    let identities = || [Identity::User(users()[0].clone())];
    checked += check::<Alert>(store, &Parents::None).await;
    checked += check::<Alert>(store, &Parents::identities(&identities())).await;
    checked += check::<Alert>(store, &Parents::of("sign_in_id", &sign_ins())).await;
    checked += check::<Alert>(store, &Parents::of("detection_id", &[DetectionId::new(TenantId::new("t"), "d1")])).await;
    checked += check::<Alert>(store, &Parents::of("incident_id", &[IncidentId::new(TenantId::new("t"), "i1")])).await;
    checked += check::<Incident>(store, &Parents::None).await;
    checked += check::<Incident>(store, &Parents::identities(&identities())).await;
    assert!(checked > 400, "only {checked} plans were checked");
}

#[tokio::test]
async fn every_list_is_walked_along_an_index_from_the_cursor_on() {
    let (store, _directory) = store().await;
    check_all(&store).await;
    fill(&store).await;
    check_all(&store).await;
    store.writer.execute_unprepared("analyze").await.expect("statistics");
    check_all(&store).await;
}

#[tokio::test]
async fn ids_are_found_by_the_primary_key() {
    let (store, _directory) = store().await;
    fill(&store).await;
    let ids = [DetectionId::new(TenantId::new("t"), "d1")];
    let by_id = explain(&store, by_id::<Detection>(&ids, riskgate_model::DetectionFields::ALL)).await;
    assert!(
        by_id.iter().any(|line| line.starts_with("SEARCH it USING INDEX sqlite_autoindex_detections_1 (id=? AND tenant=?)")),
        "{by_id:#?}"
    );
    let filter = Filter::eq(riskgate_model::UserField::ObjectId, Operand::Text("u1".to_owned()));
    let query = Query::<User> { filter, ..Query::first(1) };
    let by_object = explain(&store, groups(&Parents::None, &query)).await;
    assert!(by_object.iter().any(|line| line.starts_with("SEARCH users USING INDEX sqlite_autoindex_users_1 (id=?)")), "{by_object:#?}");
}

#[tokio::test]
async fn unread_histories_are_found_along_the_changes_of_risk_each_by_its_key() {
    let (store, _directory) = store().await;
    fill(&store).await;
    for (of, index) in
        [(HistoryOf::Users, "users_by_risk_updated_key"), (HistoryOf::ServicePrincipals, "service_principals_by_risk_updated_key")]
    {
        let plan = explain(&store, unread(store.backend(), &TenantId::new("t"), of, 50)).await;
        assert!(plan[0].starts_with(&format!("SEARCH it USING INDEX {index} (risk_updated_key>?)")), "{plan:#?}");
        assert!(plan[1].starts_with("SEARCH read USING"), "{plan:#?}");
        assert!(plan[1].contains("id=?") && plan[1].contains("tenant=?") && plan[1].contains("identity_kind=?"), "{plan:#?}");
        assert_eq!(plan.len(), 2, "it sorts nothing: {plan:#?}");
    }
}

#[tokio::test]
async fn the_rows_of_a_parent_are_counted_along_its_index() {
    let (store, _directory) = store().await;
    let user = [UserId::new(TenantId::new("t"), "u1")];
    let parents = Parents::of("user_id", &user);
    let plan = explain(&store, count::<SignIn>(&parents, &Filter::All)).await;
    assert!(plan.iter().any(|line| line.contains("SEARCH sign_ins USING COVERING INDEX sign_ins_by_user_id (user_id=?)")), "{plan:#?}");
}

#[tokio::test]
async fn a_walk_that_tests_rows_is_along_an_index_and_ends() {
    let (store, _directory) = store().await;
    fill(&store).await;
    let filter = Filter::Is(riskgate_model::SignInField::City, Test::Contains("x".to_owned()));
    let query = Query::<SignIn> { filter, ..Query::first(25) };
    let plan = explain(&store, groups(&Parents::None, &query)).await;
    let walks: Vec<&String> = plan.iter().filter(|line| line.contains("sign_ins")).collect();
    assert_eq!(walks.len(), 2, "one for the rows and one for the end: {plan:#?}");
    assert!(walks.iter().all(|line| line.contains("INDEX sign_ins_by_created")), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
}
