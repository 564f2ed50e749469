//! How long a feed is left alone that fails.

use std::time::Duration;

use riskgate_adapter::{AdapterError, ErrorKind};

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(10);

/// The longest pause. Who is refused is asked again no sooner: only people mend that.
const LONGEST: Duration = Duration::from_mins(10);

/// The pauses of one feed.
pub(crate) struct Pauses(Duration);

impl Pauses {
    pub(crate) fn new() -> Self {
        Self(FIRST)
    }

    /// The pause after a failure.
    pub(crate) fn after(&mut self, error: &AdapterError) -> Duration {
        let pause = match error.kind {
            ErrorKind::Denied(_) | ErrorKind::NotLicensed(_) => LONGEST,
            _ => self.0,
        };
        self.0 = (self.0 * 2).min(LONGEST);
        pause.max(error.retry_after.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let mut pauses = Pauses::new();
        let down = AdapterError::from(ErrorKind::Unavailable);
        let seconds: Vec<u64> = (0..8).map(|_| pauses.after(&down).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 600, 600]);
    }

    #[test]
    fn who_is_refused_waits_long_and_who_is_told_how_long_waits_so_long() {
        let mut pauses = Pauses::new();
        assert_eq!(pauses.after(&ErrorKind::Denied("x".into()).into()), LONGEST);
        let told = AdapterError::from(ErrorKind::Throttled).retry_after(Duration::from_secs(77));
        assert_eq!(pauses.after(&told).as_secs(), 77);
    }
}
