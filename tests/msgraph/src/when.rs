//! Times as Microsoft Graph writes them.

use std::time::{Duration, UNIX_EPOCH};

use riskgate_model::Time;

const SECOND: i64 = 1_000_000_000;

/// A time with so many digits of its fraction, at most 7: the rest is cut off.
pub(crate) fn written(time: Time, digits: usize) -> String {
    let fraction = time.nanos().rem_euclid(SECOND);
    let whole = Time::from_nanos(time.nanos() - fraction).to_string();
    if digits == 0 {
        return whole;
    }
    format!("{}.{}Z", whole.trim_end_matches('Z'), &format!("{fraction:09}")[..digits.min(7)])
}

/// A time as answers are dated.
pub(crate) fn http_date(time: Time) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(u64::try_from(time.nanos() / SECOND).unwrap_or_default()))
}

/// .NET's ticks: tenths of a millionth of a second since the year 1.
pub(crate) const fn ticks(time: Time) -> i64 {
    time.nanos() / 100 + 621_355_968_000_000_000
}

/// A count as a number that times are reckoned with.
pub(crate) fn signed(count: usize) -> i64 {
    i64::try_from(count).expect("nothing here is counted beyond what an i64 holds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_the_digits_that_are_asked_for() {
        let time = Time::from_nanos(1_500_000_009_120_000_000);
        assert_eq!(written(time, 0), "2017-07-14T02:40:09Z");
        assert_eq!(written(time, 1), "2017-07-14T02:40:09.1Z");
        assert_eq!(written(time, 7), "2017-07-14T02:40:09.1200000Z");
        assert_eq!(ticks(Time::from_nanos(0)), 621_355_968_000_000_000);
    }
}
