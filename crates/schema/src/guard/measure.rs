//! The size of a document once its fragments are expanded, without expanding them.
//!
//! Each fragment is measured once and its measure added wherever it is spread, so a chain of
//! fragments that doubles with every line costs one walk over the text.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, FragmentSpread, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use super::cost::Arguments;
use super::{Limits, Refusal};

/// What a selection set comes to, for one parent object.
#[derive(Clone, Debug, Default)]
pub(super) struct Measure {
    /// Fields and spreads in it and below it.
    pub(super) selections: u64,
    /// Fields directly in it.
    pub(super) fields: u64,
    /// Levels of fields.
    pub(super) depth: usize,
    /// Rows that its pages bring.
    pub(super) rows: u64,
    /// The path of pages that brings most of them.
    pub(super) heaviest: Vec<Page>,
    /// Levels of selection sets, this one included.
    sets: usize,
    /// Whether it selects what pages alone have: their rows, their count or where they go on.
    has_rows: bool,
}

/// A page on the way to the rows: the field and its length.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) field: Name,
    pub(super) rows: u64,
}

impl Measure {
    fn add(&mut self, other: &Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.sets = self.sets.max(other.sets);
        self.has_rows |= other.has_rows;
        self.rows = self.rows.saturating_add(other.rows);
    }
}

/// One walk over a document, with the measures of the fragments met so far.
pub(super) struct Walk<'a> {
    document: &'a ExecutableDocument,
    arguments: Arguments<'a>,
    limits: &'a Limits,
    /// By name, and by whether the fragment is spread at the root, where pages are longer. A
    /// fragment whose measure is still being taken has none.
    fragments: HashMap<(&'a Name, bool), Option<Measure>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(document: &'a ExecutableDocument, arguments: Arguments<'a>, limits: &'a Limits) -> Self {
        Self { document, arguments, limits, fragments: HashMap::new() }
    }

    /// Measures a selection set that lies `level` sets deep; the outermost is at level 1.
    pub(super) fn measure(&mut self, set: &'a SelectionSet, level: usize, is_root: bool) -> Result<Measure, Refusal> {
        self.refuse_nesting(level)?;
        let mut whole = Measure::default();
        let mut heaviest_rows = 0;
        for selection in &set.items {
            let part = match &selection.node {
                Selection::Field(field) => self.field(&field.node, level, is_root)?,
                Selection::InlineFragment(inline) => self.measure(&inline.node.selection_set.node, level + 1, is_root)?,
                Selection::FragmentSpread(spread) => self.spread(spread, level, is_root)?,
            };
            whole.add(&part);
            if part.rows > heaviest_rows {
                heaviest_rows = part.rows;
                whole.heaviest = part.heaviest;
            }
        }
        whole.sets += 1;
        Ok(whole)
    }

    fn field(&mut self, field: &'a Field, level: usize, is_root: bool) -> Result<Measure, Refusal> {
        let mut measure = Measure::default();
        let mut has_rows = false;
        if !field.selection_set.node.items.is_empty() {
            measure = self.measure(&field.selection_set.node, level + 1, false)?;
            has_rows = measure.has_rows;
        }
        if let Some(rows) = self.arguments.rows(field, is_root, has_rows) {
            measure.rows = rows.saturating_mul(measure.rows.saturating_add(1));
            let page = Page { field: field.response_key().node.clone(), rows };
            measure.heaviest.insert(0, page);
        }
        measure.selections = measure.selections.saturating_add(1);
        measure.fields = 1;
        measure.depth += 1;
        measure.has_rows = matches!(field.name.node.as_str(), "nodes" | "edges" | "totalCount" | "pageInfo");
        Ok(measure)
    }

    fn spread(&mut self, spread: &'a Positioned<FragmentSpread>, level: usize, is_root: bool) -> Result<Measure, Refusal> {
        let name = &spread.node.fragment_name.node;
        let Some(fragment) = self.document.fragments.get(name) else {
            // Validation names the unknown fragment.
            return Ok(Measure::default());
        };
        match self.fragments.get(&(name, is_root)) {
            Some(Some(known)) => {
                self.refuse_nesting(level + known.sets)?;
                return Ok(known.clone());
            }
            Some(None) => {
                return Err(Refusal::FragmentCycle { name: name.to_string(), at: spread.pos });
            }
            None => {}
        }
        self.fragments.insert((name, is_root), None);
        let set = &fragment.node.selection_set.node;
        let mut measure = self.measure(set, level + 1, is_root)?;
        measure.selections = measure.selections.saturating_add(1);
        self.fragments.insert((name, is_root), Some(measure.clone()));
        Ok(measure)
    }

    fn refuse_nesting(&self, value: usize) -> Result<(), Refusal> {
        let maximum = self.limits.nesting;
        if value > maximum {
            return Err(Refusal::Nesting { value, maximum });
        }
        Ok(())
    }
}
