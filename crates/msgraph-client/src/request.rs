//! A request to Microsoft Graph, before it is known where that is.

use std::fmt;

use serde_json::Value;

use crate::{Class, MsgraphError};

/// A request. Its path is given in segments, and whatever stands in them or in an option is escaped.
#[derive(Clone, PartialEq)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) version: Version,
    pub(crate) segments: Vec<Box<str>>,
    pub(crate) options: Vec<(&'static str, String)>,
    pub(crate) page_size: Option<u32>,
    pub(crate) body: Option<Value>,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It reads.
    Get,
    /// It asks for an act.
    Post,
    /// It changes some properties.
    Patch,
}

/// A version of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `v1.0`, which keeps its promises.
    V1,
    /// `beta`, which alone has some properties, and may change any day.
    Beta,
}

impl Request {
    /// Reads what lies at `path`, such as `["users", id]`.
    pub fn get(version: Version, path: &[&str]) -> Self {
        Self::new(Method::Get, version, path)
    }

    /// Asks for the act at `path`.
    pub fn post(version: Version, path: &[&str]) -> Self {
        Self::new(Method::Post, version, path)
    }

    /// Changes what lies at `path`.
    pub fn patch(version: Version, path: &[&str]) -> Self {
        Self::new(Method::Patch, version, path)
    }

    fn new(method: Method, version: Version, path: &[&str]) -> Self {
        let segments = path.iter().map(|segment| (*segment).into()).collect();
        Self { method, version, segments, options: Vec::new(), page_size: None, body: None }
    }

    /// The same request with a query option, such as `$filter`.
    #[must_use]
    pub fn with(mut self, option: &'static str, value: impl Into<String>) -> Self {
        self.options.push((option, value.into()));
        self
    }

    /// The same request, preferring pages of this many rows (`odata.maxpagesize`).
    #[must_use]
    pub fn page_size(self, rows: u32) -> Self {
        Self { page_size: Some(rows), ..self }
    }

    /// The same request with a body.
    #[must_use]
    pub fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The class whose limit it counts against.
    pub fn class(&self) -> Class {
        Class::of(&self.segments)
    }

    /// What it takes of the limit. The directory counts units: two for users, one fewer for a selection or a small page, one more for an
    /// expansion; and never none.
    pub fn units(&self) -> u32 {
        if self.class() != Class::Directory || self.method != Method::Get {
            return 1;
        }
        let has = |name: &str| u32::from(self.options.iter().any(|(option, _)| *option == name));
        let is_small = self.options.iter().any(|(option, value)| *option == "$top" && value.parse().is_ok_and(|top: u32| top < 20));
        (2 + has("$expand")).saturating_sub(has("$select") + u32::from(is_small)).max(1)
    }

    /// Its place below the version, escaped: `users/a%2Fb?$select=id`.
    pub(crate) fn path(&self) -> Result<String, MsgraphError> {
        let mut path = String::new();
        for segment in &self.segments {
            if matches!(&**segment, "" | "." | "..") {
                return Err(MsgraphError::Unaskable("a part of its path is empty, or dots alone"));
            }
            if !path.is_empty() {
                path.push('/');
            }
            escape(&mut path, segment);
        }
        Ok(path)
    }

    /// Its query, escaped.
    pub(crate) fn query(&self) -> Option<String> {
        let mut query = String::new();
        for (option, value) in &self.options {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(option);
            query.push('=');
            escape(&mut query, value);
        }
        Some(query).filter(|query| !query.is_empty())
    }
}

/// Options may hold names and addresses of users, so that they are not shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("class", &self.class()).finish_non_exhaustive()
    }
}

impl Method {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

impl Version {
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// A text as a `$filter` writes it: in quotation marks, which none within can end.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Appends `text` with all but letters, digits and a few marks escaped. A blank becomes `%20`, since `+` is one only in forms.
fn escape(out: &mut String, text: &str) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~$".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_stands_in_a_path_or_an_option_stays_there() {
        let request = Request::get(Version::V1, &["users", "a/../b?c#d e"]).with("$filter", "id eq 'é&x=+'").with("$top", "5");
        assert_eq!(request.path().expect("a path"), "users/a%2F..%2Fb%3Fc%23d%20e");
        assert_eq!(request.query().expect("a query"), "$filter=id%20eq%20%27%C3%A9%26x%3D%2B%27&$top=5");
    }

    #[test]
    fn a_path_with_a_hole_is_refused() {
        for segment in ["", ".", ".."] {
            let request = Request::get(Version::V1, &["users", segment]);
            assert!(matches!(request.path(), Err(MsgraphError::Unaskable(_))), "{segment:?}");
        }
    }

    #[test]
    fn the_directory_counts_units() {
        let users = || Request::get(Version::V1, &["users"]);
        assert_eq!(users().units(), 2);
        assert_eq!(users().with("$select", "id").units(), 1);
        assert_eq!(users().with("$select", "id").with("$top", "10").units(), 1);
        assert_eq!(users().with("$expand", "manager").units(), 3);
        assert_eq!(users().with("$top", "999").units(), 2);
        assert_eq!(Request::get(Version::V1, &["auditLogs", "signIns"]).units(), 1);
    }

    #[test]
    fn a_literal_ends_where_it_ends() {
        assert_eq!(literal("o'hara' or 1 eq 1"), "'o''hara'' or 1 eq 1'");
    }

    #[test]
    fn options_are_not_shown() {
        let request = Request::get(Version::V1, &["users"]).with("$filter", "userPrincipalName eq 'ada@contoso.com'");
        assert!(!format!("{request:?}").contains("ada"));
    }

    proptest! {
        #[test]
        fn a_segment_reads_back_as_it_was(segment in "[^/]{1,20}") {
            prop_assume!(segment != "." && segment != "..");
            let path = Request::get(Version::V1, &["users", &segment]).path().expect("a path");
            let url = reqwest::Url::parse("https://graph.microsoft.com/v1.0/").expect("an address").join(&path).expect("an address");
            let last = url.path().rsplit('/').next().expect("a segment");
            prop_assert_eq!(url.path().split('/').count(), 4);
            let mut again = String::new();
            escape(&mut again, &segment);
            prop_assert_eq!(last, again);
        }
    }
}
