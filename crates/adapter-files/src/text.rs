//! The text of one element, as far as it may be kept.

/// The longest record that is read, in bytes.
pub(crate) const LONGEST: usize = 4 << 20;

/// What is kept of a text that is refused, in bytes.
pub(crate) const KEPT: usize = 64 << 10;

/// Bytes of an element. Once they are more than a record may have, only the beginning is kept.
#[derive(Default)]
pub(crate) struct Text {
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.length = 0;
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let within = !self.is_too_long();
        self.length = self.length.saturating_add(bytes.len());
        if !self.is_too_long() {
            self.bytes.extend_from_slice(bytes);
        } else if within {
            self.bytes.extend_from_slice(bytes);
            self.bytes.truncate(KEPT);
            self.bytes.shrink_to_fit();
        }
    }

    /// Whether it is longer than a record may be.
    pub(crate) fn is_too_long(&self) -> bool {
        self.length > LONGEST
    }

    /// What is kept of it.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The beginning of a text, as it is kept with a refusal. Bytes that are no UTF-8 are written as `\xff`, which no JSON has: read again, the
/// text is not taken for another.
pub(crate) fn beginning(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes[..bytes.len().min(KEPT)].utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    let text = text.trim();
    text[..text.floor_char_boundary(KEPT)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_over_the_limit_keeps_its_beginning_only() {
        let mut text = Text::default();
        text.push(&vec![b'x'; LONGEST]);
        assert!(!text.is_too_long());
        text.push(b"yy");
        text.push(b"zz");
        assert!(text.is_too_long());
        assert_eq!(text.bytes().len(), KEPT);
        text.clear();
        text.push(b"short");
        assert_eq!(text.bytes(), b"short");
    }

    #[test]
    fn a_beginning_ends_between_letters() {
        let kept = beginning("é".repeat(KEPT).as_bytes());
        assert!(kept.len() <= KEPT && kept.len() > KEPT - 4, "{}", kept.len());
        assert_eq!(beginning(b"{\"name\":\"J\xfcrgen\"}"), r#"{"name":"J\xfcrgen"}"#);
    }
}
