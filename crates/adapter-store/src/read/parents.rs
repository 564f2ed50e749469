//! Whose rows are listed.

use riskgate_model::{Id, Identity};

use crate::{
    keys::Keys,
    limits::{COUNT, COUNT_EACH, WALK, WALK_EACH},
    sql::Sql,
};

/// Whose rows are listed.
pub(crate) enum Parents<'a> {
    /// No parents: all rows, as one group.
    None,
    /// The rows whose column holds the id of a parent.
    Of {
        /// The column, an index leads with it.
        column: &'static str,
        /// The parents.
        keys: Keys<'a>,
    },
}

impl<'a> Parents<'a> {
    /// The rows whose `column` holds one of these ids.
    pub(crate) fn of<I: Id>(column: &'static str, ids: &'a [I]) -> Self {
        Self::Of { column, keys: Keys::of(ids) }
    }

    /// The rows of these identities: those whose columns hold the identity, or those that are linked to it.
    pub(crate) fn identities(identities: &'a [Identity]) -> Self {
        Self::Of { column: "identity_id", keys: Keys::identities(identities) }
    }

    /// The column that names the parent.
    pub(crate) fn column(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Of { column, .. } => Some(column),
        }
    }

    /// The most rows that are walked for one page.
    pub(crate) fn walk(&self) -> u32 {
        match self {
            Self::None => WALK,
            Self::Of { .. } => WALK_EACH,
        }
    }

    /// The most rows that are tested for one count.
    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::None => COUNT,
            Self::Of { .. } => COUNT_EACH,
        }
    }

    /// Adds that the row is a child of `parent`.
    pub(crate) fn condition(&self, sql: &mut Sql) {
        let Self::Of { column, keys } = self else { return };
        sql.push(" and ").held(column, |sql| sql.cell(keys, "parent", 1));
        sql.push(" and tenant = ").cell(keys, "parent", 0);
        if keys.names().len() > 2 {
            sql.push(" and identity_kind = ").cell(keys, "parent", 2);
        }
    }
}
