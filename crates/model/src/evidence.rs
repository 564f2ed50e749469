//! What an alert rests on, and whom it names.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Map, Value};

use crate::{
    Alert, EvidenceRole, EvidenceType, EvidenceVerdict, Id, IpAddress, RemediationStatus, ServicePrincipalId, SignInId, TenantId, Time,
    UserId, Word, comparable,
};

/// What Microsoft Graph writes before the name of a type.
const NAMESPACE: &str = "#microsoft.graph.security.";

/// Someone or something that is involved in an alert; Microsoft Graph's `security.alertEvidence` of any kind. What a kind that this version
/// does not know has of its own is in `more`, and so is what it has by the name of another kind's property and is something else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Evidence {
    /// What it is: the last part of its type.
    #[serde(rename = "@odata.type", default, deserialize_with = "read_type", serialize_with = "write_type")]
    pub kind: Option<Word<EvidenceType>>,
    /// When it was added.
    pub created_date_time: Option<Time>,
    /// What was found of it.
    pub verdict: Option<Word<EvidenceVerdict>>,
    /// What was done about it.
    pub remediation_status: Option<Word<RemediationStatus>>,
    /// More of that.
    pub remediation_status_details: Option<String>,
    /// The parts it plays.
    #[serde(default)]
    pub roles: Vec<Word<EvidenceRole>>,
    /// The parts it plays, in the product's own words.
    #[serde(default)]
    pub detailed_roles: Vec<String>,
    /// Marks of it.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The account, of users and mailboxes.
    pub user_account: Option<UserAccount>,
    /// Whose session it is, of sessions.
    pub account: Option<SessionAccount>,
    /// The address.
    pub ip_address: Option<IpAddress>,
    /// The address's country, in two letters.
    pub country_letter_code: Option<String>,
    /// Where the address is.
    pub location: Option<EvidenceLocation>,
    /// The sign-in.
    pub request_id: Option<SignInId>,
    /// The session.
    pub session_id: Option<String>,
    /// The application.
    pub app_id: Option<String>,
    /// The service principal.
    pub service_principal_object_id: Option<ServicePrincipalId>,
    /// The service principal's name.
    pub service_principal_name: Option<String>,
    /// The application's name.
    pub display_name: Option<String>,
    /// Everything else that it has.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// An account that is involved in an alert; Microsoft Graph's `security.userAccount`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserAccount {
    /// The object id in the directory; local accounts have none.
    pub azure_ad_user_id: Option<UserId>,
    /// The sign-in name.
    pub user_principal_name: Option<String>,
    /// The security identifier.
    pub user_sid: Option<String>,
    /// The name that the account is known by in its domain.
    pub account_name: Option<String>,
    /// The domain.
    pub domain_name: Option<String>,
    /// The name.
    pub display_name: Option<String>,
}

/// Whose session it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionAccount {
    /// The account.
    pub user_account: Option<UserAccount>,
}

/// Where an address is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceLocation {
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country.
    pub country_name: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// Whom evidence names, by the surest that it knows of them. Names are as they are compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A user.
    User(UserId),
    /// The user of a security identifier.
    SecurityIdentifier(String),
    /// The user of a sign-in name.
    UserPrincipalName(String),
    /// A service principal.
    ServicePrincipal(ServicePrincipalId),
    /// The service principal of an application.
    Application(String),
}

impl Alert {
    /// Whom it names, each once, and whether as compromised: whom its evidence names, and users whom a status was told about.
    pub fn named(&self) -> BTreeMap<Named, bool> {
        let mut named = self.involved();
        named.extend(self.status_of.iter().map(|user| (Named::User(user.clone()), true)));
        named
    }

    /// Whom its evidence names, each once, and whether as compromised. One that is named by its id and elsewhere by its names alone is one.
    pub fn involved(&self) -> BTreeMap<Named, bool> {
        let mut named: BTreeMap<Named, bool> = BTreeMap::new();
        let accounts: Vec<&UserAccount> = self.evidence.iter().filter_map(Evidence::account).collect();
        for evidence in &self.evidence {
            let user = evidence.account().and_then(|account| Self::surest(account, &accounts));
            if let Some(who) = user.or_else(|| evidence.service_principal()) {
                *named.entry(who).or_default() |= evidence.roles.iter().any(|role| role.known() == Some(EvidenceRole::Compromised));
            }
        }
        named
    }

    /// The surest name of an account, of what all accounts in the alert tell of it.
    fn surest(account: &UserAccount, all: &[&UserAccount]) -> Option<Named> {
        let told = |of: fn(&UserAccount) -> Option<&str>| of(account).map(comparable).filter(|it| !it.is_empty());
        let (sid, name) = (told(|it| it.user_sid.as_deref()), told(|it| it.user_principal_name.as_deref()));
        let is_same = |other: &&&UserAccount| {
            let says = |it: Option<&str>, this: &Option<String>| this.is_some() && it.map(comparable) == *this;
            says(other.user_sid.as_deref(), &sid) || says(other.user_principal_name.as_deref(), &name)
        };
        let by_id = account.azure_ad_user_id.clone();
        let elsewhere = || all.iter().filter(is_same).find_map(|other| other.azure_ad_user_id.clone());
        let id = by_id.or_else(elsewhere).filter(|id| !id.object().is_empty()).map(Named::User);
        id.or(sid.map(Named::SecurityIdentifier)).or(name.map(Named::UserPrincipalName))
    }
}

impl Evidence {
    /// Gives the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.request_id.iter_mut().for_each(|id| id.adopt(tenant));
        self.service_principal_object_id.iter_mut().for_each(|id| id.adopt(tenant));
        let session = self.account.iter_mut().filter_map(|account| account.user_account.as_mut());
        let ids = self.user_account.iter_mut().chain(session).filter_map(|account| account.azure_ad_user_id.as_mut());
        ids.for_each(|id| id.adopt(tenant));
    }

    /// The account that it is, or that it is of.
    pub fn account(&self) -> Option<&UserAccount> {
        self.user_account.as_ref().or_else(|| self.account.as_ref()?.user_account.as_ref())
    }

    /// The service principal that it is, if it is one or its application.
    fn service_principal(&self) -> Option<Named> {
        if let Some(id) = self.service_principal_object_id.clone().filter(|id| !id.object().is_empty()) {
            return Some(Named::ServicePrincipal(id));
        }
        let is_one = matches!(self.kind.as_ref()?.known()?, EvidenceType::ServicePrincipal | EvidenceType::OauthApplication);
        self.app_id.as_deref().filter(|id| is_one && !id.is_empty()).map(|id| Named::Application(comparable(id)))
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut properties = Map::deserialize(deserializer)?;
        let mut odd = Map::new();
        for (name, is_odd) in OF_KINDS {
            if let Some(value) = properties.remove(name) {
                let holder = if is_odd(&value) { &mut odd } else { &mut properties };
                holder.insert(name.to_owned(), value);
            }
        }
        let mut evidence = Self::deserialize(Value::Object(properties)).map_err(D::Error::custom)?;
        evidence.more.extend(odd);
        Ok(evidence)
    }
}

/// Properties that only some kinds have, and whether a value is none of that name: a network card's address is an object, for example.
const OF_KINDS: [(&str, IsOdd); 11] = [
    ("account", is_odd::<SessionAccount>),
    ("appId", is_odd::<String>),
    ("countryLetterCode", is_odd::<String>),
    ("displayName", is_odd::<String>),
    ("ipAddress", is_odd::<IpAddress>),
    ("location", is_odd::<EvidenceLocation>),
    ("requestId", is_odd::<SignInId>),
    ("servicePrincipalName", is_odd::<String>),
    ("servicePrincipalObjectId", is_odd::<ServicePrincipalId>),
    ("sessionId", is_odd::<String>),
    ("userAccount", is_odd::<UserAccount>),
];

type IsOdd = fn(&Value) -> bool;

fn is_odd<T: DeserializeOwned>(value: &Value) -> bool {
    Option::<T>::deserialize(value).is_err()
}

fn read_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word<EvidenceType>>, D::Error> {
    let word = Option::deserialize(deserializer)?;
    Ok(word.map(|word: Word<EvidenceType>| Word::read(word.as_str().strip_prefix(NAMESPACE).unwrap_or(word.as_str()))))
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it lies")]
fn write_type<S: Serializer>(kind: &Option<Word<EvidenceType>>, serializer: S) -> Result<S::Ok, S::Error> {
    kind.as_ref().map(|word| format!("{NAMESPACE}{}", word.as_str())).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Body;

    fn alert(evidence: &Value) -> Alert {
        let Value::Object(properties) = json!({"id": "a", "evidence": evidence}) else { panic!("an object") };
        Body::new(properties).read(&TenantId::new("T")).expect("an alert")
    }

    fn named(evidence: &Value) -> Vec<String> {
        let name = |(who, is_compromised)| format!("{who:?}{}", if is_compromised { " compromised" } else { "" });
        alert(evidence).named().into_iter().map(name).collect()
    }

    fn user(account: &Value) -> Value {
        json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": account})
    }

    #[test]
    fn a_user_is_named_by_id_else_by_security_identifier_else_by_sign_in_name() {
        let all = json!({"azureAdUserId": "U1", "userSid": "S-1", "userPrincipalName": "A@x"});
        let local = json!({"userSid": "S-2", "userPrincipalName": "B@x"});
        let named =
            alert(&json!([user(&all), user(&local), user(&json!({"userPrincipalName": "C@x"})), user(&json!({"accountName": "d"}))]))
                .named();
        let user = UserId::new(TenantId::new("t"), "u1");
        let expected = [Named::User(user), Named::SecurityIdentifier("s-2".into()), Named::UserPrincipalName("c@x".into())];
        assert_eq!(named.into_keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn one_that_is_named_by_id_and_elsewhere_by_names_is_one() {
        let roles = json!(["Compromised"]);
        let mut by_name = user(&json!({"userPrincipalName": "a@X"}));
        by_name["roles"] = roles;
        let by_id = user(&json!({"azureAdUserId": "U1", "userPrincipalName": "A@x"}));
        let session = json!({"@odata.type": "#microsoft.graph.security.cloudLogonSessionEvidence", "account": by_id});
        let both = named(&json!([by_name, session]));
        assert_eq!(both.len(), 1, "{both:?}");
        assert!(both[0].contains("u1") && both[0].ends_with("compromised"), "{both:?}");
    }

    #[test]
    fn a_service_principal_is_named_by_id_else_by_application() {
        let kind = |name| format!("#microsoft.graph.security.{name}Evidence");
        let by_id = json!({"@odata.type": kind("servicePrincipal"), "servicePrincipalObjectId": "P1", "appId": "X"});
        let by_app = json!({"@odata.type": kind("oauthApplication"), "appId": "Y"});
        let other = json!({"@odata.type": kind("cloudApplication"), "appId": "365"});
        let named = alert(&json!([by_id, by_app, other])).named();
        let principal = ServicePrincipalId::new(TenantId::new("t"), "p1");
        let expected = [Named::ServicePrincipal(principal), Named::Application("y".into())];
        assert_eq!(named.into_keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_something_else_under_a_known_name_survives_as_well() {
        let came = json!({"@odata.type": "#microsoft.graph.security.nicEvidence", "appId": 365, "location": "us-east1",
            "ipAddress": {"ipAddress": "192.0.2.7"}, "account": ["x"], "userAccount": {"userSid": "S-1"}});
        let alert = alert(&json!([came]));
        let evidence = &alert.evidence[0];
        assert_eq!((&evidence.ip_address, &evidence.location, &evidence.app_id), (&None, &None, &None));
        assert_eq!(evidence.account().and_then(|account| account.user_sid.as_deref()), Some("S-1"));
        let written = serde_json::to_value(evidence).expect("plain data");
        for name in ["appId", "location", "ipAddress", "account"] {
            assert_eq!((&evidence.more[name], &written[name]), (&came[name], &came[name]));
        }
    }

    #[test]
    fn evidence_of_a_type_that_is_not_known_survives_whole() {
        let came = json!({"@odata.type": "#microsoft.graph.security.fileEvidence", "fileDetails": {"sha1": "ab"}, "verdict": "newWord"});
        let evidence = alert(&json!([came])).evidence.remove(0);
        assert_eq!(evidence.kind.as_ref().map(Word::as_str), Some("fileEvidence"));
        assert_eq!(evidence.more.get("fileDetails"), Some(&json!({"sha1": "ab"})));
        let written = serde_json::to_value(&evidence).expect("plain data");
        assert_eq!((&written["@odata.type"], &written["verdict"]), (&came["@odata.type"], &came["verdict"]));
    }
}
