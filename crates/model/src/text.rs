//! Texts: how they are compared, and reading them without keeping them.

use std::{
    fmt::{self, Write as _},
    marker::PhantomData,
};

use serde::{Deserializer, de};
use serde_json::Value;

/// What no text holds, because PostgreSQL cannot keep it.
const NUL: char = '\0';

/// What stands in its place.
const REPLACEMENT: &str = "\u{fffd}";

/// A text as texts are compared: ASCII letters in lower case, and U+FFFD where it holds U+0000, as in every text that is read.
pub fn comparable(text: &str) -> String {
    without_nul(text.to_ascii_lowercase())
}

/// How many characters of a text lists are sorted by: an entry of an index has only so much room.
pub const SORTED: usize = 256;

/// A text as lists are sorted by it: as it is compared, and of a long one the beginning.
pub fn sortable(text: &str) -> String {
    let mut text = comparable(text);
    if let Some((end, _)) = text.char_indices().nth(SORTED) {
        text.truncate(end);
    }
    text
}

/// The text with U+FFFD in place of U+0000.
pub fn without_nul(text: String) -> String {
    if text.contains(NUL) { text.replace(NUL, REPLACEMENT) } else { text }
}

/// Bytes in hexadecimal, two small letters each.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}

/// Replaces U+0000 in every text of the value, however deep.
pub(crate) fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_nul(std::mem::take(text)),
        Value::Array(values) => values.iter_mut().for_each(replace_nul),
        Value::Object(properties) => properties.values_mut().for_each(replace_nul),
        _ => {}
    }
}

/// Reads a text and makes of it what `read` makes, without an allocation for the text itself.
pub(crate) fn read<'de, D, T, E, F>(deserializer: D, read: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
    F: FnOnce(&str) -> Result<T, E>,
{
    deserializer.deserialize_str(Text(read, PhantomData))
}

struct Text<F, T>(F, PhantomData<T>);

impl<T, E, F> de::Visitor<'_> for Text<F, T>
where
    E: fmt::Display,
    F: FnOnce(&str) -> Result<T, E>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<Error: de::Error>(self, text: &str) -> Result<T, Error> {
        (self.0)(text).map_err(Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_in_lower_case_and_without_nul() {
        assert_eq!(comparable("A\0B\u{fffd}Ö"), "a\u{fffd}b\u{fffd}Ö");
    }

    #[test]
    fn a_long_text_is_sorted_by_its_beginning() {
        assert_eq!(sortable(&"Ö".repeat(SORTED)), "Ö".repeat(SORTED));
        assert_eq!(sortable(&format!("{}b", "A".repeat(SORTED))), "a".repeat(SORTED));
    }
}
