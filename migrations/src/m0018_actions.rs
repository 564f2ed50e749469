//! Actions, their steps, and the record of who asked for what and what became of it, which can only grow.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0018_actions", statements };

/// `number` is the order in which actions were requested; `arguments` is the SHA-256 of what was asked for under the key that the id is
/// made from; `refused` is a JSON array of the targets that nothing is done to.
const ACTIONS: &str = "create table actions (
    tenant {text} not null,
    id {text} not null,
    number {number} not null,
    kind {text} not null,
    arguments {text} not null,
    requested {number} not null,
    requested_by {text} not null,
    acting_for {text},
    reason {text},
    refused {text} not null,
    primary key (id, tenant)
)";

/// `number` is the step's within its action, `action_number` the action's; `is_open` says whether something is still to happen.
const STEPS: &str = "create table action_steps (
    tenant {text} not null,
    action {text} not null,
    number {number} not null,
    action_number {number} not null,
    target_kind {text} not null,
    target {text} not null,
    act {text} not null,
    state {text} not null,
    is_open {number} not null,
    since {number} not null,
    due {number} not null,
    claims {number} not null,
    sends {number} not null,
    looks {number} not null,
    error {text},
    primary key (action, tenant, number)
)";

/// `hash` is the SHA-256 of `previous`, the hash of the record before, and of `record`.
const AUDIT: &str = "create table audit (
    seq {number} not null primary key,
    record {text} not null,
    previous {text} not null,
    hash {text} not null
)";

fn statements() -> Vec<String> {
    [
        ACTIONS,
        "create unique index actions_by_number on actions (number)",
        STEPS,
        "create index action_steps_is_open_by_due on action_steps (due, action_number, number) where is_open = 1",
        "create index action_steps_by_target on action_steps (target, target_kind, action_number, number, tenant)",
        AUDIT,
        "{sqlite} create trigger audit_is_not_changed before update on audit begin select raise(abort, 'the audit trail only grows'); end",
        "{sqlite} create trigger audit_is_not_cut before delete on audit begin select raise(abort, 'the audit trail only grows'); end",
        "{postgres} create function audit_only_grows() returns trigger language plpgsql as
            $$ begin raise exception 'the audit trail only grows'; end $$",
        "{postgres} create trigger audit_is_not_changed before update or delete on audit for each row execute function audit_only_grows()",
        "{postgres} create trigger audit_is_not_emptied before truncate on audit for each statement execute function audit_only_grows()",
    ]
    .map(str::to_owned)
    .into()
}
