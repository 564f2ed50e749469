//! A tenant of any size, drawn from a seed: its rows are made when they are read.

use std::sync::Arc;

use riskgate_model::Time;
use serde_json::Value;

use crate::{
    rows::{Made, Rows},
    world::{Histories, World},
};

mod defender;
mod detection;
mod people;
mod settled;
mod sign_in;

/// How large a tenant is, and when it is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Users.
    pub users: usize,
    /// Those of them that are or were risky; at most as many as there are users.
    pub risky_users: usize,
    /// Risk detections. None without risky users.
    pub detections: usize,
    /// Sign-ins of all types.
    pub sign_ins: usize,
    /// Of a hundred sign-ins, so many are without a person, and are not shown by v1.0.
    pub unattended: usize,
    /// Risky service principals, each with a history and two detections.
    pub service_principals: usize,
    /// Directory audits.
    pub audits: usize,
    /// Alerts of Microsoft Defender, each about a detection; for every three of them an incident. None without detections.
    pub alerts: usize,
    /// The moment of the latest sign-in.
    pub until: Time,
    /// Days that sign-ins and detections go back from there.
    pub days: u32,
    /// What everything is drawn from.
    pub seed: u64,
}

impl Size {
    /// A small tenant of the 30 days before this moment.
    pub const fn small(until: Time) -> Self {
        Self {
            users: 40,
            risky_users: 8,
            detections: 24,
            sign_ins: 400,
            unattended: 10,
            service_principals: 3,
            audits: 12,
            alerts: 14,
            until,
            days: 30,
            seed: 1,
        }
    }
}

impl World {
    /// A tenant of this size. A million sign-ins take no more room than ten.
    ///
    /// Among its rows are the shapes that Microsoft Graph is known for: ids that are no GUIDs, fractions of seconds of 0 to 7 digits, words in
    /// unusual case, words that no documentation has, empty texts for what is missing, and offline detections that arrive up to 48 hours late.
    pub fn sized(size: Size) -> Self {
        let plan = Plan::of(size);
        let rows = |kind| Rows::made(Arc::new(Drawn { plan, kind }));
        Self {
            users: rows(Kind::Users),
            risky_users: rows(Kind::RiskyUsers),
            histories: Histories::made(Arc::new(move |id| plan.history(id))),
            risk_detections: rows(Kind::Detections),
            sign_ins: rows(Kind::SignIns),
            ..settled::world(&plan)
        }
    }
}

/// What all rows of a tenant are made by.
#[derive(Clone, Copy)]
struct Plan {
    size: Size,
}

/// The streams of chance: one for each kind of thing.
#[derive(Clone, Copy)]
enum Stream {
    User = 1,
    SignIn,
    Detection,
    Principal,
    Other,
    Delay,
    Place,
    Alert,
}

impl Plan {
    fn of(size: Size) -> Self {
        let risky_users = size.risky_users.min(size.users);
        let detections = if risky_users == 0 { 0 } else { size.detections };
        Self { size: Size { risky_users, detections, ..size } }
    }

    const fn seed(&self, stream: Stream) -> u64 {
        self.size.seed.wrapping_mul(0x1000_0001).wrapping_add(stream as u64)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Users,
    RiskyUsers,
    Detections,
    SignIns,
}

struct Drawn {
    plan: Plan,
    kind: Kind,
}

impl Made for Drawn {
    fn count(&self) -> usize {
        let size = &self.plan.size;
        match self.kind {
            Kind::Users => size.users,
            Kind::RiskyUsers => size.risky_users,
            Kind::Detections => size.detections,
            Kind::SignIns => size.sign_ins,
        }
    }

    fn row(&self, position: usize) -> Value {
        match self.kind {
            Kind::Users => self.plan.user(position),
            Kind::RiskyUsers => self.plan.risky_user(position),
            Kind::Detections => self.plan.detection(position),
            Kind::SignIns => self.plan.sign_in(position),
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        let position = match self.kind {
            Kind::Users => self.plan.user_position(id),
            Kind::RiskyUsers => self.plan.risky_position(id),
            Kind::Detections => self.plan.detection_position(id),
            Kind::SignIns => self.plan.sign_in_position(id),
        };
        position.filter(|position| *position < self.count())
    }

    fn newest_by(&self) -> Option<&'static str> {
        matches!(self.kind, Kind::SignIns).then_some("createdDateTime")
    }
}
