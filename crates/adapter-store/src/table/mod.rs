//! How each kind of record lies in its table.

mod alert;
mod conditional_access_policy;
mod detection;
mod directory_audit;
mod incident;
mod named_location;
mod refusal;
mod risk_change;
mod service_principal;
mod sign_in;
mod user;

pub(crate) use risk_change::{identity_kind, identity_of};

use riskgate_model::{Entity, Vocabulary};

use crate::cells::Cells;

/// A kind of record with a table of its own.
pub(crate) trait Stored: Entity {
    /// The table.
    const TABLE: &'static str;

    /// The column of the date that lists are sorted by; never null.
    const DATE: &'static str;

    /// The table that says which records are those of a parent, named by this column, where they may be of several: it has the columns that
    /// lists are walked by, each called as in the table, and no other that the table has.
    fn links(parent: &str) -> Option<&'static str> {
        let _ = parent;
        None
    }

    /// What lists of a parent, named by this column, can be ordered by beside the date: `<table>_by_<parent>_and_<key>` serves each.
    fn orders_of(parent: &str) -> &'static [Self::Field] {
        let _ = parent;
        &[]
    }

    /// The column of a property.
    fn column(field: Self::Field) -> Column;

    /// The columns that [`Stored::read`] reads for these groups, in its order.
    fn columns(fields: Self::Fields) -> Vec<&'static str>;

    /// Reads a row.
    fn read<C: Cells>(cells: &mut C, fields: Self::Fields) -> Result<Self, C::Error>;
}

/// How a property lies in its table.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// What it is compared by: a column, or its text in lower case.
    pub(crate) sql: &'static str,
    /// The column it is sorted by: never null, it leads an index that ends in date, id and tenant.
    pub(crate) key: Option<&'static str>,
    /// How an equality is answered by an index.
    pub(crate) equality: Option<Equality>,
    /// Words that this version knows, in the order of their ranks, from 1.
    pub(crate) words: Words,
    /// The column that holds an address in sixteen bytes.
    pub(crate) bytes: Option<&'static str>,
}

/// Words of a vocabulary, in the order of their ranks, from 1.
pub(crate) type Words = fn() -> Vec<&'static str>;

/// The words of `V`.
pub(crate) fn words<V: Vocabulary>() -> Words {
    || V::WORDS.iter().map(|(_, word)| *word).collect()
}

/// How an equality is answered by an index.
#[derive(Clone, Copy)]
pub(crate) enum Equality {
    /// The index `<table>_by_<column>` leads with this column, which holds the value as it is sorted.
    Leading(&'static str),
    /// The indexes `<table>_<name>_by_…` hold only the rows in which the flag has this value; the condition must be spelled like this.
    Flag {
        /// The name in the indexes' names.
        name: &'static str,
        /// The flag's value.
        value: bool,
        /// The condition of the indexes.
        condition: &'static str,
    },
    /// It is the id: the primary key finds it, in each tenant at most once.
    Id,
}

impl Column {
    /// A property that is only compared.
    pub(crate) fn plain(sql: &'static str) -> Self {
        Self { sql, key: None, equality: None, words: Vec::new, bytes: None }
    }

    /// The id.
    pub(crate) fn id() -> Self {
        Self { equality: Some(Equality::Id), ..Self::plain("id") }
    }

    /// A property that is compared and found by equality.
    pub(crate) fn indexed(sql: &'static str) -> Self {
        Self { equality: Some(Equality::Leading(sql)), ..Self::plain(sql) }
    }

    /// A property that is compared, and found by equality through a column that holds its value.
    pub(crate) fn found(sql: &'static str, key: &'static str) -> Self {
        Self { equality: Some(Equality::Leading(key)), ..Self::plain(sql) }
    }

    /// A property that is also sorted by, through a column that holds its value.
    pub(crate) fn sorted(sql: &'static str, key: &'static str) -> Self {
        Self { key: Some(key), equality: Some(Equality::Leading(key)), ..Self::plain(sql) }
    }

    /// An address: compared and sorted by its text, and found in ranges by its bytes.
    pub(crate) fn address(sql: &'static str, key: &'static str, bytes: &'static str) -> Self {
        Self { bytes: Some(bytes), ..Self::sorted(sql, key) }
    }

    /// A flag with indexes over the rows in which it is `value`.
    pub(crate) fn flag(sql: &'static str, name: &'static str, value: bool, condition: &'static str) -> Self {
        Self { equality: Some(Equality::Flag { name, value, condition }), ..Self::plain(sql) }
    }

    /// A word that is only compared.
    pub(crate) fn word(sql: &'static str, words: Words) -> Self {
        Self { words, ..Self::plain(sql) }
    }

    /// A word that is also sorted by, through its rank.
    pub(crate) fn ranked(sql: &'static str, rank: &'static str, words: Words) -> Self {
        Self { words, ..Self::sorted(sql, rank) }
    }
}

#[cfg(test)]
mod tests {
    use riskgate_model::{
        Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Field, FieldKind, Incident, KeptRefusal, NamedLocation, RiskChange,
        ServicePrincipal, SignIn, User,
    };

    use super::*;

    fn check<E: Stored>() {
        for field in E::Field::ALL.iter().copied() {
            let column = E::column(field);
            let sorted = field.is_sortable() && field != E::Field::DATE;
            assert_eq!(column.key.is_some(), sorted, "{field:?}: sortable is what has a column to be sorted by");
            if matches!(field.kind(), FieldKind::Text | FieldKind::Address) {
                let folded = column.sql.starts_with("lower(") || column.sql.ends_with("_key");
                let ids = ["id", "tenant", "request_id", "incident_id"];
                let id = ids.contains(&column.sql) || column.sql.ends_with("user_id") || column.sql.ends_with("service_principal_id");
                assert!(folded || id, "{field:?}: {} is not in lower case", column.sql);
            }
            assert_eq!(column.bytes.is_some(), field.kind() == FieldKind::Address, "{field:?}");
            assert_eq!((column.words)().is_empty(), field.kind() != FieldKind::Word, "{field:?}");
        }
    }

    #[test]
    fn every_property_lies_as_its_kind_asks() {
        check::<User>();
        check::<ServicePrincipal>();
        check::<SignIn>();
        check::<Detection>();
        check::<RiskChange>();
        check::<DirectoryAudit>();
        check::<NamedLocation>();
        check::<ConditionalAccessPolicy>();
        check::<Alert>();
        check::<Incident>();
        check::<KeptRefusal>();
    }
}
