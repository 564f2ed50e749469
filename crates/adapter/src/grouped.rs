//! The children of many parents.

use riskgate_model::{Cursor, Time};

use crate::AdapterError;

/// Children of many parents, in the order of the parents.
#[derive(Clone, Debug)]
pub struct Grouped<T> {
    /// All children: those of the first parent, then those of the second, and so on.
    pub rows: Vec<T>,
    /// Where the children of each parent end in `rows`.
    pub ends: Vec<u32>,
    /// Where the list of each parent goes on; none at its end.
    pub next: Vec<Option<Cursor>>,
    /// Parents whose children could not be read, by their position. Their group is empty.
    pub failed: Vec<(u32, AdapterError)>,
    /// The state of the source that the answer shows.
    pub as_of: Option<Time>,
}

impl<T> Default for Grouped<T> {
    /// The answer for no parents.
    fn default() -> Self {
        Self { rows: Vec::new(), ends: Vec::new(), next: Vec::new(), failed: Vec::new(), as_of: None }
    }
}

impl<T> Grouped<T> {
    /// Adds the children of the next parent.
    pub fn push(&mut self, rows: impl IntoIterator<Item = T>, next: Option<Cursor>) {
        self.rows.extend(rows);
        self.ends.push(u32::try_from(self.rows.len()).expect("pages are bounded, far below four billion rows"));
        self.next.push(next);
    }

    /// An answer for so many parents of which none has children.
    pub fn none(parents: usize) -> Self {
        Self { ends: vec![0; parents], next: vec![None; parents], ..Self::default() }
    }

    /// Adds the answer for the parents that come next.
    pub fn append(&mut self, other: Self) {
        let (parents, rows) = (self.ends.len(), self.rows.len());
        let count = |count: usize| u32::try_from(count).expect("pages are bounded, far below four billion rows");
        self.rows.extend(other.rows);
        self.ends.extend(other.ends.into_iter().map(|end| end + count(rows)));
        self.next.extend(other.next);
        self.failed.extend(other.failed.into_iter().map(|(parent, error)| (parent + count(parents), error)));
        // The oldest of several states is that of the whole.
        self.as_of = if parents == 0 { other.as_of } else { self.as_of.min(other.as_of) };
    }

    /// The children of each parent.
    pub fn groups(&self) -> impl Iterator<Item = &[T]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.rows[start as usize..*end as usize])
    }
}
