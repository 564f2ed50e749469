//! Projection: which groups of a record's properties a question asks for.
//!
//! Groups, not single properties: every set of groups is another prepared statement. Ids and dates are always filled; what was not asked
//! for stays at its default.

macro_rules! field_sets {
    ($($(#[$doc:meta])* $name:ident { $($(#[$group_doc:meta])* $group:ident = $bit:literal;)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(u16);

        impl $name {
            /// Nothing but ids and dates.
            pub const NONE: Self = Self(0);
            $($(#[$group_doc])* pub const $group: Self = Self(1 << $bit);)*
            /// Everything.
            pub const ALL: Self = Self($(1 << $bit)|*);
        }

        impl FieldSet for $name {
            fn all() -> Self {
                Self::ALL
            }

            fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }
    )* };
}

/// A set of groups of properties.
pub trait FieldSet: Copy + Eq + Default + std::fmt::Debug + std::hash::Hash + Send + Sync + 'static {
    /// Everything.
    fn all() -> Self;

    /// Whether all groups of `other` are in this set.
    fn contains(self, other: Self) -> bool;

    /// The groups of both.
    #[must_use]
    fn with(self, other: Self) -> Self;
}

field_sets! {
    /// Groups of a [`User`](crate::User).
    UserFields {
        /// Name, sign-in name, user type, deleted or not.
        PROFILE = 0;
        /// The risk as shown, and whether Microsoft is still working on it.
        RISK = 1;
        /// The claims.
        CLAIMS = 2;
        /// Entra's own risk record.
        ENTRA = 3;
        /// The directory's record.
        DIRECTORY = 4;
    }

    /// Groups of a [`ServicePrincipal`](crate::ServicePrincipal).
    ServicePrincipalFields {
        /// Name, application, type, enabled or not.
        PROFILE = 0;
        /// The risk as shown, and whether Microsoft is still working on it.
        RISK = 1;
        /// The claims.
        CLAIMS = 2;
        /// Entra's own risk record.
        ENTRA = 3;
    }

    /// Groups of a [`SignIn`](crate::SignIn).
    SignInFields {
        /// The names of who signed in.
        IDENTITY = 0;
        /// Application, resource and kind of client.
        APPLICATION = 1;
        /// Address, network and place.
        LOCATION = 2;
        /// Device, browser and operating system.
        DEVICE = 3;
        /// How it ended, Conditional Access's status, correlation, kind of sign-in.
        OUTCOME = 4;
        /// The risk as shown, and the level at the time.
        RISK = 5;
        /// Everything else: read from the kept record.
        RECORD = 6;
    }

    /// Groups of a [`Detection`](crate::Detection).
    DetectionFields {
        /// The names of the user or service principal.
        IDENTITY = 0;
        /// What was detected, when and how.
        KIND = 1;
        /// Address and place.
        LOCATION = 2;
        /// The risk as shown.
        RISK = 3;
        /// Everything else: read from the kept record.
        RECORD = 4;
    }

    /// Groups of a [`DirectoryAudit`](crate::DirectoryAudit). The ids of its identities are always filled.
    DirectoryAuditFields {
        /// What was done, its category, type, service and correlation.
        ACTIVITY = 0;
        /// How it ended.
        RESULT = 1;
        /// Who did it: names, application and address.
        INITIATOR = 2;
        /// Everything else: read from the kept record.
        RECORD = 3;
    }

    /// Groups of a [`NamedLocation`](crate::NamedLocation): everything but these is always filled.
    NamedLocationFields {
        /// The whole record.
        RECORD = 0;
    }

    /// Groups of a [`ConditionalAccessPolicy`](crate::ConditionalAccessPolicy): everything but these is always filled.
    ConditionalAccessPolicyFields {
        /// The whole record.
        RECORD = 0;
    }

    /// Groups of an [`Alert`](crate::Alert): what it can be filtered by, and when it was raised, changed and what it tells of began, is always filled.
    AlertFields {
        /// Everything else, such as texts, comments and evidence: read from the kept record.
        RECORD = 0;
    }

    /// Groups of an [`Incident`](crate::Incident): what it can be filtered by, and when it began and changed, is always filled.
    IncidentFields {
        /// Everything else, such as texts, comments and marks: read from the kept record.
        RECORD = 0;
    }

    /// Groups of a [`KeptRefusal`](crate::KeptRefusal): everything but these is always filled.
    RefusalFields {
        /// The text that was refused.
        TEXT = 0;
    }

    /// Groups of a [`RiskChange`](crate::RiskChange): everything but these is always filled.
    RiskChangeFields {
        /// What is read from the kept record.
        RECORD = 0;
    }
}
