//! How an attempt to sign in ends, and what the log says of it.

use riskgate_model::{
    AppliedPolicy, AuthenticationRequirement, AuthenticationStep, ConditionalAccessStatus, PolicyResult, SignInStatus, Time,
};

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// In, with a second factor.
    Mfa,
    /// In, with a token that carries the second factor.
    Token,
    /// In, with nothing but the password.
    PasswordOnly,
    /// Out: the password is wrong.
    WrongPassword,
    /// Out: the account is locked after too many wrong passwords.
    Locked,
    /// Out: a second factor is needed and was not given.
    MfaNeeded,
    /// Out: the user refused the second factor.
    MfaDenied,
    /// Out: a policy blocks it.
    Blocked,
}

/// A policy: its id, its name, and what it asks for.
pub(super) type PolicyName = (&'static str, &'static str, &'static str);

pub(super) const MFA_FOR_EVERYONE: PolicyName =
    ("5eed0000-0de0-4000-8000-0000000000c1", "Require multifactor authentication for everyone", "mfa");
pub(super) const MFA_FOR_RISKY: PolicyName =
    ("5eed0000-0de0-4000-8000-0000000000c2", "Require multifactor authentication for risky sign-ins", "mfa");
pub(super) const BLOCK_ANONYMIZERS: PolicyName = ("5eed0000-0de0-4000-8000-0000000000c3", "Block anonymizing networks", "block");

/// The policies that sign-ins meet.
const POLICIES: [PolicyName; 3] = [MFA_FOR_EVERYONE, MFA_FOR_RISKY, BLOCK_ANONYMIZERS];

impl Outcome {
    /// The state of the sign-in.
    pub(super) fn status(self) -> SignInStatus {
        let (code, reason, details) = match self {
            Self::Mfa => (0, None, Some("MFA completed in Microsoft Entra ID")),
            Self::Token => (0, None, Some("MFA requirement satisfied by claim in the token")),
            Self::PasswordOnly => (0, None, None),
            Self::WrongPassword => (50_126, Some("The user name or the password is wrong."), None),
            Self::Locked => (50_053, Some("The account is locked: too many attempts with a wrong password."), None),
            Self::MfaNeeded => (50_074, Some("Multifactor authentication is required and was not completed."), None),
            Self::MfaDenied => (500_121, Some("Multifactor authentication failed."), Some("MFA denied; user declined the authentication")),
            Self::Blocked => (53_003, Some("A Conditional Access policy blocks the access."), None),
        };
        SignInStatus { error_code: Some(code), failure_reason: reason.map(Into::into), additional_details: details.map(Into::into) }
    }

    /// What Conditional Access made of it; it is asked only once the password was right.
    pub(super) fn access(self) -> ConditionalAccessStatus {
        match self {
            Self::Mfa | Self::Token => ConditionalAccessStatus::Success,
            Self::PasswordOnly | Self::WrongPassword | Self::Locked => ConditionalAccessStatus::NotApplied,
            Self::MfaNeeded | Self::MfaDenied | Self::Blocked => ConditionalAccessStatus::Failure,
        }
    }

    /// What each policy did.
    pub(super) fn policies(self) -> Vec<AppliedPolicy> {
        let asked = match self {
            Self::Mfa | Self::Token => PolicyResult::Success,
            Self::MfaNeeded | Self::MfaDenied => PolicyResult::Failure,
            Self::PasswordOnly | Self::WrongPassword | Self::Locked => return Vec::new(),
            Self::Blocked => PolicyResult::NotApplied,
        };
        let results =
            [asked, PolicyResult::NotApplied, if self == Self::Blocked { PolicyResult::Failure } else { PolicyResult::NotApplied }];
        let applied = POLICIES.iter().zip(results).map(|((id, name, control), result)| AppliedPolicy {
            id: Some((*id).into()),
            display_name: Some((*name).into()),
            result: Some(result.into()),
            enforced_grant_controls: if result == PolicyResult::NotApplied { Vec::new() } else { vec![(*control).into()] },
            ..AppliedPolicy::default()
        });
        applied.collect()
    }

    /// Whether one factor was enough.
    pub(super) fn requirement(self) -> AuthenticationRequirement {
        match self {
            Self::PasswordOnly | Self::WrongPassword | Self::Locked => AuthenticationRequirement::SingleFactorAuthentication,
            _ => AuthenticationRequirement::MultiFactorAuthentication,
        }
    }

    /// The steps in which the identity proved itself.
    pub(super) fn steps(self, at: Time) -> Vec<AuthenticationStep> {
        let step = |method: &str, seconds, succeeded, result: &str, requirement: &str| AuthenticationStep {
            authentication_step_date_time: Some(at.plus_seconds(seconds)),
            authentication_method: Some(method.into()),
            authentication_method_detail: (method == "Password").then(|| "Password in the cloud".into()),
            succeeded: Some(succeeded),
            authentication_step_result_detail: Some(result.into()),
            authentication_step_requirement: Some(requirement.into()),
        };
        let password = |succeeded, result| step("Password", 0, succeeded, result, "Primary authentication");
        let right = || password(true, "Correct password");
        match self {
            Self::Token => vec![step("Previously satisfied", 0, true, "First factor satisfied by claim in the token", "")],
            Self::PasswordOnly | Self::Blocked | Self::MfaNeeded => vec![right()],
            Self::WrongPassword => vec![password(false, "Invalid username or password")],
            Self::Locked => vec![password(false, "Account is locked")],
            Self::Mfa => vec![right(), step("Microsoft Authenticator", 11, true, "MFA completed", "Multifactor authentication")],
            Self::MfaDenied => vec![right(), step("Microsoft Authenticator", 17, false, "MFA denied", "Multifactor authentication")],
        }
    }
}

/// Has the policy for risky sign-ins do what the policy for everyone did: the attempt was seen to be risky while it was made.
pub(super) fn apply_to_risky(policies: &mut [AppliedPolicy]) {
    let [everyone, risky, ..] = policies else { return };
    risky.result.clone_from(&everyone.result);
    risky.enforced_grant_controls.clone_from(&everyone.enforced_grant_controls);
}
