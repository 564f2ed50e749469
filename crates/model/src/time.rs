//! A moment in UTC, to the nanosecond.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text;

/// A moment in UTC, to the nanosecond, between 1677-09-21T00:12:44Z and 2262-04-11T23:47:16Z.
///
/// Microsoft writes seven fraction digits, sometimes fewer or none, and sometimes an hour of one digit; [`Time::parse`] takes them all.
/// Shown, it is RFC 3339 with `Z` and only the fraction digits that say something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

const NANOS_PER_SECOND: i64 = 1_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// Why a text is not a [`Time`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// It is no time at all.
    #[error("{0:?} is not a time; expected RFC 3339 in UTC, such as 2024-05-01T08:30:00Z")]
    Unread(String),
    /// It is a time that nanoseconds since 1970 do not reach.
    #[error("{0:?} is out of range; expected a time between 1677-09-21T00:12:44Z and 2262-04-11T23:47:16Z")]
    OutOfRange(String),
}

impl Time {
    /// The moment that lies `nanos` nanoseconds after 1970-01-01T00:00:00Z.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The moment that lies `seconds` seconds after 1970-01-01T00:00:00Z; out of range it is the nearest moment in range.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(NANOS_PER_SECOND))
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more (or fewer, when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(NANOS_PER_SECOND)))
    }

    /// Whether it is more than a day later than `now`: clocks differ, but not by so much.
    #[must_use]
    pub const fn is_ahead(self, now: Self) -> bool {
        self.0 > now.plus_seconds(24 * 3_600).0
    }

    /// The midnight that began this day in UTC.
    #[must_use]
    pub const fn start_of_day(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(SECONDS_PER_DAY * NANOS_PER_SECOND)))
    }

    /// Reads an RFC 3339 time: `Z`, an offset, or no zone at all (UTC); 0 to 9 fraction digits (more are cut off); hours, days and months
    /// with or without a leading zero; `T` or a blank between date and time.
    ///
    /// # Errors
    /// When the text is no such time, or lies outside the range.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let shown = || text.chars().take(64).collect();
        let nanos = parse(text.trim()).ok_or_else(|| TimeError::Unread(shown()))?;
        // The least number stands for no date where lists are sorted.
        let nanos = i64::try_from(nanos).ok().filter(|nanos| *nanos > i64::MIN);
        nanos.map(Self).ok_or_else(|| TimeError::OutOfRange(shown()))
    }

    /// Appends the moment as RFC 3339 text, such as `2024-05-01T08:30:00.5Z`.
    pub fn write(self, out: &mut Vec<u8>) {
        let seconds = self.0.div_euclid(NANOS_PER_SECOND);
        let nanos = self.0.rem_euclid(NANOS_PER_SECOND);
        let (year, month, day) = civil(seconds.div_euclid(SECONDS_PER_DAY));
        let second = seconds.rem_euclid(SECONDS_PER_DAY);
        let mut text = *b"0000-00-00T00:00:00";
        digits(&mut text[0..4], year);
        digits(&mut text[5..7], month);
        digits(&mut text[8..10], day);
        digits(&mut text[11..13], second / 3600);
        digits(&mut text[14..16], second / 60 % 60);
        digits(&mut text[17..19], second % 60);
        out.extend_from_slice(&text);
        if nanos > 0 {
            let mut fraction = *b".000000000";
            digits(&mut fraction[1..], nanos);
            let zeros = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
            out.extend_from_slice(&fraction[..fraction.len() - zeros]);
        }
        out.push(b'Z');
    }
}

/// Nanoseconds since 1970-01-01T00:00:00Z, in or out of range.
fn parse(text: &str) -> Option<i128> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let mut date = date.split('-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    if date.next().is_some() || year.len() != 4 {
        return None;
    }
    let zone = rest.find(['Z', 'z', '+', '-']);
    let (clock, zone) = zone.map_or((rest, "Z"), |at| rest.split_at(at));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut clock = clock.split(':');
    let (hour, minute) = (clock.next()?, clock.next()?);
    let second = clock.next().unwrap_or("0");
    if clock.next().is_some() {
        return None;
    }
    let moment = NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)?
        .and_hms_nano_opt(number(hour)?, number(minute)?, number(second)?, nanoseconds(fraction)?)?
        .and_utc();
    let seconds = i128::from(moment.timestamp() - offset(zone)?);
    Some(seconds * i128::from(NANOS_PER_SECOND) + i128::from(moment.timestamp_subsec_nanos()))
}

fn number(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(9)];
    let scale = 10_u32.pow(u32::try_from(9 - kept.len()).ok()?);
    if kept.is_empty() { Some(0) } else { Some(kept.parse::<u32>().ok()? * scale) }
}

/// Seconds east of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.as_bytes().first()? {
        b'Z' | b'z' => return (zone.len() == 1).then_some(0),
        b'+' => (1, &zone[1..]),
        _ => (-1, &zone[1..]),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => return None,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

/// Year, month and day of the proleptic Gregorian calendar, from days since 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Fills `out` with `value` in decimal, padded with zeros.
fn digits(out: &mut [u8], mut value: i64) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + u8::try_from(value % 10).expect("a remainder of ten is one digit");
        value /= 10;
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(30);
        self.write(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, Time::parse)
    }
}

/// A calendar day in UTC as `YYYY-MM-DD`, from which the demo tenant counts back.
///
/// # Errors
/// When the text is no such date.
pub fn parse_day(text: &str) -> Result<Time, TimeError> {
    Time::parse(&format!("{text}T00:00:00Z")).map_err(|_| TimeError::Unread(text.to_owned()))
}

/// Where time comes from; tests fix it.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Time;
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    #[test]
    fn microsofts_ways_of_writing_a_time_are_read() {
        for (text, shown) in [
            ("2018-09-05T00:09:18.7822851Z", "2018-09-05T00:09:18.7822851Z"),
            ("2022-09-09T8:48:50Z", "2022-09-09T08:48:50Z"),
            ("2016-01-29T20:03:57Z", "2016-01-29T20:03:57Z"),
            ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"),
            ("2024-05-01T03:30:00-0430", "2024-05-01T08:00:00Z"),
            ("2024-05-01 08:00:00.120", "2024-05-01T08:00:00.12Z"),
            ("2024-05-01T08:00:00.12345678999Z", "2024-05-01T08:00:00.123456789Z"),
        ] {
            assert_eq!(Time::parse(text).expect(text).to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "2024-02-30T00:00:00Z",
            "2024-05-01",
            "2024-05-01T25:00:00Z",
            "05/01/2024 08:00",
            "2024-05-01T08:00:00Z)",
            "2024-05-01T08:00:00+99:00",
        ] {
            assert!(matches!(Time::parse(text), Err(TimeError::Unread(_))), "{text}");
        }
    }

    #[test]
    fn a_time_that_nanoseconds_do_not_reach_is_told_the_range() {
        for text in ["9999-12-31T23:59:59Z", "1677-09-21T00:12:43.145224192Z", "0001-01-01T00:00:00Z", "2262-04-11T23:47:16-00:01"] {
            let error = Time::parse(text).expect_err(text).to_string();
            assert!(error.contains("out of range; expected a time between 1677-09-21T00:12:44Z and 2262-04-11T23:47:16Z"), "{error}");
        }
        for text in ["1677-09-21T00:12:44Z", "2262-04-11T23:47:16Z"] {
            assert_eq!(Time::parse(text).expect(text).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn every_time_is_shown_as_chrono_shows_it_and_read_back(nanos in i64::MIN + 1..i64::MAX) {
            let time = Time::from_nanos(nanos);
            let shown = time.to_string();
            prop_assert_eq!(Time::parse(&shown), Ok(time));
            let theirs = DateTime::parse_from_rfc3339(&shown).expect("RFC 3339");
            prop_assert_eq!(theirs.timestamp_nanos_opt(), Some(nanos));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = Time::parse(&text);
        }
    }
}
