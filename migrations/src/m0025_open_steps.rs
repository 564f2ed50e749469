//! Steps that something is still to happen to, in the order in which they are taken up.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0025_open_steps", statements };

fn statements() -> Vec<String> {
    [
        // Whoever takes up the first few reads no others. By when they are due they came in another order, and all had to be sorted.
        "create index action_steps_is_open_by_action_number on action_steps (action_number, number) where is_open = 1",
        "drop index action_steps_is_open_by_due",
    ]
    .map(str::to_owned)
    .into()
}
