//! Every list is walked along its index, from the cursor on: as SQLite itself tells its plans.

use riskgate_model::{
    Cursor, Detection, DetectionId, Direction, Field, FieldKind, Filter, Id, Identity, Operand, Order, Query, RiskChange, ServicePrincipal,
    ServicePrincipalId, SignIn, SignInId, SortKey, TenantId, Test, Time, User, UserId,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{fill, store};
use crate::{
    Store,
    read::{Parents, by_id, count, groups},
    table::{Equality, Stored},
};

/// How SQLite will answer the statement, line by line.
async fn explain(store: &Store, statement: Statement) -> Vec<String> {
    let sql = format!("explain query plan {}", statement.sql);
    let explained = Statement { sql, ..statement };
    let rows = store.writer.query_all_raw(explained).await.expect("a plan");
    rows.iter().map(|row| row.try_get_by_index(3).expect("a line")).collect()
}

/// Where a cursor of this order may stand.
fn cursor<E: Stored>(order: Order<E::Field>, by: SortKey) -> Cursor {
    let by = (order.field != E::Field::DATE).then_some(by);
    Cursor { by, date: 5, object: "x".to_owned(), tenant: "t".to_owned() }
}

/// A value that an index might be asked for.
fn operand(kind: FieldKind, words: &[&'static str]) -> Operand {
    match kind {
        FieldKind::Text | FieldKind::Address | FieldKind::Texts => Operand::Text("a".to_owned()),
        FieldKind::Word => Operand::Word(words[0]),
        FieldKind::Words => Operand::UnknownWord,
        FieldKind::Number => Operand::Number(1),
        FieldKind::Flag => Operand::Flag(true),
        FieldKind::Time => Operand::Time(Time::from_nanos(1)),
    }
}

/// The equalities that an index answers, with the value it is asked for as a list sorts it.
fn equalities<E: Stored>(at_root: bool) -> Vec<(E::Field, Operand, SortKey)> {
    let mut equalities = Vec::new();
    for field in E::Field::ALL {
        let column = E::column(*field);
        let operand = operand(field.kind(), &(column.words)());
        match column.equality {
            Some(Equality::Leading(_)) if at_root => {
                let key =
                    if field.kind().least() < SortKey::Text(String::new()) { SortKey::Number(1) } else { SortKey::Text("a".to_owned()) };
                equalities.push((*field, operand, key));
            }
            Some(Equality::Flag { value, .. }) => equalities.push((*field, Operand::Flag(value), SortKey::Number(value.into()))),
            _ => {}
        }
    }
    equalities
}

/// Checks the plans of all lists of one kind: every offered order, both directions, alone and with each equality that an index answers,
/// from the beginning and from a cursor on, with and without a range of dates.
async fn check<E: Stored + std::fmt::Debug>(store: &Store, parents: &Parents) -> usize {
    let at_root = parents.column().is_none();
    let mut checked = 0;
    for field in E::Field::ALL.iter().copied().filter(|field| *field == E::Field::DATE || (at_root && field.is_sortable())) {
        for direction in [Direction::Ascending, Direction::Descending] {
            let order = Order { field, direction };
            let mut lists = vec![(Filter::All, field.kind().least())];
            for (other, operand, key) in equalities::<E>(at_root) {
                if field == E::Field::DATE || (field == other && !matches!(E::column(other).equality, Some(Equality::Flag { .. }))) {
                    lists.push((Filter::eq(other, operand), key));
                }
            }
            for (filter, key) in lists {
                let held = field != E::Field::DATE && filter != Filter::All;
                let dated = filter.clone().and(Filter::Is(E::Field::DATE, Test::Ge(Operand::Time(Time::from_nanos(1)))));
                let dated = dated.and(Filter::Is(E::Field::DATE, Test::Lt(Operand::Time(Time::from_nanos(9)))));
                let by_date = field == E::Field::DATE || held;
                for filter in [Some(filter), by_date.then_some(dated)].into_iter().flatten() {
                    for after in [None, Some(cursor::<E>(order, key.clone()))] {
                        let query = Query::<E> { filter: filter.clone(), order, after: after.clone(), ..Query::first(25) };
                        let plan = explain(store, groups(DbBackend::Sqlite, parents, &query)).await;
                        let said = format!("{} {query:?}: {plan:#?}", E::TABLE);
                        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "it sorts: {said}");
                        let walks: Vec<&String> = plan.iter().filter(|line| line.contains(E::TABLE)).collect();
                        assert_eq!(walks.len(), 1, "{said}");
                        assert!(walks[0].contains("INDEX"), "it scans: {said}");
                        let place = if by_date { format!("({},id,tenant)", E::DATE) } else { format!(",{},id,tenant)", E::DATE) };
                        let seeks = walks[0].starts_with("SEARCH") && walks[0].contains(&place);
                        assert_eq!(seeks, after.is_some(), "it does not begin at the cursor: {said}");
                        checked += 1;
                    }
                }
            }
        }
    }
    checked
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
    assert!(checked > 300, "only {checked} plans were checked");
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
    let by_id = explain(&store, by_id::<Detection>(DbBackend::Sqlite, &ids, riskgate_model::DetectionFields::ALL)).await;
    assert!(
        by_id.iter().any(|line| line.starts_with("SEARCH it USING INDEX sqlite_autoindex_detections_1 (id=? AND tenant=?)")),
        "{by_id:#?}"
    );
    let filter = Filter::eq(riskgate_model::UserField::ObjectId, Operand::Text("u1".to_owned()));
    let query = Query::<User> { filter, ..Query::first(1) };
    let by_object = explain(&store, groups(DbBackend::Sqlite, &Parents::None, &query)).await;
    assert!(by_object.iter().any(|line| line.starts_with("SEARCH users USING INDEX sqlite_autoindex_users_1 (id=?)")), "{by_object:#?}");
}

#[tokio::test]
async fn the_rows_of_a_parent_are_counted_along_its_index() {
    let (store, _directory) = store().await;
    let parents = Parents::of("user_id", &[UserId::new(TenantId::new("t"), "u1")]);
    let plan = explain(&store, count::<SignIn>(DbBackend::Sqlite, &parents, &Filter::All)).await;
    assert!(plan.iter().any(|line| line.contains("SEARCH sign_ins USING COVERING INDEX sign_ins_by_user_id (user_id=?)")), "{plan:#?}");
}

#[tokio::test]
async fn a_walk_that_tests_rows_is_along_an_index_and_ends() {
    let (store, _directory) = store().await;
    fill(&store).await;
    let filter = Filter::Is(riskgate_model::SignInField::City, Test::Contains("x".to_owned()));
    let query = Query::<SignIn> { filter, ..Query::first(25) };
    let plan = explain(&store, groups(DbBackend::Sqlite, &Parents::None, &query)).await;
    let walks: Vec<&String> = plan.iter().filter(|line| line.contains("sign_ins")).collect();
    assert_eq!(walks.len(), 2, "one for the rows and one for the end: {plan:#?}");
    assert!(walks.iter().all(|line| line.contains("INDEX sign_ins_by_created")), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
}
