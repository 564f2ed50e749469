//! What each act is to Microsoft Graph: the request that does it, and what shows its effect. Pure.

use riskgate_model::{Act, RiskState, StepError, StepErrorCode, Target, Time, Word};
use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;
use serde::Deserialize;
use serde_json::json;

use super::password::Password;
use crate::{collection::Collection, listing::USER_PROPERTIES, rows};

/// The most ids of a request about risk. A dismissal takes no more; the others are not said to take more.
const MOST: usize = 60;

/// Where risks of identities are.
const PROTECTION: &str = "identityProtection";

/// Where those of service principals are.
const PRINCIPALS: &str = "riskyServicePrincipals";

/// Whether an act has its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    There,
    Missing,
}

/// What is looked at of a target.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Seen {
    risk_state: Option<Word<RiskState>>,
    pub(super) is_processing: Option<bool>,
    account_enabled: Option<bool>,
    sign_in_sessions_valid_from_date_time: Option<Time>,
    last_password_change_date_time: Option<Time>,
    pub(super) on_premises_sync_enabled: Option<bool>,
    pub(super) is_deleted: Option<bool>,
}

/// How many targets a request can have.
pub(super) const fn most(act: Act) -> usize {
    if risk(act).is_some() { MOST } else { 1 }
}

/// Whether the act makes the record in which it shows: a user without a risk has none.
pub(super) const fn makes(act: Act) -> bool {
    matches!(act, Act::ConfirmUserCompromised | Act::ConfirmServicePrincipalCompromised)
}

/// The request that does it.
///
/// # Errors
/// When Graph has no such thing for an application.
pub(super) fn request(act: Act, targets: &[Target]) -> Result<Request, StepError> {
    let ids: Vec<&str> = targets.iter().map(Target::object).collect();
    if let Some(Risk { path, ids: name, .. }) = risk(act) {
        return Ok(Request::post(Version::V1, path).body(json!({ name: ids })));
    }
    let id = ids.first().copied().unwrap_or_default();
    Ok(match act {
        Act::BlockUser => Request::patch(Version::V1, &["users", id]).body(json!({"accountEnabled": false})),
        Act::UnblockUser => Request::patch(Version::V1, &["users", id]).body(json!({"accountEnabled": true})),
        Act::DisableServicePrincipal => Request::patch(Version::V1, &["servicePrincipals", id]).body(json!({"accountEnabled": false})),
        Act::RevokeUserSessions => Request::post(Version::V1, &["users", id, "revokeSignInSessions"]),
        other => {
            let told = format!("{other} is nothing that riskgate does in Microsoft Graph yet");
            return Err(StepError::new(StepErrorCode::NotSupported, told));
        }
    })
}

/// The request that sets a user's password, and has the user set another at the next sign-in.
pub(super) fn reset(target: &Target, password: &Password) -> Request {
    let profile = json!({"password": password.expose(), "forceChangePasswordNextSignIn": true});
    Request::patch(Version::V1, &["users", target.object()]).body(json!({"passwordProfile": profile}))
}

/// The request that shows where a user's password is kept.
pub(super) fn home(target: &Target) -> Request {
    Request::get(Version::V1, &["users", target.object()]).with("$select", "id,onPremisesSyncEnabled")
}

/// The request that shows its effect.
pub(super) fn look(act: Act, target: &Target) -> Request {
    let id = target.object();
    match (risk(act), act) {
        (Some(Risk { path: [first, second, ..], .. }), _) => Request::get(Version::V1, &[first, second, id]),
        (_, Act::DisableServicePrincipal) => Request::get(Version::V1, &["servicePrincipals", id]).with("$select", "accountEnabled"),
        _ => Request::get(Version::V1, &["users", id]).with("$select", USER_PROPERTIES),
    }
}

/// The request that shows the risk of a service principal, and whether that is enabled.
pub(super) fn risky(target: &Target) -> Request {
    Collection::RISKY_SERVICE_PRINCIPALS.one(target.object())
}

/// What says of the record that shows an effect what it is.
pub(super) fn context(act: Act) -> PageContext {
    match (risk(act), act) {
        (Some(Risk { path: [first, second, ..], .. }), _) => rows::context(&format!("{first}/{second}")),
        (_, Act::DisableServicePrincipal) => Collection::RISKY_SERVICE_PRINCIPALS.context(),
        _ => Collection::USERS.context(),
    }
}

impl Seen {
    /// Whether this shows the act that was requested at this time, by the clock of Graph.
    pub(super) fn shows(&self, act: Act, requested: Time) -> Effect {
        let is_there = match (risk(act), act) {
            (Some(Risk { state, .. }), _) => self.risk_state.as_ref().and_then(Word::known) == Some(state),
            (_, Act::BlockUser | Act::DisableServicePrincipal) => self.account_enabled == Some(false),
            (_, Act::UnblockUser) => self.account_enabled == Some(true),
            (_, Act::RevokeUserSessions) => self.sign_in_sessions_valid_from_date_time.is_some_and(|from| is_since(from, requested)),
            (_, Act::ResetUserPassword) => self.last_password_change_date_time.is_some_and(|changed| is_since(changed, requested)),
            _ => false,
        };
        if is_there { Effect::There } else { Effect::Missing }
    }
}

/// Whether something happened since an act was requested. Graph tells whole seconds.
fn is_since(happened: Time, requested: Time) -> bool {
    const SECOND: i64 = 1_000_000_000;
    happened.nanos().div_euclid(SECOND) >= requested.nanos().div_euclid(SECOND)
}

/// An act about a risk.
struct Risk {
    /// Its path.
    path: &'static [&'static str; 3],
    /// What its body calls the ids.
    ids: &'static str,
    /// The state that it makes.
    state: RiskState,
}

const fn risk(act: Act) -> Option<Risk> {
    const USERS: &str = "riskyUsers";
    let (path, ids, state): (&[&str; 3], _, _) = match act {
        Act::ConfirmUserCompromised => (&[PROTECTION, USERS, "confirmCompromised"], "userIds", RiskState::ConfirmedCompromised),
        Act::ConfirmUserSafe => (&[PROTECTION, USERS, "confirmSafe"], "userIds", RiskState::ConfirmedSafe),
        Act::DismissUserRisk => (&[PROTECTION, USERS, "dismiss"], "userIds", RiskState::Dismissed),
        Act::ConfirmSignInCompromised => (&["auditLogs", "signIns", "confirmCompromised"], "requestIds", RiskState::ConfirmedCompromised),
        Act::ConfirmSignInSafe => (&["auditLogs", "signIns", "confirmSafe"], "requestIds", RiskState::ConfirmedSafe),
        Act::DismissSignInRisk => (&["auditLogs", "signIns", "dismiss"], "requestIds", RiskState::Dismissed),
        Act::ConfirmServicePrincipalCompromised => {
            (&[PROTECTION, PRINCIPALS, "confirmCompromised"], "servicePrincipalIds", RiskState::ConfirmedCompromised)
        }
        Act::DismissServicePrincipalRisk => (&[PROTECTION, PRINCIPALS, "dismiss"], "servicePrincipalIds", RiskState::Dismissed),
        _ => return None,
    };
    Some(Risk { path, ids, state })
}
