//! The World as the adapter that is judged holds it, and how it is asked.

use std::collections::HashMap;

use riskgate_model::{Cursor, Direction, Entity, Field, Filter, Operand, Order, Query, SortKey, Test, Time};

use super::{World, listed::Listed, listed::Scope};
use crate::{Adapter, AdapterError, Answer, ErrorKind, Grouped, Offer};

/// The World, and an adapter that holds it.
pub(super) struct Held<'a> {
    /// The World.
    pub(super) world: &'a World,
    /// The adapter.
    pub(super) adapter: &'a Adapter,
    /// How many calls its source has seen, where it counts them.
    pub(super) calls: &'a (dyn Fn() -> Option<u64> + Sync),
}

/// Both directions.
pub(super) const DIRECTIONS: [Direction; 2] = [Direction::Descending, Direction::Ascending];

impl Held<'_> {
    /// What can be asked of these records.
    pub(super) fn offer<E: Listed>(&self) -> &Offer<E::Field> {
        E::offer(&self.adapter.manifest)
    }

    /// The scopes of these records. Of parents that the World does not know, such as service principals where there are none, nobody asks.
    pub(super) fn scopes<E: Listed>(&self) -> Vec<Scope> {
        E::scopes(self.world).into_iter().filter(|scope| scope.is_all() || scope.parents() > 1).collect()
    }

    /// A query for so many records, as far as the source has such pages, by date in the first direction that it offers.
    pub(super) fn query<E: Listed>(&self, wanted: usize) -> Query<E> {
        let (offer, wanted) = (self.offer::<E>(), u32::try_from(wanted).expect("the World is small"));
        let order = Order { field: E::Field::DATE, direction: offer.directions()[0] };
        Query { order, ..Query::first(wanted.clamp(1, offer.rows_a_page())) }
    }

    /// As many parents as one call takes, the busiest first.
    pub(super) fn parents<E: Listed>(&self, scope: &Scope) -> Vec<usize> {
        (0..scope.parents()).take(self.offer::<E>().keys_a_call()).collect()
    }

    /// Every list alone that a law is tried on: that of all, or those of the three parents with most children and of the one with least.
    pub(super) fn lists<E: Listed>(&self) -> Vec<Scope> {
        let lists = |scope: Scope| {
            let last = scope.parents() - 1;
            let mut places: Vec<usize> = (0..scope.parents()).take(3).chain([last]).collect();
            places.dedup();
            places.into_iter().map(|place| scope.pick(&[place])).collect::<Vec<_>>()
        };
        self.scopes::<E>().into_iter().flat_map(lists).collect()
    }

    /// The orders that a list can be asked in.
    pub(super) fn orders<E: Listed>(&self, scope: &Scope) -> Vec<Order<E::Field>> {
        let of_parent = |field: &E::Field| *field == E::Field::DATE || E::orders_of(scope).contains(field);
        let offered = |field: &E::Field| if scope.is_all() { self.offer::<E>().orders_by(*field) } else { of_parent(field) };
        let fields = E::Field::ALL.iter().copied().filter(offered);
        let directions = self.offer::<E>().directions();
        fields
            .flat_map(|field| directions.iter().map(move |direction| Order { field, direction: *direction }).collect::<Vec<_>>())
            .collect()
    }

    /// The query for all records, so that they come in one page with room to spare, where the source has such pages.
    pub(super) fn whole<E: Listed>(&self) -> Query<E> {
        self.query(E::rows(self.world).len() + 1)
    }

    /// The rows of the World that are children of the scope's first parent and meet the condition.
    pub(super) fn rows<E: Listed>(&self, scope: &Scope, filter: &Filter<E::Field>) -> Vec<E> {
        E::rows(self.world).iter().filter(|row| row.is_child(self.world, scope, 0) && filter.matches(row)).cloned().collect()
    }

    /// The row of the World with this id.
    pub(super) fn row<E: Listed>(&self, id: &E::Id) -> Option<&E> {
        E::rows(self.world).iter().find(|row| row.id() == id)
    }

    /// The records of these ids; none where the source says that it is not asked by id.
    pub(super) async fn by_id<E: Listed>(&self, ids: &[E::Id], fields: E::Fields) -> Answer<Option<HashMap<E::Id, E>>> {
        match E::by_id(self.adapter, ids, fields).await {
            Err(AdapterError { kind: ErrorKind::Unsupported(_), .. }) => Ok(None),
            answer => answer,
        }
    }

    /// Follows the pages of the list of one parent, or of all. A page may be short, so that it is given up only after many.
    pub(super) async fn follow<E: Listed>(&self, scope: &Scope, query: &Query<E>) -> Result<Vec<Followed<E>>, String> {
        let most = E::rows(self.world).len() * 2 + 8;
        let (mut pages, mut query) = (Vec::new(), query.clone());
        while pages.len() < most {
            let grouped = E::groups(self.adapter, scope, &query).await.map_err(|error| told(&error))?;
            let [next] = &grouped.next[..] else { return Err(format!("{} groups for one list", grouped.next.len())) };
            if let [(_, error), ..] = &grouped.failed[..] {
                return Err(told(error));
            }
            let next = next.clone();
            pages.push(Followed { rows: grouped.rows, goes_on: next.is_some() });
            match next {
                Some(next) => query.after = Some(next),
                None => return Ok(pages),
            }
        }
        Err(format!("{most} pages, and it still goes on"))
    }

    /// All rows of the list of one parent, or of all.
    pub(super) async fn list<E: Listed>(&self, scope: &Scope, query: &Query<E>) -> Result<Vec<E>, String> {
        Ok(self.follow(scope, query).await?.into_iter().flat_map(|page| page.rows).collect())
    }
}

/// A page of a list that was followed.
pub(super) struct Followed<E> {
    pub(super) rows: Vec<E>,
    pub(super) goes_on: bool,
}

/// The ids of rows.
pub(super) fn ids<'a, E: Entity>(rows: impl IntoIterator<Item = &'a E>) -> Vec<String> {
    rows.into_iter().map(|row| row.id().to_string()).collect()
}

/// The ids of the rows of each group.
pub(super) fn groups<E: Entity>(grouped: &Grouped<E>) -> Vec<Vec<String>> {
    grouped.groups().map(ids).collect()
}

/// An error, as a report tells it.
pub(super) fn told(error: &AdapterError) -> String {
    format!("the error {}: {}", error.kind.word(), error.kind)
}

/// A question for a list, as a report tells it.
pub(super) fn asked<E: Listed>(scope: &Scope, query: &Query<E>) -> String {
    let mut text = format!("{}{scope}", E::QUESTION.name());
    if query.filter != Filter::All {
        text = format!("{text} where {}", condition(&query.filter));
    }
    let direction = if query.order.direction == Direction::Ascending { "ascending" } else { "descending" };
    text = format!("{text} by {} {direction}, first {}", query.order.field.name(), query.first);
    match &query.after {
        Some(cursor) => format!("{text}, after {}", place(cursor)),
        None => text,
    }
}

/// A question by ids, as a report tells it.
pub(super) fn asked_by_id<E: Listed>(ids: &[E::Id]) -> String {
    format!("{}_by_id([{}])", E::QUESTION.name(), ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// A condition, as a report tells it.
pub(super) fn condition<F: Field>(filter: &Filter<F>) -> String {
    let all = |filters: &[Filter<F>], word: &str| filters.iter().map(condition).collect::<Vec<_>>().join(word);
    match filter {
        Filter::All => "anything".to_owned(),
        Filter::Is(field, test) => format!("{} {}", field.name(), tested(test)),
        Filter::And(filters) => format!("({})", all(filters, " and ")),
        Filter::Or(filters) => format!("({})", all(filters, " or ")),
        Filter::Not(filter) => format!("not {}", condition(filter)),
    }
}

fn tested(test: &Test) -> String {
    let name = test.operator().name();
    match test {
        Test::In(operands) => format!("{name} [{}]", operands.iter().map(compared).collect::<Vec<_>>().join(", ")),
        Test::Lt(operand) | Test::Le(operand) | Test::Gt(operand) | Test::Ge(operand) => format!("{name} {}", compared(operand)),
        Test::StartsWith(part) | Test::Contains(part) => format!("{name} {part:?}"),
        Test::Within(range) => format!("{name} {}", span(range.first, range.last)),
        Test::IsNull => name.to_owned(),
    }
}

fn compared(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => format!("{text:?}"),
        Operand::Word(word) => (*word).to_owned(),
        Operand::UnknownWord => "any unknown word".to_owned(),
        Operand::Number(number) => number.to_string(),
        Operand::Flag(flag) => flag.to_string(),
        Operand::Time(time) => time.to_string(),
    }
}

/// A place in an order, as a report tells it.
pub(super) fn place(cursor: &Cursor) -> String {
    let by = match &cursor.by {
        None => String::new(),
        Some(SortKey::Number(number)) => format!("the number {number}, "),
        Some(SortKey::Text(text)) => format!("the text {text:?}, "),
    };
    let date = if cursor.date == i64::MIN { "no date".to_owned() } else { Time::from_nanos(cursor.date).to_string() };
    format!("({by}{date}, {}/{})", cursor.tenant, cursor.object)
}

fn span(first: [u8; 16], last: [u8; 16]) -> String {
    format!("{} to {}", std::net::Ipv6Addr::from(first), std::net::Ipv6Addr::from(last))
}
