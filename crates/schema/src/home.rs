//! The tenant of ids that name none: one that is set, or the only one that there is, whenever it comes to be so.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use futures::future::BoxFuture;
use riskgate_adapter::Answer;
use riskgate_model::{Clock, TenantId, Time};

use crate::error::report;

/// Finds the only tenant there is; none where there is none, or there are several.
pub type FindTenant = Arc<dyn Fn() -> BoxFuture<'static, Answer<Option<TenantId>>> + Send + Sync>;

/// How long what was found is taken for true, in seconds.
const LASTS: i64 = 1;

/// The tenant of ids that name none.
pub(crate) struct Home {
    /// The one where none is found.
    otherwise: TenantId,
    find: OnceLock<FindTenant>,
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    found: Option<TenantId>,
    /// When it was last looked for.
    at: Option<Time>,
}

impl Home {
    /// This tenant, until another one is found.
    pub(crate) fn new(otherwise: TenantId, clock: Arc<dyn Clock>) -> Self {
        Self { otherwise, find: OnceLock::new(), clock, seen: Mutex::default() }
    }

    /// From now on it is the one that is found so.
    pub(crate) fn find_by(&self, find: FindTenant) {
        // Whoever says it twice means the same.
        let _ = self.find.set(find);
    }

    /// The tenant, as far as it was looked for.
    pub(crate) fn tenant(&self) -> TenantId {
        self.seen().found.as_ref().unwrap_or(&self.otherwise).clone()
    }

    /// Looks for it, unless that was just done. Where it cannot be, it stays as it was: whoever asks for more fails by that.
    pub(crate) async fn look(&self) {
        let Some(find) = self.find.get() else { return };
        if !self.is_due() {
            return;
        }
        match find().await {
            Ok(found) => self.seen().found = found,
            Err(error) => drop(report(&error)),
        }
    }

    /// Whether it is to be looked for. Whoever asks next, while it is, takes what is known.
    fn is_due(&self) -> bool {
        let (mut seen, now) = (self.seen(), self.clock.now());
        // A clock that was set back holds nothing up.
        let is_due = !seen.at.is_some_and(|at| (at..at.plus_seconds(LASTS)).contains(&now));
        if is_due {
            seen.at = Some(now);
        }
        is_due
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("nobody panics while holding it")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use futures::FutureExt as _;
    use riskgate_adapter::{AdapterError, ErrorKind};

    use super::*;

    #[derive(Default)]
    struct Steered(AtomicI64);

    impl Clock for Steered {
        fn now(&self) -> Time {
            Time::from_seconds(self.0.load(Ordering::SeqCst))
        }
    }

    #[tokio::test]
    async fn the_tenant_that_comes_later_is_found_and_asked_for_once_a_second() {
        let (clock, there) = (Arc::<Steered>::default(), Arc::new(Mutex::new((0, Ok(None)))));
        let home = Home::new(TenantId::new("default"), clock.clone());
        home.look().await;
        assert_eq!(home.tenant(), TenantId::new("default"), "nobody finds it");
        let found = there.clone();
        home.find_by(Arc::new(move || {
            let mut found = found.lock().expect("no panic");
            found.0 += 1;
            let answer: Answer<Option<TenantId>> = found.1.clone();
            async move { answer }.boxed()
        }));
        let mut asked = 0;
        for (second, told, expected) in [
            (0, Ok(None), "default"),
            (0, Ok(Some(TenantId::new("contoso"))), "default"),
            (1, Ok(Some(TenantId::new("contoso"))), "contoso"),
            // It stays where it cannot be looked for.
            (2, Err(AdapterError::new("store", ErrorKind::Unavailable)), "contoso"),
            // A second tenant came, so that none is the only one.
            (3, Ok(None), "default"),
        ] {
            clock.0.store(second, Ordering::SeqCst);
            there.lock().expect("no panic").1 = told;
            home.look().await;
            home.look().await;
            asked = there.lock().expect("no panic").0;
            assert_eq!(home.tenant(), TenantId::new(expected), "after {second} seconds");
        }
        assert_eq!(asked, 4);
    }
}
