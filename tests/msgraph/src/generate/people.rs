//! Users, risky users, and their histories.

use riskgate_model::Time;
use serde_json::{Value, json};

use super::{Plan, Stream};
use crate::{
    dice::{below, guid, one_of, position},
    when::{signed, ticks, written},
};

const FIRST: [&str; 12] = ["Adele", "Bianca", "Chidi", "Dilnoza", "Emre", "Freya", "Grégoire", "Hana", "Íñigo", "Jun", "Kofi", "Laila"];
const LAST: [&str; 11] =
    ["Abara", "Brandt", "Castillo", "Dovzhenko", "Ekström", "Fontaine", "Guðmundsdóttir", "Haddad", "Ito", "Jansen", "O'Keefe"];

/// What a risk is now: level, state, detail. The last words came after the first version of the enumeration, and one is in no documentation.
const RISKS: [[&str; 3]; 8] = [
    ["high", "atRisk", "none"],
    ["medium", "atRisk", "none"],
    ["Low", "AtRisk", "none"],
    ["none", "remediated", "userPerformedSecuredPasswordChange"],
    ["none", "dismissed", "adminDismissedAllRiskForUser"],
    ["high", "confirmedCompromised", "adminConfirmedUserCompromised"],
    ["none", "remediated", "microsoftRevokedSessions"],
    ["hidden", "atRisk", "wordOfALaterYear"],
];

/// A person as every row names them.
pub(super) struct Person {
    pub id: String,
    pub name: String,
    pub principal: String,
}

impl Plan {
    pub(super) fn person(&self, user: usize) -> Person {
        let seed = self.seed(Stream::User);
        let (first, last) = (one_of(seed, user as u64, &FIRST), one_of(seed ^ 1, user as u64, &LAST));
        let plain = |name: &str| name.chars().filter(char::is_ascii_alphabetic).collect::<String>();
        Person {
            id: guid(seed, user as u64),
            name: format!("{first} {last}"),
            principal: format!("{}.{}{user}@Contoso.example", plain(first), plain(last)),
        }
    }

    pub(super) fn user_position(&self, id: &str) -> Option<usize> {
        let seed = self.seed(Stream::User);
        let user = position(seed, id).filter(|user| guid(seed, *user) == id)?;
        usize::try_from(user).ok()
    }

    /// Risky users are spread over all users.
    pub(super) fn risky(&self, risky: usize) -> usize {
        risky * (self.size.users / self.size.risky_users.max(1))
    }

    pub(super) fn risky_position(&self, id: &str) -> Option<usize> {
        let apart = (self.size.users / self.size.risky_users.max(1)).max(1);
        self.user_position(id).filter(|user| user.is_multiple_of(apart)).map(|user| user / apart)
    }

    pub(super) fn user(&self, user: usize) -> Value {
        let Person { id, name, principal } = self.person(user);
        let (given, surname) = name.split_once(' ').unwrap_or((&name, ""));
        let created = self.size.until.plus_seconds(-86_400 * signed(400 + below(self.seed(Stream::Other), user as u64, 900)));
        json!({
            "id": id,
            "displayName": name,
            "givenName": given,
            "surname": surname,
            "userPrincipalName": principal,
            "mail": if user % 9 == 4 { Value::Null } else { principal.clone().into() },
            "jobTitle": if user.is_multiple_of(5) { Value::Null } else { "Analyst".into() },
            "department": if user.is_multiple_of(4) { Value::Null } else { "Operations".into() },
            "mobilePhone": null,
            "officeLocation": "",
            "preferredLanguage": null,
            "businessPhones": [],
            "accountEnabled": user % 23 != 7,
            "userType": if user % 17 == 3 { "Guest" } else { "Member" },
            "createdDateTime": written(created, 0),
            "lastPasswordChangeDateTime": written(created.plus_seconds(3600), 0),
            "signInSessionsValidFromDateTime": written(created.plus_seconds(3600), 0),
            "onPremisesSyncEnabled": if user.is_multiple_of(3) { Value::Bool(true) } else { Value::Null },
            "onPremisesSecurityIdentifier": null,
            "securityIdentifier": format!("S-1-12-1-{user}"),
        })
    }

    pub(super) fn risky_user(&self, risky: usize) -> Value {
        let person = self.person(self.risky(risky));
        let [level, state, detail] = RISKS[risky % RISKS.len()];
        json!({
            "id": person.id,
            "isDeleted": risky % 29 == 28,
            "isProcessing": false,
            "riskLevel": level,
            "riskState": state,
            "riskDetail": detail,
            "riskLastUpdatedDateTime": written(self.updated(risky), risky % 8),
            "userDisplayName": person.name,
            "userPrincipalName": person.principal,
        })
    }

    /// The history of a user, the newest item first; its id is the user's own.
    pub(super) fn history(&self, id: &str) -> Vec<Value> {
        let Some(risky) = self.risky_position(id).filter(|risky| *risky < self.size.risky_users) else { return Vec::new() };
        let now = self.risky_user(risky);
        let items = 1 + risky % 4;
        (0..items).map(|age| self.history_item(&now, age, self.aged(risky, age))).collect()
    }

    fn history_item(&self, now: &Value, age: usize, at: Time) -> Value {
        let user = now["id"].as_str().unwrap_or_default();
        let mut item = now.clone();
        let by_a_person = age == 0 && now["riskDetail"] == "adminDismissedAllRiskForUser";
        item["userId"] = user.into();
        item["initiatedBy"] = if by_a_person { guid(self.seed(Stream::Other), 0).into() } else { Value::Null };
        item["activity"] = json!({"riskEventTypes": [], "eventTypes": [], "detail": now["riskDetail"]});
        if age > 0 {
            item["id"] = format!("{user}{}", ticks(at)).into();
            item["riskLevel"] = one_of(self.seed(Stream::Other), age as u64, &["low", "medium", "high"]).into();
            item["riskState"] = "atRisk".into();
            item["riskDetail"] = "none".into();
            item["activity"] = json!({"riskEventTypes": ["unfamiliarFeatures"], "eventTypes": ["unfamiliarFeatures"], "detail": null});
            item["riskLastUpdatedDateTime"] = written(at, (age * 3) % 8).into();
        }
        item
    }

    fn updated(&self, risky: usize) -> Time {
        let seconds = below(self.seed(Stream::Delay), risky as u64, self.size.days as usize * 86_400);
        Time::from_nanos(self.size.until.nanos() - signed(seconds) * 1_000_000_000 - 217_715_300)
    }

    /// When an older item was written; a few are of 1970.
    fn aged(&self, risky: usize, age: usize) -> Time {
        if risky % 13 == 11 && age == 3 {
            return Time::from_seconds(0);
        }
        self.updated(risky).plus_seconds(-90_000 * signed(age))
    }
}
