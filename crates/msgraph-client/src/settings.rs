//! What a client is told: whose tenant, where, with which credentials, and how patient to be.

use std::{path::PathBuf, time::Duration};

use crate::{Class, Cloud, Secret};

/// What a client of one tenant is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The cloud, which says where the authority and Microsoft Graph are.
    pub cloud: Cloud,
    /// Where Microsoft Graph is instead, without the version.
    pub base_url: Option<String>,
    /// Where tokens are given instead, without the tenant.
    pub authority: Option<String>,
    /// The tenant's id, a GUID.
    pub tenant_id: String,
    /// The application's (client) id, a GUID.
    pub client_id: String,
    /// How the application proves what it is.
    pub credential: Credential,
    /// How patient to be.
    pub bounds: Bounds,
}

/// How an application proves what it is.
#[derive(Clone, Debug)]
pub enum Credential {
    /// By a client secret.
    Secret(Secret),
    /// By a file of PEM with a certificate and its RSA key, which the owner alone may read. It is read once.
    Certificate(PathBuf),
}

/// How patient to be, and how often to ask.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The longest that a connection takes to be made.
    pub connect: Duration,
    /// The longest that one attempt takes, from its beginning to the end of its answer.
    pub attempt: Duration,
    /// The most bytes of an answer, after unpacking.
    pub most_bytes: usize,
    /// The most attempts of a call.
    pub attempts: u32,
    /// How long to wait between attempts.
    pub backoff: Backoff,
    /// How long a class waits that is throttled without being told how long.
    pub pause: Backoff,
    /// How long a class is left alone that fails.
    pub rest: Backoff,
    /// How often to ask.
    pub limits: Limits,
}

/// Waiting times that double from the first to the longest.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The first.
    pub first: Duration,
    /// The longest.
    pub longest: Duration,
}

/// How often each class may be asked.
#[derive(Clone, Debug)]
pub struct Limits {
    /// See [`Class::IdentityProtection`].
    pub identity_protection: Limit,
    /// See [`Class::AuditLogs`].
    pub audit_logs: Limit,
    /// See [`Class::Security`].
    pub security: Limit,
    /// See [`Class::Directory`].
    pub directory: Limit,
}

/// The most units in any stretch of a time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The most units. A call is one, but for the directory.
    pub units: u32,
    /// The time they are counted in.
    pub per: Duration,
    /// How many of them sync leaves to people.
    pub kept: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            attempt: Duration::from_secs(30),
            most_bytes: 32 * 1024 * 1024,
            attempts: 5,
            backoff: Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(20) },
            pause: Backoff { first: Duration::from_secs(1), longest: Duration::from_mins(1) },
            rest: Backoff { first: Duration::from_secs(10), longest: Duration::from_mins(5) },
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    /// Microsoft's documented limits, stretched by a twentieth or a tenth: calls that are evenly spaced here arrive less evenly there.
    fn default() -> Self {
        Self {
            identity_protection: Limit { units: 1, per: Duration::from_millis(1_100), kept: 0 },
            audit_logs: Limit { units: 5, per: Duration::from_millis(10_500), kept: 1 },
            security: Limit { units: 150, per: Duration::from_secs(63), kept: 30 },
            // A tenant with fewer than 50 users; larger ones may have up to 8,000.
            directory: Limit { units: 3_500, per: Duration::from_millis(10_500), kept: 700 },
        }
    }
}

impl Limits {
    /// Limits that nobody meets, for a stand-in that has none.
    pub const fn unlimited() -> Self {
        let often = Limit { units: 1_000_000, per: Duration::from_secs(1), kept: 0 };
        Self { identity_protection: often, audit_logs: often, security: often, directory: often }
    }

    pub(crate) const fn of(&self, class: Class) -> Limit {
        match class {
            Class::IdentityProtection => self.identity_protection,
            Class::AuditLogs => self.audit_logs,
            Class::Security => self.security,
            Class::Directory => self.directory,
        }
    }
}
