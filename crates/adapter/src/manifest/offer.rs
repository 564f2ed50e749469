//! What one source can be asked.

use riskgate_model::{Direction, Entity, Field, Filter, Operator, Order, Query};

use crate::ErrorKind;

/// What one source can be asked. The host asks no more: it tests the rest of a filter itself, row by row, or refuses the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer<F> {
    /// The properties it filters by, each with the operators it knows. Conditions on several are all met at once.
    pub filters: Vec<Filterable<F>>,
    /// Whether it takes conditions of which one must hold, and conditions that must not hold.
    pub combines: bool,
    /// The properties it orders root lists by, beside the date. Lists of a parent are ordered by date alone, but for an incident's alerts,
    /// which are also ordered by when what they tell of began ([`ORDERS_OF_INCIDENT`](crate::ORDERS_OF_INCIDENT)).
    pub orders: Vec<F>,
    /// The only direction that its lists can be asked for in, such as newest first ([`Direction::Descending`]); none when both can.
    pub only_direction: Option<Direction>,
    /// The most rows of a page, at least 1. Longer pages of root lists take several calls; lists of a parent are cut to it, and go on.
    pub page: u32,
    /// The most ids or parents of a call, at least 1.
    pub keys: u32,
    /// What becomes of a question for more of them.
    pub beyond: Beyond,
    /// The most rows that the host may read for one page to test the rest of a filter on; with 0, a filter that is not offered is refused.
    pub scan: u32,
    /// For how many days the source keeps records; none when for ever.
    pub retention_days: Option<u32>,
    /// What the source must be given to answer: permissions, roles, licences, each by the name its vendor gives it.
    pub needs: Vec<String>,
}

/// What becomes of a question for more ids or parents than a call takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beyond {
    /// It is asked in several calls.
    #[default]
    Split,
    /// It is handed over whole, and the source refuses it with what it would cost ([`ErrorKind::TooExpensive`]): for sources whose calls
    /// are so few that no question may take several.
    Refused,
}

/// A property that a source filters by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filterable<F> {
    /// The property.
    pub field: F,
    /// The operators that the source knows for it.
    pub operators: Vec<Operator>,
}

impl<F> Default for Offer<F> {
    /// Rows in the order of their dates, 500 a page, 500 keys a call; up to 2,000 rows may be read to test a filter on.
    fn default() -> Self {
        Self {
            filters: Vec::new(),
            combines: false,
            orders: Vec::new(),
            only_direction: None,
            page: 500,
            keys: 500,
            beyond: Beyond::default(),
            scan: 2_000,
            retention_days: None,
            needs: Vec::new(),
        }
    }
}

impl<F: Field> Offer<F> {
    /// Every filter, and every order.
    pub fn everything() -> Self {
        let filterable = |field: &F| Filterable { field: *field, operators: field.kind().operators().to_vec() };
        Self {
            filters: F::ALL.iter().map(filterable).collect(),
            combines: true,
            orders: F::ALL.iter().copied().filter(|field| field.is_sortable() && *field != F::DATE).collect(),
            page: 10_000,
            keys: 10_000,
            scan: 0,
            ..Self::default()
        }
    }

    /// The same offer, with this property among the filters.
    #[must_use]
    pub fn filter(mut self, field: F, operators: &[Operator]) -> Self {
        self.filters.push(Filterable { field, operators: operators.to_vec() });
        self
    }

    /// The directions that lists can be asked for in.
    #[cfg(feature = "conformance")]
    pub(crate) fn directions(&self) -> Vec<Direction> {
        self.only_direction.map_or_else(|| vec![Direction::Descending, Direction::Ascending], |only| vec![only])
    }

    /// The most rows of a page. No source answers by less than one: a manifest that says 0 is mistaken, and must not stop the others.
    pub(crate) fn rows_a_page(&self) -> u32 {
        self.page.max(1)
    }

    /// The most ids or parents of a call, by the same rule.
    pub(crate) fn keys_a_call(&self) -> usize {
        self.keys.max(1) as usize
    }

    /// How many of so many ids or parents, at least one, it is asked for at once.
    pub(crate) fn keys_at_once(&self, asked: usize) -> usize {
        match self.beyond {
            Beyond::Split => self.keys_a_call(),
            Beyond::Refused => asked.max(1),
        }
    }

    /// Whether the source orders root lists by this property.
    pub fn orders_by(&self, field: F) -> bool {
        field == F::DATE || self.orders.contains(&field)
    }

    /// Whether the source takes this condition, the whole of it.
    pub fn takes(&self, filter: &Filter<F>) -> bool {
        match filter {
            Filter::All => true,
            Filter::Is(field, test) => {
                let knows = |it: &Filterable<F>| it.field == *field && it.operators.contains(&test.operator());
                self.filters.iter().any(knows)
            }
            Filter::And(filters) => filters.iter().all(|filter| self.takes(filter)),
            Filter::Or(filters) => self.combines && filters.iter().all(|filter| self.takes(filter)),
            Filter::Not(filter) => self.combines && self.takes(filter),
        }
    }

    /// Refuses a query that goes beyond the offer. The host asks none; a source that checks itself is safe with any other caller.
    ///
    /// # Errors
    /// [`ErrorKind::FilterNotPushable`], which names what is offered.
    pub fn check<E: Entity<Field = F>>(&self, query: &Query<E>) -> Result<(), ErrorKind> {
        if !self.takes(&query.filter) {
            return Err(self.filter_refused());
        }
        self.check_order(query.order)
    }

    /// Refuses an order that is not offered.
    ///
    /// # Errors
    /// [`ErrorKind::FilterNotPushable`], which names the orders that are.
    pub fn check_order(&self, order: Order<F>) -> Result<(), ErrorKind> {
        let Order { field, direction } = order;
        if self.orders_by(field) {
            return self.check_direction(direction);
        }
        let offered: Vec<&str> = F::ALL.iter().filter(|field| self.orders_by(**field)).map(|field| field.name()).collect();
        let message = format!("this list cannot be ordered by {}; it can be ordered by {}", field.name(), offered.join(", "));
        Err(ErrorKind::FilterNotPushable(message))
    }

    /// Refuses an order of the lists of a parent: they come by date, or by one of these, in a direction that is offered.
    pub(crate) fn check_order_of_parents(&self, order: Order<F>, also: &[F]) -> Result<(), ErrorKind> {
        check_order_under_parents(order.field, also)?;
        self.check_direction(order.direction)
    }

    fn check_direction(&self, direction: Direction) -> Result<(), ErrorKind> {
        let only = match self.only_direction {
            Some(only) if only != direction => only,
            _ => return Ok(()),
        };
        let only = match only {
            Direction::Ascending => "from low to high, oldest first",
            Direction::Descending => "from high to low, newest first",
        };
        Err(ErrorKind::FilterNotPushable(format!("this list can be ordered only {only}")))
    }

    /// The refusal of a filter, naming those that are offered.
    pub(crate) fn filter_refused(&self) -> ErrorKind {
        let offered = |it: &Filterable<F>| {
            let operators: Vec<&str> = it.operators.iter().map(|operator| operator.name()).collect();
            format!("{} ({})", it.field.name(), operators.join(", "))
        };
        let offered: Vec<String> = self.filters.iter().map(offered).collect();
        ErrorKind::FilterNotPushable(match (offered.is_empty(), self.combines) {
            (true, _) => "this list cannot be filtered".to_owned(),
            (false, true) => format!("this list can be filtered only by {}", offered.join("; ")),
            (false, false) => format!("this list can be filtered only by {}, all of which must hold", offered.join("; ")),
        })
    }
}

/// Refuses an order of the lists of a parent that is neither by date nor by one of these.
pub(crate) fn check_order_under_parents<F: Field>(field: F, also: &[F]) -> Result<(), ErrorKind> {
    if field == F::DATE || also.contains(&field) {
        return Ok(());
    }
    let offered: Vec<&str> = [F::DATE].iter().chain(also).map(|field| field.name()).collect();
    let offered = offered.join(", ");
    let message = format!("the lists of a parent cannot be ordered by {}; they can be ordered by {offered}", field.name());
    Err(ErrorKind::FilterNotPushable(message))
}
