//! Rows of `AlertEvidence` of Advanced Hunting as alerts with one piece of evidence.

use serde_json::{Map, Value, json};

use super::{entity, renamed, take};
use crate::{
    flaw::Flaw,
    kind::Kind,
    normalise::{says_nothing, unwrap},
    shape::find,
};

/// The columns that tell of the alert; the others tell of the evidence.
const OF_ALERT: [&str; 8] =
    ["AlertId", "AttackTechniques", "Categories", "Category", "DetectionSource", "ServiceSource", "Severity", "Title"];

/// What a row tells of an account.
const OF_ACCOUNT: [(&str, &str); 6] = [
    ("AccountObjectId", "azureAdUserId"),
    ("AccountUpn", "userPrincipalName"),
    ("AccountSid", "userSid"),
    ("AccountName", "accountName"),
    ("AccountDomain", "domainName"),
    ("AccountDisplayName", "displayName"),
];

/// Whether the row is one of evidence.
pub(super) fn is_one(row: &Map<String, Value>) -> bool {
    ["EntityType", "EvidenceRole"].iter().any(|name| find(row, name).is_some_and(|value| !says_nothing(value)))
}

/// Makes of the columns an alert with the evidence.
///
/// # Errors
/// When its time is none.
pub(super) fn as_graph(row: &mut Map<String, Value>) -> Result<(), Flaw> {
    let is_of_alert = |name: &str| OF_ALERT.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (alert, mut evidence): (Map<_, _>, Map<_, _>) = std::mem::take(row).into_iter().partition(|(name, _)| is_of_alert(name));
    *row = alert;
    let piece = piece(&mut evidence)?;
    row.insert("evidence".into(), json!([piece]));
    Ok(())
}

fn piece(row: &mut Map<String, Value>) -> Result<Map<String, Value>, Flaw> {
    let mut piece = Map::new();
    let kind = take(row, "EntityType").and_then(|kind| kind.as_str().map(entity::type_name)).unwrap_or_default();
    if !kind.is_empty() {
        piece.insert("@odata.type".into(), entity::evidence_type(&kind));
    }
    if let Some(mut seen) = take(row, "Timestamp") {
        Kind::Time.shape(&mut seen).map_err(|flaw| flaw.within("Timestamp"))?;
        piece.insert("createdDateTime".into(), seen);
    }
    for (column, name) in [("EvidenceRole", "detailedRoles"), ("EvidenceDirection", "roles")] {
        piece.extend(take(row, column).map(|role| (name.to_owned(), json!([role]))));
    }
    let account = renamed(row, &OF_ACCOUNT);
    if !account.is_empty() {
        let is_session = kind == "cloudLogonSession";
        let account = Value::Object(account);
        let (name, account) = if is_session { ("account", json!({"userAccount": account})) } else { ("userAccount", account) };
        piece.insert(name.into(), account);
    }
    let names: &[(&str, &str)] = match kind.as_str() {
        "ip" => &[("RemoteIP", "ipAddress"), ("LocalIP", "ipAddress")],
        "oauthApplication" => &[("OAuthApplicationId", "appId"), ("ApplicationId", "appId"), ("Application", "displayName")],
        "servicePrincipal" => &[("ApplicationId", "appId"), ("Application", "servicePrincipalName")],
        _ => &[],
    };
    piece.extend(renamed(row, names));
    if let Some(mut more) = take(row, "AdditionalFields") {
        unwrap(&mut more);
        match more {
            Value::Object(entity) => complete(&mut piece, entity::alone(&entity)),
            other => drop(piece.insert("AdditionalFields".into(), other)),
        }
    }
    complete(&mut piece, std::mem::take(row));
    Ok(piece)
}

/// Adds what is not said yet, within objects as well.
fn complete(said: &mut Map<String, Value>, more: Map<String, Value>) {
    for (name, value) in more {
        match (said.get_mut(&name), value) {
            (None, value) => drop(said.insert(name, value)),
            (Some(Value::Object(said)), Value::Object(more)) => complete(said, more),
            _ => {}
        }
    }
}
