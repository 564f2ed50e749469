//! What was asked for beside the kind of an action: what is to be changed of alerts, or written about one.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0023_action_contents", statements };

/// `content` is JSON; null where the kind says it all.
fn statements() -> Vec<String> {
    vec!["alter table actions add column content {text}".to_owned()]
}
