//! Whole records, as the JSON they came in.

mod pieces;

use serde_json::{Map, Value, map::Entry};

use crate::{MsgraphRecord, TenantId, Time, text::replace_nul};

/// How U+0000 is written in the JSON of a body.
const NUL: &str = "\\u0000";

/// A whole record as Microsoft Graph writes it: one JSON object with sorted keys, without nulls and empty texts, unknown properties
/// included. Equal records have equal bodies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Body(String);

/// Why a body is not the record it should be.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BodyError(#[from] serde_json::Error);

impl Body {
    /// The body of these properties.
    pub fn new(properties: Map<String, Value>) -> Self {
        let mut value = Value::Object(properties);
        prune(&mut value);
        Self(value.to_string())
    }

    /// A body as it was kept.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The properties.
    ///
    /// # Errors
    /// When the text is no JSON object, which only a store that was written by another hand can hold.
    pub fn properties(&self) -> Result<Map<String, Value>, BodyError> {
        Ok(serde_json::from_str(&self.0)?)
    }

    /// Reads the record, as one of `tenant`. U+0000 in a text is read as U+FFFD: no database keeps it, and a client who sends it must not
    /// make a record unreadable.
    ///
    /// # Errors
    /// When a property is missing that the record cannot do without, or has a value of another kind.
    pub fn read<T: MsgraphRecord>(&self, tenant: &TenantId) -> Result<T, BodyError> {
        let mut value: T = if self.0.contains(NUL) {
            let mut properties = serde_json::from_str(&self.0)?;
            replace_nul(&mut properties);
            serde_json::from_value(properties)?
        } else {
            serde_json::from_str(&self.0)?
        };
        value.adopt(tenant);
        Ok(value)
    }
}

/// One body from several of the same record, oldest first: of each property, the newest value that says something. A time that was cut
/// short says nothing against the whole one: sources tell the same moment to the second, the millisecond or the tenth of a microsecond.
/// Evidence that a source tells piece by piece is added to what older ones tell, and so are comments, which nobody takes back.
pub fn merge(bodies: impl IntoIterator<Item = Map<String, Value>>) -> Map<String, Value> {
    let mut merged = Map::new();
    for body in bodies {
        let is_whole = pieces::is_whole(&body);
        for (name, value) in body {
            match merged.entry(name) {
                Entry::Occupied(older) if is_cut(&value, older.get()) => {}
                Entry::Occupied(mut older)
                    if pieces::IN_PARTS.contains(&older.key().as_str()) || (!is_whole && older.key() == pieces::EVIDENCE) =>
                {
                    pieces::add(older.get_mut(), value);
                }
                Entry::Occupied(mut older) => drop(older.insert(value)),
                Entry::Vacant(free) => drop(free.insert(value)),
            }
        }
    }
    merged
}

/// Whether a value is the time that another tells, but for the end of its fraction.
fn is_cut(value: &Value, whole: &Value) -> bool {
    let (Some(text), Some(whole)) = (value.as_str(), whole.as_str()) else { return false };
    let rest = text.strip_suffix('Z').and_then(|cut| whole.strip_suffix('Z')?.strip_prefix(cut));
    let second = |text| Time::parse(text).ok().map(|time| time.nanos().div_euclid(1_000_000_000));
    rest.is_some_and(|rest| !rest.is_empty()) && second(text).is_some_and(|cut| second(whole) == Some(cut))
}

/// Drops what says nothing: nulls and empty texts, however deep. Empty lists stay; they say that there is none.
fn prune(value: &mut Value) {
    match value {
        Value::Object(properties) => {
            properties.values_mut().for_each(prune);
            properties.retain(|_, value| !matches!(value, Value::Null) && value.as_str() != Some(""));
        }
        Value::Array(values) => values.iter_mut().for_each(prune),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn properties(value: Value) -> Map<String, Value> {
        let Value::Object(properties) = value else { panic!("an object") };
        properties
    }

    #[test]
    fn equal_records_have_equal_bodies() {
        let one = Body::new(properties(json!({"id": "1", "city": "", "state": null, "deep": {"x": null, "y": 1}})));
        let two = Body::new(properties(json!({"deep": {"y": 1}, "id": "1"})));
        assert_eq!(one, two);
        assert_eq!(one.as_str(), r#"{"deep":{"y":1},"id":"1"}"#);
    }

    #[test]
    fn nul_is_read_as_a_replacement_and_kept_as_it_came() {
        let read = |properties| {
            let body = Body::new(properties);
            let sign_in: crate::SignIn = body.read(&TenantId::new("t")).expect("a sign-in");
            (sign_in.user_agent, sign_in.authentication_methods_used, body)
        };
        let texts = json!({"id": "1", "createdDateTime": "2024-05-01T08:00:00Z", "userAgent": "a\0b", "authenticationMethodsUsed": ["\0"]});
        let (agent, methods, body) = read(properties(texts));
        assert_eq!((agent.as_deref(), methods), (Some("a\u{fffd}b"), vec!["\u{fffd}".to_owned()]));
        assert!(body.as_str().contains(r#""userAgent":"a\u0000b""#), "{body:?}");
        let (agent, ..) = read(properties(json!({"id": "1", "createdDateTime": "2024-05-01T08:00:00Z", "userAgent": r"\u0000"})));
        assert_eq!(agent.as_deref(), Some(r"\u0000"));
    }

    #[test]
    fn the_newest_value_that_says_something_wins() {
        let merged = merge([properties(json!({"a": 1, "b": 1})), properties(json!({"b": 2}))]);
        assert_eq!(Value::Object(merged), json!({"a": 1, "b": 2}));
    }

    #[test]
    fn a_time_that_was_cut_short_does_not_replace_the_whole_one() {
        let times = |texts: [&str; 2]| merge(texts.map(|time| properties(json!({"t": time}))))["t"].clone();
        let whole = "2026-04-03T08:05:00.1234567Z";
        for cut in ["2026-04-03T08:05:00Z", "2026-04-03T08:05:00.123Z"] {
            assert_eq!([times([cut, whole]), times([whole, cut])], [whole, whole]);
        }
        for other in ["2026-04-03T08:05:01Z", "2026-04-03T08:05:00.124Z", "2026-04-03T08:0Z"] {
            assert_eq!(times([whole, other]), other);
        }
        assert_eq!(times(["1-Z", "1Z"]), "1Z", "what is no time is no time");
    }
}
