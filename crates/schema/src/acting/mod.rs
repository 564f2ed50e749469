//! Acting: from a mutation to what the action log keeps.
//!
//! [`request`] is the road: who asks ([`Acting::viewer`]), whether it can be asked for at all (`flaws`), at whom it may be aimed
//! ([`targets`]), and then the log, which answers once everything is on record. What it does is done later, by the response loop.

mod request;
mod strangers;
mod targets;

use std::sync::Arc;

use async_graphql::Context;
use riskgate_adapter::ActionLog;
use riskgate_model::{Actor, Clock};

use crate::{
    error::Fault,
    routes::{Route, Routes, world},
};

pub(crate) use request::{Asked, Came, cancel, request};
pub(crate) use strangers::Strangers;

/// How acts are asked for.
pub struct Acting {
    /// Keeps what is asked for.
    pub log: Route<dyn ActionLog>,
    /// Where targets are looked up.
    pub targets: Routes,
    /// What may be asked for, and by whom.
    pub rules: ActionRules,
    /// Says when something is asked for.
    pub clock: Arc<dyn Clock>,
    /// Called when something was asked for, so that it is done at once.
    pub asked: Arc<dyn Fn() + Send + Sync>,
}

/// What may be asked for, and by whom.
#[derive(Clone, Debug, Default)]
pub struct ActionRules {
    /// Whether who asks must be known.
    pub needs_viewer: bool,
    /// Whether a reason must be given.
    pub needs_reason: bool,
    /// Users that nothing is done to: object ids or usernames, in any case.
    pub break_glass: Vec<String>,
}

/// Who asks, as their token says: to be put into the data of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer(pub Actor);

/// The name of who asks without a token.
const NOBODY: &str = "anonymous";

impl Acting {
    /// Who asks.
    ///
    /// # Errors
    /// When nobody is known, and somebody must be.
    pub(crate) async fn viewer(&self, ctx: &Context<'_>) -> Result<Actor, Fault> {
        let strangers = &world(ctx).strangers;
        let actor = match ctx.data_opt::<Viewer>() {
            Some(Viewer(actor)) => actor.clone(),
            None if self.rules.needs_viewer => {
                strangers.turned_away().await;
                return Err(Fault::unauthenticated());
            }
            None => Actor { name: NOBODY.to_owned(), object: None },
        };
        strangers.tell().await;
        Ok(actor)
    }
}
