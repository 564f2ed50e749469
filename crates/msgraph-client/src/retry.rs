//! When to try again: how long to wait, what the answer says about it, and how often it may be done at all. Pure.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use riskgate_model::Time;
use tokio::time::Instant;

use crate::settings::Backoff;

/// The longest that an answer can make a class wait. Whoever asks for more is asked again after this.
const LONGEST: Duration = Duration::from_mins(5);

/// Of this many calls one may be an attempt more.
const CALLS: f64 = 10.0;

/// The most attempts that can be saved up.
const SAVED: f64 = 10.0;

impl Backoff {
    /// The wait after `failures` failures, with full jitter: anything up to the doubled time, as `drawn` (from 0 up to 1) says.
    pub(crate) fn jittered(self, failures: u32, drawn: f64) -> Duration {
        self.doubled(failures).mul_f64(drawn)
    }

    /// The wait after `failures` failures, doubled with each but the first, up to the longest.
    pub(crate) fn doubled(self, failures: u32) -> Duration {
        let times = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(times).min(self.longest)
    }
}

/// What an answer says about when to try again: in seconds, whole or with a fraction, or a date. A date is compared with the answer's own,
/// since the two clocks may differ; without one, with `now`.
pub(crate) fn retry_after(headers: &HeaderMap, now: Time) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse::<f64>() {
        // What is said in numbers and cannot be a time is read as the longest, or as none at all.
        Duration::try_from_secs_f64(seconds).unwrap_or(if seconds > 0.0 { LONGEST } else { Duration::ZERO })
    } else {
        let until = httpdate::parse_http_date(text).ok()?;
        let said = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        until.duration_since(said.unwrap_or_else(|| system_time(now))).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

fn system_time(time: Time) -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(u64::try_from(time.nanos()).unwrap_or_default())
}

/// How many attempts may be made again: one a second, and a tenth of all calls. When everything fails, trying again only adds to it.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    saved: f64,
    as_of: Instant,
}

impl RetryBudget {
    pub(crate) const fn new(now: Instant) -> Self {
        Self { saved: SAVED, as_of: now }
    }

    /// A call is made.
    pub(crate) fn earn(&mut self) {
        self.saved = (self.saved + 1.0 / CALLS).min(SAVED);
    }

    /// Whether an attempt may be made again; then it is spent.
    pub(crate) fn spend(&mut self, now: Instant) -> bool {
        self.saved = (self.saved + now.saturating_duration_since(self.as_of).as_secs_f64()).min(SAVED);
        self.as_of = now;
        let is_enough = self.saved >= 1.0;
        if is_enough {
            self.saved -= 1.0;
        }
        is_enough
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    const BACKOFF: Backoff = Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(20) };

    fn after(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after).expect("a header"));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).expect("a header"));
        }
        // 2015-10-21T07:28:00Z.
        super::retry_after(&headers, Time::from_seconds(1_445_412_480))
    }

    #[test]
    fn retry_after_is_whole_fractional_or_a_date() {
        assert_eq!(after("10", None), Some(Duration::from_secs(10)));
        assert_eq!(after(" 2.128 ", None), Some(Duration::from_millis(2_128)));
        assert_eq!(after("0", None), Some(Duration::ZERO));
        assert_eq!(after("Wed, 21 Oct 2015 07:28:30 GMT", None), Some(Duration::from_secs(30)));
    }

    #[test]
    fn a_date_is_compared_with_the_answers_own() {
        let date = Some("Wed, 21 Oct 2015 09:00:00 GMT");
        assert_eq!(after("Wed, 21 Oct 2015 09:00:05 GMT", date), Some(Duration::from_secs(5)));
        assert_eq!(after("Wed, 21 Oct 2015 08:00:00 GMT", date), Some(Duration::ZERO), "it is over");
    }

    #[test]
    fn an_odd_retry_after_is_bounded_or_none() {
        assert_eq!(after("86400", None), Some(LONGEST));
        assert_eq!(after("1e300", None), Some(LONGEST));
        assert_eq!(after("inf", None), Some(LONGEST));
        assert_eq!(after("-5", None), Some(Duration::ZERO));
        assert_eq!(after("NaN", None), Some(Duration::ZERO));
        assert_eq!(after("soon", None), None);
        assert_eq!(super::retry_after(&HeaderMap::new(), Time::default()), None);
    }

    #[test]
    fn a_tenth_of_the_calls_may_be_made_again_and_one_a_second() {
        let start = Instant::now();
        let mut budget = RetryBudget::new(start);
        assert_eq!((0..50).filter(|_| budget.spend(start)).count(), 10);
        (0..21).for_each(|_| budget.earn());
        assert!(budget.spend(start) && budget.spend(start) && !budget.spend(start));
        assert!(budget.spend(start + Duration::from_secs(1)) && !budget.spend(start + Duration::from_secs(1)));
        let later = start + Duration::from_hours(1);
        assert_eq!((0..50).filter(|_| budget.spend(later)).count(), 10);
    }

    proptest! {
        #[test]
        fn waits_are_jittered_below_the_doubled_time(failures in 0_u32..100, drawn in 0.0..1.0_f64) {
            let most = BACKOFF.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(BACKOFF.longest);
            prop_assert_eq!(BACKOFF.doubled(failures), most);
            prop_assert!(BACKOFF.jittered(failures, drawn) <= most);
            prop_assert_eq!(BACKOFF.jittered(failures, 0.0), Duration::ZERO);
        }

        #[test]
        fn no_header_makes_it_panic_or_wait_for_long(text in "[ -~]{0,40}") {
            prop_assert!(after(&text, Some(&text)).unwrap_or_default() <= LONGEST);
        }
    }
}
