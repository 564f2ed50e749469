//! What actions change.

use riskgate_model::Time;
use serde_json::{Map, Value, json};

use crate::{
    actions::{Action, Change},
    alerts,
    collections::Collection,
    rows::{Rows, is_at_risk},
    state::State,
    when::ticks,
    world::{Histories, World},
};

/// What a risk becomes: level, state, detail.
#[derive(Clone, Copy)]
struct Risk(&'static str, &'static str, &'static str);

const USER_COMPROMISED: Risk = Risk("high", "confirmedCompromised", "adminConfirmedUserCompromised");
const USER_SAFE: Risk = Risk("none", "confirmedSafe", "adminConfirmedAccountSafe");
const USER_DISMISSED: Risk = Risk("none", "dismissed", "adminDismissedAllRiskForUser");
const USER_RESET: Risk = Risk("none", "remediated", "adminGeneratedTemporaryPassword");
const SIGN_IN_COMPROMISED: Risk = Risk("high", "confirmedCompromised", "adminConfirmedSigninCompromised");
const SIGN_IN_SAFE: Risk = Risk("none", "confirmedSafe", "adminConfirmedSigninSafe");
const SIGN_IN_DISMISSED: Risk = Risk("none", "dismissed", "adminDismissedRiskForSignIn");
const PRINCIPAL_COMPROMISED: Risk = Risk("high", "confirmedCompromised", "adminConfirmedServicePrincipalCompromised");
const PRINCIPAL_DISMISSED: Risk = Risk("none", "dismissed", "adminDismissedAllRiskForServicePrincipal");

/// When, by whom, and a number for the id of what is added.
struct Act {
    at: Time,
    by: String,
    detection: String,
}

impl State {
    /// Shows that an action on this is under way.
    pub(crate) fn begin(&mut self, tenant: usize, action: Action, id: &str) {
        let world = &mut self.tenants[tenant].world;
        let rows = match action.collection() {
            Collection::RiskyUsers => &mut world.risky_users,
            Collection::RiskyServicePrincipals => &mut world.risky_service_principals,
            _ => return,
        };
        rows.change(id, object(json!({"isProcessing": true})));
    }

    /// Changes the records of a tenant.
    pub(crate) fn apply(&mut self, tenant: usize, change: Change) {
        let at = self.now();
        let detection = format!("{}{}", self.guid(), self.guid()).replace('-', "");
        let world = &mut self.tenants[tenant].world;
        match change {
            Change::User { id, properties } => world.users.change(&id, properties),
            Change::ServicePrincipal { id, properties } => world.service_principals.change(&id, properties),
            Change::Password { id, by } => password(world, &id, &Act { at, by, detection }),
            Change::Alert { id, properties } => alerts::update(&mut world.alerts, &id, properties, at),
            Change::Comment { id, text, by } => alerts::say(&mut world.alerts, &id, (&text, &by), at),
            Change::Risk { action, id, by } => risk(world, action, &id, &Act { at, by, detection }),
        }
    }
}

/// A new password, with which the risk of a user is over, even one that was confirmed.
fn password(world: &mut World, id: &str, act: &Act) {
    world.users.change(id, object(json!({"lastPasswordChangeDateTime": act.at.to_string()})));
    let open = |user: Value| is_at_risk(&user) || user["riskState"] == "confirmedCompromised";
    if world.risky_users.get(id).is_some_and(open) {
        set_user(world, id, USER_RESET, act);
        world.risk_detections.change_risky_of(id, &detected(USER_RESET, act.at));
        world.sign_ins.change_risky_of(id, &signed_in(USER_RESET));
    }
}

fn risk(world: &mut World, action: Action, id: &str, act: &Act) {
    match action {
        Action::ConfirmUsersCompromised => {
            set_user(world, id, USER_COMPROMISED, act);
            let Some(user) = world.risky_users.get(id) else { return };
            let mut row = detection("adminConfirmedUserCompromised", USER_COMPROMISED, act);
            row.extend(object(json!({
                "activity": "user",
                "userId": id,
                "userDisplayName": user["userDisplayName"],
                "userPrincipalName": user["userPrincipalName"],
            })));
            world.risk_detections.push(Value::Object(row));
        }
        Action::ConfirmUsersSafe => set_user(world, id, USER_SAFE, act),
        Action::DismissUsers => {
            let deleted = world.risky_users.get(id).is_none_or(|user| user["isDeleted"] == true);
            if !deleted {
                set_user(world, id, USER_DISMISSED, act);
                world.risk_detections.change_risky_of(id, &detected(USER_DISMISSED, act.at));
                world.sign_ins.change_risky_of(id, &signed_in(USER_DISMISSED));
            }
        }
        Action::ConfirmSignInsCompromised => sign_in(world, id, SIGN_IN_COMPROMISED, act),
        Action::ConfirmSignInsSafe => sign_in(world, id, SIGN_IN_SAFE, act),
        Action::DismissSignIns => sign_in(world, id, SIGN_IN_DISMISSED, act),
        Action::ConfirmServicePrincipalsCompromised => {
            set(&mut world.risky_service_principals, &mut world.service_principal_histories, id, (PRINCIPAL_COMPROMISED, act));
            let Some(principal) = world.risky_service_principals.get(id) else { return };
            let mut row = detection("adminConfirmedServicePrincipalCompromised", PRINCIPAL_COMPROMISED, act);
            row.extend(object(json!({
                "activity": "servicePrincipal",
                "servicePrincipalId": id,
                "servicePrincipalDisplayName": principal["displayName"],
                "appId": principal["appId"],
                "keyIds": [],
            })));
            world.service_principal_risk_detections.push(Value::Object(row));
        }
        Action::DismissServicePrincipals => {
            set(&mut world.risky_service_principals, &mut world.service_principal_histories, id, (PRINCIPAL_DISMISSED, act));
        }
    }
}

/// A user whom nobody held at risk becomes a risky user by being confirmed.
fn set_user(world: &mut World, id: &str, risk: Risk, act: &Act) {
    if world.risky_users.get(id).is_none()
        && let Some(user) = world.users.get(id)
    {
        world.risky_users.push(json!({
            "id": user["id"],
            "isDeleted": false,
            "isProcessing": false,
            "userDisplayName": user["displayName"],
            "userPrincipalName": user["userPrincipalName"],
        }));
    }
    set(&mut world.risky_users, &mut world.histories, id, (risk, act));
}

/// Sets a risk, and writes it into the history.
fn set(rows: &mut Rows, histories: &mut Histories, id: &str, (Risk(level, state, detail), act): (Risk, &Act)) {
    let at = act.at.to_string();
    let risk = json!({
        "riskLevel": level,
        "riskState": state,
        "riskDetail": detail,
        "riskLastUpdatedDateTime": at,
        "isProcessing": false,
    });
    rows.change(id, object(risk));
    let Some(Value::Object(mut item)) = rows.get(id) else { return };
    item.insert("id".to_owned(), format!("{id}{}", ticks(act.at)).into());
    item.insert("initiatedBy".to_owned(), act.by.as_str().into());
    item.insert("activity".to_owned(), json!({"riskEventTypes": [], "eventTypes": [], "detail": detail}));
    if item.contains_key("userPrincipalName") {
        item.insert("userId".to_owned(), id.into());
    }
    histories.push(id, Value::Object(item));
}

/// A sign-in, the detections in it, and what both mean for the user.
fn sign_in(world: &mut World, id: &str, risk: Risk, act: &Act) {
    world.sign_ins.change(id, signed_in(risk));
    let Some(row) = world.sign_ins.get(id) else { return };
    let Some(user) = row["userId"].as_str() else { return };
    let linked = world.risk_detections.held().iter().filter(|detection| detection["requestId"] == id);
    let linked: Vec<String> = linked.filter_map(|detection| detection["id"].as_str()).map(str::to_owned).collect();
    for detection in linked {
        world.risk_detections.change(&detection, detected(risk, act.at));
    }
    match risk.1 {
        "confirmedCompromised" => set_user(world, user, SIGN_IN_COMPROMISED, act),
        "confirmedSafe" if world.risky_users.get(user).is_some_and(|user| is_at_risk(&user)) => {
            set_user(world, user, Risk("none", "none", "none"), act);
        }
        _ => {}
    }
}

/// The level during the sign-in never changes.
fn signed_in(Risk(level, state, detail): Risk) -> Map<String, Value> {
    object(json!({"riskLevelAggregated": level, "riskState": state, "riskDetail": detail}))
}

/// A detection keeps its level.
fn detected(Risk(_, state, detail): Risk, at: Time) -> Map<String, Value> {
    object(json!({"riskState": state, "riskDetail": detail, "lastUpdatedDateTime": at.to_string()}))
}

/// A detection that an administrator made by confirming.
fn detection(event: &str, Risk(level, state, detail): Risk, act: &Act) -> Map<String, Value> {
    let at = act.at.to_string();
    object(json!({
        "id": act.detection,
        "requestId": null,
        "correlationId": null,
        "riskEventType": event,
        "riskState": state,
        "riskLevel": level,
        "riskDetail": detail,
        "source": "IdentityProtection",
        "detectionTimingType": "offline",
        "tokenIssuerType": "AzureAD",
        "ipAddress": null,
        "location": null,
        "activityDateTime": at,
        "detectedDateTime": at,
        "lastUpdatedDateTime": at,
        "additionalInfo": "[]",
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
