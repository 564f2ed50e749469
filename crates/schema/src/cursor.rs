//! Cursors as clients see them: a place in a list, bound to the kind of list, its order and its filter.

use std::hash::{Hash, Hasher};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use riskgate_model::{Cursor, Direction, Entity, Field, Query, SortKey};
use sha2::{Digest, Sha256};

use crate::error::Fault;

/// The first byte of every cursor; another way of writing them gets another number.
const VERSION: u8 = 1;
/// Bytes of checksum. It keeps mistakes out, not attackers: a forged place shows nothing that the list does not.
const CHECKSUM: usize = 8;

/// What the cursors of one list are bound to.
#[derive(Clone)]
pub(crate) struct Binding(Sha256);

impl Binding {
    /// The binding of the list named `list` under this filter and order. The page's length and fields may change from page to page.
    pub(crate) fn new<E: Entity>(list: &str, query: &Query<E>) -> Self {
        let mut digest = Digester(Sha256::new());
        list.hash(&mut digest);
        query.order.field.name().hash(&mut digest);
        (query.order.direction == Direction::Ascending).hash(&mut digest);
        query.filter.hash(&mut digest);
        Self(digest.0)
    }

    /// The binding of a list that has one order under this filter.
    pub(crate) fn newest(list: &str, filter: &impl Hash) -> Self {
        let mut digest = Digester(Sha256::new());
        list.hash(&mut digest);
        filter.hash(&mut digest);
        Self(digest.0)
    }

    /// A place in this list, as text.
    pub(crate) fn encode(&self, place: &Cursor) -> String {
        let mut bytes = Vec::with_capacity(128);
        bytes.push(VERSION);
        match &place.by {
            None => bytes.push(b'-'),
            Some(SortKey::Number(number)) => {
                bytes.push(b'n');
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            Some(SortKey::Text(text)) => {
                bytes.push(b't');
                push_text(&mut bytes, text);
            }
        }
        bytes.extend_from_slice(&place.date.to_be_bytes());
        push_text(&mut bytes, &place.tenant);
        push_text(&mut bytes, &place.object);
        let checksum = self.checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a place in this list.
    pub(crate) fn decode(&self, text: &str) -> Result<Cursor, Fault> {
        self.read(text).ok_or_else(Fault::cursor)
    }

    fn read(&self, text: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (bytes, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
        if self.checksum(bytes) != *checksum {
            return None;
        }
        let (version, mut rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let rest = &mut rest;
        let by = match take(rest, 1)? {
            b"-" => None,
            b"n" => Some(SortKey::Number(take_number(rest)?)),
            b"t" => Some(SortKey::Text(take_text(rest)?)),
            _ => return None,
        };
        let place = Cursor { by, date: take_number(rest)?, tenant: take_text(rest)?, object: take_text(rest)? };
        rest.is_empty().then_some(place)
    }

    fn checksum(&self, bytes: &[u8]) -> [u8; CHECKSUM] {
        let digest = self.0.clone().chain_update(bytes).finalize();
        let mut checksum = [0; CHECKSUM];
        checksum.copy_from_slice(&digest[..CHECKSUM]);
        checksum
    }
}

/// Feeds what `Hash` says of a filter into the checksum.
struct Digester(Sha256);

impl Hasher for Digester {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("the digest is taken whole")
    }
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    let length = u32::try_from(text.len()).expect("sort values and ids are far below four gigabytes");
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn take_number(bytes: &mut &[u8]) -> Option<i64> {
    take(bytes, 8)?.try_into().ok().map(i64::from_be_bytes)
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let length = u32::from_be_bytes(take(bytes, 4)?.try_into().ok()?);
    String::from_utf8(take(bytes, usize::try_from(length).ok()?)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use riskgate_model::{Filter, Operand, Order, SignIn, SignInField};

    fn query() -> Query<SignIn> {
        Query::first(10)
    }

    fn place() -> impl Strategy<Value = Cursor> {
        let key = prop_oneof![any::<i64>().prop_map(SortKey::Number), ".{0,20}".prop_map(SortKey::Text)];
        (proptest::option::of(key), any::<i64>(), ".{0,40}", ".{0,40}").prop_map(|(by, date, object, tenant)| Cursor {
            by,
            date,
            object,
            tenant,
        })
    }

    proptest! {
        #[test]
        fn every_place_survives_the_wire(place in place()) {
            let binding = Binding::new("signIns", &query());
            let text = binding.encode(&place);
            prop_assert_eq!(binding.read(&text), Some(place));
        }

        #[test]
        fn an_altered_cursor_is_refused(place in place(), at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
            let binding = Binding::new("signIns", &query());
            let mut bytes = URL_SAFE_NO_PAD.decode(binding.encode(&place)).expect("our own text");
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert_eq!(binding.read(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn a_cursor_of_another_list_filter_or_order_is_refused(place in place()) {
            let text = Binding::new("signIns", &query()).encode(&place);
            let by_state = Order { field: SignInField::RiskState, direction: Direction::Descending };
            let oldest_first = Order { field: SignInField::CreatedDateTime, direction: Direction::Ascending };
            let filter = |app: &str| Filter::eq(SignInField::AppDisplayName, Operand::Text(app.into()));
            prop_assert_eq!(Binding::new("User.signIns", &query()).read(&text), None);
            for order in [by_state, oldest_first] {
                prop_assert_eq!(Binding::new("signIns", &Query { order, ..query() }).read(&text), None);
            }
            let office = Binding::new("signIns", &Query { filter: filter("Office"), ..query() });
            let teams = Binding::new("signIns", &Query { filter: filter("Teams"), ..query() });
            prop_assert_eq!(office.read(&text), None);
            prop_assert_eq!(teams.read(&office.encode(&place)), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert_eq!(Binding::new("signIns", &query()).read(&text), None);
        }
    }

    #[test]
    fn a_page_of_another_length_goes_on_from_the_same_cursor() {
        let place = Order::<SignInField>::default().position(&SignIn::default());
        let text = Binding::new("signIns", &query()).encode(&place);
        assert_eq!(Binding::new("signIns", &Query { first: 500, ..query() }).read(&text), Some(place));
    }
}
