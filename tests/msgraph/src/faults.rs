//! What can be made to go wrong.

use std::time::Duration;

/// What can be made to go wrong. Each has been seen, or is a way in which any service fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429, with this `Retry-After`.
    Throttled {
        /// As it is sent: seconds, with or without a fraction, or a date.
        retry_after: Option<String>,
    },
    /// 503, with this `Retry-After`.
    Unavailable {
        /// As it is sent.
        retry_after: Option<String>,
    },
    /// 504.
    GatewayTimeout,
    /// The answer comes after this time.
    Slow(Duration),
    /// No answer ever comes.
    Hung,
    /// It is done, and the connection breaks in the middle of the answer, or before one that has no body.
    Cut,
    /// The answer is whole to HTTP, but half of the JSON.
    Truncated,
    /// 200, with a page for people.
    Html,
    /// 302 to this address.
    Redirected(String),
    /// 200, with a body of so many bytes.
    Oversized(usize),
    /// Every other row of the page is not there yet.
    LateRows,
    /// The next page begins with the last row of this one.
    DuplicatesAcrossPages,
    /// The last page has a link, to an empty page.
    ExactlyFullLastPage,
    /// The link to the next page leads to this address, such as `http://127.0.0.1:9`.
    ForeignNextLink(String),
    /// The link of the second page leads back to the first, whose link leads to the second, without end.
    LinksInCircles,
    /// The link to the next page is refused.
    LostSkipToken,
    /// Among the rows of the page are a text, a number, and an object without an id.
    MalformedRows,
    /// The rows are no list.
    MalformedPage,
    /// 403: the tenant has no licence.
    NotLicensed,
    /// 403: the app has no permission.
    NoPermission,
    /// 404, as for an object that was deleted.
    NotFound,
    /// 401 that no new token changes.
    NotProvisioned,
    /// 401: the token is refused.
    TokenRefused,
    /// An action is answered with 204, and nothing ever changes.
    NoEffect,
    /// An action takes effect with the n-th request of the tenant after it.
    LateEffect(u64),
    /// Its clock is so many seconds ahead, or behind where they are negative: in what it dates, and in what it says when something happened.
    SkewedClock(i64),
}

/// A fault, and the requests that it strikes: without more, the first one.
#[derive(Clone, Debug)]
pub struct Armed {
    fault: Fault,
    path: String,
    skip: u64,
    every: u64,
    left: Option<u64>,
    seen: u64,
}

impl Armed {
    /// A fault that strikes the first request.
    pub const fn new(fault: Fault) -> Self {
        Self { fault, path: String::new(), skip: 0, every: 1, left: Some(1), seen: 0 }
    }

    /// Only requests whose path has this in it, without regard to case, such as `riskyUsers`, `/token`.
    #[must_use]
    pub fn on(mut self, path: &str) -> Self {
        self.path = path.to_ascii_lowercase();
        self
    }

    /// Not the first `skipped` of them.
    #[must_use]
    pub const fn after(mut self, skipped: u64) -> Self {
        self.skip = skipped;
        self
    }

    /// So many times.
    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Every time.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Every `k`-th time, beginning with the `k`-th.
    #[must_use]
    pub const fn every(mut self, k: u64) -> Self {
        self.every = k;
        self.left = None;
        self
    }

    fn strikes(&mut self, path: &str) -> bool {
        if self.left == Some(0) || !path.contains(&self.path) {
            return false;
        }
        self.seen += 1;
        let counted = self.seen.saturating_sub(self.skip);
        let struck = counted > 0 && counted.is_multiple_of(self.every.max(1));
        if struck && let Some(left) = &mut self.left {
            *left -= 1;
        }
        struck
    }
}

/// The faults that are armed.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    /// How often any struck.
    struck: u64,
}

impl Faults {
    pub(crate) fn arm(&mut self, armed: Armed) {
        self.armed.push(armed);
    }

    pub(crate) const fn struck(&self) -> u64 {
        self.struck
    }

    pub(crate) fn disarm(&mut self) {
        self.armed.clear();
    }

    /// The fault that strikes a request, if any does: the one that was armed first.
    pub(crate) fn strike(&mut self, path: &str) -> Option<Fault> {
        let path = path.to_ascii_lowercase();
        let struck = self.armed.iter_mut().find_map(|armed| armed.strikes(&path).then(|| armed.fault.clone()));
        self.armed.retain(|armed| armed.left != Some(0));
        self.struck += u64::from(struck.is_some());
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(armed: Armed, paths: &[&str]) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.arm(armed);
        paths.iter().map(|path| faults.strike(path).is_some()).collect()
    }

    #[test]
    fn a_fault_strikes_the_requests_that_are_named() {
        let all = ["/a"; 5];
        assert_eq!(struck(Armed::new(Fault::Hung), &all), [true, false, false, false, false]);
        assert_eq!(struck(Armed::new(Fault::Hung).times(2).after(1), &all), [false, true, true, false, false]);
        assert_eq!(struck(Armed::new(Fault::Hung).every(2), &all), [false, true, false, true, false]);
        assert_eq!(struck(Armed::new(Fault::Hung).always(), &all), [true; 5]);
        assert_eq!(struck(Armed::new(Fault::Hung).on("signIns").always(), &["/a", "/auditLogs/SignIns"]), [false, true]);
    }
}
