//! What is wrong with a payload, and where in it.

use std::fmt::{self, Write};

use serde_json::Value;

/// A property that cannot be what it must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Where, such as `location.geoCoordinates.latitude`; empty when it is the whole value.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Flaw {
    /// A flaw of the value at hand.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    /// A value that is something else than `expected`.
    pub(crate) fn not(expected: &str, value: &Value) -> Self {
        Self::new(format!("{} is not {expected}", Shown(value)))
    }

    /// A property that is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("is missing").within(name)
    }

    /// The same flaw, seen from the object that holds the value as `name`.
    #[must_use]
    pub(crate) fn within(self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{name}{dot}{}", self.path), ..self }
    }

    /// The same flaw, seen from the list that holds the value at `index`.
    #[must_use]
    pub(crate) fn at(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

/// The beginning of a value as JSON text.
struct Shown<'a>(&'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 80;
        let text = self.0.to_string();
        let mut letters = text.chars();
        letters.by_ref().take(LONGEST).try_for_each(|letter| f.write_char(letter))?;
        if letters.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_from_the_outside_in() {
        let flaw = Flaw::new("is bad").within("authenticationStepDateTime").at(2).within("authenticationDetails");
        assert_eq!(flaw.path, "authenticationDetails[2].authenticationStepDateTime");
    }

    #[test]
    fn a_long_value_is_cut() {
        let flaw = Flaw::not("a time", &Value::from("x".repeat(1000)));
        assert!(flaw.reason.len() < 120, "{}", flaw.reason);
    }
}
