//! What the store refuses to be asked, each limit by name.

use riskgate_adapter::{AdapterError, ErrorKind, Limit, Offer};
use riskgate_model::{Field, Filter, Query, Test};

use crate::{error::NAME, read::Parents, table::Stored};

/// The most rows that are walked for one page of a root list; beyond them the page is short and goes on.
pub(crate) const WALK: u32 = 10_000;

/// The most rows that are walked for one parent's page. It does not depend on the number of parents: a parent's page is the same alone.
pub(crate) const WALK_EACH: u32 = 2_000;

/// The most rows that are tested for the count of a root list; of a longer walk there is no count.
pub(crate) const COUNT: u32 = 100_000;

/// The most rows that are tested for the count of one parent's list. It does not depend on the number of parents either.
pub(crate) const COUNT_EACH: u32 = 10_000;

/// The most tests in a filter; SQLite takes no more than a thousand.
const CONDITIONS: usize = 200;

/// The most values that a filter compares with; SQLite binds no more than 32,766.
const VALUES: usize = 5_000;

/// The most levels of a filter.
const LEVELS: usize = 20;

/// The limits, as the manifest tells them.
pub(crate) fn limits() -> Vec<Limit> {
    let limit = |what: &str, maximum: u64| Limit { what: what.to_owned(), maximum };
    vec![
        limit("rows tested for a page", WALK.into()),
        limit("rows tested for a parent's page", WALK_EACH.into()),
        limit("rows tested for a count", COUNT.into()),
        limit("rows tested for a parent's count", COUNT_EACH.into()),
        limit("conditions in a filter", CONDITIONS as u64),
        limit("values in a filter", VALUES as u64),
        limit("levels of a filter", LEVELS as u64),
    ]
}

/// Refuses an order that no index serves, a cursor of another order, and a filter beyond measure.
pub(crate) fn check<E: Stored>(parents: &Parents<'_>, query: &Query<E>) -> Result<(), AdapterError> {
    check_filter(&query.filter)?;
    let offered = match parents.column() {
        None => E::Field::ALL.iter().copied().filter(|field| field.is_sortable()).collect(),
        Some(column) => E::orders_of(column).to_vec(),
    };
    let offer = Offer { orders: offered, ..Offer::default() };
    offer.check_order(query.order).map_err(|refusal| AdapterError::new(NAME, refusal))?;
    match &query.after {
        Some(cursor) if !query.order.has(cursor) => Err(AdapterError::new(NAME, ErrorKind::BadCursor)),
        _ => Ok(()),
    }
}

/// Refuses a filter that the database would not take.
pub(crate) fn check_filter<F>(filter: &Filter<F>) -> Result<(), AdapterError> {
    let Size { conditions, values, levels } = size(filter);
    let broken = [(conditions, CONDITIONS, "conditions"), (values, VALUES, "values"), (levels, LEVELS, "levels")];
    match broken.iter().find(|(size, most, _)| size > most) {
        None => Ok(()),
        Some((_, most, what)) => {
            let message = format!("the filter is too large: it may have {most} {what} at most");
            Err(AdapterError::new(NAME, ErrorKind::InvalidRequest(message)))
        }
    }
}

#[derive(Default)]
struct Size {
    conditions: usize,
    values: usize,
    levels: usize,
}

/// A loop and no recursion, so that no filter is too deep to be measured.
fn size<F>(filter: &Filter<F>) -> Size {
    let mut size = Size::default();
    let mut open = vec![(filter, 0)];
    while let Some((filter, level)) = open.pop() {
        size.levels = size.levels.max(level);
        match filter {
            Filter::All => {}
            Filter::Is(_, test) => {
                size.conditions += 1;
                size.values += if let Test::In(operands) = test { operands.len() } else { 1 };
            }
            Filter::And(filters) | Filter::Or(filters) => open.extend(filters.iter().map(|filter| (filter, level + 1))),
            Filter::Not(filter) => open.push((filter, level + 1)),
        }
    }
    size
}
