//! Acts: what is asked for, and when it takes effect.

use riskgate_model::Time;
use serde_json::{Map, Value};

use crate::{collections::Collection, faults::Fault, refusal::Refusal, reply::Reply, respond::Visit, rows::is_at_risk, state::State};

/// The most ids that a dismissal takes.
pub const ACTION_MOST_IDS: usize = 60;

/// When an action takes effect. It is answered before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// At once.
    #[default]
    AtOnce,
    /// With the n-th request of the tenant after it.
    WithRequest(u64),
    /// So many seconds later.
    After(i64),
    /// Never.
    Never,
}

/// An action of risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    ConfirmUsersCompromised,
    ConfirmUsersSafe,
    DismissUsers,
    ConfirmSignInsCompromised,
    ConfirmSignInsSafe,
    DismissSignIns,
    ConfirmServicePrincipalsCompromised,
    DismissServicePrincipals,
}

/// A change that has not taken effect.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub tenant: usize,
    pub change: Change,
    due: Due,
}

/// What is changed, and on what.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Risk { action: Action, id: String, by: String },
    User { id: String, properties: Map<String, Value> },
    ServicePrincipal { id: String, properties: Map<String, Value> },
    Password { id: String, by: String },
    Alert { id: String, properties: Map<String, Value> },
    Comment { id: String, text: String, by: String },
}

#[derive(Clone, Copy, Debug)]
enum Due {
    WithRequest(u64),
    At(Time),
}

impl Action {
    /// The action of this name, in lower case, on a collection.
    pub(crate) fn of(collection: Collection, name: &str) -> Option<Self> {
        Some(match (collection, name) {
            (Collection::RiskyUsers, "confirmcompromised") => Self::ConfirmUsersCompromised,
            (Collection::RiskyUsers, "confirmsafe") => Self::ConfirmUsersSafe,
            (Collection::RiskyUsers, "dismiss") => Self::DismissUsers,
            (Collection::SignIns, "confirmcompromised") => Self::ConfirmSignInsCompromised,
            (Collection::SignIns, "confirmsafe") => Self::ConfirmSignInsSafe,
            (Collection::SignIns, "dismiss") => Self::DismissSignIns,
            (Collection::RiskyServicePrincipals, "confirmcompromised") => Self::ConfirmServicePrincipalsCompromised,
            (Collection::RiskyServicePrincipals, "dismiss") => Self::DismissServicePrincipals,
            _ => return None,
        })
    }

    pub(crate) const fn collection(self) -> Collection {
        match self {
            Self::ConfirmUsersCompromised | Self::ConfirmUsersSafe | Self::DismissUsers => Collection::RiskyUsers,
            Self::ConfirmSignInsCompromised | Self::ConfirmSignInsSafe | Self::DismissSignIns => Collection::SignIns,
            Self::ConfirmServicePrincipalsCompromised | Self::DismissServicePrincipals => Collection::RiskyServicePrincipals,
        }
    }

    pub(crate) const fn permission(self) -> &'static str {
        match self.collection() {
            Collection::SignIns => "IdentityRiskEvent.ReadWrite.All",
            Collection::RiskyUsers => "IdentityRiskyUser.ReadWrite.All",
            _ => "IdentityRiskyServicePrincipal.ReadWrite.All",
        }
    }

    /// What its body calls the ids.
    const fn ids(self) -> &'static str {
        match self.collection() {
            Collection::SignIns => "requestIds",
            Collection::RiskyUsers => "userIds",
            _ => "servicePrincipalIds",
        }
    }

    const fn is_bounded(self) -> bool {
        matches!(self, Self::DismissUsers | Self::DismissServicePrincipals)
    }
}

impl State {
    /// Answers an action of risk.
    pub(crate) fn act(&mut self, visit: &Visit<'_>, action: Action) -> Result<Reply, Refusal> {
        let body = visit.call.json();
        let ids = body[action.ids()].as_array().into_iter().flatten().filter_map(Value::as_str);
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        if ids.is_empty() {
            return Err(Refusal::bad(format!("'{}' must name at least one id.", action.ids())));
        }
        if action.is_bounded() && ids.len() > ACTION_MOST_IDS {
            return Err(Refusal::bad(format!("'{}' may name at most {ACTION_MOST_IDS} ids.", action.ids())));
        }
        let tenant = &self.tenants[visit.grant.tenant];
        let risky = |id: &String| tenant.world.sign_ins.get(id).is_some_and(|row| is_at_risk(&row));
        if action.collection() == Collection::SignIns && !ids.iter().all(risky) {
            return Err(Refusal::bad("These requestIds do not exist in your tenant or they are not risky"));
        }
        let by = tenant.apps[visit.grant.app].id.clone();
        for id in ids {
            if !matches!(self.effect(visit), Effect::AtOnce | Effect::Never) {
                self.begin(visit.grant.tenant, action, &id);
            }
            self.change(visit, Change::Risk { action, id, by: by.clone() });
        }
        Ok(Reply::no_content())
    }

    fn effect(&self, visit: &Visit<'_>) -> Effect {
        match visit.fault {
            Some(Fault::NoEffect) => Effect::Never,
            Some(Fault::LateEffect(requests)) => Effect::WithRequest(*requests),
            _ => self.settings.effect,
        }
    }

    pub(crate) fn change(&mut self, visit: &Visit<'_>, change: Change) {
        let tenant = visit.grant.tenant;
        let due = match self.effect(visit) {
            Effect::AtOnce => return self.apply(tenant, change),
            Effect::Never => return,
            Effect::WithRequest(requests) => Due::WithRequest(requests),
            Effect::After(seconds) => Due::At(visit.now.plus_seconds(seconds)),
        };
        self.pending.push(Pending { tenant, change, due });
    }

    /// A request of this tenant has come: what is due takes effect before it is answered.
    pub(crate) fn take_effect(&mut self, tenant: usize) {
        let now = self.now();
        let mut waiting = Vec::new();
        for mut pending in std::mem::take(&mut self.pending) {
            let due = match &mut pending.due {
                Due::WithRequest(left) if pending.tenant == tenant => {
                    *left = left.saturating_sub(1);
                    *left == 0
                }
                Due::WithRequest(_) => false,
                Due::At(time) => *time <= now,
            };
            if due {
                self.apply(pending.tenant, pending.change);
            } else {
                waiting.push(pending);
            }
        }
        self.pending = waiting;
    }
}
