//! Whom the gateway answers for.
//!
//! A page on the web can make its own name resolve to this machine and then read what it fetches,
//! as far as the browser is concerned from itself. The `Host` it sends still is its own name.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::routes::Gateway;

/// The hosts that are answered for.
#[derive(Clone, Debug)]
pub(super) struct AllowedHosts(Vec<(String, Option<u16>)>);

impl AllowedHosts {
    /// Takes entries of the form `name`, for any port, or `name:port`.
    pub(super) fn new(entries: &[String]) -> Self {
        Self(entries.iter().map(|entry| split(entry)).collect())
    }

    /// These, and the address that is listened on: a page on the web has a name and no such address.
    pub(super) fn and(mut self, listen: SocketAddr) -> Self {
        let (name, _) = split(&listen.to_string());
        self.0.push((name, None));
        self
    }

    fn allow(&self, host: &Authority) -> bool {
        let (name, port) = split(host.as_str());
        self.0.iter().any(|(own, own_port)| *own == name && (own_port.is_none() || *own_port == port))
    }
}

/// The name in lower case and the port. What is no port stays part of the name, and matches none.
fn split(host: &str) -> (String, Option<u16>) {
    if let Some((name, port)) = host.rsplit_once(':')
        && let Ok(port) = port.parse()
    {
        return (name.to_lowercase(), Some(port));
    }
    (host.to_lowercase(), None)
}

pub(super) async fn check(State(gateway): State<Gateway>, mut request: Request, next: Next) -> Response {
    match host_of(&request) {
        Some(host) if gateway.hosts.allow(&host) => {
            request.extensions_mut().insert(host);
            next.run(request).await
        }
        Some(_) => Problem::Host.into_response(),
        None => Problem::Malformed("it does not name one host".to_owned()).into_response(),
    }
}

/// The one host that the request names; a request that names two is not to be trusted.
fn host_of(request: &Request) -> Option<Authority> {
    let mut headers = request.headers().get_all(HOST).into_iter();
    let header = headers.next().map(|value| Authority::try_from(value.as_bytes()));
    if headers.next().is_some() {
        return None;
    }
    match (header, request.uri().authority()) {
        (Some(Ok(header)), None) => Some(header),
        (Some(Ok(header)), Some(target)) if header == *target => Some(header),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(entries: &[&str], host: &'static str) -> bool {
        let entries: Vec<_> = entries.iter().map(|entry| (*entry).to_owned()).collect();
        AllowedHosts::new(&entries).allow(&Authority::from_static(host))
    }

    #[test]
    fn a_name_is_allowed_with_any_port() {
        for host in ["localhost", "LocalHost:8080", "[::1]:9", "[::1]", "127.0.0.1:65535"] {
            assert!(allows(&["localhost", "[::1]", "127.0.0.1"], host), "{host}");
        }
    }

    #[test]
    fn a_name_with_a_port_is_allowed_with_that_port_alone() {
        assert!(allows(&["Gate.Example:443"], "gate.example:443"));
        assert!(!allows(&["gate.example:443"], "gate.example"));
        assert!(!allows(&["gate.example:443"], "gate.example:444"));
    }

    #[test]
    fn other_names_are_not_allowed() {
        for host in ["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", "me@localhost", "localhost:x"] {
            assert!(!allows(&["localhost", "127.0.0.1"], host), "{host}");
        }
    }
}
