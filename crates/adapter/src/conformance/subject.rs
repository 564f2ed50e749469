//! What is judged.

use std::time::Duration;

use async_trait::async_trait;

use super::World;
use crate::Adapter;

/// An adapter that is judged: how it holds the World, and how its source can fail.
#[async_trait]
pub trait Subject: Sync {
    /// The World, or the part of it that such a source can hold: one without service principals, of one tenant, with fewer properties.
    fn world(&self) -> World {
        World::new()
    }

    /// The adapter over a source that holds this world: its rows, or what its records come to.
    async fn holding(&self, world: &World) -> Adapter;

    /// The adapter with credentials that its source refuses.
    ///
    /// # Errors
    /// Where there is no such thing.
    async fn denied(&self) -> Result<Adapter, Skip>;

    /// The adapter while its source asks to slow down for `delay`, whole seconds.
    ///
    /// # Errors
    /// Where there is no such thing.
    async fn throttled(&self, delay: Duration) -> Result<Adapter, Skip>;

    /// How many calls its source has seen so far (statements, requests), where it counts them.
    fn calls(&self) -> Option<u64> {
        None
    }
}

/// Why a law cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip(pub(super) String);

impl Skip {
    /// For this reason: a sentence without a capital and a full stop.
    pub fn because(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}
