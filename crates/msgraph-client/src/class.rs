//! Classes of resources that share a limit.

/// Resources that share one of Microsoft Graph's limits. Source: Microsoft Graph service-specific throttling limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Risky users and workloads, their history, detections; and with them named locations and Conditional Access policies: one request a
    /// second for all applications of a tenant together, and never a word about how long to wait.
    IdentityProtection,
    /// Sign-ins, directory audits, authentication methods: five requests in ten seconds.
    AuditLogs,
    /// Alerts and incidents: 150 requests a minute.
    Security,
    /// Users, and all the rest: counted in units, 3,500 in ten seconds in a small tenant.
    Directory,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::IdentityProtection, Self::AuditLogs, Self::Security, Self::Directory];

    /// The class in a word, for logs and commands.
    pub const fn word(self) -> &'static str {
        match self {
            Self::IdentityProtection => "identityProtection",
            Self::AuditLogs => "auditLogs",
            Self::Security => "security",
            Self::Directory => "directory",
        }
    }

    /// The class of what lies at this path. Letters count whatever their case, as they do for Microsoft Graph.
    pub(crate) fn of(segments: &[Box<str>]) -> Self {
        let is = |at: usize, name: &str| segments.get(at).is_some_and(|segment| segment.eq_ignore_ascii_case(name));
        if is(0, "identityProtection") || is(0, "identity") && is(1, "conditionalAccess") {
            Self::IdentityProtection
        } else if is(0, "auditLogs") || is(0, "users") && is(2, "authentication") {
            Self::AuditLogs
        } else if is(0, "security") {
            Self::Security
        } else {
            Self::Directory
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resource_has_its_class() {
        for (path, class) in [
            ("identityProtection/riskyUsers", Class::IdentityProtection),
            ("IdentityProtection/servicePrincipalRiskDetections", Class::IdentityProtection),
            ("identity/conditionalAccess/namedLocations", Class::IdentityProtection),
            ("auditLogs/signIns", Class::AuditLogs),
            ("users/a/authentication/methods", Class::AuditLogs),
            ("security/alerts_v2", Class::Security),
            ("security/incidents/29", Class::Security),
            ("users/a", Class::Directory),
            ("organization", Class::Directory),
        ] {
            let segments: Vec<Box<str>> = path.split('/').map(Into::into).collect();
            assert_eq!(Class::of(&segments), class, "{path}");
        }
    }
}
