//! Lists: from the arguments of a field to a query, and from the answer to connections.

use std::sync::Arc;

use async_graphql::{Context, Error, Result};
use async_trait::async_trait;
use futures::future::BoxFuture;
use riskgate_adapter::{Answer, Grouped};
use riskgate_model::{Entity, FieldSet, Filter, Order, Page, Query};

use crate::{
    cursor::Binding,
    error::{Fault, report, report_each},
    filter::{self, Conditions},
    level::{self, Connection, Counter, EachOne, Pages, selected},
    scalar::DateTime,
};

/// The most rows of one page.
pub(crate) const MAXIMUM: u32 = 500;

/// An object that shows a record of `model`.
pub(crate) trait Shows: level::Node + From<Self::Record> {
    /// The record.
    type Record: Entity;

    /// The record that is shown.
    fn record(&self) -> &Self::Record;

    /// The group of properties that a field of the object is read from.
    fn group(field: &str) -> <Self::Record as Entity>::Fields;
}

/// An object that stands in lists.
pub(crate) trait Listed: Shows + level::Entity {
    /// What its lists can be filtered by.
    type Filter: Conditions<Field = <Self::Record as Entity>::Field>;
}

/// The arguments of a list, as the client gave them.
pub(crate) struct Arguments<T: Listed> {
    pub(crate) first: i32,
    pub(crate) after: Option<String>,
    pub(crate) filter: Option<T::Filter>,
    pub(crate) order: Order<<T::Record as Entity>::Field>,
}

/// The groups of properties that the current field's selection needs of rows of type `T`.
pub(crate) fn wanted<T: Shows>(ctx: &Context<'_>) -> <T::Record as Entity>::Fields {
    let none = <T::Record as Entity>::Fields::default();
    selected::<T>(ctx).into_iter().fold(none, |fields, field| fields.with(T::group(field)))
}

/// A list that is being asked for.
pub(crate) struct List<T: Listed> {
    /// What the source is asked.
    pub(crate) query: Query<T::Record>,
    /// How many rows the client wants; the source is asked for one at least, or it could not tell whether there are more.
    first: u32,
    binding: Binding,
}

impl<T: Listed> List<T> {
    /// Reads the arguments of the list named `name`, which shows only what `narrowed` lets pass.
    ///
    /// # Errors
    /// When an argument makes no sense; the message names it.
    pub(crate) fn read(
        ctx: &Context<'_>,
        name: &str,
        arguments: Arguments<T>,
        narrowed: Filter<<T::Record as Entity>::Field>,
    ) -> Result<Self, Fault> {
        let first = length(arguments.first)?;
        let mut query = Query {
            fields: wanted::<T>(ctx),
            filter: filter::read(arguments.filter)?.and(narrowed),
            order: arguments.order,
            first: first.max(1),
            after: None,
        };
        let binding = Binding::new(name, &query);
        query.after = arguments.after.map(|text| binding.decode(&text)).transpose()?;
        Ok(Self { query, first, binding })
    }

    /// The connections over a page for each parent.
    pub(crate) fn connect(&self, adapter: &str, mut grouped: Grouped<T::Record>, counter: Count) -> EachOne<Connection<T>> {
        let parents = grouped.ends.len();
        let more = if self.first == 0 { keep_none(&mut grouped) } else { grouped.next.iter().map(Option::is_some).collect() };
        let (order, cursor_of) = (self.query.order, self.binding.clone());
        let rows = grouped.rows.into_iter().map(T::from).collect();
        let mut pages = Pages::new(rows, grouped.ends, move |row: &T| cursor_of.encode(&order.position(row.record())));
        let (binding, next) = (self.binding.clone(), grouped.next);
        pages = pages.ends_at(move |parent| next.get(parent)?.as_ref().map(|place| binding.encode(place)));
        pages = pages.next(more).previous(vec![self.query.after.is_some(); parents]);
        if let Some(time) = grouped.as_of {
            pages = pages.as_of(DateTime(time));
        }
        pages = pages.source(adapter).counted(Arc::new(counter));
        for (parent, fault) in report_each(&grouped.failed) {
            pages = pages.fail(parent, fault.into());
        }
        pages.connect()
    }
}

/// The page of a list that has no parents, or one.
pub(crate) fn single<R>(page: Page<R>) -> Grouped<R> {
    let mut grouped = Grouped { as_of: page.as_of, ..Grouped::default() };
    grouped.push(page.rows, page.next);
    grouped
}

/// Drops the row that was read only to see whether there is one, and says for each parent whether there was.
fn keep_none<R>(grouped: &mut Grouped<R>) -> Vec<bool> {
    let held = grouped.groups().map(|group| !group.is_empty()).collect::<Vec<_>>();
    let more = held.iter().zip(&grouped.next).map(|(held, next)| *held || next.is_some()).collect();
    grouped.rows.clear();
    grouped.ends.fill(0);
    grouped.next.fill(None);
    more
}

/// Reads `first`.
///
/// # Errors
/// When it is out of bounds.
pub(crate) fn length(first: i32) -> Result<u32, Fault> {
    match u32::try_from(first) {
        Ok(first) if first <= MAXIMUM => Ok(first),
        Ok(_) => Err(Fault::input(format!("`first` is {first} and the maximum is {MAXIMUM}; continue with `after`"))),
        Err(_) => Err(Fault::input(format!("`first` is {first}; give a number from 0 to {MAXIMUM}"))),
    }
}

/// The totals of all parents; none where counting would read more than the source allows itself.
type Totals = Vec<Option<u64>>;

/// Counts a list by asking its source.
pub(crate) struct Count(pub(crate) Box<dyn Fn() -> BoxFuture<'static, Answer<Totals>> + Send + Sync>);

#[async_trait]
impl Counter for Count {
    async fn count(&self) -> Result<Totals> {
        (self.0)().await.map_err(|error| Error::from(report(&error)))
    }
}
