//! The token endpoint.

use std::collections::HashMap;

use axum::http::StatusCode;
use riskgate_model::Time;
use serde_json::{Value, json};

use crate::{
    assertion,
    call::{Call, pairs},
    dice,
    reply::{Content, Reply},
    state::State,
    tenant::App,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The tokens that were issued.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: u64,
    held: HashMap<String, Grant>,
}

/// What a token grants: the app is named by its place in the tenant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant {
    pub tenant: usize,
    pub app: usize,
    expires: Time,
    revoked: bool,
}

impl Tokens {
    fn issue(&mut self, seed: u64, grant: Grant) -> String {
        self.issued += 1;
        let token = format!("standin.{}", dice::digest(seed ^ 0x70_6b6e, self.issued));
        self.held.insert(token.clone(), grant);
        token
    }

    /// What the token grants now, or why nothing.
    pub(crate) fn grant(&self, token: &str, now: Time) -> Result<Grant, &'static str> {
        match self.held.get(token) {
            None if token.is_empty() => Err("Access token is empty."),
            None => Err("CompactToken parsing failed."),
            Some(grant) if grant.revoked => Err("Access token has been revoked."),
            Some(grant) if grant.expires <= now => Err("Lifetime validation failed, the token is expired."),
            Some(grant) => Ok(*grant),
        }
    }

    pub(crate) fn revoke(&mut self) {
        self.held.values_mut().for_each(|grant| grant.revoked = true);
    }
}

/// Why no token was issued.
pub(crate) struct Denial {
    status: StatusCode,
    error: &'static str,
    code: u32,
    message: String,
}

impl Denial {
    pub(crate) fn client(code: u32, message: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", code, message: message.into() }
    }

    fn request(error: &'static str, code: u32, message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, code, message }
    }

    fn missing(parameter: &str) -> Self {
        Self::request("invalid_request", 900_144, format!("The request body must contain the following parameter: '{parameter}'."))
    }
}

impl State {
    /// Answers the token endpoint of this tenant.
    pub(crate) fn token(&mut self, tenant: &str, call: &Call) -> Reply {
        match self.issue(tenant, call) {
            Ok(body) => Reply::json(body).with("cache-control", "no-store, no-cache"),
            Err(denial) => self.denied(denial),
        }
    }

    fn issue(&mut self, tenant: &str, call: &Call) -> Result<Value, Denial> {
        let body = String::from_utf8_lossy(&call.body);
        let form: HashMap<String, String> = pairs(&body).into_iter().collect();
        let needs = |name: &str| form.get(name).filter(|value| !value.is_empty()).ok_or_else(|| Denial::missing(name));
        let place = self.tenants.iter().position(|known| known.id.eq_ignore_ascii_case(tenant));
        let place = place.ok_or_else(|| {
            let message = format!(
                "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
            );
            Denial::request("invalid_request", 90_002, message)
        })?;
        let (kind, scope, client) = (needs("grant_type")?, needs("scope")?, needs("client_id")?);
        if kind != "client_credentials" {
            return Err(Denial::request(
                "unsupported_grant_type",
                70_003,
                format!("The app requested an unsupported grant type '{kind}'."),
            ));
        }
        if *scope != format!("{}/.default", self.url) && scope != "https://graph.microsoft.com/.default" {
            let message = format!("The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.");
            return Err(Denial::request("invalid_scope", 70_011, message));
        }
        let apps = &self.tenants[place].apps;
        let app = apps.iter().position(|app| app.id.eq_ignore_ascii_case(client)).ok_or_else(|| {
            let message = format!("Application with identifier '{client}' was not found in the directory '{tenant}'.");
            Denial::request("unauthorized_client", 700_016, message)
        })?;
        self.proves(&apps[app], tenant, &form)?;
        let lifetime = self.settings.token_lifetime;
        let expires = self.settings.clock.now().plus_seconds(lifetime);
        let token = self.tokens.issue(self.settings.seed, Grant { tenant: place, app, expires, revoked: false });
        Ok(json!({"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}))
    }

    /// Whether a form proves that it comes from this app.
    fn proves(&self, app: &App, tenant: &str, form: &HashMap<String, String>) -> Result<(), Denial> {
        if let Some(secret) = form.get("client_secret") {
            let right = app.secret.as_ref() == Some(secret);
            let message = || {
                format!(
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.",
                    app.id
                )
            };
            return if right { Ok(()) } else { Err(Denial::client(7_000_215, message())) };
        }
        let Some(assertion) = form.get("client_assertion") else {
            let message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(Denial::client(7_000_218, message));
        };
        if form.get("client_assertion_type").map(String::as_str) != Some(ASSERTION_TYPE) {
            return Err(Denial::missing("client_assertion_type"));
        }
        let audience = format!("{}/{tenant}/oauth2/v2.0/token", self.url);
        assertion::check(assertion, app, &audience, self.settings.clock.now())
    }

    fn denied(&mut self, denial: Denial) -> Reply {
        let (trace, correlation) = (self.guid(), self.guid());
        let now = self.settings.clock.now().to_string();
        let timestamp = format!("{}Z", now[..19].replace('T', " "));
        let Denial { status, error, code, message } = denial;
        let description = format!("AADSTS{code}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}");
        let body = json!({
            "error": error,
            "error_description": description,
            "error_codes": [code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
        });
        Reply { status, headers: Vec::new(), content: Content::Json(body) }
    }
}
