//! `DateTime`.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use riskgate_model::Time;

/// A moment in UTC, as clients see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub Time);

impl DateTime {
    pub(crate) fn shown(time: Option<Time>) -> Option<Self> {
        time.map(Self)
    }
}

/// A moment in UTC, as RFC 3339 text with `Z` and up to nine fraction digits, such as `2024-05-01T08:30:00.5Z`. Accepted too: an
/// offset instead of `Z`, no zone at all (UTC), and hours, days and months without a leading zero.
#[Scalar(name = "DateTime", specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(Time::parse(&text)?)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microsofts_ways_of_writing_a_time_come_out_as_one() {
        let time = DateTime::parse(Value::from("2022-09-09T8:48:50.1200000+02:00")).expect("a time");
        assert_eq!(time.to_value(), Value::from("2022-09-09T06:48:50.12Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        assert!(DateTime::parse(Value::from("yesterday")).is_err());
        assert!(DateTime::parse(Value::from(1)).is_err());
    }
}
