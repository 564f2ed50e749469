//! What all versions of one record come to.

use riskgate_model::{Body, Kept, MsgraphRecord, Precedence, TenantId, Time, merge};

/// A record that was observed once or several times.
pub(super) struct Merged<T> {
    /// The newest value of each property.
    pub(super) value: T,
    /// The record, whole.
    pub(super) body: Body,
    /// Each version and when it was observed, oldest first.
    pub(super) versions: Vec<(T, Option<Time>)>,
}

/// Merges versions, the oldest first: by the moment they were observed, at one moment by what they say of risks.
pub(super) fn merged<T: MsgraphRecord>(tenant: &TenantId, kept: &[&Kept<T>]) -> Merged<T> {
    let read = |body: &Body| body.read(tenant).expect("what was written as a record reads as one");
    let mut versions: Vec<_> = kept
        .iter()
        .map(|it| {
            let properties = it.body.properties().expect("a record's body is an object");
            ((it.observed, Precedence::of(&properties), it.body.clone()), properties)
        })
        .collect();
    versions.sort_by(|(a, _), (b, _)| a.cmp(b));
    versions.dedup_by(|(a, _), (b, _)| a == b);
    let each = versions.iter().map(|((observed, _, body), _)| (read(body), *observed)).collect();
    let body = Body::new(merge(versions.into_iter().map(|(_, properties)| properties)));
    Merged { value: read(&body), body, versions: each }
}
