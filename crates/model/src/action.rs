//! Acts: what can be done about a risk, and to whom.

mod content;
mod log;
mod progress;
mod step_error;

use std::fmt;

use crate::{AlertId, Id as _, ServicePrincipalId, SignInId, TenantId, UserId};

pub use content::{ActionContent, AlertChange, LONGEST_COMMENT};
pub use log::{Action, ActionState, Actor, RefusedTarget, Step};
pub use progress::{Look, Progress, Sent, StepState, Task};
pub use step_error::{StepError, StepErrorCode};

/// What is asked for, of all its targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// The users are compromised.
    ConfirmUsersCompromised,
    /// The users are not compromised: what was detected was wrong.
    ConfirmUsersSafe,
    /// The risk of the users is known, and no harm.
    DismissUsersRisk,
    /// The sign-ins were not their users'.
    ConfirmSignInsCompromised,
    /// The sign-ins were their users'.
    ConfirmSignInsSafe,
    /// The risk of the sign-ins is known, and no harm.
    DismissSignInsRisk,
    /// The service principals are compromised.
    ConfirmServicePrincipalsCompromised,
    /// The risk of the service principals is known, and no harm.
    DismissServicePrincipalsRisk,
    /// The service principals can sign in no more.
    DisableServicePrincipals,
    /// The users can sign in no more.
    BlockUsers,
    /// The users can sign in again.
    UnblockUsers,
    /// The users are signed out everywhere.
    RevokeUserSessions,
    /// The users have a password that nobody knows, and must set another.
    ResetUserPasswords,
    /// The users are blocked, signed out, given another password, and then confirmed as compromised.
    ContainUsers,
    /// The alerts stand elsewhere, or somebody else investigates them.
    UpdateAlerts,
    /// Something is to be said about the alert.
    CommentOnAlert,
}

/// What a step does to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Confirms that a user is compromised.
    ConfirmUserCompromised,
    /// Confirms that a user is safe.
    ConfirmUserSafe,
    /// Dismisses a user's risk.
    DismissUserRisk,
    /// Confirms that a sign-in was not its user's.
    ConfirmSignInCompromised,
    /// Confirms that a sign-in was its user's.
    ConfirmSignInSafe,
    /// Dismisses a sign-in's risk.
    DismissSignInRisk,
    /// Confirms that a service principal is compromised.
    ConfirmServicePrincipalCompromised,
    /// Dismisses a service principal's risk.
    DismissServicePrincipalRisk,
    /// Disables a service principal.
    DisableServicePrincipal,
    /// Blocks a user's account.
    BlockUser,
    /// Unblocks a user's account.
    UnblockUser,
    /// Signs a user out everywhere.
    RevokeUserSessions,
    /// Sets a user's password to one that nobody knows.
    ResetUserPassword,
    /// Changes an alert.
    UpdateAlert,
    /// Writes something about an alert.
    CommentOnAlert,
}

/// What acts decide: of two that decide the same of one target, the newer one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Whether it is at risk.
    Risk,
    /// Whether it can sign in.
    Access,
}

/// Whom an act is done to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A user.
    User(UserId),
    /// A sign-in.
    SignIn(SignInId),
    /// A service principal.
    ServicePrincipal(ServicePrincipalId),
    /// An alert of Microsoft Defender.
    Alert(AlertId),
}

/// The kinds of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// Users.
    User,
    /// Sign-ins.
    SignIn,
    /// Service principals.
    ServicePrincipal,
    /// Alerts of Microsoft Defender.
    Alert,
}

/// Names of variants, and variants of names.
macro_rules! named {
    ($kind:ident { $($variant:ident = $name:literal,)* }) => {
        impl $kind {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named!(ActionKind {
    ConfirmUsersCompromised = "confirmUsersCompromised",
    ConfirmUsersSafe = "confirmUsersSafe",
    DismissUsersRisk = "dismissUsersRisk",
    ConfirmSignInsCompromised = "confirmSignInsCompromised",
    ConfirmSignInsSafe = "confirmSignInsSafe",
    DismissSignInsRisk = "dismissSignInsRisk",
    ConfirmServicePrincipalsCompromised = "confirmServicePrincipalsCompromised",
    DismissServicePrincipalsRisk = "dismissServicePrincipalsRisk",
    DisableServicePrincipals = "disableServicePrincipals",
    BlockUsers = "blockUsers",
    UnblockUsers = "unblockUsers",
    RevokeUserSessions = "revokeUserSessions",
    ResetUserPasswords = "resetUserPasswords",
    ContainUsers = "containUsers",
    UpdateAlerts = "updateAlerts",
    CommentOnAlert = "commentOnAlert",
});

named!(Act {
    ConfirmUserCompromised = "confirmUserCompromised",
    ConfirmUserSafe = "confirmUserSafe",
    DismissUserRisk = "dismissUserRisk",
    ConfirmSignInCompromised = "confirmSignInCompromised",
    ConfirmSignInSafe = "confirmSignInSafe",
    DismissSignInRisk = "dismissSignInRisk",
    ConfirmServicePrincipalCompromised = "confirmServicePrincipalCompromised",
    DismissServicePrincipalRisk = "dismissServicePrincipalRisk",
    DisableServicePrincipal = "disableServicePrincipal",
    BlockUser = "blockUser",
    UnblockUser = "unblockUser",
    RevokeUserSessions = "revokeUserSessions",
    ResetUserPassword = "resetUserPassword",
    UpdateAlert = "updateAlert",
    CommentOnAlert = "commentOnAlert",
});

named!(TargetKind {
    User = "user",
    SignIn = "signIn",
    ServicePrincipal = "servicePrincipal",
    Alert = "alert",
});

impl ActionKind {
    /// What is done to each target, in this order.
    pub const fn acts(self) -> &'static [Act] {
        match self {
            Self::ConfirmUsersCompromised => &[Act::ConfirmUserCompromised],
            Self::ConfirmUsersSafe => &[Act::ConfirmUserSafe],
            Self::DismissUsersRisk => &[Act::DismissUserRisk],
            Self::ConfirmSignInsCompromised => &[Act::ConfirmSignInCompromised],
            Self::ConfirmSignInsSafe => &[Act::ConfirmSignInSafe],
            Self::DismissSignInsRisk => &[Act::DismissSignInRisk],
            Self::ConfirmServicePrincipalsCompromised => &[Act::ConfirmServicePrincipalCompromised],
            Self::DismissServicePrincipalsRisk => &[Act::DismissServicePrincipalRisk],
            Self::DisableServicePrincipals => &[Act::DisableServicePrincipal],
            Self::BlockUsers => &[Act::BlockUser],
            Self::UnblockUsers => &[Act::UnblockUser],
            Self::RevokeUserSessions => &[Act::RevokeUserSessions],
            Self::ResetUserPasswords => &[Act::ResetUserPassword],
            // A new password remediates a risk, so that the confirmation comes after it.
            Self::ContainUsers => &[Act::BlockUser, Act::RevokeUserSessions, Act::ResetUserPassword, Act::ConfirmUserCompromised],
            Self::UpdateAlerts => &[Act::UpdateAlert],
            Self::CommentOnAlert => &[Act::CommentOnAlert],
        }
    }

    /// Whom it is done to.
    pub const fn on(self) -> TargetKind {
        self.acts()[0].on()
    }
}

impl Act {
    /// Whom it is done to.
    pub const fn on(self) -> TargetKind {
        match self {
            Self::ConfirmSignInCompromised | Self::ConfirmSignInSafe | Self::DismissSignInRisk => TargetKind::SignIn,
            Self::ConfirmServicePrincipalCompromised | Self::DismissServicePrincipalRisk | Self::DisableServicePrincipal => {
                TargetKind::ServicePrincipal
            }
            Self::UpdateAlert | Self::CommentOnAlert => TargetKind::Alert,
            _ => TargetKind::User,
        }
    }

    /// What it decides; nothing where it can be done again and again, or changes a part alone: of an alert another part each time.
    pub const fn decides(self) -> Option<Decision> {
        match self {
            Self::BlockUser | Self::UnblockUser | Self::DisableServicePrincipal => Some(Decision::Access),
            Self::RevokeUserSessions | Self::ResetUserPassword | Self::UpdateAlert | Self::CommentOnAlert => None,
            _ => Some(Decision::Risk),
        }
    }

    /// Whether it changes the risk of its target, or what its target says of one. A new password decides nothing about it, and ends it all
    /// the same.
    pub fn changes_risk(self) -> bool {
        matches!(self, Self::ResetUserPassword | Self::UpdateAlert) || self.decides() == Some(Decision::Risk)
    }
}

impl Target {
    /// Its kind.
    pub const fn kind(&self) -> TargetKind {
        match self {
            Self::User(_) => TargetKind::User,
            Self::SignIn(_) => TargetKind::SignIn,
            Self::ServicePrincipal(_) => TargetKind::ServicePrincipal,
            Self::Alert(_) => TargetKind::Alert,
        }
    }

    /// The target of this kind, tenant and id.
    pub fn new(kind: TargetKind, tenant: TenantId, object: &str) -> Self {
        match kind {
            TargetKind::User => Self::User(UserId::new(tenant, object)),
            TargetKind::SignIn => Self::SignIn(SignInId::new(tenant, object)),
            TargetKind::ServicePrincipal => Self::ServicePrincipal(ServicePrincipalId::new(tenant, object)),
            TargetKind::Alert => Self::Alert(AlertId::new(tenant, object)),
        }
    }

    /// Its tenant.
    pub fn tenant(&self) -> &TenantId {
        match self {
            Self::User(id) => id.tenant(),
            Self::SignIn(id) => id.tenant(),
            Self::ServicePrincipal(id) => id.tenant(),
            Self::Alert(id) => id.tenant(),
        }
    }

    /// Its id within the tenant.
    pub fn object(&self) -> &str {
        match self {
            Self::User(id) => id.object(),
            Self::SignIn(id) => id.object(),
            Self::ServicePrincipal(id) => id.object(),
            Self::Alert(id) => id.object(),
        }
    }
}
