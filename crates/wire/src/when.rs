//! Times as Microsoft's services write them.

use riskgate_model::{Time, TimeError};

/// The time that `text` tells; none when it says that there is no time: nothing at all, or the first day of 1970 or of the year 1.
///
/// Beside RFC 3339 it reads `8/22/2022 6:11:52 PM`, the American way in which the risk categories of diagnostic logs write `time`.
///
/// # Errors
/// When the text is no time.
pub(crate) fn when(text: &str) -> Result<Option<Time>, TimeError> {
    let text = text.trim();
    if text.is_empty() || ["1970-01-01", "0001-01-01", "1/1/0001", "1/1/1970"].iter().any(|none| text.starts_with(none)) {
        return Ok(None);
    }
    Time::parse(text)
        .or_else(|error| match american(text).map(|iso| Time::parse(&iso)) {
            Some(read @ (Ok(_) | Err(TimeError::OutOfRange(_)))) => read,
            _ => Err(error),
        })
        .map(Some)
}

/// `month/day/year hour:minute:second [AM|PM] [zone]` as RFC 3339.
fn american(text: &str) -> Option<String> {
    let mut words = text.split_ascii_whitespace();
    let mut date = words.next()?.split('/');
    let (month, day, year) = (date.next()?, date.next()?, date.next()?);
    let (hour, rest) = words.next()?.split_once(':')?;
    let mut words = words.peekable();
    let half = words.next_if(|word| word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm"));
    let zone = words.next().unwrap_or("Z");
    if date.next().is_some() || words.next().is_some() {
        return None;
    }
    let hour = match (half, hour.parse::<u8>().ok()?) {
        (None, hour) => hour,
        (Some(_), 0 | 13..) => return None,
        (Some(half), hour) => hour % 12 + if half.eq_ignore_ascii_case("pm") { 12 } else { 0 },
    };
    Some(format!("{year}-{month}-{day}T{hour}:{rest}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_american_way_is_read() {
        for (text, shown) in [
            ("8/22/2022 6:11:52 PM", "2022-08-22T18:11:52Z"),
            ("9/9/2022 9:59:27 AM", "2022-09-09T09:59:27Z"),
            ("1/9/2007 12:41:00 AM", "2007-01-09T00:41:00Z"),
            ("1/9/2007 12:41:00 PM", "2007-01-09T12:41:00Z"),
            ("01/09/2007 09:41:00", "2007-01-09T09:41:00Z"),
            ("1/9/2007 10:41:00 AM +01:00", "2007-01-09T09:41:00Z"),
        ] {
            assert_eq!(when(text).expect(text).expect(text).to_string(), shown);
        }
    }

    #[test]
    fn what_stands_for_no_time_is_none() {
        for text in ["", "  ", "1970-01-01T00:00:00Z", "1970-01-01", "0001-01-01T00:00:00Z", "1/1/0001 12:00:00 AM"] {
            assert_eq!(when(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_time_that_cannot_be_told_is_out_of_range_however_it_is_written() {
        for text in ["9999-12-31T23:59:59Z", "12/31/9999 11:59:59 PM", "1601-01-01T00:00:00Z"] {
            assert!(matches!(when(text), Err(TimeError::OutOfRange(_))), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        for text in ["2021-10-26T16:28:17Z)", "13/13/2022 1:00:00 PM", "8/22/2022 14:11:52 PM", "8/22/2022", "1/2/3/4 5:6:7", "soon"] {
            assert!(when(text).is_err(), "{text}");
        }
    }
}
