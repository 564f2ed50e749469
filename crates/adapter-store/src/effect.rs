//! What an act leaves of a risk, in Microsoft Entra's words. Pure.

use riskgate_model::{Act, RiskDetail, RiskLevel, RiskState};

/// A risk as an act leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) state: RiskState,
    pub(crate) level: RiskLevel,
    pub(crate) detail: RiskDetail,
}

/// What the act leaves of its target's risk; nothing where it is not about risk.
pub(crate) const fn effect(act: Act) -> Option<Effect> {
    let (state, detail) = match act {
        Act::ConfirmUserCompromised => (RiskState::ConfirmedCompromised, RiskDetail::AdminConfirmedUserCompromised),
        Act::ConfirmUserSafe => (RiskState::ConfirmedSafe, RiskDetail::AdminConfirmedAccountSafe),
        Act::DismissUserRisk => (RiskState::Dismissed, RiskDetail::AdminDismissedAllRiskForUser),
        Act::ConfirmSignInCompromised => (RiskState::ConfirmedCompromised, RiskDetail::AdminConfirmedSigninCompromised),
        Act::ConfirmSignInSafe => (RiskState::ConfirmedSafe, RiskDetail::AdminConfirmedSigninSafe),
        Act::DismissSignInRisk => (RiskState::Dismissed, RiskDetail::AdminDismissedRiskForSignIn),
        Act::ConfirmServicePrincipalCompromised => (RiskState::ConfirmedCompromised, RiskDetail::AdminConfirmedServicePrincipalCompromised),
        Act::DismissServicePrincipalRisk => (RiskState::Dismissed, RiskDetail::AdminDismissedAllRiskForServicePrincipal),
        // Of a user at risk alone.
        Act::ResetUserPassword => (RiskState::Remediated, RiskDetail::AdminGeneratedTemporaryPassword),
        // What an alert says of a risk follows from where it stands.
        Act::DisableServicePrincipal
        | Act::BlockUser
        | Act::UnblockUser
        | Act::RevokeUserSessions
        | Act::UpdateAlert
        | Act::CommentOnAlert => return None,
    };
    let level = match state {
        RiskState::ConfirmedCompromised => RiskLevel::High,
        _ => RiskLevel::None,
    };
    Some(Effect { state, level, detail })
}
