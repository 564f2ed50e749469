//! What a branch answers: finished text for each parent.

use std::ops::Range;

/// Finished JSON for each parent of a branch, or each row of a level.
#[derive(Default)]
pub(super) struct Column {
    pub(super) text: Vec<u8>,
    pub(super) cells: Vec<Cell>,
}

/// The answer for one parent.
#[derive(Clone)]
pub(super) enum Cell {
    /// A slice of the column's text.
    Text(Range<usize>),
    /// There is none, and that is no failure.
    Null,
    /// It failed; the error is noted.
    Failed,
}

impl Column {
    /// The finished text of a parent.
    pub(super) fn text(&self, cell: &Cell) -> Option<&[u8]> {
        match cell {
            Cell::Text(range) => Some(&self.text[range.clone()]),
            Cell::Null | Cell::Failed => None,
        }
    }
}
