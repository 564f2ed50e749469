//! Text in UTF-16, as spreadsheets write it, read as UTF-8.

use std::io::{self, Read};

use crate::input::Bytes;

/// Reads UTF-16 as UTF-8.
pub(crate) struct Utf16 {
    bytes: Bytes,
    order: Order,
    /// A high surrogate whose low one is still to come.
    high: Option<u16>,
    /// Whether what comes next is no text.
    is_broken: bool,
    /// UTF-8 that was not asked for yet.
    ready: Vec<u8>,
    at: usize,
}

/// Which byte of a unit comes first.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    /// The lower one.
    Little,
    /// The higher one.
    Big,
}

/// Bytes that are read at once, an even number.
const CHUNK: u64 = 16 << 10;

impl Utf16 {
    pub(crate) fn new(bytes: Bytes, order: Order) -> Self {
        Self { bytes, order, high: None, is_broken: false, ready: Vec::new(), at: 0 }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut chunk = Vec::new();
        self.bytes.by_ref().take(CHUNK).read_to_end(&mut chunk)?;
        if self.is_broken || (chunk.is_empty() && self.high.is_some()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no UTF-16 text"));
        }
        let units = chunk.chunks_exact(2).map(|pair| match self.order {
            Order::Little => u16::from_le_bytes([pair[0], pair[1]]),
            Order::Big => u16::from_be_bytes([pair[0], pair[1]]),
        });
        let mut units: Vec<u16> = self.high.take().into_iter().chain(units).collect();
        self.high = if chunk.is_empty() { None } else { units.pop_if(|last| (0xd800..0xdc00).contains(last)) };
        // What is text before the fault is read first.
        let text: String = char::decode_utf16(units.iter().copied()).map_while(Result::ok).collect();
        self.is_broken = chunk.len() % 2 > 0 || text.encode_utf16().count() < units.len();
        (self.ready, self.at) = (text.into_bytes(), 0);
        Ok(())
    }
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            self.fill()?;
        }
        // A chunk that was a high surrogate alone gave nothing, which is not the end.
        if self.at == self.ready.len() && (self.high.is_some() || self.is_broken) {
            self.fill()?;
        }
        let length = buffer.len().min(self.ready.len() - self.at);
        buffer[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: Vec<u8>, order: Order) -> io::Result<String> {
        let mut text = String::new();
        Utf16::new(Box::new(io::Cursor::new(bytes)), order).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn both_orders_are_read_and_no_letter_is_torn_between_chunks() {
        for shift in 0..2 {
            let text = format!("{}{}", "x".repeat(shift), "😀é".repeat(20_000));
            let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(read(little, Order::Little).expect("text"), text);
            assert_eq!(read(big, Order::Big).expect("text"), text);
        }
        assert_eq!(read(Vec::new(), Order::Little).expect("text"), "");
    }

    #[test]
    fn half_a_letter_is_an_error() {
        for bytes in [vec![b'x', 0, 0x3d], vec![0x3d, 0xd8], vec![0x3d, 0xd8, b'x', 0], vec![0, 0xdc]] {
            assert_eq!(read(bytes, Order::Little).expect_err("no text").kind(), io::ErrorKind::InvalidData);
        }
        let (mut text, mut reader) = ([0; 8], Utf16::new(Box::new(io::Cursor::new(vec![b'x', 0, b'y', 0, 0x3d])), Order::Little));
        let length = reader.read(&mut text).expect("what comes before");
        assert_eq!(&text[..length], b"xy");
        reader.read(&mut text).expect_err("half a letter");
    }
}
