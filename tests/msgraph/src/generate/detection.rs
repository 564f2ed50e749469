//! Risk detections: those in a sign-in are known within minutes, the others up to 48 hours later.

use riskgate_model::Time;
use serde_json::{Value, json};

use super::{Plan, Stream};
use crate::{
    dice::{below, digest, guid, one_of, position},
    rows::ARRIVES,
    when::{signed, written},
};

/// What was found: the event, its timing, its level. The last event is in no documentation.
const EVENTS: [(&str, &str, &str); 8] = [
    ("unfamiliarFeatures", "realtime", "medium"),
    ("anonymizedIPAddress", "realtime", "medium"),
    ("unlikelyTravel", "offline", "Low"),
    ("leakedCredentials", "offline", "high"),
    ("attackerinTheMiddle", "offline", "high"),
    ("passwordSpray", "nearRealtime", "high"),
    ("mcasImpossibleTravel", "offline", "medium"),
    ("findingOfALaterYear", "offline", "low"),
];

impl Plan {
    pub(super) fn detection_position(&self, id: &str) -> Option<usize> {
        let seed = self.seed(Stream::Detection);
        let detection = position(seed, id).filter(|detection| digest(seed, *detection) == id)?;
        usize::try_from(detection).ok()
    }

    pub(super) fn detection(&self, detection: usize) -> Value {
        let number = detection as u64;
        let person = self.person(self.risky(detection % self.size.risky_users));
        let sign_in = self.sign_in_of_detection(detection);
        let (event, timing, level) = one_of(self.seed(Stream::Detection), number, &EVENTS);
        let at = sign_in.map_or_else(|| self.happened(detection), |sign_in| self.signed_in_at(sign_in));
        let (least, most) = if sign_in.is_some() { (300, 600) } else { (600, 48 * 3600) };
        let delay = signed(least + below(self.seed(Stream::Delay), number, most - least));
        let detected = at.plus_seconds(delay);
        let (address, location) = self.place(sign_in.unwrap_or(detection));
        let digits = detection % 8;
        json!({
            ARRIVES: detected.plus_seconds(signed(below(self.seed(Stream::Other), number, 300))).to_string(),
            "id": digest(self.seed(Stream::Detection), number),
            "requestId": sign_in.map(|sign_in| self.sign_in_id(sign_in)),
            "correlationId": sign_in.map(|sign_in| guid(self.seed(Stream::Other), sign_in as u64)),
            "riskEventType": event,
            "riskType": if event == "passwordSpray" { "generic" } else { event },
            "riskState": if detection % 31 == 30 { "AtRisk" } else { "atRisk" },
            "riskLevel": level,
            "riskDetail": "none",
            "source": "IdentityProtection",
            "detectionTimingType": if sign_in.is_some() { timing } else { "offline" },
            "activity": if sign_in.is_some() { "signin" } else { "user" },
            "tokenIssuerType": if detection % 37 == 36 { "AzureADBackupAuth" } else { "AzureAD" },
            "ipAddress": if sign_in.is_some() { address.into() } else { Value::Null },
            "location": if sign_in.is_some() { location } else { Value::Null },
            "activityDateTime": sign_in.map_or_else(|| written(at, digits), |sign_in| self.signed_in_at_text(sign_in)),
            "detectedDateTime": written(detected, digits),
            "lastUpdatedDateTime": written(detected, 7),
            "userId": person.id,
            "userDisplayName": person.name,
            "userPrincipalName": person.principal,
            "additionalInfo": self.additional(detection),
            "mitreTechniqueId": "T1078",
        })
    }

    fn happened(&self, detection: usize) -> Time {
        let seconds = below(self.seed(Stream::Detection) ^ 3, detection as u64, self.size.days as usize * 86_400);
        Time::from_nanos(self.size.until.nanos() - signed(seconds) * 1_000_000_000 + 4_096_100)
    }

    /// Pairs in a text of JSON, whose values are texts, lists or nothing.
    fn additional(&self, detection: usize) -> String {
        let reasons = [json!(["UnfamiliarASN", "UnfamiliarIP"]), Value::Null, json!("suspiciousIP")];
        let reason = reasons[below(self.seed(Stream::Place), detection as u64, reasons.len())].clone();
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
        json!([{"Key": "userAgent", "Value": agent}, {"Key": "riskReasons", "Value": reason}]).to_string()
    }
}
