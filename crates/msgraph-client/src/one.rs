//! One object, as it was read, and by whose clock that was.

use std::time::UNIX_EPOCH;

use reqwest::header::{DATE, HeaderMap};
use riskgate_model::Time;
use serde_json::value::RawValue;

/// One object, and when it was read.
#[derive(Debug)]
pub struct One {
    /// The object, as it came.
    pub object: Box<RawValue>,
    /// What Microsoft Graph's clock said when it answered, in whole seconds; none where it did not say.
    pub date: Option<Time>,
    /// What our own clock said once the answer was there.
    pub received: Time,
}

impl One {
    /// What Microsoft Graph's clock said at the earliest when ours said `ours`: it is less than a second, and than the answer's way here,
    /// before what it said. Where its clock is not known, it is taken for right as ours is.
    pub fn theirs(&self, ours: Time) -> Time {
        let ahead = self.date.map_or(0, |date| date.nanos().saturating_sub(self.received.nanos()));
        Time::from_nanos(ours.nanos().saturating_add(ahead))
    }
}

/// When an answer was made, as it says it.
pub(crate) fn date(headers: &HeaderMap) -> Option<Time> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(Time::from_seconds(i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(date: &str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, date.parse().expect("a value"))])
    }

    #[test]
    fn a_date_that_is_none_is_left_out() {
        assert_eq!(date(&headers("Thu, 27 Nov 2025 00:00:07 GMT")), Some(Time::from_seconds(1_764_201_607)));
        for odd in ["", "yesterday", "2025-11-27T00:00:07Z", "Thu, 27 Nov 1925 00:00:07 GMT"] {
            assert_eq!(date(&headers(odd)), None, "{odd}");
        }
        assert_eq!(date(&HeaderMap::new()), None);
    }

    #[test]
    fn a_moment_of_ours_is_told_by_the_other_clock() {
        let read = |date| One { object: Box::default(), date, received: Time::from_seconds(1_000) };
        for (date, theirs) in [(None, 990), (Some(1_000), 990), (Some(1_600), 1_590), (Some(400), 390)] {
            let told = read(date.map(Time::from_seconds)).theirs(Time::from_seconds(990));
            assert_eq!(told, Time::from_seconds(theirs), "{date:?}");
        }
    }
}
