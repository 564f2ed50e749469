//! The response writer: keys in order, finished text copied as it is.

use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError, Value};

/// How far a request came, which decides whether its response has `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It was not executed: it does not parse, is not valid, or names no operation. There is no `data`.
    Refused,
    /// It was executed: `data` is there, null where a required root field failed.
    Executed,
}

/// Writes a response as JSON. `Value::Binary` is taken as finished JSON and copied.
pub fn write_response(response: &Response, stage: Stage, out: &mut Vec<u8>) {
    let mut head = Head(b'{');
    if stage == Stage::Executed {
        head.write("data", out);
        write_value(&response.data, out);
    }
    if !response.errors.is_empty() {
        head.write("errors", out);
        write_list(&response.errors, out, write_error);
    }
    if !response.extensions.is_empty() {
        head.write("extensions", out);
        write_map(response.extensions.iter(), out);
    }
    if head.0 == b'{' {
        out.push(b'{');
    }
    out.push(b'}');
}

/// Writes a key with what stands before it: a brace, then commas.
struct Head(u8);

impl Head {
    fn write(&mut self, key: &str, out: &mut Vec<u8>) {
        out.push(std::mem::replace(&mut self.0, b','));
        write_text(key, out);
        out.push(b':');
    }
}

fn write_error(error: &ServerError, out: &mut Vec<u8>) {
    let mut head = Head(b'{');
    head.write("message", out);
    write_text(&error.message, out);
    if !error.locations.is_empty() {
        head.write("locations", out);
        write_list(&error.locations, out, |pos, out| {
            out.extend_from_slice(b"{\"line\":");
            write_number(pos.line, out);
            out.extend_from_slice(b",\"column\":");
            write_number(pos.column, out);
            out.push(b'}');
        });
    }
    if !error.path.is_empty() {
        head.write("path", out);
        write_list(&error.path, out, |segment, out| match segment {
            PathSegment::Field(name) => write_text(name, out),
            PathSegment::Index(index) => write_number(*index, out),
        });
    }
    if let Some(extensions) = &error.extensions {
        let text = to_json(extensions);
        if text != b"{}" {
            head.write("extensions", out);
            out.extend_from_slice(&text);
        }
    }
    out.push(b'}');
}

/// The bytes before a field's value: brace or comma, key, colon.
pub(super) fn write_key(first: bool, key: &str) -> Box<[u8]> {
    let mut out = vec![if first { b'{' } else { b',' }];
    write_text(key, &mut out);
    out.push(b':');
    out.into()
}

/// Writes a value.
pub(super) fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::Binary(finished) => out.extend_from_slice(finished),
        Value::String(text) => write_text(text, out),
        Value::Enum(name) => write_text(name, out),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => write_number(number, out),
            (None, Some(number)) => write_number(number, out),
            (None, None) => out.extend_from_slice(number.to_string().as_bytes()),
        },
        Value::List(values) => write_list(values, out, write_value),
        Value::Object(map) => write_map(map.iter(), out),
    }
}

fn write_list<T>(items: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}

fn write_map<'m>(entries: impl Iterator<Item = (impl AsRef<str> + 'm, &'m Value)>, out: &mut Vec<u8>) {
    let mut before = b'{';
    for (key, value) in entries {
        out.push(before);
        before = b',';
        write_text(key.as_ref(), out);
        out.push(b':');
        write_value(value, out);
    }
    if before == b'{' {
        out.push(b'{');
    }
    out.push(b'}');
}

fn write_number(number: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Writes a JSON string: runs of harmless bytes are copied whole.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let short = match byte {
            b'"' | b'\\' => *byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0..0x20 => b'u',
            _ => continue,
        };
        out.extend_from_slice(&bytes[copied..at]);
        out.extend_from_slice(&[b'\\', short]);
        if short == b'u' {
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
            out.extend_from_slice(&[b'0', b'0', high, low]);
        }
        copied = at + 1;
    }
    out.extend_from_slice(&bytes[copied..]);
    out.push(b'"');
}

fn to_json(extensions: &ErrorExtensionValues) -> Vec<u8> {
    serde_json::to_vec(extensions).expect("a map with text keys can always be JSON")
}
