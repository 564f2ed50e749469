//! Detections without an id, as the rows of the portal's downloads are: what they are known by until the id comes.

use crate::{Detection, DetectionId, Id};

/// As many letters of what was detected are part of an id.
const KIND: usize = 64;

/// How the id begins that is made for a detection without one. Microsoft's are hexadecimal digits.
const BEGINNING: &str = "unnamed:";

/// Words of Microsoft Graph that the portal shows by one label: the longer ones, and the one they are taken for.
const ALIKE: [(&str, &str); 3] = [
    ("investigationsThreatIntelligenceSigninLinked", "investigationsThreatIntelligence"),
    ("maliciousIPAddressValidCredentialsBlockedIP", "maliciousIPAddress"),
    ("mcasImpossibleTravel", "impossibleTravel"),
];

impl Detection {
    /// The ids that this detection would have without its own: by its request, then by whose it is, each with what was detected and when.
    ///
    /// Time counts to the second, which is all that a download tells, and of the kind the letters and digits, so that a label of the portal
    /// and the word of Microsoft Graph are one.
    pub fn unnamed_ids(&self) -> impl Iterator<Item = DetectionId> + use<> {
        let subjects = [
            self.request_id.as_ref().map(|id| ("request", id.object())),
            self.user_id.as_ref().map(|id| ("user", id.object())),
            self.service_principal_id.as_ref().map(|id| ("servicePrincipal", id.object())),
        ];
        let kind = self.risk_event_type.as_deref().unwrap_or_default();
        let kind = ALIKE.iter().find(|(word, _)| word.eq_ignore_ascii_case(kind)).map_or(kind, |(_, word)| word);
        let kind: String = kind.chars().filter(|letter| letter.is_alphanumeric()).take(KIND).collect();
        let second = self.detected_date_time.nanos().div_euclid(1_000_000_000);
        let ids = subjects.map(|subject| {
            let (what, object) = subject?;
            Some(DetectionId::new(self.id.tenant().clone(), &format!("{BEGINNING}{what}:{object}:{kind}:{second}")))
        });
        ids.into_iter().flatten()
    }

    /// Whether its id was made, for want of one.
    pub fn is_unnamed(&self) -> bool {
        self.id.object().starts_with(BEGINNING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SignInId, TenantId, Time, UserId};

    fn detection(kind: &str, time: &str) -> Detection {
        let tenant = TenantId::new("t");
        Detection {
            id: DetectionId::new(tenant.clone(), "d"),
            request_id: Some(SignInId::new(tenant.clone(), "R-1")),
            user_id: Some(UserId::new(tenant, "U-1")),
            risk_event_type: Some(kind.to_owned()),
            detected_date_time: Time::parse(time).expect("a time"),
            ..Detection::default()
        }
    }

    #[test]
    fn a_detection_is_known_by_its_request_and_by_its_user() {
        let ids: Vec<_> = detection("passwordSpray", "2024-05-01T08:00:07.9999999Z").unnamed_ids().map(|id| id.to_string()).collect();
        assert_eq!(ids, ["t/unnamed:request:r-1:passwordspray:1714550407", "t/unnamed:user:u-1:passwordspray:1714550407"]);
    }

    #[test]
    fn the_portals_label_and_a_time_without_fraction_are_the_same_detection() {
        let exact: Vec<_> = detection("passwordSpray", "2024-05-01T08:00:07.9999999Z").unnamed_ids().collect();
        let told: Vec<_> = detection("Password spray", "2024-05-01T08:00:07Z").unnamed_ids().collect();
        assert_eq!(exact, told);
        for (kind, time) in [("anomalousToken", "2024-05-01T08:00:07Z"), ("passwordSpray", "2024-05-01T08:00:08Z")] {
            assert!(detection(kind, time).unnamed_ids().all(|id| !exact.contains(&id)), "{kind} {time}");
        }
    }

    #[test]
    fn words_with_one_label_are_the_same_detection() {
        let ids = |kind| detection(kind, "2024-05-01T08:00:07Z").unnamed_ids().collect::<Vec<_>>();
        for (label, word) in [
            ("Impossible travel", "mcasImpossibleTravel"),
            ("maliciousIPAddress", "maliciousIPAddressValidCredentialsBlockedIP"),
            ("investigationsThreatIntelligence", "investigationsThreatIntelligenceSigninLinked"),
        ] {
            assert_eq!(ids(label), ids(word), "{word}");
        }
    }

    #[test]
    fn a_made_id_is_told_from_one_of_microsofts() {
        let mut detection = detection("passwordSpray", "2024-05-01T08:00:07Z");
        assert!(!detection.is_unnamed());
        detection.id = detection.unnamed_ids().next().expect("an id");
        assert!(detection.is_unnamed());
    }
}
