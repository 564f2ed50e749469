//! What a resource takes: the least application permission, and a licence.
//!
//! Source: Microsoft Graph's permissions.json and the licence notes of its reference, as of August 2026.

use crate::{Method, Request};

/// What a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// The least application permission.
    pub(crate) permission: &'static str,
    /// What the tenant must have.
    pub(crate) licence: &'static str,
}

const P1: &str = "Microsoft Entra ID P1 or P2";
const P2: &str = "Microsoft Entra ID P2";
const WORKLOADS: &str = "Microsoft Entra Workload ID Premium";
const DEFENDER: &str = "a plan of Microsoft Defender XDR, set up in the tenant";
const PASSWORDS: &str = "User-PasswordProfile.ReadWrite.All and the directory role User Administrator (Privileged Authentication \
    Administrator for the password of an administrator)";
const NONE: &str = "a plan that has it";

/// The beginning of a path, what reading below it takes, what writing does, and the licence.
const TABLE: &[(&[&str], &str, &str, &str)] = &[
    (&["identityProtection", "riskyUsers"], "IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All", P2),
    (&["identityProtection", "riskDetections"], "IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All", P1),
    (
        &["identityProtection", "riskyServicePrincipals"],
        "IdentityRiskyServicePrincipal.Read.All",
        "IdentityRiskyServicePrincipal.ReadWrite.All",
        WORKLOADS,
    ),
    (&["identityProtection", "servicePrincipalRiskDetections"], "IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All", WORKLOADS),
    (&["auditLogs", "signIns"], "AuditLog.Read.All", "IdentityRiskEvent.ReadWrite.All", P1),
    (&["auditLogs"], "AuditLog.Read.All", "AuditLog.Read.All", P1),
    (&["security", "alerts_v2"], "SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All", DEFENDER),
    (&["security", "incidents"], "SecurityIncident.Read.All", "SecurityIncident.ReadWrite.All", DEFENDER),
    (&["identity", "conditionalAccess"], "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess and Policy.Read.All", P1),
    (&["users", "*", "revokeSignInSessions"], "User.RevokeSessions.All", "User.RevokeSessions.All", NONE),
    (&["users", "*", "authentication"], "UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All", P1),
    (
        &["users"],
        "User.Read.All",
        "User.ReadWrite.All, or User.EnableDisableAccount.All to block an account (and a directory role for one of an administrator)",
        NONE,
    ),
    (&["servicePrincipals"], "Application.Read.All", "Application.ReadWrite.All", NONE),
    (&["organization"], "Organization.Read.All", "Organization.ReadWrite.All", NONE),
];

impl Needs {
    /// What this request takes.
    pub(crate) fn of(request: &Request) -> Self {
        if request.body.as_ref().is_some_and(|body| body.get("passwordProfile").is_some()) {
            return Self { permission: PASSWORDS, licence: NONE };
        }
        let row = TABLE.iter().find(|(beginning, ..)| {
            let mut segments = request.segments.iter();
            beginning.iter().all(|name| segments.next().is_some_and(|segment| *name == "*" || segment.eq_ignore_ascii_case(name)))
        });
        let Some((_, read, write, licence)) = row else {
            return Self { permission: "that its documentation names", licence: NONE };
        };
        Self { permission: if request.method == Method::Get { read } else { write }, licence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Version;

    #[test]
    fn every_resource_names_its_permission() {
        for (path, read, write) in [
            ("identityProtection/riskyUsers/a/history", "IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"),
            ("identityProtection/riskDetections", "IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All"),
            ("auditLogs/signIns/confirmCompromised", "AuditLog.Read.All", "IdentityRiskEvent.ReadWrite.All"),
            ("auditLogs/directoryAudits", "AuditLog.Read.All", "AuditLog.Read.All"),
            ("security/alerts_v2/a/comments", "SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All"),
            ("security/incidents", "SecurityIncident.Read.All", "SecurityIncident.ReadWrite.All"),
            ("users/a/revokeSignInSessions", "User.RevokeSessions.All", "User.RevokeSessions.All"),
        ] {
            let path: Vec<&str> = path.split('/').collect();
            assert_eq!(Needs::of(&Request::get(Version::V1, &path)).permission, read);
            assert_eq!(Needs::of(&Request::post(Version::V1, &path)).permission, write);
        }
        let body = serde_json::json!({"passwordProfile": {"password": "x"}});
        let permission = Needs::of(&Request::patch(Version::V1, &["users", "a"]).body(body)).permission;
        assert!(permission.starts_with("User-PasswordProfile.ReadWrite.All"), "{permission}");
    }
}
