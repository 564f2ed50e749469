//! What is said of risks comes to by `model::fold`: first of detections, then of sign-ins, whose detections may stand open, then of identities.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_model::{
    Alert, AlertId, AlertStanding, CLAIM_SOURCES, Closing, Detection, DetectionId, Identity, Observation, Outside, RiskLevel, RiskState,
    SignIn, SignInId, Time, Verdict, Word, alert_changes, fold,
};

use super::{
    World,
    changes::observed,
    outcome::{Names, owner_of_detection, owner_of_sign_in},
};

/// What the versions of records say: Entra of sign-ins and detections, and each alert by where it stood.
#[derive(Default)]
pub(super) struct Said {
    pub(super) sign_ins: BTreeMap<SignInId, Vec<Observation>>,
    pub(super) detections: BTreeMap<DetectionId, Vec<Observation>>,
    pub(super) alerts: BTreeMap<AlertId, Vec<(AlertStanding, Option<Time>)>>,
}

/// Whom or what a risk is of.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Detection(&'a Detection),
    SignIn(&'a SignIn),
    Identity(&'a Identity),
}

impl Said {
    /// The world with the risks of its rows, and the changes that alerts made.
    pub(super) fn judge(&self, mut world: World) -> World {
        let risk = |row: &Detection| {
            let of = Outside { closings: closings(&world, owner_of_detection(row)), ..Outside::default() };
            self.verdict(&world, Subject::Detection(row), self.detections[&row.id].clone(), of).risk
        };
        world.detections = world.detections.iter().map(|row| Detection { risk: risk(row), ..row.clone() }).collect();
        let risk = |row: &SignIn| {
            let of = Outside { closings: closings(&world, owner_of_sign_in(row)), ..Outside::default() };
            self.verdict(&world, Subject::SignIn(row), self.sign_ins[&row.id].clone(), of).risk
        };
        world.sign_ins = world.sign_ins.iter().map(|row| SignIn { risk: risk(row), ..row.clone() }).collect();
        let of = |world: &World, identity: &Identity| {
            let verdict = self.verdict(world, Subject::Identity(identity), observed(&world.risk_changes, identity), Outside::default());
            (verdict, alert_changes(identity, &self.spoken(world, Subject::Identity(identity))))
        };
        let (mut users, mut principals, mut lines) = (world.users.clone(), world.service_principals.clone(), Vec::new());
        for user in &mut users {
            let (verdict, made) = of(&world, &Identity::User(user.id.clone()));
            (user.risk, user.claims) = (verdict.risk, verdict.claims);
            lines.extend(made);
        }
        for principal in &mut principals {
            let (verdict, made) = of(&world, &Identity::ServicePrincipal(principal.id.clone()));
            (principal.risk, principal.claims) = (verdict.risk, verdict.claims);
            lines.extend(made);
        }
        world.risk_changes.extend(lines);
        World { users, service_principals: principals, ..world }
    }

    /// What Entra and the alerts say of a subject comes to this.
    fn verdict(&self, world: &World, subject: Subject<'_>, said: Vec<Observation>, outside: Outside) -> Verdict {
        let alerts = speaking(world, subject).filter(|alert| closes(world, alert, subject)).map(|alert| alert.id.clone());
        let outside = Outside { alerts: alerts.collect::<BTreeSet<_>>(), ..outside };
        fold([said, self.spoken(world, subject)].concat(), &outside)
    }

    /// What alerts say of a subject, each version of each.
    fn spoken(&self, world: &World, subject: Subject<'_>) -> Vec<Observation> {
        let observations = |alert: &Alert| {
            let level = level(world, alert, subject);
            self.alerts[&alert.id].iter().map(|(standing, at)| standing.clone().observation(*at, level)).collect::<Vec<_>>()
        };
        speaking(world, subject).flat_map(observations).collect()
    }
}

impl Subject<'_> {
    /// Whether the detection is of it. One that names both a user and a service principal is the user's: a risk is somebody's.
    fn has(self, detection: &Detection) -> bool {
        match self {
            Self::Detection(it) => detection.id == it.id,
            Self::SignIn(it) => detection.request_id.as_ref() == Some(&it.id),
            Self::Identity(it) => owner_of_detection(detection).is_some_and(|(owner, _)| owner == *it),
        }
    }
}

/// The alerts that claim something of a subject.
fn speaking<'a>(world: &'a World, subject: Subject<'a>) -> impl Iterator<Item = &'a Alert> {
    let speaks = |alert: &Alert| alert.speaks(&CLAIM_SOURCES);
    let is_about = move |alert: &&Alert| match subject {
        Subject::Detection(it) => speaks(alert) && world.links().covers(alert, it),
        Subject::SignIn(it) => speaks(alert) && alert.sign_ins().contains(&&it.id),
        Subject::Identity(it) => world.links().is_about(alert, it, &CLAIM_SOURCES),
    };
    world.alerts.iter().filter(is_about)
}

/// Whether the alert's verdict closes what Entra claims of a subject: no detection of it stands open that the alert does not cover.
fn closes(world: &World, alert: &Alert, subject: Subject<'_>) -> bool {
    let is_open = |it: &Detection| {
        let state = it.risk.state.as_ref().and_then(Word::known);
        matches!(state, Some(RiskState::AtRisk | RiskState::ConfirmedCompromised))
    };
    let others = |it: &&Detection| subject.has(it) && !world.links().covers(alert, it);
    !world.detections.iter().filter(others).any(is_open)
}

/// The level of what the alert claims of a subject: the gravest that a detection of the subject states which it covers, else its own.
fn level(world: &World, alert: &Alert, subject: Subject<'_>) -> Option<RiskLevel> {
    let covered = world.detections.iter().filter(|it| subject.has(it) && world.links().covers(alert, it));
    let stated = covered.filter_map(|it| it.risk_level.as_ref()?.known());
    stated.filter(|level| matches!(level, RiskLevel::Low | RiskLevel::Medium | RiskLevel::High)).max().or_else(|| alert.level())
}

/// What closed the risks of an event's identity.
fn closings(world: &World, owner: Option<(Identity, Names)>) -> Vec<Closing> {
    let closings = |(identity, _)| observed(&world.risk_changes, &identity).iter().filter_map(Closing::of).collect();
    owner.map(closings).unwrap_or_default()
}
