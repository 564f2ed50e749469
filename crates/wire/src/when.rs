//! Times as Microsoft's services write them.

use riskgate_model::{Time, TimeError};
use serde_json::Value;

/// The time that `text` tells; none when it says that there is no time: nothing at all, or the first day of 1970 or of the year 1.
///
/// Beside RFC 3339 it reads `8/22/2022 6:11:52 PM`, the American way in which the risk categories of diagnostic logs write `time`.
///
/// # Errors
/// When the text is no time.
pub(crate) fn when(text: &str) -> Result<Option<Time>, TimeError> {
    let text = text.trim();
    if text.is_empty()
        || ["1970-01-01", "0001-01-01", "1/1/0001", "01/01/0001", "1/1/1970", "01/01/1970"].iter().any(|none| text.starts_with(none))
    {
        return Ok(None);
    }
    Time::parse(text)
        .or_else(|error| match Slashed::read(text).map(|slashed| slashed.month_first()) {
            Some(read @ (Ok(_) | Err(TimeError::OutOfRange(_)))) => read,
            _ => Err(error),
        })
        .map(Some)
}

/// What a header says of the times under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Nothing.
    Unsaid,
    /// `(UTC)`, as in the portal's downloads: the zone, and nothing of the order of day and month.
    Utc,
    /// `[UTC]`, as in Log Analytics, which writes the month first.
    UtcMonthFirst,
    /// Another one, such as `Local Time`.
    Other(Box<str>),
}

impl Zone {
    /// A header's name, and the zone behind it.
    pub(crate) fn part(header: &str) -> (&str, Self) {
        let header = header.trim();
        let within = |open, close| header.strip_suffix(close).and_then(|head: &str| head.rsplit_once(open));
        if let Some((name, zone)) = within('[', ']') {
            let zone = if zone.trim().eq_ignore_ascii_case("utc") { Self::UtcMonthFirst } else { Self::Other(zone.trim().into()) };
            return (name.trim_end(), zone);
        }
        match within('(', ')') {
            Some((name, zone)) if zone.trim().eq_ignore_ascii_case("utc") => (name.trim_end(), Self::Utc),
            Some((name, zone)) if is_zone(zone.trim()) => (name.trim_end(), Self::Other(zone.trim().into())),
            _ => (header, Self::Unsaid),
        }
    }

    /// The time that a cell under the header tells, as [`when`], but only where it can be no other.
    ///
    /// # Errors
    /// When the text is no time, or could be two.
    pub(crate) fn when(&self, text: &str) -> Result<Option<Time>, String> {
        let told = when(text).map_err(|error| error.to_string());
        let slashed = Slashed::read(text.trim());
        let loose = slashed.as_ref().filter(|_| *self != Self::UtcMonthFirst && told != Ok(None));
        let time = loose.and_then(|slashed| slashed.only(text)).map_or(told, |time| time.map(Some))?;
        let says_zone = slashed.map_or_else(|| names_zone(text.trim()), |slashed| slashed.zone.is_some());
        match self {
            Self::Other(zone) if time.is_some() && !says_zone => {
                Err(format!("{text:?} is a time of {zone:?}, whose distance from UTC is not told; export it again with times in UTC"))
            }
            _ => Ok(time),
        }
    }

    /// Whether the cell would be read otherwise, or not at all, without the header.
    pub(crate) fn is_needed(&self, cell: &Value) -> bool {
        cell.as_str().is_some_and(|text| self.when(text).ok() != Self::Unsaid.when(text).ok())
    }
}

/// Whether what stands in brackets behind a name is a zone, such as `Local Time`, `UTC+02:00` or `CET`, and no part of the name.
fn is_zone(text: &str) -> bool {
    let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    ["local", "utc", "gmt", "+", "-"].into_iter().any(begins)
        || ((2..=5).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_uppercase()))
}

/// Whether a time says its own zone.
fn names_zone(text: &str) -> bool {
    let clock = text.split_once(['T', 't', ' ']).map_or("", |(_, clock)| clock);
    clock.contains(['Z', 'z', '+', '-'])
}

/// A time whose day and month are parted by a slash: `8/22/2022 6:11:52 PM`, with a comma behind the date or not.
struct Slashed<'a> {
    date: [&'a str; 2],
    year: &'a str,
    /// Hour and the rest of the time, and a zone if there is one.
    hour: u8,
    rest: &'a str,
    zone: Option<&'a str>,
}

impl<'a> Slashed<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut date = words.next()?.trim_end_matches(',').split('/');
        let (first, second, year) = (date.next()?, date.next()?, date.next()?);
        let (hour, rest) = words.next()?.split_once(':')?;
        let mut words = words.peekable();
        let half = words.next_if(|word| word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm"));
        let zone = words.next();
        if date.next().is_some() || words.next().is_some() {
            return None;
        }
        let hour = match (half, hour.parse::<u8>().ok()?) {
            (None, hour) => hour,
            (Some(_), 0 | 13..) => return None,
            (Some(half), hour) => hour % 12 + if half.eq_ignore_ascii_case("pm") { 12 } else { 0 },
        };
        Some(Self { date: [first, second], year, hour, rest, zone })
    }

    fn month_first(&self) -> Result<Time, TimeError> {
        let [month, day] = self.date;
        self.time(month, day)
    }

    fn time(&self, month: &str, day: &str) -> Result<Time, TimeError> {
        Time::parse(&format!("{}-{month}-{day}T{}:{}{}", self.year, self.hour, self.rest, self.zone.unwrap_or("Z")))
    }

    /// The one time that it can be, if it can be one.
    fn only(&self, text: &str) -> Option<Result<Time, String>> {
        let [first, second] = self.date;
        match (self.time(first, second).ok(), self.time(second, first).ok()) {
            (Some(time), Some(other)) if time != other => {
                let (american, european) = (named_day(first, second), named_day(second, first));
                Some(Err(format!(
                    "{text:?} could be {american} or {european}; export it again as JSON, or with times in UTC such as {time}"
                )))
            }
            (Some(time), _) | (None, Some(time)) => Some(Ok(time)),
            (None, None) => None,
        }
    }
}

/// A day of a month, both numbers that are sound.
fn named_day(month: &str, day: &str) -> String {
    let name = month.parse().ok().and_then(|month: usize| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or(month);
    format!("{} {name}", day.trim_start_matches('0'))
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

#[cfg(test)]
mod tests;
