//! How the risk of one identity unfolds: what is detected and what is done about it, told in the order of time.

use riskgate_model::{
    ActivityType, Detection, DetectionId, HistoryActivity, Id, RiskDetail, RiskHistoryItem, RiskLevel, RiskState, SignIn, Time,
    TokenIssuerType, Vocabulary, Word,
};
use serde_json::{Value, json};

use super::{
    dice::{Dice, Throw},
    finding::{Finding, Kind, is_from_cloud_apps, technique, timing},
    person::Person,
    tenant::Tenant,
    workload::Workload,
};

/// Whose case it is.
pub(super) enum Subject {
    Person(Box<Person>),
    Workload(Workload),
}

/// The case of one identity.
pub(super) struct Case {
    pub(super) subject: Subject,
    pub(super) dice: Dice,
    pub(super) tenant: Tenant,
    pub(super) sign_ins: Vec<SignIn>,
    pub(super) detections: Vec<Detection>,
    pub(super) history: Vec<RiskHistoryItem>,
}

/// An end that is put to a risk.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) at: Time,
    pub(super) state: RiskState,
    pub(super) detail: RiskDetail,
}

impl Case {
    pub(super) fn of_person(tenant: &Tenant, number: u32) -> Self {
        Self::new(tenant, Subject::Person(Box::new(tenant.person(number))), u64::from(number))
    }

    pub(super) fn of_workload(tenant: &Tenant, number: usize) -> Self {
        Self::new(tenant, Subject::Workload(Workload::new(tenant, number)), (1 << 32) | number as u64)
    }

    fn new(tenant: &Tenant, subject: Subject, number: u64) -> Self {
        let dice = tenant.dice(Throw::Case, number);
        Self { subject, dice, tenant: tenant.clone(), sign_ins: Vec::new(), detections: Vec::new(), history: Vec::new() }
    }

    /// The person whose case it is.
    pub(super) fn person(&self) -> &Person {
        match &self.subject {
            Subject::Person(person) => person,
            Subject::Workload(workload) => unreachable!("{} is no person; each story is told of identities of one kind", workload.name),
        }
    }

    /// The object id of the identity.
    pub(super) fn object(&self) -> String {
        match &self.subject {
            Subject::Person(person) => person.id.object().to_owned(),
            Subject::Workload(workload) => workload.id.object().to_owned(),
        }
    }

    /// The workload identity whose case it is.
    pub(super) fn workload(&self) -> &Workload {
        match &self.subject {
            Subject::Workload(workload) => workload,
            Subject::Person(person) => unreachable!("user {} is no workload; each story is told of identities of one kind", person.number),
        }
    }

    /// Something is detected. The risk rises to the gravest level that stands open.
    pub(super) fn detect(&mut self, finding: Finding) -> usize {
        let kind = finding.kind;
        let detection = self.detection(finding);
        let at = detection.last_updated_date_time;
        self.detections.push(detection);
        let (state, detail) = match self.newest() {
            Some(newest) if is(newest.risk_state.as_ref(), RiskState::ConfirmedCompromised) => {
                (RiskState::ConfirmedCompromised, newest.risk_detail.clone())
            }
            _ => (RiskState::AtRisk, Some(RiskDetail::None.into())),
        };
        self.note(at, state, detail, None, vec![kind.word().to_owned()]);
        self.detections.len() - 1
    }

    /// An administrator confirms that the identity is compromised, which is a detection of its own.
    pub(super) fn confirm_compromised(&mut self, at: Time, administrator: &str) {
        let (kind, detail) = match &self.subject {
            Subject::Person(_) => (Kind::AdminConfirmedUserCompromised, RiskDetail::AdminConfirmedUserCompromised),
            Subject::Workload(_) => {
                (Kind::AdminConfirmedServicePrincipalCompromised, RiskDetail::AdminConfirmedServicePrincipalCompromised)
            }
        };
        let detection = self.detection(Finding::at(kind, RiskLevel::High, at));
        let confirmed = Detection {
            last_updated_date_time: detection.activity_date_time,
            risk_state: Some(RiskState::ConfirmedCompromised.into()),
            risk_detail: Some(detail.into()),
            ..detection
        };
        let at = confirmed.last_updated_date_time;
        self.detections.push(confirmed);
        let (detail, by) = (Some(detail.into()), Some(administrator.to_owned()));
        self.note(at, RiskState::ConfirmedCompromised, detail, by, vec![kind.word().to_owned()]);
    }

    /// One detection comes to its end, and with the last open one the identity's risk.
    pub(super) fn end_one(&mut self, detection: usize, end: End, by: Option<String>) {
        close(&mut self.detections[detection], end);
        if self.detections.iter().any(is_open) {
            self.note(Some(end.at), RiskState::AtRisk, Some(RiskDetail::None.into()), by, Vec::new());
        } else {
            self.note(Some(end.at), end.state, Some(end.detail.into()), by, Vec::new());
        }
    }

    /// All that is open comes to its end.
    pub(super) fn end_all(&mut self, end: End, by: Option<String>) {
        self.detections.iter_mut().filter(|detection| is_open(detection)).for_each(|detection| close(detection, end));
        self.note(Some(end.at), end.state, Some(end.detail.into()), by, Vec::new());
    }

    /// The newest change: where the risk stands.
    pub(super) fn newest(&self) -> Option<&RiskHistoryItem> {
        self.history.last()
    }

    fn note(&mut self, at: Option<Time>, state: RiskState, detail: Option<Word<RiskDetail>>, by: Option<String>, kinds: Vec<String>) {
        let open = self.detections.iter().filter(|detection| is_open(detection)).filter_map(|detection| detection.risk_level.clone());
        let level = match state {
            RiskState::ConfirmedCompromised => RiskLevel::High.into(),
            _ => open.max_by_key(Word::rank).unwrap_or(RiskLevel::None.into()),
        };
        self.history.push(RiskHistoryItem {
            risk_state: Some(state.into()),
            risk_level: Some(level),
            risk_detail: detail.clone(),
            risk_last_updated_date_time: at,
            is_processing: Some(false),
            initiated_by: by,
            activity: Some(HistoryActivity { detail, risk_event_types: kinds }),
        });
    }

    fn activity(&self, is_in_sign_in: bool) -> ActivityType {
        match &self.subject {
            Subject::Workload(_) => ActivityType::ServicePrincipal,
            Subject::Person(_) if is_in_sign_in => ActivityType::Signin,
            Subject::Person(_) => ActivityType::User,
        }
    }

    fn detection(&mut self, finding: Finding) -> Detection {
        let kind = finding.kind;
        let sign_in = finding.sign_in.map(|index| &self.sign_ins[index]);
        let activity = sign_in.map_or(finding.at, |sign_in| sign_in.created_date_time);
        let detected = activity.plus_seconds(finding.delay);
        let (id, processed) = (self.dice.digest(), self.dice.seconds(60, 150));
        let blank = Detection {
            id: DetectionId::new(self.tenant.id.clone(), &id),
            detected_date_time: detected,
            activity_date_time: Some(activity),
            last_updated_date_time: Some(detected.plus_seconds(processed)),
            request_id: sign_in.map(|sign_in| sign_in.id.clone()),
            correlation_id: sign_in.and_then(|sign_in| sign_in.correlation_id.clone()),
            ip_address: sign_in.and_then(|sign_in| sign_in.ip_address.clone()),
            location: sign_in.and_then(|sign_in| sign_in.location.clone()),
            risk_event_type: Some(kind.word().into()),
            risk_state: Some(RiskState::AtRisk.into()),
            risk_level: Some(finding.level.into()),
            risk_detail: Some(RiskDetail::None.into()),
            activity: Some(self.activity(sign_in.is_some()).into()),
            detection_timing_type: Some(timing(kind).into()),
            source: Some(if is_from_cloud_apps(kind) { "MicrosoftCloudAppSecurity" } else { "IdentityProtection" }.into()),
            token_issuer_type: Some(TokenIssuerType::AzureAd.into()),
            mitre_technique_id: technique(kind).map(Into::into),
            additional_info: Some(info(&finding, sign_in, &id).to_string()),
            key_ids: finding.key_ids,
            ..Detection::default()
        };
        match &self.subject {
            Subject::Person(person) => Detection {
                user_id: Some(person.id.clone()),
                user_display_name: Some(person.display_name.clone()),
                user_principal_name: Some(person.user_principal_name.clone()),
                ..blank
            },
            Subject::Workload(workload) => Detection {
                service_principal_id: Some(workload.id.clone()),
                service_principal_display_name: Some(workload.name.into()),
                app_id: Some(workload.app.clone()),
                ..blank
            },
        }
    }
}

/// `additionalInfo`: what the sign-in and the kind of risk add.
fn info(finding: &Finding, sign_in: Option<&SignIn>, id: &str) -> Value {
    let entry = |key: &str, value: Value| json!({"Key": key, "Value": value});
    let agent = sign_in.and_then(|sign_in| sign_in.user_agent.as_deref()).map(|agent| entry("userAgent", agent.into()));
    let reasons = (!finding.reasons.is_empty()).then(|| entry("riskReasons", json!(finding.reasons)));
    let technique = technique(finding.kind).map(|technique| entry("mitreTechniques", technique.into()));
    let alert = is_from_cloud_apps(finding.kind).then(|| entry("alertUrl", alert_url(id).into()));
    [agent, reasons, technique, alert].into_iter().flatten().collect()
}

fn alert_url(id: &str) -> String {
    format!("https://haldenworks.cloudappsecurity.example/#/alerts/{}", &id[..24])
}

fn close(detection: &mut Detection, end: End) {
    detection.risk_state = Some(end.state.into());
    detection.risk_detail = Some(end.detail.into());
    detection.last_updated_date_time = Some(end.at);
}

/// Whether the detection stands open.
pub(super) fn is_open(detection: &Detection) -> bool {
    let state = detection.risk_state.as_ref();
    is(state, RiskState::AtRisk) || is(state, RiskState::ConfirmedCompromised)
}

fn is(word: Option<&Word<RiskState>>, state: RiskState) -> bool {
    word.and_then(Word::known) == Some(state)
}
