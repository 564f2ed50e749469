//! How often may be asked.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use crate::collections::Class;

/// How often may be asked, by what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Risk and Conditional Access, of all apps of a tenant together.
    pub identity_protection: Option<Rate>,
    /// Sign-ins and audits, of an app in a tenant.
    pub reports: Option<Rate>,
    /// Units of the directory, of an app in a tenant.
    pub directory: Option<Rate>,
    /// Writes to the directory, of an app in a tenant.
    pub directory_writes: Option<Rate>,
    /// Alerts and incidents, of an app in a tenant.
    pub security: Option<Rate>,
}

/// So many requests, or units, within a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub most: u32,
    /// Within what.
    pub within: Duration,
    /// What who comes too often is told.
    pub retry_after: RetryAfter,
}

/// What is said about when to come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// Nothing.
    Absent,
    /// Seconds, rounded up.
    Seconds,
    /// Seconds with a fraction.
    Fraction,
}

impl Limits {
    /// No limits.
    pub const fn off() -> Self {
        Self { identity_protection: None, reports: None, directory: None, directory_writes: None, security: None }
    }

    /// Microsoft Graph's: 1 request a second without `Retry-After` for risk, 5 requests in 10 seconds for reports, 8,000 units in 10 seconds
    /// and 3,000 writes in 150 seconds for the directory, 150 requests in a minute for alerts and incidents.
    pub const fn real() -> Self {
        Self {
            identity_protection: Some(Rate { most: 1, within: Duration::from_secs(1), retry_after: RetryAfter::Absent }),
            reports: Some(Rate { most: 5, within: Duration::from_secs(10), retry_after: RetryAfter::Seconds }),
            directory: Some(Rate { most: 8000, within: Duration::from_secs(10), retry_after: RetryAfter::Seconds }),
            directory_writes: Some(Rate { most: 3000, within: Duration::from_secs(150), retry_after: RetryAfter::Seconds }),
            security: Some(Rate { most: 150, within: Duration::from_mins(1), retry_after: RetryAfter::Seconds }),
        }
    }

    /// The same limits in a world that is so many times as fast, where times to come again have fractions.
    #[must_use]
    pub fn faster(self, times: u32) -> Self {
        let faster = |rate: Option<Rate>| {
            rate.map(|rate| {
                let retry_after = if rate.retry_after == RetryAfter::Seconds { RetryAfter::Fraction } else { rate.retry_after };
                Rate { within: rate.within / times, retry_after, ..rate }
            })
        };
        Self {
            identity_protection: faster(self.identity_protection),
            reports: faster(self.reports),
            directory: faster(self.directory),
            directory_writes: faster(self.directory_writes),
            security: faster(self.security),
        }
    }
}

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Counted {
    tenant: usize,
    /// There is none where all apps are counted together.
    app: Option<String>,
    lane: Lane,
}

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    IdentityProtection,
    Reports,
    Directory,
    DirectoryWrites,
    Security,
}

/// A request that asks for a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub tenant: usize,
    pub app: &'a str,
    pub lane: Lane,
    pub units: u32,
}

/// What a request is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// It may pass; this share of the limit is used.
    Pass(f64),
    /// It may not, and is told this.
    Wait(Option<String>),
}

/// Counts requests, those included that were refused.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Limits,
    seen: HashMap<Counted, VecDeque<(Duration, u32)>>,
}

impl Lane {
    pub(crate) const fn of(class: Class) -> Self {
        match class {
            Class::IdentityProtection | Class::ConditionalAccess => Self::IdentityProtection,
            Class::Reports => Self::Reports,
            Class::Directory => Self::Directory,
            Class::Security => Self::Security,
        }
    }
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, seen: HashMap::new() }
    }

    /// Counts a request at this time, and says whether it may pass.
    pub(crate) fn ask(&mut self, asking: Asking<'_>, now: Duration) -> Told {
        let rate = match asking.lane {
            Lane::IdentityProtection => self.limits.identity_protection,
            Lane::Reports => self.limits.reports,
            Lane::Directory => self.limits.directory,
            Lane::DirectoryWrites => self.limits.directory_writes,
            Lane::Security => self.limits.security,
        };
        let Some(rate) = rate else { return Told::Pass(0.0) };
        let app = (asking.lane != Lane::IdentityProtection).then(|| asking.app.to_owned());
        let seen = self.seen.entry(Counted { tenant: asking.tenant, app, lane: asking.lane }).or_default();
        while seen.front().is_some_and(|(at, _)| *at + rate.within <= now) {
            seen.pop_front();
        }
        seen.push_back((now, asking.units));
        let used: u32 = seen.iter().map(|(_, units)| units).sum();
        if used <= rate.most {
            return Told::Pass(f64::from(used) / f64::from(rate.most));
        }
        Told::Wait(rate.retry_after.told(wait(seen, rate, used + asking.units).saturating_sub(now)))
    }
}

/// When the next request has a place, if no other comes before.
fn wait(seen: &VecDeque<(Duration, u32)>, rate: Rate, mut used: u32) -> Duration {
    let mut free = Duration::ZERO;
    for (at, units) in seen {
        if used <= rate.most {
            break;
        }
        used -= units;
        free = *at + rate.within;
    }
    free
}

impl RetryAfter {
    fn told(self, wait: Duration) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Seconds => Some(wait.as_millis().div_ceil(1000).to_string()),
            Self::Fraction => Some(format!("{:.3}", wait.as_secs_f64() + 0.0005)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(app: &str, lane: Lane) -> Asking<'_> {
        Asking { tenant: 0, app, lane, units: 1 }
    }

    #[test]
    fn risk_is_asked_once_a_second_by_all_apps_together() {
        let mut limiter = Limiter::new(Limits::real());
        let at = |millis| Duration::from_millis(millis);
        assert_eq!(limiter.ask(asking("a", Lane::IdentityProtection), at(0)), Told::Pass(1.0));
        assert_eq!(limiter.ask(asking("b", Lane::IdentityProtection), at(500)), Told::Wait(None));
        // The refused one counts.
        assert_eq!(limiter.ask(asking("a", Lane::IdentityProtection), at(1200)), Told::Wait(None));
        assert_eq!(limiter.ask(asking("a", Lane::IdentityProtection), at(2200)), Told::Pass(1.0));
    }

    #[test]
    fn reports_are_asked_five_times_in_ten_seconds_by_each_app() {
        let mut limiter = Limiter::new(Limits::real());
        for second in 0..5 {
            assert!(matches!(limiter.ask(asking("a", Lane::Reports), Duration::from_secs(second)), Told::Pass(_)));
        }
        assert_eq!(limiter.ask(asking("a", Lane::Reports), Duration::from_millis(5500)), Told::Wait(Some("6".to_owned())));
        assert!(matches!(limiter.ask(asking("b", Lane::Reports), Duration::from_millis(5500)), Told::Pass(_)));
        assert!(matches!(limiter.ask(asking("a", Lane::Reports), Duration::from_millis(11_500)), Told::Pass(_)));
    }

    #[test]
    fn a_faster_world_tells_fractions() {
        let limits = Limits::real().faster(200);
        assert_eq!(limits.identity_protection.map(|rate| rate.within), Some(Duration::from_millis(5)));
        let mut limiter = Limiter::new(limits);
        let told: Vec<Told> = (0..6).map(|_| limiter.ask(asking("a", Lane::Reports), Duration::ZERO)).collect();
        assert_eq!(told[5], Told::Wait(Some("0.051".to_owned())));
    }
}
