//! PostgreSQL's text form of an array, which unlike the driver's arrays may hold nulls.

use std::fmt::Write;

/// An array in the making.
#[derive(Default)]
pub(crate) struct Array(String);

impl Array {
    /// Adds a text.
    pub(crate) fn text(&mut self, text: Option<&str>) {
        self.next();
        let Some(text) = text else { return self.null() };
        self.0.push('"');
        let mut rest = text;
        while let Some(place) = rest.find(['"', '\\']) {
            let (before, from) = rest.split_at(place);
            self.0.push_str(before);
            self.0.push('\\');
            self.0.push_str(&from[..1]);
            rest = &from[1..];
        }
        self.0.push_str(rest);
        self.0.push('"');
    }

    /// Adds a whole number.
    pub(crate) fn number(&mut self, number: Option<i64>) {
        self.next();
        match number {
            Some(number) => write!(self.0, "{number}").expect("a text takes all that is written"),
            None => self.null(),
        }
    }

    /// Adds bytes.
    pub(crate) fn bytes(&mut self, bytes: Option<&[u8]>) {
        self.next();
        let Some(bytes) = bytes else { return self.null() };
        self.0.push_str("\"\\\\x");
        for byte in bytes {
            write!(self.0, "{byte:02x}").expect("a text takes all that is written");
        }
        self.0.push('"');
    }

    /// The array's text.
    pub(crate) fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }

    fn next(&mut self) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
    }

    fn null(&mut self) {
        self.0.push_str("NULL");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_an_array_is_escaped() {
        let mut array = Array::default();
        for text in [Some("a\"b\\c"), None, Some("NULL"), Some(""), Some("ö, {}")] {
            array.text(text);
        }
        assert_eq!(array.finish(), r#"{"a\"b\\c",NULL,"NULL","","ö, {}"}"#);
    }

    #[test]
    fn numbers_and_bytes_are_written_as_postgresql_reads_them() {
        let (mut numbers, mut bytes) = (Array::default(), Array::default());
        for (number, each) in [(Some(i64::MIN), Some(&[0, 255][..])), (None, Some(&[])), (Some(1), None)] {
            numbers.number(number);
            bytes.bytes(each);
        }
        assert_eq!(numbers.finish(), "{-9223372036854775808,NULL,1}");
        assert_eq!(bytes.finish(), r#"{"\\x00ff","\\x",NULL}"#);
        assert_eq!(Array::default().finish(), "{}");
    }
}
