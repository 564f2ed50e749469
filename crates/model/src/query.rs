//! How records are asked for: fields, filter, order and page; and where a page goes on.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::{FieldSet, Filter, Id, Time, filter::Value, sortable};

/// A kind of record that can be listed.
pub trait Entity: Clone + Send + Sync + 'static {
    /// Its ids.
    type Id: Id;
    /// The properties it can be filtered and sorted by.
    type Field: Field<Entity = Self>;
    /// The groups of properties it can be projected to.
    type Fields: FieldSet;

    /// Its id.
    fn id(&self) -> &Self::Id;

    /// The date it is listed by.
    fn date(&self) -> Option<Time>;
}

/// A property that records can be filtered by, and perhaps sorted by.
pub trait Field: Copy + Eq + Debug + std::hash::Hash + Send + Sync + 'static {
    /// The kind of record it is a property of.
    type Entity: Entity<Field = Self>;

    /// Every one.
    const ALL: &'static [Self];

    /// The date that lists are sorted by when nothing else is asked.
    const DATE: Self;

    /// The property's name as Microsoft Graph writes it.
    fn name(self) -> &'static str;

    /// What its values are.
    fn kind(self) -> FieldKind;

    /// Whether lists can be sorted by it.
    fn is_sortable(self) -> bool;

    /// The group it is read with.
    fn group(self) -> <Self::Entity as Entity>::Fields;

    /// Its value in a record.
    fn value(self, record: &Self::Entity) -> Value<'_>;

    /// Its value in a record as lists are sorted by it: no value comes first.
    fn sort_key(self, record: &Self::Entity) -> SortKey {
        match self.value(record) {
            Value::Text(text) => SortKey::Text(sortable(&text)),
            Value::Address(address) => SortKey::Text(sortable(address.as_str())),
            Value::Word(_, rank) => SortKey::Number(rank),
            Value::Number(number) => SortKey::Number(number),
            Value::Flag(flag) => SortKey::Number(i64::from(flag)),
            Value::Time(time) => SortKey::Number(time.nanos()),
            Value::Null | Value::Many(_) => self.kind().least(),
        }
    }
}

/// What the values of a property are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A text, compared in lower case (of ASCII letters).
    Text,
    /// A word of a vocabulary, sorted by its rank.
    Word,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A moment.
    Time,
    /// An address of the internet.
    Address,
    /// Several texts, of which any may pass a test; lists are not sorted by them.
    Texts,
    /// Several words, of which any may pass a test; lists are not sorted by them.
    Words,
}

impl FieldKind {
    /// What no value is sorted as: below every value.
    pub const fn least(self) -> SortKey {
        match self {
            Self::Text | Self::Address | Self::Texts => SortKey::Text(String::new()),
            Self::Word | Self::Words | Self::Flag => SortKey::Number(-1),
            Self::Number | Self::Time => SortKey::Number(i64::MIN),
        }
    }
}

/// A question for a list.
#[derive(Clone, Debug)]
pub struct Query<E: Entity> {
    /// The groups to fill.
    pub fields: E::Fields,
    /// Which records.
    pub filter: Filter<E::Field>,
    /// In which order.
    pub order: Order<E::Field>,
    /// How many at most (for each parent, where there are parents).
    pub first: u32,
    /// After which record.
    pub after: Option<Cursor>,
}

impl<E: Entity> Query<E> {
    /// The first `first` records in the default order, newest first, with all properties.
    pub fn first(first: u32) -> Self {
        Self { fields: E::Fields::all(), filter: Filter::All, order: Order::default(), first, after: None }
    }

    /// The groups that must be filled: those asked for, and the one that the order is read from.
    pub fn needed(&self) -> E::Fields {
        self.fields.with(self.order.field.group())
    }
}

/// An order: by a property, then by date, then by id, all in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order<F> {
    /// The property.
    pub field: F,
    /// The direction.
    pub direction: Direction,
}

impl<F: Field> Default for Order<F> {
    fn default() -> Self {
        Self { field: F::DATE, direction: Direction::Descending }
    }
}

impl<F: Field> Order<F> {
    /// Where a record stands in this order.
    pub fn position(&self, record: &F::Entity) -> Cursor {
        let by = (self.field != F::DATE).then(|| self.field.sort_key(record));
        let id = record.id();
        Cursor { by, date: date_key(record.date()), object: id.object().to_owned(), tenant: id.tenant().to_string() }
    }

    /// Whether the cursor is a place in this order: it holds a value to sort by, of the property's kind, unless that is the date.
    pub fn has(&self, cursor: &Cursor) -> bool {
        let by_date = self.field == F::DATE;
        match (&cursor.by, self.field.kind().least()) {
            (None, _) => by_date,
            (Some(SortKey::Number(_)), SortKey::Number(_)) | (Some(SortKey::Text(_)), SortKey::Text(_)) => !by_date,
            (Some(_), _) => false,
        }
    }

    /// Puts records into this order.
    pub fn sort(&self, records: &mut [F::Entity]) {
        records.sort_by_cached_key(|record| self.position(record));
        if self.direction == Direction::Descending {
            records.reverse();
        }
    }

    /// Whether the first record comes before the second.
    pub fn precedes(&self, first: &F::Entity, second: &F::Entity) -> bool {
        let key = |record: &F::Entity| date_key(record.date());
        let order = if self.field == F::DATE {
            let (a, b) = (first.id(), second.id());
            key(first).cmp(&key(second)).then_with(|| (a.object(), a.tenant()).cmp(&(b.object(), b.tenant())))
        } else {
            self.position(first).cmp(&self.position(second))
        };
        if self.direction == Direction::Ascending { order.is_lt() } else { order.is_gt() }
    }

    /// Whether `position` comes after `cursor`.
    pub fn is_after(&self, position: &Cursor, cursor: &Cursor) -> bool {
        match self.direction {
            Direction::Ascending => position > cursor,
            Direction::Descending => position < cursor,
        }
    }
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From low to high, from old to new.
    Ascending,
    /// From high to low, from new to old.
    Descending,
}

/// A place in an order: the values that a record is sorted by. A page goes on after it, whatever was added or removed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// The value of the property sorted by, unless that is the date.
    pub by: Option<SortKey>,
    /// The date in nanoseconds since 1970; the least number for none.
    pub date: i64,
    /// The id within the tenant.
    pub object: String,
    /// The tenant.
    pub tenant: String,
}

/// A value as it is sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortKey {
    /// A number, rank or moment.
    Number(i64),
    /// A text in lower case, or the beginning of a long one.
    Text(String),
}

/// The date as it is sorted: none before all others.
pub fn date_key(date: Option<Time>) -> i64 {
    date.map_or(i64::MIN, Time::nanos)
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The records, in order.
    pub rows: Vec<T>,
    /// Where the list goes on; none at its end. A page may be short, or even empty, and still go on.
    pub next: Option<Cursor>,
    /// The state of the source that the answer shows.
    pub as_of: Option<Time>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SignIn, SignInField, SignInId, TenantId};

    fn sign_in(id: &str, seconds: i64) -> SignIn {
        let id = SignInId::new(TenantId::new("t"), id);
        SignIn { id, created_date_time: Time::from_seconds(seconds), ..SignIn::default() }
    }

    #[test]
    fn records_of_one_moment_are_ordered_by_id() {
        let mut rows = vec![sign_in("a", 1), sign_in("c", 1), sign_in("b", 2)];
        Order::<SignInField>::default().sort(&mut rows);
        assert_eq!(rows.iter().map(|row| row.id.object()).collect::<Vec<_>>(), ["b", "c", "a"]);
    }

    #[test]
    fn an_order_knows_its_places_from_those_of_another() {
        let order = |field| Order { field, direction: Direction::Ascending };
        let orders = [SignInField::CreatedDateTime, SignInField::AppDisplayName, SignInField::ErrorCode].map(order);
        for (place, one) in orders.iter().enumerate() {
            for (other_place, other) in orders.iter().enumerate() {
                assert_eq!(one.has(&other.position(&sign_in("a", 1))), place == other_place, "{other:?} in {one:?}");
            }
        }
    }

    #[test]
    fn a_place_in_the_order_survives_the_wire() {
        let order = Order { field: SignInField::AppDisplayName, direction: Direction::Ascending };
        let position = order.position(&SignIn { app_display_name: Some("Office".into()), ..sign_in("a", 1) });
        let text = serde_json::to_string(&position).expect("plain data");
        assert_eq!(serde_json::from_str::<Cursor>(&text).expect("what was written"), position);
    }
}
