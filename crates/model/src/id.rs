//! Ids: a tenant and, within it, the id Microsoft gave. Lower-cased once here, compared byte by byte ever after.

use std::{convert::Infallible, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text;

/// The most bytes of an id that a store has room for, and of a tenant's: an entry of PostgreSQL's indexes holds three of them and the
/// beginning of a text. Microsoft's ids have 36 letters.
pub const LONGEST_ID: usize = 256;

/// The id of a Microsoft Entra tenant, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(Arc<str>);

impl TenantId {
    /// The tenant of this id, whatever its letters' case.
    pub fn new(id: &str) -> Self {
        Self(text::comparable(id).into())
    }

    /// The id's text, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for TenantId {
    /// The empty id: a record that has not been given its tenant yet.
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An id of one kind of record: a tenant, and an id within it.
pub trait Id: Clone + Eq + Ord + std::hash::Hash + fmt::Display + Send + Sync + 'static {
    /// The word for this kind in ids that clients see.
    const KIND: &'static str;

    /// The id of `object` in `tenant`.
    fn new(tenant: TenantId, object: &str) -> Self;

    /// The tenant.
    fn tenant(&self) -> &TenantId;

    /// The id within the tenant, in lower case.
    fn object(&self) -> &str;

    /// Gives the id its tenant; a payload names only the id within it.
    fn adopt(&mut self, tenant: &TenantId);
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $kind:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            tenant: TenantId,
            object: Box<str>,
        }

        impl Id for $name {
            const KIND: &'static str = $kind;

            fn new(tenant: TenantId, object: &str) -> Self {
                Self { tenant, object: text::comparable(object).into_boxed_str() }
            }

            fn tenant(&self) -> &TenantId {
                &self.tenant
            }

            fn object(&self) -> &str {
                &self.object
            }

            fn adopt(&mut self, tenant: &TenantId) {
                self.tenant = tenant.clone();
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}/{}", self.tenant, self.object)
            }
        }

        /// Only the id within the tenant, as Microsoft Graph writes it.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.object)
            }
        }

        /// Only the id within the tenant; the tenant is given by the record that holds it.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                text::read(deserializer, |object| Ok::<_, Infallible>(Self::new(TenantId::default(), object)))
            }
        }
    )* };
}

ids! {
    /// A user: its directory object id.
    UserId "User";
    /// A service principal (workload identity): its directory object id.
    ServicePrincipalId "ServicePrincipal";
    /// A sign-in: the request id of the authentication request.
    SignInId "SignIn";
    /// A risk detection.
    DetectionId "Detection";
    /// A change in the risk of a user or service principal; the id is made from its time, state and detail.
    RiskChangeId "RiskChange";
    /// A directory audit: one line of the audit log.
    DirectoryAuditId "DirectoryAudit";
    /// A named location.
    NamedLocationId "NamedLocation";
    /// A Conditional Access policy.
    ConditionalAccessPolicyId "ConditionalAccessPolicy";
    /// An alert of Microsoft Defender.
    AlertId "Alert";
    /// An incident of Microsoft Defender.
    IncidentId "Incident";
    /// A refusal, in the tenant that was known around it; the id is made from where it came from and what it is.
    RefusalId "Refusal";
    /// An action; the id is made from the tenant and the key that makes it the same action.
    ActionId "Action";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_compare_in_lower_case() {
        let shouted = UserId::new(TenantId::new("ABC"), "00AA");
        assert_eq!(shouted, UserId::new(TenantId::new("abc"), "00aa"));
        assert_eq!(shouted.to_string(), "abc/00aa");
    }

    #[test]
    fn a_tenant_is_part_of_the_id() {
        assert_ne!(UserId::new(TenantId::new("a"), "1"), UserId::new(TenantId::new("b"), "1"));
    }
}
