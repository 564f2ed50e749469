//! Every list is walked along its index, from the cursor on: as PostgreSQL itself tells its plans.

use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DetectionFields, DetectionId, DirectoryAudit, Filter, Id, Identity, Incident, IncidentId,
    NamedLocation, Operand, Query, RiskChange, ServicePrincipal, ServicePrincipalId, SignIn, SignInField, SignInId, TenantId, Test, User,
    UserField, UserId,
};
use sea_orm::ConnectionTrait;

use super::{Planned, explain, groups};
use crate::{
    Store,
    read::{
        Parents,
        postgres::{by_id, count},
        tests::{
            fill,
            lists::{List, lists, walked},
            postgres_store,
        },
    },
    table::Stored,
};

/// The lines that say how a table is read.
fn walks(plan: &[String], table: &str) -> Vec<String> {
    let on = format!(" on {table}");
    plan.iter().filter(|line| line.contains(&format!("{on} ")) || line.ends_with(&on)).cloned().collect()
}

/// Refuses a plan that reads other rows than those of the list.
fn check_plan(plan: &[String], table: &str, index: &str, said: &str) {
    for word in ["Sort", "Seq Scan", "Bitmap", "Filter:", "Hash", "Materialize", "Memoize"] {
        assert!(!plan.iter().any(|line| line.contains(word)), "{word}: {said}");
    }
    let walks = walks(plan, table);
    assert_eq!(walks.len(), 1, "{said}");
    assert!(walks[0].contains(&format!(" using {index} on {table}")), "it is not walked along {index}: {said}");
}

/// The plan of the walk alone. Where it is along the table of links, each of its rows finds its record by the key.
fn linked<E: Stored>(parents: &Parents<'_>, plan: Vec<String>, said: &str) -> Vec<String> {
    let table = walked::<E>(parents);
    if table == E::TABLE {
        return plan;
    }
    let found = walks(&plan, &format!("{} it", E::TABLE));
    assert!(found.len() == 1 && found[0].contains(&format!("Index Scan using {}_pkey on", E::TABLE)), "{said}");
    let by_key = format!("Index Cond: ((id = {table}.id) AND (tenant = {table}.tenant))");
    assert!(plan.iter().any(|line| line.trim() == by_key), "{said}");
    let walk = plan.iter().filter(|line| !is_same(line, [table, E::TABLE]));
    walk.map(|line| line.replace(&format!("{table}."), "")).collect()
}

/// Whether the line is a filter that leaves out no row: columns of these tables, and of the parent, that are equal already.
fn is_same(line: &str, tables: [&str; 2]) -> bool {
    let Some((_, condition)) = line.split_once("Filter: ") else { return false };
    let condition = condition.replace(['(', ')'], "").replace("::text", "");
    let plain = tables.iter().chain(&["parent"]).fold(condition, |text, table| text.replace(&format!("{table}."), ""));
    plain.split(" AND ").all(|part| part.split_once(" = ").is_some_and(|(one, other)| one == other))
}

/// Checks the plans of all lists of one kind.
async fn check<E: Stored + std::fmt::Debug>(store: &Store, parents: &Parents<'_>, planned: Planned) -> usize {
    let lists = lists::<E>(parents.column());
    for List { query, by_date, index } in &lists {
        let plan = explain(store, &groups(parents, query), planned, "costs off").await;
        let said = format!("{} {query:?} planned {planned:?}: {plan:#?}", E::TABLE);
        let (table, plan) = (walked::<E>(parents), linked::<E>(parents, plan, &said));
        check_plan(&plan, table, index, &said);
        let place = if *by_date { format!("ROW({}, id, tenant)", E::DATE) } else { format!(", {}, id, tenant)", E::DATE) };
        let seeks = plan.iter().any(|line| line.contains("Index Cond:") && line.contains(&place));
        assert_eq!(seeks, query.after.is_some(), "it does not begin at the cursor: {said}");
    }
    lists.len()
}

async fn check_all(store: &Store, planned: Planned) {
    let users = [UserId::new(TenantId::new("t"), "u1"), UserId::new(TenantId::new("t"), "u2")];
    let principals = [ServicePrincipalId::new(TenantId::new("t"), "p1")];
    let sign_ins = [SignInId::new(TenantId::new("t"), "s1")];
    let identities = [Identity::User(users[0].clone())];
    let mut checked = 0;
    checked += check::<User>(store, &Parents::None, planned).await;
    checked += check::<ServicePrincipal>(store, &Parents::None, planned).await;
    checked += check::<SignIn>(store, &Parents::None, planned).await;
    checked += check::<SignIn>(store, &Parents::of("user_id", &users), planned).await;
    checked += check::<SignIn>(store, &Parents::of("service_principal_id", &principals), planned).await;
    checked += check::<Detection>(store, &Parents::None, planned).await;
    checked += check::<Detection>(store, &Parents::of("user_id", &users), planned).await;
    checked += check::<Detection>(store, &Parents::of("service_principal_id", &principals), planned).await;
    checked += check::<Detection>(store, &Parents::of("request_id", &sign_ins), planned).await;
    checked += check::<RiskChange>(store, &Parents::identities(&identities), planned).await;
    checked += check::<DirectoryAudit>(store, &Parents::None, planned).await;
    checked += check::<DirectoryAudit>(store, &Parents::identities(&identities), planned).await;
    checked += check::<NamedLocation>(store, &Parents::None, planned).await;
    checked += check::<ConditionalAccessPolicy>(store, &Parents::None, planned).await;
    checked += check::<Alert>(store, &Parents::None, planned).await;
    checked += check::<Alert>(store, &Parents::identities(&identities), planned).await;
    checked += check::<Alert>(store, &Parents::of("sign_in_id", &sign_ins), planned).await;
    checked += check::<Alert>(store, &Parents::of("detection_id", &[DetectionId::new(TenantId::new("t"), "d1")]), planned).await;
    checked += check::<Alert>(store, &Parents::of("incident_id", &[IncidentId::new(TenantId::new("t"), "i1")]), planned).await;
    checked += check::<Incident>(store, &Parents::None, planned).await;
    checked += check::<Incident>(store, &Parents::identities(&identities), planned).await;
    assert!(checked > 400, "only {checked} plans were checked");
}

#[tokio::test]
async fn every_list_is_walked_along_an_index_from_the_cursor_on() {
    let Some((store, _database)) = postgres_store().await else { return };
    check_all(&store, Planned::Once).await;
    fill(&store).await;
    check_all(&store, Planned::Once).await;
    store.writer.execute_unprepared("analyze").await.expect("statistics");
    check_all(&store, Planned::Once).await;
    check_all(&store, Planned::Anew).await;
}

#[tokio::test]
async fn ids_are_found_by_the_primary_key() {
    let Some((store, _database)) = postgres_store().await else { return };
    fill(&store).await;
    store.writer.execute_unprepared("analyze").await.expect("statistics");
    let ids = [DetectionId::new(TenantId::new("t"), "d1")];
    let by_id = explain(&store, &by_id::<Detection>(&ids, DetectionFields::ALL), Planned::Once, "costs off").await;
    check_plan(&by_id, "detections it", "detections_pkey", &format!("{by_id:#?}"));
    let filter = Filter::eq(UserField::ObjectId, Operand::Text("u1".to_owned()));
    let query = Query::<User> { filter, ..Query::first(1) };
    let by_object = explain(&store, &groups(&Parents::None, &query), Planned::Once, "costs off").await;
    assert!(by_object.iter().any(|line| line.contains(" using users_pkey on users")), "{by_object:#?}");
    assert!(by_object.iter().any(|line| line.contains("Index Cond: (id = ")), "{by_object:#?}");
}

#[tokio::test]
async fn the_rows_of_a_parent_are_counted_along_its_index() {
    let Some((store, _database)) = postgres_store().await else { return };
    let users = [UserId::new(TenantId::new("t"), "u1")];
    let plan = explain(&store, &count::<SignIn>(&Parents::of("user_id", &users), &Filter::All), Planned::Once, "costs off").await;
    check_plan(&plan, "sign_ins", "sign_ins_by_user_id", &format!("{plan:#?}"));
    assert!(plan.iter().any(|line| line.contains("Index Only Scan")), "{plan:#?}");
}

#[tokio::test]
async fn a_walk_that_tests_rows_is_along_an_index_and_ends() {
    let Some((store, _database)) = postgres_store().await else { return };
    fill(&store).await;
    let filter = Filter::Is(SignInField::City, Test::Contains("x".to_owned()));
    let query = Query::<SignIn> { filter, ..Query::first(25) };
    let plan = explain(&store, &groups(&Parents::None, &query), Planned::Once, "costs off").await;
    let walks = walks(&plan, "sign_ins");
    assert!(walks.len() == 1 && walks[0].contains("using sign_ins_by_created on sign_ins"), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("Sort") || line.contains("Seq Scan")), "{plan:#?}");
}
