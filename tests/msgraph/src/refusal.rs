//! What is refused, in Microsoft Graph's own codes.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    collections::Class,
    reply::{Content, Reply},
};

/// A refused request. What is said to people may change; status and code are what to go by.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after: Option<String>,
    challenge: bool,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None, challenge: false }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn missing(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFound", format!("Resource '{what}' does not exist."))
    }

    pub(crate) fn no_segment(segment: &str) -> Self {
        Self::bad(format!("Resource not found for the segment '{segment}'."))
    }

    pub(crate) fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", "The method is not allowed here.")
    }

    pub(crate) fn token(message: &str) -> Self {
        let refusal = Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        Self { challenge: true, ..refusal }
    }

    pub(crate) fn skip_token() -> Self {
        Self::bad("Invalid Skip Token, skip token is null")
    }

    pub(crate) fn permission(class: Class) -> Self {
        let (code, message) = match class {
            Class::Reports => (
                "Authentication_MSGraphPermissionMissing",
                "The principal does not have the required Microsoft Graph permission to call this API: AuditLog.Read.All.",
            ),
            _ => ("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
        };
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub(crate) fn licence(class: Class) -> Self {
        if class == Class::Security {
            return Self::not_provisioned();
        }
        let (code, message) = match class {
            Class::Reports => {
                ("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C or tenant doesn't have premium license")
            }
            Class::ConditionalAccess => {
                ("AccessDenied", "Your tenant is not licensed for this feature. Please upgrade your subscription to access it.")
            }
            _ => ("Forbidden", "Your tenant is not licensed for this feature."),
        };
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// A 401 that no new token changes.
    pub(crate) fn not_provisioned() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized request - Account is not provisioned.")
    }

    pub(crate) fn throttled(class: Class, retry_after: Option<String>) -> Self {
        let (code, message) = match class {
            Class::Reports => {
                ("UnknownError", "This request is throttled. Please try again after the value specified in the Retry-After header.")
            }
            _ => ("TooManyRequests", "Please retry again later."),
        };
        Self { retry_after, ..Self::new(StatusCode::TOO_MANY_REQUESTS, code, message) }
    }

    pub(crate) fn unavailable(retry_after: Option<String>) -> Self {
        let refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", "The service is temporarily unavailable.");
        Self { retry_after, ..refusal }
    }

    pub(crate) fn gateway_timeout() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "GatewayTimeout", "The server did not answer in time.")
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, code, message, retry_after, challenge } = refusal;
        let reply = Self { status, headers: Vec::new(), content: Content::Json(json!({"error": {"code": code, "message": message}})) };
        let reply = match retry_after {
            Some(value) => reply.with("retry-after", value),
            None => reply,
        };
        if challenge { reply.with("www-authenticate", "Bearer") } else { reply }
    }
}
