//! From the bytes of a body to a GraphQL request.

use async_graphql::{Extensions, Request, Variables};
use serde_json::{Map, Value};

use super::problem::Problem;

/// Reads one request. Members that GraphQL over HTTP does not know are passed over.
pub(super) fn decode(body: &[u8]) -> Result<Request, Problem> {
    let body = serde_json::from_slice(body).map_err(|error| Problem::Malformed(format!("the body is not JSON ({error})")))?;
    let mut members = match body {
        Value::Object(members) => members,
        Value::Array(_) => return Err(Problem::Batch),
        _ => return Err(malformed("the body is not a JSON object")),
    };
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(malformed("`query` is not a string")),
        None => return Err(malformed("`query` is missing")),
    };
    let mut request = Request::new(query);
    request.operation_name = match members.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Null) | None => None,
        Some(_) => return Err(malformed("`operationName` is neither a string nor null")),
    };
    let variables = object(&mut members, "variables")?;
    request.variables = Variables::from_json(Value::Object(variables));
    request.extensions = extensions(object(&mut members, "extensions")?)?;
    Ok(request)
}

fn object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Problem> {
    match members.remove(name) {
        Some(Value::Object(object)) => Ok(object),
        Some(Value::Null) | None => Ok(Map::new()),
        Some(_) => Err(malformed(&format!("`{name}` is neither an object nor null"))),
    }
}

fn extensions(object: Map<String, Value>) -> Result<Extensions, Problem> {
    let convert = |(name, value)| Ok((name, async_graphql::Value::from_json(value)?));
    let values: Result<_, serde_json::Error> = object.into_iter().map(convert).collect();
    let values = values.map_err(|error| Problem::Malformed(format!("`extensions`: {error}")))?;
    Ok(Extensions(values))
}

fn malformed(what: &str) -> Problem {
    Problem::Malformed(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(body: &str) -> Problem {
        decode(body.as_bytes()).expect_err("the body is taken")
    }

    #[test]
    fn all_members_are_read() {
        let body = r#"{ "query": "{ a }", "operationName": "A", "variables": { "n": [1] },
            "extensions": { "e": true }, "else": 1 }"#;
        let request = decode(body.as_bytes()).expect("the body is good");
        assert_eq!(request.query, "{ a }");
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables, Variables::from_json(serde_json::json!({ "n": [1] })));
        assert!(request.extensions.contains_key("e"));
    }

    #[test]
    fn null_members_are_absent_ones() {
        let body = r#"{ "query": "{ a }", "operationName": null, "variables": null,
            "extensions": null }"#;
        let request = decode(body.as_bytes()).expect("the body is good");
        assert_eq!(request.operation_name, None);
        assert!(request.variables.is_empty() && request.extensions.is_empty());
    }

    #[test]
    fn members_of_another_type_are_named() {
        for (body, named) in [
            ("{}", "`query` is missing"),
            (r#"{"query": null}"#, "`query`"),
            (r#"{"query": ["{ a }"]}"#, "`query`"),
            (r#"{"query": "{ a }", "operationName": 1}"#, "`operationName`"),
            (r#"{"query": "{ a }", "variables": [{}]}"#, "`variables`"),
            (r#"{"query": "{ a }", "variables": "{}"}"#, "`variables`"),
            (r#"{"query": "{ a }", "extensions": 0}"#, "`extensions`"),
            ("3", "not a JSON object"),
            ("{ \"query\": ", "line 1 column 11"),
            ("", "not JSON"),
        ] {
            let told = problem(body).to_string();
            assert!(told.contains(named), "{body}: {told}");
        }
    }

    #[test]
    fn an_array_is_told_apart_as_a_batch() {
        assert_eq!(problem(r#"[{"query": "{ a }"}]"#), Problem::Batch);
    }

    #[test]
    fn json_of_any_nesting_is_no_danger() {
        let deep = format!("{{\"query\": \"\", \"variables\": {}", "[".repeat(100_000));
        assert!(matches!(problem(&deep), Problem::Malformed(_)));
    }
}
