//! Accounts: whether they can sign in, since when their sessions hold, and their passwords, which are looked at and not kept.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{actions::Change, refusal::Refusal, reply::Reply, respond::Visit, state::State};

impl State {
    /// Answers a change of a user.
    pub(crate) fn patch_user(&mut self, visit: &Visit<'_>, id: &str) -> Result<Reply, Refusal> {
        let mut properties = object(visit)?;
        let profile = properties.remove("passwordProfile");
        let properties = enabled(properties)?;
        let Some(user) = self.tenants[visit.grant.tenant].world.users.get(id) else { return Err(nobody(id)) };
        if let Some(profile) = profile {
            check_password(&profile, &user)?;
            let by = self.tenants[visit.grant.tenant].apps[visit.grant.app].id.clone();
            self.change(visit, Change::Password { id: id.to_owned(), by });
        }
        self.change_user(visit, id, properties)?;
        Ok(Reply::no_content())
    }

    /// Answers a change of a service principal.
    pub(crate) fn patch_service_principal(&mut self, visit: &Visit<'_>, id: &str) -> Result<Reply, Refusal> {
        let properties = enabled(object(visit)?)?;
        if self.tenants[visit.grant.tenant].world.service_principals.get(id).is_none() {
            return Err(nobody(id));
        }
        self.change(visit, Change::ServicePrincipal { id: id.to_owned(), properties });
        Ok(Reply::no_content())
    }

    /// Signs a user out everywhere.
    pub(crate) fn revoke_sessions(&mut self, visit: &Visit<'_>, id: &str) -> Result<Reply, Refusal> {
        let since = json!({"signInSessionsValidFromDateTime": visit.now.to_string()});
        self.change_user(visit, id, since.as_object().cloned().unwrap_or_default())?;
        Ok(Reply::json(json!({"@odata.context": format!("{}/v1.0/$metadata#Edm.Boolean", self.url), "value": true})))
    }

    fn change_user(&mut self, visit: &Visit<'_>, id: &str, properties: Map<String, Value>) -> Result<(), Refusal> {
        if self.tenants[visit.grant.tenant].world.users.get(id).is_none() {
            return Err(nobody(id));
        }
        self.change(visit, Change::User { id: id.to_owned(), properties });
        Ok(())
    }
}

/// The body, which must be an object.
fn object(visit: &Visit<'_>) -> Result<Map<String, Value>, Refusal> {
    let Value::Object(properties) = visit.call.json() else { return Err(Refusal::bad("A JSON object is expected.")) };
    Ok(properties)
}

/// The properties, of which only one can be set.
fn enabled(properties: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    if properties.keys().any(|name| name != "accountEnabled") || !properties.values().all(Value::is_boolean) {
        return Err(Refusal::bad("Only 'accountEnabled' can be set, to true or false."));
    }
    Ok(properties)
}

/// Refuses a password that is too simple, and any of a user whose passwords are kept elsewhere.
fn check_password(profile: &Value, user: &Value) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message));
    if user["onPremisesSyncEnabled"] == true {
        return refuse("Unable to update the specified properties for on-premises mastered Directory Sync objects.");
    }
    let password = profile["password"].as_str().unwrap_or_default();
    let classes: [fn(&char) -> bool; 4] =
        [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit, char::is_ascii_punctuation];
    let classes = classes.iter().filter(|class| password.chars().any(|letter| class(&letter))).count();
    if !(8..=256).contains(&password.len()) || classes < 3 {
        return refuse("The specified password does not comply with password complexity requirements.");
    }
    Ok(())
}

fn nobody(id: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", format!("Resource '{id}' does not exist."))
}
