//! What was done about risks, in two places: what the store itself did, and what each act of riskgate left in the history.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0019_acts", statements };

/// What the store did where no other system does: a row for whom a step was done to (`is_target` 1), and one for whom it also says
/// something of, such as the user of a sign-in. `subject_kind` is `user`, `signIn` or `servicePrincipal`. The risk is null where the act
/// says nothing of it.
const TABLE: &str = "create table acts (
    tenant {text} not null,
    action {text} not null,
    step {number} not null,
    subject_kind {text} not null,
    subject {text} not null,
    is_target {number} not null,
    act {text} not null,
    done {number} not null,
    risk_state {text},
    risk_level {text},
    risk_detail {text},
    primary key (action, step, subject_kind, tenant)
)";

fn statements() -> Vec<String> {
    [
        TABLE,
        "create index acts_by_subject on acts (subject, subject_kind, tenant)",
        // Of a line that an act of riskgate left: by which token it was asked for, why, and as part of which action.
        "alter table risk_changes add column requested_by {text}",
        "alter table risk_changes add column reason {text}",
        "alter table risk_changes add column action {text}",
    ]
    .map(str::to_owned)
    .into()
}
