//! Addresses that may be called: those that were configured, and the pages below them.

use std::net::IpAddr;

use reqwest::Url;

use crate::{MsgraphError, SettingsError};

/// The most letters of a foreign host that are shown.
const SHOWN: usize = 100;

/// An address from the settings: https, or http to this machine; without credentials, query and fragment; its path ends with `/`.
#[derive(Clone, Debug)]
pub(crate) struct Address(Url);

impl Address {
    /// Reads the setting named `setting`.
    pub(crate) fn parse(setting: &'static str, text: &str) -> Result<Self, SettingsError> {
        let refuse = |expected| Err(SettingsError::Address { setting, expected });
        let Ok(mut url) = Url::parse(text) else {
            return refuse("an address such as https://graph.microsoft.com");
        };
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            _ => return refuse("https, or http to this machine"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("an address without a user and password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("an address without `?` and `#`");
        }
        let path = format!("{}/", url.path().trim_end_matches('/'));
        if path.ends_with("/v1.0/") || path.ends_with("/beta/") {
            return refuse("an address without the version, which is added to it");
        }
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of what lies below, given as segments that need no escaping, or are escaped.
    pub(crate) fn below(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path()));
        url
    }

    /// The scope of tokens for what is here.
    pub(crate) fn scope(&self) -> String {
        format!("{}/.default", self.0.origin().ascii_serialization())
    }

    /// Reads a link that an answer holds: it must lead below `folder` at this address.
    pub(crate) fn link(&self, folder: &str, text: &str) -> Result<Url, MsgraphError> {
        let url = Url::parse(text).ok();
        let place = || url.as_ref().and_then(Url::host_str).unwrap_or("no address").chars().take(SHOWN).collect::<String>().into();
        let folder = format!("{}{folder}/", self.0.path());
        match &url {
            // The path was put in order: nothing in it leads out of the folder.
            Some(link) if self.is_home_of(link) && link.path().starts_with(&folder) => Ok(link.clone()),
            _ => Err(MsgraphError::UntrustedLink { place: place() }),
        }
    }

    fn is_home_of(&self, url: &Url) -> bool {
        url.origin() == self.0.origin() && url.username().is_empty() && url.password().is_none()
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Result<Address, SettingsError> {
        Address::parse("base_url", text)
    }

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for text in ["https://graph.microsoft.com", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1/graph/"] {
            assert!(address(text).is_ok(), "{text}");
        }
        for text in
            ["http://graph.microsoft.com", "http://localhost.example", "http://0.0.0.0", "ftp://localhost", "file:///etc/passwd", "graph"]
        {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_with_credentials_is_refused_and_not_shown() {
        let error = address("https://ada:swordfish@graph.microsoft.com").expect_err("credentials").to_string();
        assert_eq!(error, "base_url: expected an address without a user and password");
        assert!(address("https://ada@graph.microsoft.com").is_err());
    }

    #[test]
    fn an_address_is_a_place_and_no_more() {
        for text in
            ["https://graph.microsoft.com/?a=b", "https://graph.microsoft.com/#a", "https://graph.microsoft.com/v1.0", "https://a/beta/"]
        {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_lies_below_keeps_the_path_of_the_address() {
        assert_eq!(address("http://[::1]:1/graph/").expect("an address").below("v1.0/users").as_str(), "http://[::1]:1/graph/v1.0/users");
        assert_eq!(address("https://graph.microsoft.us").expect("an address").scope(), "https://graph.microsoft.us/.default");
    }

    #[test]
    fn a_link_leads_to_the_same_host_and_version_or_nowhere() {
        let address = address("https://graph.microsoft.com").expect("an address");
        for text in
            ["https://graph.microsoft.com/v1.0/users?$skiptoken=a", "https://GRAPH.microsoft.com:443/v1.0/users?a=https://evil.example"]
        {
            assert!(address.link("v1.0", text).is_ok(), "{text}");
        }
        for text in [
            "https://evil.example/v1.0/users",
            "https://graph.microsoft.com.evil.example/v1.0/users",
            "https://graph.microsoft.com@evil.example/v1.0/users",
            "https://ada:b@graph.microsoft.com/v1.0/users",
            "http://graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com:444/v1.0/users",
            "https://graph.microsoft.com/beta/users",
            "https://graph.microsoft.com/v1.0/../beta/users",
            "https://graph.microsoft.com/v1.0/%2e%2e/beta/users",
            "https://graph.microsoft.com/v1.0",
            "//graph.microsoft.com/v1.0/users",
            "/v1.0/users",
            "users?$skiptoken=a",
            "",
        ] {
            assert!(matches!(address.link("v1.0", text), Err(MsgraphError::UntrustedLink { .. })), "{text}");
        }
    }

    #[test]
    fn a_foreign_host_is_named_in_short() {
        let address = address("https://graph.microsoft.com").expect("an address");
        let long = format!("https://{}.example/v1.0/users", "a".repeat(60));
        let error = address.link("v1.0", &long).expect_err("another host").to_string();
        assert!(error.contains("aaaa") && error.len() < 300, "{error}");
    }
}
