//! The words of actions: what can be asked for, how far it is, and why a target is refused.

use async_graphql::Enum;
use riskgate_model as model;

/// A vocabulary of riskgate's own, beside that of `model`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub(crate) enum $name {
            $($(#[$word_doc])* #[graphql(name = $text)] $word,)*
        }

        impl From<model::$name> for $name {
            fn from(word: model::$name) -> Self {
                match word { $(model::$name::$word => Self::$word,)* }
            }
        }

        impl From<$name> for model::$name {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$word,)* }
            }
        }
    )* };
}

words! {
    /// What can be asked for: the mutation of this name.
    ActionKind {
        /// `confirmUsersCompromised`.
        ConfirmUsersCompromised = "CONFIRM_USERS_COMPROMISED",
        /// `confirmUsersSafe`.
        ConfirmUsersSafe = "CONFIRM_USERS_SAFE",
        /// `dismissUsersRisk`.
        DismissUsersRisk = "DISMISS_USERS_RISK",
        /// `confirmSignInsCompromised`.
        ConfirmSignInsCompromised = "CONFIRM_SIGN_INS_COMPROMISED",
        /// `confirmSignInsSafe`.
        ConfirmSignInsSafe = "CONFIRM_SIGN_INS_SAFE",
        /// `dismissSignInsRisk`.
        DismissSignInsRisk = "DISMISS_SIGN_INS_RISK",
        /// `confirmServicePrincipalsCompromised`.
        ConfirmServicePrincipalsCompromised = "CONFIRM_SERVICE_PRINCIPALS_COMPROMISED",
        /// `dismissServicePrincipalsRisk`.
        DismissServicePrincipalsRisk = "DISMISS_SERVICE_PRINCIPALS_RISK",
        /// `disableServicePrincipals`.
        DisableServicePrincipals = "DISABLE_SERVICE_PRINCIPALS",
        /// `blockUsers`.
        BlockUsers = "BLOCK_USERS",
        /// `unblockUsers`.
        UnblockUsers = "UNBLOCK_USERS",
        /// `revokeUserSessions`.
        RevokeUserSessions = "REVOKE_USER_SESSIONS",
        /// `resetUserPasswords`.
        ResetUserPasswords = "RESET_USER_PASSWORDS",
        /// `containUsers`.
        ContainUsers = "CONTAIN_USERS",
        /// `updateAlerts`.
        UpdateAlerts = "UPDATE_ALERTS",
        /// `commentOnAlert`.
        CommentOnAlert = "COMMENT_ON_ALERT",
    }

    /// What a step does to its target.
    Act {
        /// Confirms that a user is compromised.
        ConfirmUserCompromised = "CONFIRM_USER_COMPROMISED",
        /// Confirms that a user is safe.
        ConfirmUserSafe = "CONFIRM_USER_SAFE",
        /// Dismisses a user's risk.
        DismissUserRisk = "DISMISS_USER_RISK",
        /// Confirms that a sign-in was not its user's.
        ConfirmSignInCompromised = "CONFIRM_SIGN_IN_COMPROMISED",
        /// Confirms that a sign-in was its user's.
        ConfirmSignInSafe = "CONFIRM_SIGN_IN_SAFE",
        /// Dismisses a sign-in's risk.
        DismissSignInRisk = "DISMISS_SIGN_IN_RISK",
        /// Confirms that a service principal is compromised.
        ConfirmServicePrincipalCompromised = "CONFIRM_SERVICE_PRINCIPAL_COMPROMISED",
        /// Dismisses a service principal's risk.
        DismissServicePrincipalRisk = "DISMISS_SERVICE_PRINCIPAL_RISK",
        /// Disables a service principal.
        DisableServicePrincipal = "DISABLE_SERVICE_PRINCIPAL",
        /// Blocks a user's account.
        BlockUser = "BLOCK_USER",
        /// Unblocks a user's account.
        UnblockUser = "UNBLOCK_USER",
        /// Signs a user out everywhere.
        RevokeUserSessions = "REVOKE_USER_SESSIONS",
        /// Sets a user's password to one that nobody knows.
        ResetUserPassword = "RESET_USER_PASSWORD",
        /// Changes an alert.
        UpdateAlert = "UPDATE_ALERT",
        /// Writes a comment on an alert.
        CommentOnAlert = "COMMENT_ON_ALERT",
    }

    /// How far an action is: what its steps come to.
    ActionState {
        /// It is on record, and nothing was sent yet: it can be cancelled.
        Queued = "QUEUED",
        /// Some steps are under way.
        Sending = "SENDING",
        /// Every step has its effect.
        Succeeded = "SUCCEEDED",
        /// All steps have ended, and not all in the same way.
        Partial = "PARTIAL",
        /// No step has its effect, or every target was refused.
        Failed = "FAILED",
        /// It was accepted, and its effect was not seen within 15 minutes.
        Unconfirmed = "UNCONFIRMED",
        /// A newer decision about the same targets came before it was sent.
        Superseded = "SUPERSEDED",
        /// It was cancelled before it was sent.
        Cancelled = "CANCELLED",
    }

    /// How far a step is.
    StepState {
        /// It is to be sent.
        Queued = "QUEUED",
        /// It is being sent.
        Sending = "SENDING",
        /// It was sent, and the answer was lost: whether it has its effect is looked for before it is sent again.
        Doubtful = "DOUBTFUL",
        /// It was accepted, and its effect is looked for.
        Accepted = "ACCEPTED",
        /// Its effect was seen.
        Succeeded = "SUCCEEDED",
        /// It was refused, or could not be sent; `error` says why.
        Failed = "FAILED",
        /// Its effect was not seen within 15 minutes.
        Unconfirmed = "UNCONFIRMED",
        /// A newer decision about the target came before it was sent.
        Superseded = "SUPERSEDED",
        /// It was cancelled before it was sent.
        Cancelled = "CANCELLED",
    }

    /// What can be done about a step that has not succeeded.
    StepErrorCode {
        /// There is no such target, or none any more.
        NotFound = "NOT_FOUND",
        /// The target is kept on premises, where this is to be done.
        OnPremises = "ON_PREMISES",
        /// Nothing that is configured can do it.
        NotSupported = "NOT_SUPPORTED",
        /// Microsoft Graph does not do it to this target, as it is now.
        Refused = "REFUSED",
        /// The application lacks a permission, a role or its credentials; the message says which.
        Denied = "DENIED",
        /// The tenant lacks a licence; the message says which.
        NotLicensed = "NOT_LICENSED",
        /// Microsoft Graph asked to slow down, again and again.
        Throttled = "THROTTLED",
        /// Microsoft Graph was not there, or did not answer in time.
        Unavailable = "UNAVAILABLE",
        /// The answer was lost, so that it may have been done.
        AnswerLost = "ANSWER_LOST",
        /// It was sent again and again, and nothing was seen of it.
        NoEffect = "NO_EFFECT",
        /// It was accepted, and its effect was not seen in time. It may still come.
        Unconfirmed = "UNCONFIRMED",
    }
}

/// What became of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "ActionOutcome")]
pub(crate) enum ActionOutcome {
    /// Nothing was done: this was a rehearsal. Without `dryRun` it would be queued.
    #[graphql(name = "WOULD_BE_QUEUED")]
    WouldBeQueued,
    /// Nothing is done to it; `error` says why.
    #[graphql(name = "REFUSED")]
    Refused,
    /// It is on record, and nothing was sent yet.
    #[graphql(name = "QUEUED")]
    Queued,
    /// Some steps are under way.
    #[graphql(name = "SENDING")]
    Sending,
    /// Every step has its effect.
    #[graphql(name = "SUCCEEDED")]
    Succeeded,
    /// All steps have ended, and not all in the same way.
    #[graphql(name = "PARTIAL")]
    Partial,
    /// No step has its effect.
    #[graphql(name = "FAILED")]
    Failed,
    /// It was accepted, and its effect was not seen within 15 minutes.
    #[graphql(name = "UNCONFIRMED")]
    Unconfirmed,
    /// A newer decision about it came before it was sent.
    #[graphql(name = "SUPERSEDED")]
    Superseded,
    /// It was cancelled before it was sent.
    #[graphql(name = "CANCELLED")]
    Cancelled,
}

impl From<model::ActionState> for ActionOutcome {
    fn from(state: model::ActionState) -> Self {
        match state {
            model::ActionState::Queued => Self::Queued,
            model::ActionState::Sending => Self::Sending,
            model::ActionState::Succeeded => Self::Succeeded,
            model::ActionState::Partial => Self::Partial,
            model::ActionState::Failed => Self::Failed,
            model::ActionState::Unconfirmed => Self::Unconfirmed,
            model::ActionState::Superseded => Self::Superseded,
            model::ActionState::Cancelled => Self::Cancelled,
        }
    }
}

macro_rules! user_error_codes {
    ($($(#[$doc:meta])* $code:ident = $text:literal,)*) => {
        /// Why something that was asked for is not done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[graphql(name = "UserErrorCode")]
        pub(crate) enum UserErrorCode {
            $($(#[$doc])* #[graphql(name = $text)] $code,)*
        }

        impl UserErrorCode {
            /// The code in a word.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $text,)* }
            }

            /// The code of this word.
            fn of(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$code),)* _ => None }
            }
        }
    };
}

user_error_codes! {
    /// The key is empty or too long.
    KeyInvalid = "KEY_INVALID",
    /// The key was used before, for something else.
    Conflict = "CONFLICT",
    /// A reason is needed.
    ReasonRequired = "REASON_REQUIRED",
    /// The reason is too long.
    ReasonTooLong = "REASON_TOO_LONG",
    /// There is nobody to do it to.
    NoTargets = "NO_TARGETS",
    /// The target is one more than an action can have.
    TooManyTargets = "TOO_MANY_TARGETS",
    /// The id is none of such a target.
    IdInvalid = "ID_INVALID",
    /// The store has no such target.
    UnknownTarget = "UNKNOWN_TARGET",
    /// The target is of another tenant than those before it.
    OtherTenant = "OTHER_TENANT",
    /// The target is whom the token acts for.
    Oneself = "ONESELF",
    /// The target is one of the break-glass accounts.
    BreakGlass = "BREAK_GLASS",
    /// The user is deleted.
    Deleted = "DELETED",
    /// The user's password is kept on-premises.
    OnPremises = "ON_PREMISES",
    /// The detection is not linked to a sign-in.
    NoSignIn = "NO_SIGN_IN",
    /// There is no such action.
    UnknownAction = "UNKNOWN_ACTION",
    /// Nothing of the action waits to be sent.
    NotQueued = "NOT_QUEUED",
    /// The status or classification is none that says something of a risk.
    StatusUnknown = "STATUS_UNKNOWN",
    /// The time is more than a day from now.
    TimeInFuture = "TIME_IN_FUTURE",
    /// Nothing is to be changed.
    NothingToChange = "NOTHING_TO_CHANGE",
    /// The value is none that can be set.
    ValueInvalid = "VALUE_INVALID",
    /// The determination does not go with the classification.
    DeterminationMismatch = "DETERMINATION_MISMATCH",
    /// The comment is empty or too long.
    CommentInvalid = "COMMENT_INVALID",
    /// For a reason that only the message says.
    Other = "OTHER",
}

impl UserErrorCode {
    /// The code of a refused target, as it was kept; a later version may know more.
    pub(crate) fn kept(text: &str) -> Self {
        Self::of(text).unwrap_or(Self::Other)
    }
}
