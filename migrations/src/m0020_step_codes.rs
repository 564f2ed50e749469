//! Why a step was refused or could not be sent, in a code for programs beside the sentence for people.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0020_step_codes", statements };

fn statements() -> Vec<String> {
    vec!["alter table action_steps add column code {text}".to_owned()]
}
