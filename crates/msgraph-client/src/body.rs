//! What the text of an answer is: JSON of the shape that was asked for, or one of the things it may be instead.

use serde::de::DeserializeOwned;
use serde_json::{error::Category, value::RawValue};

use crate::{Malformation, MsgraphError};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads an answer that must say something.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, MsgraphError> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    serde_json::from_slice(text).map_err(|error| MsgraphError::Malformed(malformation(text, &error)))
}

/// Reads an answer that may be empty, as most acts are answered.
pub(crate) fn read_if_any(text: &[u8]) -> Result<Option<Box<RawValue>>, MsgraphError> {
    if text.trim_ascii().is_empty() { Ok(None) } else { read(text).map(Some) }
}

fn malformation(text: &[u8], error: &serde_json::Error) -> Malformation {
    match (text.trim_ascii_start().first(), error.classify()) {
        (None, _) => Malformation::Empty,
        (Some(b'<'), _) => Malformation::Html,
        (_, Category::Eof) => Malformation::Truncated,
        (_, Category::Data) => Malformation::OtherShape,
        (_, Category::Syntax | Category::Io) => Malformation::NotJson,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn what_is_no_answer_is_told_apart() {
        for (text, expected) in [
            (&b""[..], Malformation::Empty),
            (b" \r\n", Malformation::Empty),
            (b"\xef\xbb\xbf", Malformation::Empty),
            (b"\n<!DOCTYPE html><html></html>", Malformation::Html),
            (b"{\"a\": 1, \"b", Malformation::Truncated),
            (b"{\"a\": 1", Malformation::Truncated),
            (b"upstream connect error", Malformation::NotJson),
            (b"{\"a\": 1} {", Malformation::NotJson),
            (b"{\"a\xff\": 1}", Malformation::NotJson),
            (b"[1]", Malformation::OtherShape),
        ] {
            match read::<HashMap<String, u32>>(text) {
                Err(MsgraphError::Malformed(found)) => assert_eq!(found, expected, "{}", String::from_utf8_lossy(text)),
                other => panic!("{}: {other:?}", String::from_utf8_lossy(text)),
            }
        }
    }

    #[test]
    fn json_is_read_with_a_byte_order_mark_or_without() {
        for text in [&b"\xef\xbb\xbf {\"a\":1}"[..], b"{\"a\":1}"] {
            assert_eq!(read::<HashMap<String, u32>>(text).expect("JSON")["a"], 1);
        }
    }

    #[test]
    fn an_act_may_be_answered_with_nothing() {
        assert!(read_if_any(b"").expect("nothing").is_none());
        assert_eq!(read_if_any(b"{\"value\": true}").expect("JSON").expect("something").get(), "{\"value\": true}");
        assert!(read_if_any(b"<html>").is_err());
    }
}
