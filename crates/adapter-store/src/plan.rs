//! How a list is walked: which part of a filter an index answers, and which part is tested row by row.

use riskgate_adapter::{AdapterError, ErrorKind};
use riskgate_model::{Field, Filter, Operand, Order, Query, Test};

use crate::{
    error::NAME,
    filter::{condition, value},
    read::Parents,
    sql::Sql,
    table::{Equality, Stored},
};

/// The most rows that are walked for one page of a root list; beyond them the page is short and goes on.
pub(crate) const WALK: u32 = 10_000;

/// The most rows that are walked for one parent's page. It does not depend on the number of parents: a parent's page is the same alone.
pub(crate) const WALK_EACH: u32 = 2_000;

/// A filter, cut in two.
pub(crate) struct Plan<'a, E: Stored> {
    equality: Option<(Equality, &'a Operand, E::Field)>,
    dates: Vec<&'a Filter<E::Field>>,
    rest: Vec<&'a Filter<E::Field>>,
}

impl<'a, E: Stored> Plan<'a, E> {
    /// Cuts `filter` for a walk in this order. With `parents` the index of the parent serves the walk, and only a flag's own index of
    /// that parent can serve more.
    pub(crate) fn new(filter: &'a Filter<E::Field>, order: Order<E::Field>, parents: bool) -> Self {
        let mut plan = Self { equality: None, dates: Vec::new(), rest: Vec::new() };
        let parts = match filter {
            Filter::All => &[],
            Filter::And(filters) => filters.as_slice(),
            filter => std::slice::from_ref(filter),
        };
        for part in parts {
            match part {
                Filter::Is(field, test) if *field == E::Field::DATE && !matches!(test, Test::In(_) | Test::IsNull) => plan.dates.push(part),
                _ => match served::<E>(part, order, parents) {
                    Some(equality) if plan.equality.is_none() => plan.equality = Some(equality),
                    _ => plan.rest.push(part),
                },
            }
        }
        plan
    }

    /// Whether rows are left to be tested one by one.
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Adds what the walk itself answers, each part behind `and`.
    pub(crate) fn walked(&self, sql: &mut Sql) {
        if let Some((equality, operand, field)) = &self.equality {
            sql.push(" and ");
            match equality {
                Equality::Value(column) => match value(field.kind(), operand) {
                    Some(value) => sql.push(column).push(" = ").bind(value),
                    None => sql.push("1 = 0"),
                },
                Equality::Rank(rank) => sql.push(rank).push(" = ").bind(self.rank(operand, *field)),
                Equality::Partial(_, condition) => sql.push(condition),
            };
        }
        for date in &self.dates {
            sql.push(" and ");
            condition::<E>(sql, date);
        }
    }

    /// Adds what is tested row by row, each part behind `and`.
    pub(crate) fn tested(&self, sql: &mut Sql) {
        for filter in &self.rest {
            sql.push(" and (");
            condition::<E>(sql, filter);
            sql.push(")");
        }
    }

    /// The rank of a word; 0 for all unknown ones together.
    fn rank(&self, operand: &Operand, field: E::Field) -> i64 {
        let words = (E::column(field).words)();
        let place = words.iter().position(|word| Operand::Word(word) == *operand);
        place.map_or(0, |place| i64::try_from(place).expect("vocabularies are short") + 1)
    }
}

/// Whether an index answers this part of a filter in the order of the walk.
fn served<E: Stored>(part: &Filter<E::Field>, order: Order<E::Field>, parents: bool) -> Option<(Equality, &Operand, E::Field)> {
    let Filter::Is(field, Test::In(operands)) = part else { return None };
    let [operand] = operands.as_slice() else { return None };
    let in_order = order.field == E::Field::DATE || order.field == *field;
    let equality = E::column(*field).equality.filter(|_| in_order)?;
    let fits = match equality {
        // An empty text stands for none in a key column; none equals nothing.
        Equality::Value(_) => !parents && *operand != Operand::Text(String::new()),
        Equality::Rank(_) => !parents,
        Equality::Partial(flag, _) => order.field == E::Field::DATE && *operand == Operand::Flag(flag),
    };
    fits.then_some((equality, operand, *field))
}

/// Refuses an order that no index serves.
pub(crate) fn check_order<E: Stored>(parents: &Parents, query: &Query<E>) -> Result<(), AdapterError> {
    let date = E::Field::DATE;
    let field = query.order.field;
    let supported = match parents {
        Parents::None => field == date || E::column(field).key.is_some(),
        Parents::Of { .. } => field == date,
    };
    if supported {
        return Ok(());
    }
    let offered: Vec<&str> = match parents {
        Parents::None => E::Field::ALL.iter().filter(|field| E::column(**field).key.is_some()).map(|field| field.name()).collect(),
        Parents::Of { .. } => vec![date.name()],
    };
    let message = format!("this list cannot be ordered by {}; it can be ordered by {}", field.name(), offered.join(", "));
    Err(AdapterError::new(NAME, ErrorKind::FilterNotPushable(message)))
}
