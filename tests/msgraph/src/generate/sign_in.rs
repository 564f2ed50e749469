//! Sign-ins, the latest first.

use riskgate_model::Time;
use serde_json::{Value, json};

use super::{Plan, Stream, people::Person};
use crate::{
    dice::{below, guid, one_of, position},
    rows::ARRIVES,
    when::{signed, written},
};

/// One sign-in in so many is one of a risky user, in turn.
const RISKY_IN: usize = 50;

/// Below these nanoseconds between two sign-ins, times are written in full, so that their order is kept.
const SHORT_STEP: i64 = 2_000_000_000;

/// An address, and where it is: city, state, country, latitude and longitude.
type Place = (&'static str, &'static str, &'static str, &'static str, Option<(f64, f64)>);

const PLACES: [Place; 5] = [
    ("203.0.113.7", "Göteborg", "Vastra Gotalands Lan", "SE", Some((57.7089, 11.9746))),
    ("198.51.100.23", "Lyon", "Rhone", "FR", Some((45.764, 4.8357))),
    ("2001:db8::4d2", "", "", "JP", None),
    ("192.0.2.200", "", "", "", Some((0.0, 0.0))),
    ("203.0.113.99", "Accra", "Greater Accra", "GH", None),
];

const APPS: [(&str, &str); 3] = [
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"),
];

/// How a sign-in was done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Person(&'static str),
    Principal(&'static str),
}

impl Plan {
    pub(super) fn sign_in_id(&self, sign_in: usize) -> String {
        guid(self.seed(Stream::SignIn), sign_in as u64)
    }

    pub(super) fn sign_in_position(&self, id: &str) -> Option<usize> {
        let seed = self.seed(Stream::SignIn);
        let sign_in = position(seed, id).filter(|sign_in| guid(seed, *sign_in) == id)?;
        usize::try_from(sign_in).ok()
    }

    /// The sign-in that a detection of a risky user is about, if there are so many.
    pub(super) fn sign_in_of_detection(&self, detection: usize) -> Option<usize> {
        let sign_in = detection.checked_mul(RISKY_IN)?;
        (sign_in < self.size.sign_ins && detection % 3 != 2).then_some(sign_in)
    }

    pub(super) fn signed_in_at(&self, sign_in: usize) -> Time {
        let step = self.step();
        let jitter = below(self.seed(Stream::Delay), sign_in as u64, usize::try_from(step / 2).unwrap_or(1));
        Time::from_nanos(self.size.until.nanos() - step * signed(sign_in) - signed(jitter))
    }

    pub(super) fn signed_in_at_text(&self, sign_in: usize) -> String {
        let digits = if self.step() < SHORT_STEP { 7 } else { sign_in % 8 };
        written(self.signed_in_at(sign_in), digits)
    }

    pub(super) fn place(&self, number: usize) -> (&'static str, Value) {
        let (address, city, state, country, at) = one_of(self.seed(Stream::Place), number as u64, &PLACES);
        let coordinates = at.map(|(latitude, longitude)| json!({"altitude": null, "latitude": latitude, "longitude": longitude}));
        (address, json!({"city": city, "state": state, "countryOrRegion": country, "geoCoordinates": coordinates}))
    }

    pub(super) fn sign_in(&self, sign_in: usize) -> Value {
        let number = sign_in as u64;
        let how = self.how(sign_in);
        let risky = sign_in.is_multiple_of(RISKY_IN) && self.size.risky_users > 0;
        let person = match how {
            How::Person(_) => self.person(self.user_of(sign_in)),
            How::Principal(_) => Person { id: String::new(), name: String::new(), principal: String::new() },
        };
        let principal = guid(self.seed(Stream::Principal), below(self.seed(Stream::Other), number, 7) as u64);
        let (address, location) = self.place(sign_in);
        let (app, app_name) = one_of(self.seed(Stream::SignIn), number, &APPS);
        let (How::Person(kind) | How::Principal(kind)) = how;
        let id = self.sign_in_id(sign_in);
        let arrives = self.signed_in_at(sign_in).plus_seconds(signed(120 + below(self.seed(Stream::Delay), number, 180)));
        let failed = sign_in % 11 == 5;
        let row = json!({
            ARRIVES: arrives.to_string(),
            "id": id,
            "createdDateTime": self.signed_in_at_text(sign_in),
            "userId": person.id,
            "userDisplayName": person.name,
            "userPrincipalName": person.principal.to_lowercase(),
            "appId": app,
            "appDisplayName": app_name,
            "ipAddress": address,
            "location": location,
            "clientAppUsed": if sign_in % 19 == 2 { "" } else { "Browser" },
            "correlationId": guid(self.seed(Stream::Other), number),
            "conditionalAccessStatus": one_of(self.seed(Stream::User), number, &["success", "notApplied", "failure", "Success"]),
            "isInteractive": kind == "interactiveUser",
            "resourceDisplayName": "Microsoft Graph",
            "resourceId": "00000003-0000-0000-c000-000000000000",
            "riskDetail": "none",
            "riskEventTypes": if risky { json!(["unfamiliarFeatures"]) } else { json!([]) },
            "riskEventTypes_v2": if risky { json!(["unfamiliarFeatures"]) } else { json!([]) },
            "riskLevelAggregated": if risky { "medium" } else { "none" },
            "riskLevelDuringSignIn": if risky { "Medium" } else { "none" },
            "riskState": if risky { "atRisk" } else { "none" },
            "status": {
                "errorCode": if failed { 50126 } else { 0 },
                "failureReason": if failed { "Invalid username or password." } else { "Other." },
                "additionalDetails": if sign_in.is_multiple_of(3) { Value::Null } else { "MFA requirement satisfied by claim in the token".into() },
            },
            "deviceDetail": {
                "deviceId": "",
                "displayName": if sign_in.is_multiple_of(2) { Value::Null } else { "".into() },
                "operatingSystem": "Windows10",
                "browser": "Edge 126.0.0",
                "isCompliant": null,
                "isManaged": sign_in.is_multiple_of(6),
                "trustType": if sign_in.is_multiple_of(6) { "Hybrid Azure AD joined" } else { "" },
                "browserId": "",
            },
            "appliedConditionalAccessPolicies": [{
                "id": guid(self.seed(Stream::Other), u64::MAX),
                "displayName": "Block high sign-in risk",
                "enforcedGrantControls": ["Mfa"],
                "enforcedSessionControls": [],
                "result": if sign_in.is_multiple_of(7) { "reportOnlySuccess" } else { "notApplied" },
            }],
        });
        self.with_beta(row, sign_in, (kind, &principal))
    }

    /// What beta shows besides.
    fn with_beta(&self, mut row: Value, sign_in: usize, (kind, principal): (&str, &str)) -> Value {
        let principal = if matches!(self.how(sign_in), How::Principal(_)) { principal } else { "" };
        let (id, at) = (row["id"].clone(), row["createdDateTime"].clone());
        let several = sign_in.is_multiple_of(4);
        row["signInEventTypes"] = json!([kind]);
        row["userAgent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Edg/126.0.0.0".into();
        row["userType"] = "member".into();
        row["autonomousSystemNumber"] = json!(64_496 + below(self.seed(Stream::Place), sign_in as u64, 5));
        row["authenticationRequirement"] = if several { "multiFactorAuthentication" } else { "singleFactorAuthentication" }.into();
        row["authenticationProtocol"] = "none".into();
        row["originalRequestId"] = id;
        row["uniqueTokenIdentifier"] = format!("u{sign_in:x}").into();
        row["incomingTokenType"] = "none".into();
        row["crossTenantAccessType"] = "none".into();
        row["servicePrincipalId"] = principal.into();
        row["mfaDetail"] = Value::Null;
        row["authenticationDetails"] = json!([{
            "authenticationStepDateTime": at,
            "authenticationMethod": "Password",
            "authenticationMethodDetail": "Password in the cloud",
            "succeeded": row["status"]["errorCode"] == 0,
            "authenticationStepResultDetail": null,
            "authenticationStepRequirement": "Primary authentication",
        }]);
        row
    }

    fn how(&self, sign_in: usize) -> How {
        let number = sign_in as u64;
        let attended = below(self.seed(Stream::Place) ^ 9, number, 100) >= self.size.unattended;
        if attended || sign_in.is_multiple_of(RISKY_IN) {
            return How::Person("interactiveUser");
        }
        let kinds = [How::Person("nonInteractiveUser"), How::Principal("servicePrincipal"), How::Principal("managedIdentity")];
        one_of(self.seed(Stream::Principal), number, &kinds)
    }

    fn user_of(&self, sign_in: usize) -> usize {
        if sign_in.is_multiple_of(RISKY_IN) && self.size.risky_users > 0 {
            return self.risky((sign_in / RISKY_IN) % self.size.risky_users);
        }
        below(self.seed(Stream::SignIn) ^ 5, sign_in as u64, self.size.users)
    }

    /// Nanoseconds between two sign-ins.
    fn step(&self) -> i64 {
        let span = i64::from(self.size.days) * 86_400_000_000_000;
        (span / signed(self.size.sign_ins.max(1))).max(1)
    }
}
