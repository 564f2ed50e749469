//! Pages: rows as they came, and where the list goes on.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Malformation, MsgraphError, Request, address::Address, body};

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    /// The rows, as they came.
    pub value: Vec<Box<RawValue>>,
    /// Where the list goes on; none after its last page.
    pub next: Option<NextLink>,
    /// How many rows the whole list has, on its first page, if `$count` was asked for.
    pub count: Option<u64>,
}

/// Where a list goes on. It was given by Microsoft Graph, says nothing to anybody else, and is good for one use.
#[derive(Clone, Debug)]
pub struct NextLink {
    pub(crate) url: Opaque,
    /// What the list was asked by.
    pub(crate) request: Request,
}

impl NextLink {
    /// What tells it from others, for who looks whether a list goes round in circles.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.url.0.hash(&mut hasher);
        hasher.finish()
    }
}

/// An address that is not shown: it may repeat a filter.
#[derive(Clone)]
pub(crate) struct Opaque(pub(crate) Url);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

#[derive(Deserialize)]
struct Wire {
    value: Vec<Box<RawValue>>,
    #[serde(default, rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(default, rename = "@odata.count")]
    count: Option<u64>,
}

impl Page {
    /// Reads a page that was asked for by `request` and came from `url`.
    pub(crate) fn read(text: &[u8], request: &Request, url: &Url, address: &Address) -> Result<Self, MsgraphError> {
        let Wire { value, next, count } = body::read(text)?;
        let next = next.map(|next| address.link(request.version.folder(), &next)).transpose()?;
        if next.as_ref() == Some(url) {
            return Err(MsgraphError::Malformed(Malformation::Loop));
        }
        Ok(Self { value, next: next.map(|next| NextLink { url: Opaque(next), request: request.clone() }), count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Version;

    const USERS: &str = "https://graph.microsoft.com/v1.0/users";

    fn read(text: &str) -> Result<Page, MsgraphError> {
        let address = Address::parse("base_url", "https://graph.microsoft.com").expect("an address");
        Page::read(text.as_bytes(), &Request::get(Version::V1, &["users"]), &USERS.parse().expect("an address"), &address)
    }

    #[test]
    fn rows_are_kept_to_the_last_digit() {
        let page = read(r#"{"@odata.context": "x", "@odata.count": 2, "value": [{"a":1.10}, null]}"#).expect("a page");
        assert_eq!(page.value.iter().map(|row| row.get()).collect::<Vec<_>>(), [r#"{"a":1.10}"#, "null"]);
        assert_eq!(page.count, Some(2));
        assert!(page.next.is_none());
    }

    #[test]
    fn a_list_goes_on_where_it_came_from() {
        let page = read(&format!(r#"{{"value": [], "@odata.nextLink": "{USERS}?$skiptoken=ada"}}"#)).expect("a page");
        let next = page.next.expect("a link");
        assert_eq!(next.url.0.as_str(), format!("{USERS}?$skiptoken=ada"));
        assert!(!format!("{next:?}").contains("ada"), "it is opaque");
    }

    #[test]
    fn a_page_that_leads_elsewhere_or_to_itself_is_refused() {
        let elsewhere = read(r#"{"value": [], "@odata.nextLink": "https://evil.example/v1.0/users"}"#);
        assert!(matches!(elsewhere, Err(MsgraphError::UntrustedLink { place }) if &*place == "evil.example"));
        let itself = read(&format!(r#"{{"value": [], "@odata.nextLink": "{USERS}"}}"#));
        assert!(matches!(itself, Err(MsgraphError::Malformed(Malformation::Loop))));
    }

    #[test]
    fn an_object_without_rows_is_no_page() {
        for text in ["{}", "[]", "null", r#"{"value": true}"#, r#"{"value": null}"#] {
            assert!(matches!(read(text), Err(MsgraphError::Malformed(Malformation::OtherShape))), "{text}");
        }
    }
}
