//! An adapter over the World in memory whose sign-ins may be broken, with a source that can refuse and ask to slow down.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, AdapterError, ErrorKind,
    conformance::{Skip, Subject, World},
};

use crate::faulty::{Faulty, Refusing, Seam};

/// The subject of a test. By default nothing is wrong with it.
pub(crate) struct Patient {
    /// The part of the World that it holds.
    pub(crate) world: fn() -> World,
    /// What happens to questions and answers on their way.
    pub(crate) seam: Seam,
    /// What of the adapter is offered.
    pub(crate) offered: fn(Adapter) -> Adapter,
    /// What becomes of what is offered.
    pub(crate) treated: fn(Adapter) -> Adapter,
    /// The adapter with refused credentials.
    pub(crate) denied: fn() -> Adapter,
    /// The adapter while its source asks to slow down.
    pub(crate) throttled: fn(Duration) -> Adapter,
    /// How many calls its sign-ins have seen.
    pub(crate) calls: Arc<AtomicU64>,
}

impl Default for Patient {
    fn default() -> Self {
        Self {
            world: World::new,
            seam: Seam::default(),
            offered: |adapter| adapter,
            treated: |adapter| adapter,
            denied: || Refusing::adapter(ErrorKind::Denied("AuditLog.Read.All is missing".to_owned()).into()),
            throttled: |delay| Refusing::adapter(AdapterError::from(ErrorKind::Throttled).retry_after(delay)),
            calls: Arc::default(),
        }
    }
}

#[async_trait]
impl Subject for Patient {
    fn world(&self) -> World {
        (self.world)()
    }

    async fn holding(&self, world: &World) -> Adapter {
        let adapter = world.memory().into_adapter("memory");
        let inner = adapter.sign_ins.clone().expect("memory offers sign-ins");
        let faulty = Faulty::new(inner, self.seam.clone(), self.calls.clone());
        (self.treated)((self.offered)(Adapter { sign_ins: Some(Arc::new(faulty)), ..adapter }))
    }

    async fn denied(&self) -> Result<Adapter, Skip> {
        Ok((self.denied)())
    }

    async fn throttled(&self, delay: Duration) -> Result<Adapter, Skip> {
        Ok((self.throttled)(delay))
    }

    fn calls(&self) -> Option<u64> {
        Some(self.calls.load(Ordering::Relaxed))
    }
}
