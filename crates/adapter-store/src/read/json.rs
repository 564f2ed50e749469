//! What SQLite answered, read.

use riskgate_model::{Cursor, SortKey, TenantId, Time};
use serde::de::{DeserializeSeed, Error, IgnoredAny, SeqAccess, Visitor};

use super::Read;
use crate::{cells::JsonCells, table::Stored};

/// Reads the JSON text that a statement of [`super::sqlite`] answered.
pub(crate) fn decode<E: Stored>(text: &str, fields: E::Fields) -> Result<Read<E>, serde_json::Error> {
    let mut tenant = TenantId::default();
    let mut read = Read { as_of: None, rows: Vec::new(), groups: Vec::new() };
    let mut json = serde_json::Deserializer::from_str(text);
    Whole(&mut State { read: &mut read, fields, tenant: &mut tenant }).deserialize(&mut json)?;
    json.end()?;
    Ok(read)
}

struct State<'a, E: Stored> {
    read: &'a mut Read<E>,
    fields: E::Fields,
    tenant: &'a mut TenantId,
}

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $expecting:literal, |$state:ident, $list:ident| $body:block) => {
        $(#[$doc])*
        struct $name<'s, 'a, E: Stored>(&'s mut State<'a, E>);

        impl<'de, E: Stored> DeserializeSeed<'de> for $name<'_, '_, E> {
            type Value = ();

            fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_seq(self)
            }
        }

        impl<'de, E: Stored> Visitor<'de> for $name<'_, '_, E> {
            type Value = ();

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($expecting)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut $list: A) -> Result<(), A::Error> {
                let $state = self.0;
                $body
            }
        }
    };
}

list! {
    /// `[as of, [group…]]`
    Whole, "a state and groups", |state, list| {
        state.read.as_of = list.next_element::<Option<i64>>()?.flatten().map(Time::from_nanos);
        list.next_element_seed(Groups(state))?.ok_or_else(|| A::Error::custom("there are no groups"))
    }
}

list! {
    /// `[[rows, end]…]`
    Groups, "groups", |state, list| {
        while list.next_element_seed(Group(state))?.is_some() {}
        Ok(())
    }
}

list! {
    /// `[rows, end]`
    Group, "rows and an end", |state, list| {
        list.next_element_seed(Rows(state))?.ok_or_else(|| A::Error::custom("a group has no rows"))?;
        let end = list.next_element::<Option<Place>>()?.flatten();
        state.read.groups.push((state.read.rows.len(), end.map(Place::cursor)));
        Ok(())
    }
}

list! {
    /// `[row…]`
    Rows, "rows", |state, list| {
        while list.next_element_seed(Row(state))?.is_some() {}
        Ok(())
    }
}

list! {
    /// `[cell…]`
    Row, "the cells of a row", |state, list| {
        let row = E::read(&mut JsonCells::new(&mut list, state.tenant), state.fields)?;
        state.read.rows.push(row);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Where a walk ended.
#[derive(serde::Deserialize)]
struct Place(Option<SortKey>, i64, String, String);

impl Place {
    fn cursor(self) -> Cursor {
        Cursor { by: self.0, date: self.1, object: self.2, tenant: self.3 }
    }
}
