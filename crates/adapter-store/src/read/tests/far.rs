//! Pages far down a long list, which must cost as much as the first.

use riskgate_model::{
    Cursor, Direction, Entity, Field, Filter, Id, Operand, Order, Query, SignIn, SignInField, SortKey, TenantId, Test, UserId,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Store, read::Parents, table::Stored};

/// Rows in the table: the thousandth page begins in it, and more than two budgets of a walk.
pub(super) const ROWS: u32 = 26_000;

/// A page of the default size.
pub(super) const PAGE: u32 = 25;

/// Fills the table of sign-ins by SQL alone: all of one user.
pub(super) async fn fill(store: &Store, rows: u32) {
    let sql = format!(
        "with recursive n(n) as (select 1 union all select n + 1 from n where n < {rows})
        insert into sign_ins (tenant, id, created, user_id, app_display_name, conditional_access_rank, authentication_rank, risk_state_rank,
            risk_level_rank, risk_level_during_rank, is_risky, record)
        select 't', 's' || n, n / 3, 'u', 'app ' || (n % 5), n % 4, n % 3, n % 6, n % 5, n % 5, n % 2, '{{}}' from n"
    );
    store.writer.execute_unprepared(&sql).await.expect("rows");
}

/// The user of all rows.
pub(super) fn user() -> [UserId; 1] {
    [UserId::new(TenantId::new("t"), "u")]
}

/// A filter that is tested row by row and that no row passes.
pub(super) fn never() -> Filter<SignInField> {
    Filter::Is(SignInField::City, Test::Contains("nowhere".to_owned()))
}

/// The query for a page.
pub(super) fn query(filter: Filter<SignInField>, order: Order<SignInField>, after: Option<Cursor>) -> Query<SignIn> {
    Query { filter, order, after, fields: <SignIn as Entity>::Fields::NONE, first: PAGE }
}

/// The first and the thousandth page of lists of every kind.
pub(super) async fn pages<'a>(store: &Store, user: &'a [UserId]) -> Vec<(Parents<'a>, Query<SignIn>, Query<SignIn>)> {
    let of_user = || Parents::of("user_id", user);
    let app = || Filter::eq(SignInField::AppDisplayName, Operand::Text("App 3".to_owned()));
    let (newest, by_app) = (Order::default(), Order { field: SignInField::AppDisplayName, direction: Direction::Ascending });
    let mut lists = vec![
        (of_user(), Filter::All, newest),
        (of_user(), Filter::eq(SignInField::IsRisky, Operand::Flag(true)), newest),
        (Parents::None, app(), newest),
        (Parents::None, app(), by_app),
    ];
    for field in SignInField::ALL.iter().copied().filter(|field| field.is_sortable()) {
        for direction in [Direction::Ascending, Direction::Descending] {
            lists.push((Parents::None, Filter::All, Order { field, direction }));
        }
    }
    let mut pages = Vec::new();
    for (parents, filter, order) in lists {
        let mut far = place(store, order, PAGE * 999 - 1).await;
        if let (Filter::Is(SignInField::AppDisplayName, _), Some(by)) = (&filter, &mut far.by) {
            *by = SortKey::Text("app 3".to_owned());
        }
        pages.push((parents, query(filter.clone(), order, None), query(filter, order, Some(far))));
    }
    pages
}

/// The place of the row at `offset` in this order.
async fn place(store: &Store, order: Order<SignInField>, offset: u32) -> Cursor {
    let word = if order.direction == Direction::Descending { "desc" } else { "asc" };
    let by = SignIn::column(order.field).key.unwrap_or("created");
    let columns = format!("{by} {word}, created {word}, id {word}, tenant {word}");
    let place = match store.backend() {
        DbBackend::Postgres => format!("json_build_array({by}, created, id, tenant)::text"),
        _ => format!("json_array({by}, created, id, tenant)"),
    };
    let sql = format!("select {place} from sign_ins order by {columns} limit 1 offset {offset}");
    let row = store.writer.query_one_raw(Statement::from_string(store.backend(), sql)).await.expect("an answer").expect("a row");
    let (by, date, object, tenant) = serde_json::from_str(&row.try_get_by_index::<String>(0).expect("a place")).expect("a place");
    Cursor { by: Some(by).filter(|_| order.field != SignInField::DATE), date, object, tenant }
}
