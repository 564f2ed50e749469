//! Records that were refused. Nothing is lost: the text is kept, and what was known around it.

use crate::{RecordKind, RefusalId, TenantId, Time};

/// A record that was refused, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// Where it came from, such as a file's name.
    pub source: String,
    /// Where it stands there: a line, or a JSON path.
    pub place: String,
    /// Why it was refused.
    pub reason: String,
    /// The record's text, or its beginning if it is too large to keep.
    pub text: String,
    /// What it would have been, where that much is known.
    pub kind: Option<RecordKind>,
    /// What was known around it.
    pub context: RefusalContext,
}

/// What was known around a record: with it the text is read again as it was read first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusalContext {
    /// The tenant of records that name none; empty where none is known.
    pub tenant: TenantId,
    /// When records were observed that do not say it.
    pub as_of: Option<Time>,
    /// The `@odata.context` of the page it stood in.
    pub page: Option<String>,
}

/// A refusal, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptRefusal {
    /// Made from source, place and text: the same refusal is kept once.
    pub id: RefusalId,
    /// When it was last refused.
    pub refused_at: Time,
    /// What was refused. Its text is empty unless it was asked for.
    pub refusal: Refusal,
}
