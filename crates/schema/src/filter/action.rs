//! Which actions.

use async_graphql::InputObject;
use riskgate_adapter as adapter;

use crate::object::{ActionKind, ActionState};

/// Which actions. Everything that is given must hold.
#[derive(Default, InputObject)]
pub(crate) struct ActionFilter {
    /// One of these was asked for.
    kind: Option<Vec<ActionKind>>,
    /// It is in one of these states.
    state: Option<Vec<ActionState>>,
    /// Who has this name asked for it.
    requested_by: Option<String>,
}

impl From<ActionFilter> for adapter::ActionFilter {
    fn from(filter: ActionFilter) -> Self {
        Self {
            kinds: filter.kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            states: filter.state.map(|states| states.into_iter().map(Into::into).collect()),
            requested_by: filter.requested_by,
        }
    }
}
