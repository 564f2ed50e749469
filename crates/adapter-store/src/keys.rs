//! Keys of records, as a statement is given them.

use riskgate_model::{Id, Identity, Target};

use crate::{array::Array, table::identity_kind};

/// What the cells of a key are called where the statement names them.
const NAMES: [&str; 3] = ["tenant", "id", "kind"];

/// Keys: of each a tenant and an id, and perhaps the kind of identity.
pub(crate) struct Keys<'a> {
    cells: Vec<&'a str>,
    width: usize,
}

impl<'a> Keys<'a> {
    /// The keys of records.
    pub(crate) fn of<I: Id>(ids: impl IntoIterator<Item = &'a I>) -> Self {
        Self { cells: ids.into_iter().flat_map(|id| [id.tenant().as_str(), id.object()]).collect(), width: 2 }
    }

    /// Users and service principals, told apart.
    pub(crate) fn identities(identities: impl IntoIterator<Item = &'a Identity>) -> Self {
        let cells = |identity: &'a Identity| [identity.tenant().as_str(), identity.object(), identity_kind(identity)];
        Self { cells: identities.into_iter().flat_map(cells).collect(), width: 3 }
    }

    /// A tenant, an id and a kind each.
    pub(crate) fn kinds(cells: impl IntoIterator<Item = [&'a str; 3]>) -> Self {
        Self { cells: cells.into_iter().flatten().collect(), width: 3 }
    }

    /// Users or service principals, all of one kind.
    pub(crate) fn identities_alike(identities: impl IntoIterator<Item = &'a Identity>) -> Self {
        let cells = |identity: &'a Identity| [identity.tenant().as_str(), identity.object()];
        Self { cells: identities.into_iter().flat_map(cells).collect(), width: 2 }
    }

    /// Targets, all of one kind.
    pub(crate) fn targets(targets: impl IntoIterator<Item = &'a Target>) -> Self {
        Self { cells: targets.into_iter().flat_map(|target| [target.tenant().as_str(), target.object()]).collect(), width: 2 }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The names of their cells.
    pub(crate) fn names(&self) -> &'static [&'static str] {
        &NAMES[..self.width]
    }

    /// All keys as one JSON list of lists, as SQLite reads them.
    pub(crate) fn json(&self) -> String {
        let rows: Vec<&[&str]> = self.cells.chunks(self.width).collect();
        serde_json::to_string(&rows).expect("texts are always JSON")
    }

    /// One array for each cell, as PostgreSQL reads them.
    pub(crate) fn arrays(&self) -> impl Iterator<Item = String> {
        (0..self.width).map(|cell| {
            let mut array = Array::default();
            self.cells.iter().skip(cell).step_by(self.width).for_each(|text| array.text(Some(text)));
            array.finish()
        })
    }
}
