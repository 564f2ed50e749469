//! Alerts and incidents of the World: whom they name and by which names, what they cover, and what became of them.

mod evidence;

use riskgate_model::{Alert, AlertComment, AlertId, Evidence, Id, Incident, IncidentId, Kept, Record, UserId, Vocabulary, Word};

use super::{NORTH, SOUTH, TEXTS, minutes, tenant, text, turn};
use evidence::{app, file, principal, sign_in, user, with_role};

/// The products that noticed it.
const PROTECTION: &str = "azureAdIdentityProtection";
const IDENTITY: &str = "MicrosoftDefenderForIdentity";
const CLOUD_APPS: &str = "microsoftDefenderForCloudApps";

/// Minutes of a version, and the status and classification that it tells.
type Version = (i64, Option<&'static str>, Option<&'static str>);

/// An alert, and its versions.
struct Told {
    alert: Alert,
    versions: Vec<Version>,
    /// What the first version rests on, if that is something else.
    before: Option<Vec<Evidence>>,
}

pub(super) fn records() -> Vec<Record> {
    let alerts = north().into_iter().chain(south()).enumerate().flat_map(|(number, told)| told.records(number));
    let dateless = Alert {
        id: AlertId::new(tenant(NORTH), "a13"),
        service_source: word(Some(PROTECTION)),
        status: word(Some("new")),
        classification: word(Some("truePositive")),
        evidence: vec![sign_in(NORTH, "elsewhere")],
        ..Alert::default()
    };
    let dateless = Record::Alert(Box::new(Kept::of(dateless, Some(minutes(15)))));
    alerts.chain([dateless]).chain(incidents()).collect()
}

fn word<V: Vocabulary>(word: Option<&str>) -> Option<Word<V>> {
    word.map(Word::read)
}

impl Told {
    fn new(of: &str, id: &str, source: &str, versions: &[Version], evidence: Vec<Evidence>) -> Self {
        let alert = Alert { id: AlertId::new(tenant(of), id), service_source: word(Some(source)), evidence, ..Alert::default() };
        Self { alert, versions: versions.to_vec(), before: None }
    }

    /// Of this severity, in this incident.
    fn of(mut self, severity: &str, incident: &str) -> Self {
        self.alert.severity = word(Some(severity));
        self.alert.incident_id = Some(IncidentId::new(self.alert.id.tenant().clone(), incident));
        self
    }

    /// Under this id in the product that noticed it.
    fn raised_for(mut self, id: &str) -> Self {
        self.alert.provider_alert_id = Some(id.to_owned());
        self
    }

    /// Resting on something else at first.
    fn at_first(mut self, evidence: Vec<Evidence>) -> Self {
        self.before = Some(evidence);
        self
    }

    /// With a status that was told about a user.
    fn told_about(mut self, user: &str) -> Self {
        self.alert.status_of = vec![UserId::new(self.alert.id.tenant().clone(), user)];
        self
    }

    /// Telling of activities of long ago.
    fn long_ago(mut self) -> Self {
        self.alert.first_activity_date_time = Some(minutes(-9_000));
        self.alert.last_activity_date_time = Some(minutes(-6_000));
        self
    }

    /// Each version, with texts that take turns. What was written about it grows.
    fn records(self, number: usize) -> Vec<Record> {
        let Self { alert, versions, mut before } = self;
        let raised = versions.first().map(|(at, ..)| minutes(*at - 1));
        let version = |(place, (at, status, classification)): (usize, Version)| {
            let evidence = before.take().unwrap_or_else(|| alert.evidence.clone());
            let comments: Vec<AlertComment> = (0..place).map(|number| comment(number, at)).collect();
            let alert = Alert {
                status: word(status),
                classification: word(classification),
                last_update_date_time: (number != 4).then(|| minutes(at)),
                created_date_time: raised,
                resolved_date_time: Some(minutes(at)).filter(|_| status == Some("resolved")),
                comments,
                evidence,
                ..texts(alert.clone(), number)
            };
            Record::Alert(Box::new(Kept::of(alert, None)))
        };
        versions.into_iter().enumerate().map(version).collect()
    }
}

fn texts(alert: Alert, number: usize) -> Alert {
    Alert {
        determination: text(&[Some("compromisedUser"), None, Some("brandNew"), Some("securityTesting"), None], number)
            .map(|it| Word::read(&it)),
        title: text(&TEXTS, number),
        category: text(&[Some("InitialAccess"), Some("initialaccess"), None], number),
        assigned_to: text(&[None, Some("ada@north.example"), Some("Öst")], number / 2),
        detection_source: text(&[Some("azureAdIdentityProtection"), None], number),
        description: text(&[Some("what was noticed"), None], number / 2),
        recommended_actions: text(&[None, Some("reset the password")], number),
        alert_web_url: text(&[Some("https://security.example/alerts/1"), None], number),
        mitre_techniques: turn(&[vec![], vec!["T1078.004".to_owned(), "T1110".to_owned()]], number),
        system_tags: turn(&[vec!["Defender Experts".to_owned()], vec![], vec![]], number),
        ..alert
    }
}

fn comment(number: usize, at: i64) -> AlertComment {
    AlertComment { comment: text(&TEXTS, number), created_by_display_name: Some("Ada".to_owned()), created_date_time: Some(minutes(at)) }
}

/// Those of the first tenant, with what each is there for.
fn north() -> Vec<Told> {
    let told = |id, source, versions: &[Version], evidence| Told::new(NORTH, id, source, versions, evidence);
    let (new, investigated, resolved, unknown) = (Some("new"), Some("inProgress"), Some("resolved"), Some("unknown"));
    let by_name = |name| user(NORTH, None, None, Some(name));
    let by_id = |id| user(NORTH, Some(id), None, None);
    let worked_on = [(45, new, unknown), (46, investigated, unknown), (47, investigated, unknown), (60, resolved, Some("truePositive"))];
    let reopened = [(30, resolved, Some("falsePositive")), (35, new, unknown), (40, investigated, unknown)];
    let not_understood = [(21, investigated, unknown), (26, Some("brandNew"), Some("truePositive"))];
    vec![
        // Raised for a detection, the only one of its user that stands open; others share its sign-in. One version has new comments alone.
        told(
            "a0",
            PROTECTION,
            &worked_on,
            vec![by_name("U1@north.example"), user(NORTH, Some("U1"), None, Some("u1@north.example")), sign_in(NORTH, "s0")],
        )
        .raised_for("D0")
        .of("high", "i1"),
        // By its security identifier alone, and reopened.
        told("a1", IDENTITY, &reopened, vec![user(NORTH, None, Some("s-1-5-21-4"), None)]).of("medium", "i2"),
        // By a sign-in name alone, of a user known from sign-ins. Last it was told by a source that knows nothing of its status.
        told(
            "a2",
            CLOUD_APPS,
            &[(33, resolved, Some("informationalExpectedActivity")), (50, None, None)],
            vec![by_name("U3@North.example"), sign_in(NORTH, "s7")],
        )
        .of("low", "i2"),
        // A user whom nobody else knows.
        told("a3", IDENTITY, &[(20, investigated, Some("TruePositive"))], vec![by_id("u77")]).of("informational", "i2"),
        // Many users, one of them compromised; for a detection that nobody knows, so that it covers those of a sign-in that it names.
        told(
            "a4",
            PROTECTION,
            &[(52, resolved, unknown)],
            vec![
                user(NORTH, Some("u1"), None, Some("u1@north.example")),
                user(NORTH, Some("u2"), None, None),
                with_role("compromised", by_id("u5")),
                with_role("attacked", by_id("u9")),
                sign_in(NORTH, "s2"),
                sign_in(NORTH, "s4"),
                sign_in(NORTH, "S2"),
            ],
        )
        .raised_for("nobody-knows")
        .of("medium", "i1"),
        // A product that claims nothing, with evidence of a type that this version does not know.
        told("a5", "microsoftDefenderForEndpoint", &[(56, resolved, Some("truePositive"))], vec![by_id("u2"), file()]).of("high", "i9"),
        // Of a user with another detection that stands open.
        told("a6", PROTECTION, &[(56, resolved, Some("truePositive"))], vec![by_id("u2")]).raised_for("d2"),
        // A service principal by its id; the detections of its sign-in are covered, and say the level.
        told("a7", PROTECTION, &[(48, investigated, unknown)], vec![principal(NORTH, "P1"), sign_in(NORTH, "s0")]).of("high", "i2"),
        // Service principals by their application alone.
        told("a8", CLOUD_APPS, &[(58, new, Some("truePositive"))], vec![app("A1")]),
        // A status that this version does not know.
        told("a9", PROTECTION, &not_understood, vec![user(NORTH, Some("u6"), None, Some("u6@north.example"))]).of("severe", "i1"),
        // A product that this version does not know, and an account without a name that counts.
        told("a10", "strange", &[(58, resolved, Some("falsePositive"))], vec![by_id("u5"), user(NORTH, None, None, None)]),
        // Without a classification.
        told("a11", IDENTITY, &[(39, investigated, None), (58, resolved, None)], vec![by_id("u7")]).of("low", "i2"),
        // Nobody but a sign-in.
        told("a12", CLOUD_APPS, &[(44, new, Some("falsePositive"))], vec![sign_in(NORTH, "s14")]),
        // Another product's id that looks like a detection's, and activities too long ago for those of its sign-in.
        told("a14", IDENTITY, &[(41, new, unknown)], vec![by_id("u1"), sign_in(NORTH, "s0")]).raised_for("d5").long_ago(),
        // Detections of a sign-in whose user it names by a name alone.
        told("a15", IDENTITY, &[(57, investigated, unknown)], vec![by_name("u9@north.example"), sign_in(NORTH, "elsewhere")])
            .of("low", "i1"),
        // Of another user than it was at first.
        told("a16", IDENTITY, &[(31, resolved, Some("falsePositive")), (34, resolved, Some("falsePositive"))], vec![by_id("u5")])
            .at_first(vec![by_id("u9")]),
        // A product that claims nothing, of which a status was told about one user: not the one whom it names as compromised, nor its sign-in.
        told(
            "a17",
            "microsoftDefenderForEndpoint",
            &[(57, resolved, Some("falsePositive"))],
            vec![with_role("compromised", by_id("u5")), sign_in(NORTH, "s1")],
        )
        .of("high", "i1")
        .told_about("u2"),
        // One that claims something, about the only one whom it names and about whom a status was told.
        told("a18", IDENTITY, &[(56, new, unknown), (58, investigated, unknown)], vec![by_id("u5")]).of("low", "i2").told_about("U2"),
    ]
}

/// Those of the second, which use the same ids.
fn south() -> Vec<Told> {
    let told = |id, source, versions: &[Version], evidence| Told::new(SOUTH, id, source, versions, evidence);
    let (new, investigated, unknown) = (Some("new"), Some("inProgress"), Some("unknown"));
    vec![
        told("a0", PROTECTION, &[(11, new, Some("truePositive"))], vec![user(SOUTH, Some("u1"), None, Some("u1@south.example"))])
            .raised_for("d0")
            .of("low", "i1"),
        told("a1", IDENTITY, &[(12, investigated, unknown)], vec![user(SOUTH, None, Some("S-1-12-1-8"), Some("u1@south.example"))])
            .of("informational", "i1"),
        // Names that are known in the other tenant alone.
        told("a2", CLOUD_APPS, &[(12, new, Some("truePositive"))], vec![user(SOUTH, None, None, Some("u4@north.example")), app("a3")]),
    ]
}

/// Incidents of both tenants, one of which was seen twice.
fn incidents() -> Vec<Record> {
    let ids = [(NORTH, "i1"), (NORTH, "i2"), (NORTH, "i3"), (SOUTH, "i1")];
    let all = ids.into_iter().enumerate().map(|(number, (of, id))| incident(number, of, id));
    let later = Incident {
        status: word(Some("resolved")),
        classification: word(Some("truePositive")),
        last_update_date_time: Some(minutes(61)),
        resolving_comment: Some("over".to_owned()),
        ..incident(0, NORTH, "i1")
    };
    all.chain([later]).map(|incident| Record::Incident(Box::new(Kept::of(incident, Some(minutes(1)))))).collect()
}

fn incident(number: usize, of: &str, id: &str) -> Incident {
    let moment = i64::try_from(number).expect("a small number");
    let elsewhere = IncidentId::new(tenant(of), "i9");
    Incident {
        id: IncidentId::new(tenant(of), id),
        display_name: text(&TEXTS, number + 4),
        status: word(turn(&[Some("active"), Some("strange"), None, Some("redirected")], number)),
        classification: word(turn(&[Some("unknown"), None, Some("falsePositive")], number)),
        determination: word(turn(&[None, Some("Phishing")], number)),
        severity: word(turn(&[Some("medium"), Some("High"), None, Some("severe")], number)),
        assigned_to: text(&[None, Some("Ada"), Some("ada")], number),
        description: text(&TEXTS, number),
        priority_score: turn(&[Some(90), None], number),
        redirect_incident_id: Some(elsewhere).filter(|_| number == 3),
        created_date_time: turn(&[Some(minutes(40)), Some(minutes(moment)), None, Some(minutes(40))], number),
        last_update_date_time: turn(&[Some(minutes(50)), None, None, Some(minutes(50))], number),
        comments: turn(&[vec![comment(0, 45)], vec![]], number),
        custom_tags: turn(&[vec!["vip".to_owned()], vec![]], number / 2),
        ..Incident::default()
    }
}
