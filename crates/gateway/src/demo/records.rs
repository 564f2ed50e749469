//! The demo tenant as a stream of records.

use riskgate_model::{Record, Time};

use super::{
    access, alerts, audits,
    background::Background,
    stories::{DETECTIONS, Plot},
    summary::Summary,
    tenant::{TENANT, Tenant},
    told,
};

/// The fewest users in whom all stories find their people.
const FEWEST_USERS: u32 = 60;

/// An invented tenant: a pure function of a seed, a day, and how many users and sign-ins it has.
pub struct Demo {
    plot: Plot,
    sign_ins: u64,
}

/// The tenant asked for has no room for its stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the demo tenant needs at least {users} users and {sign_ins} sign-ins")]
pub struct TooSmall {
    /// The fewest users.
    pub users: u32,
    /// The fewest sign-ins.
    pub sign_ins: u64,
}

impl Demo {
    /// How many users the demo tenant has unless asked otherwise.
    pub const USERS: u32 = 120;
    /// How many sign-ins it has unless asked otherwise.
    pub const SIGN_INS: u64 = 10_000;

    /// The tenant with so many users, deleted ones included, and so many sign-ins in the 30 days before `anchor`, a midnight in UTC.
    ///
    /// # Errors
    /// When the stories need more users or sign-ins than that.
    pub fn new(seed: u64, anchor: Time, users: u32, sign_ins: u64) -> Result<Self, TooSmall> {
        let plot = Plot::new(&Tenant::new(seed, anchor, users.max(FEWEST_USERS)));
        let demo = Self { plot, sign_ins };
        let told = demo.told();
        if users < FEWEST_USERS || sign_ins < told {
            return Err(TooSmall { users: FEWEST_USERS, sign_ins: told });
        }
        Ok(demo)
    }

    /// All records: users, risks, risk histories, detections, directory audits, named locations, policies, alerts, incidents, and then the
    /// sign-ins. Only the
    /// stories lie in memory, however many sign-ins there are.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let plot = &self.plot;
        let tenant = &plot.tenant;
        let cases = || plot.people.iter().chain(&plot.workloads);
        let users = (0..tenant.users).filter_map(|number| tenant.person(number).directory(tenant)).map(Record::DirectoryUser);
        users
            .chain(cases().filter_map(told::risk_record))
            .chain(cases().flat_map(told::history))
            .chain(cases().flat_map(told::detections))
            .chain(audits::records(tenant))
            .chain(access::records(tenant))
            .chain(alerts::records(plot))
            .chain(cases().flat_map(told::sign_ins))
            .chain(plot.bystanders.iter().map(|sign_in| told::record(sign_in.clone(), None)))
            .chain(Background::new(tenant, self.sign_ins - self.told()).map(|sign_in| told::record(sign_in, None)))
    }

    /// What there is.
    pub fn summary(&self) -> Summary {
        let plot = &self.plot;
        Summary {
            tenant: TENANT.to_owned(),
            users: plot.tenant.users,
            sign_ins: self.sign_ins,
            detections: DETECTIONS,
            risky_users: plot.people.len(),
            users_at_risk: plot.people.iter().filter(|case| told::is_at_risk(case)).count(),
            risky_service_principals: plot.workloads.len(),
            risk_changes: plot.people.iter().chain(&plot.workloads).map(|case| case.history.len()).sum(),
            stories: plot.stories.clone(),
        }
    }

    /// How many sign-ins the stories tell of.
    fn told(&self) -> u64 {
        let Plot { people, workloads, bystanders, .. } = &self.plot;
        let cases = people.iter().chain(workloads).map(|case| case.sign_ins.len()).sum::<usize>();
        (cases + bystanders.len()) as u64
    }
}
