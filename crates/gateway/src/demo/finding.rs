//! What can be detected, and what Microsoft says of each kind.

use riskgate_model::{DetectionTiming, RiskEventKind, RiskLevel, Time};

/// Something that is detected.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    pub(super) level: RiskLevel,
    /// When it took place, unless a sign-in says.
    pub(super) at: Time,
    /// The sign-in of the case that it was seen in.
    pub(super) sign_in: Option<usize>,
    /// Seconds from the activity until it was detected.
    pub(super) delay: i64,
    pub(super) reasons: Vec<&'static str>,
    pub(super) key_ids: Vec<String>,
}

/// The kinds of risk this tenant meets.
pub(super) type Kind = RiskEventKind;

impl Finding {
    /// Something about the identity itself.
    pub(super) fn at(kind: Kind, level: RiskLevel, at: Time) -> Self {
        Self { kind, level, at, sign_in: None, delay: 0, reasons: Vec::new(), key_ids: Vec::new() }
    }

    /// Something about a sign-in of the case.
    pub(super) fn in_sign_in(kind: Kind, level: RiskLevel, sign_in: usize) -> Self {
        Self { sign_in: Some(sign_in), ..Self::at(kind, level, Time::default()) }
    }

    /// Found out only so many seconds later.
    pub(super) fn after(self, delay: i64) -> Self {
        Self { delay, ..self }
    }

    /// For these reasons.
    pub(super) fn because(self, reasons: &[&'static str]) -> Self {
        Self { reasons: reasons.to_vec(), ..self }
    }
}

/// Whether it is found during the sign-in or afterwards.
pub(super) fn timing(kind: Kind) -> DetectionTiming {
    match kind {
        Kind::UnfamiliarFeatures | Kind::AnonymizedIpAddress | Kind::InvestigationsThreatIntelligence => DetectionTiming::Realtime,
        _ => DetectionTiming::Offline,
    }
}

/// Its technique of MITRE ATT&CK.
pub(super) fn technique(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::PasswordSpray => Some("T1110.003"),
        Kind::AnomalousToken => Some("T1539"),
        Kind::AnonymizedIpAddress | Kind::RiskyIpAddress => Some("T1090.003"),
        Kind::LeakedCredentials => Some("T1589.001"),
        Kind::SuspiciousInboxForwarding => Some("T1114.003"),
        Kind::AdminConfirmedUserCompromised | Kind::AdminConfirmedServicePrincipalCompromised => None,
        _ => Some("T1078"),
    }
}

/// Whether Microsoft Defender for Cloud Apps finds it.
pub(super) fn is_from_cloud_apps(kind: Kind) -> bool {
    matches!(kind, Kind::McasImpossibleTravel | Kind::NewCountry | Kind::RiskyIpAddress | Kind::SuspiciousInboxForwarding)
}
