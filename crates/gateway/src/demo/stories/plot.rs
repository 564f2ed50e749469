//! Everyone who plays a part, and the order in which the stories are told.

use riskgate_model::{Id, SignIn};

use super::{anonymizer, closed, everyday, leak, rule, spray, token, travel, workloads};
use crate::demo::{
    case::Case,
    dice::{Dice, Throw},
    person::ADMINISTRATOR,
    sign_in::Attempt,
    summary::Story,
    tenant::Tenant,
    workload::RISKY,
};

/// Users whose risk has a history: those of the lowest numbers.
const RISKY_USERS: u32 = 18;
/// All detections of the tenant.
pub(in crate::demo) const DETECTIONS: usize = 230;

/// The cases, and what the stories leave beside them.
pub(in crate::demo) struct Plot {
    pub(in crate::demo) tenant: Tenant,
    pub(in crate::demo) people: Vec<Case>,
    pub(in crate::demo) workloads: Vec<Case>,
    /// Sign-ins of users who have no case.
    pub(in crate::demo) bystanders: Vec<SignIn>,
    pub(in crate::demo) stories: Vec<Story>,
    /// The object id of the administrator of security.
    pub(super) administrator: String,
    pub(super) dice: Dice,
}

impl Plot {
    /// Tells all stories of the tenant.
    pub(in crate::demo) fn new(tenant: &Tenant) -> Self {
        let mut plot = Self {
            tenant: tenant.clone(),
            people: (0..RISKY_USERS).map(|number| Case::of_person(tenant, number)).collect(),
            workloads: (0..RISKY).map(|number| Case::of_workload(tenant, number)).collect(),
            bystanders: Vec::new(),
            stories: Vec::new(),
            administrator: tenant.person(ADMINISTRATOR).id.object().to_owned(),
            dice: tenant.dice(Throw::Story, 0),
        };
        everyday::tell(&mut plot);
        for tell in [
            spray::tell,
            travel::without_a_trip,
            travel::on_a_trip,
            token::tell,
            leak::tell,
            rule::tell,
            anonymizer::tell,
            closed::dismissed,
            closed::remediated,
            travel::on_the_vpn,
            closed::deleted,
            workloads::tell,
        ] {
            let story = tell(&mut plot);
            plot.stories.push(story);
        }
        plot
    }

    /// This person attempts to sign in; the number of the sign-in within the person's case.
    pub(super) fn attempt(&mut self, person: usize, attempt: Attempt<'_>) -> usize {
        let case = &mut self.people[person];
        let sign_in = attempt.of(case.person(), &self.tenant, &mut self.dice);
        case.sign_ins.push(sign_in);
        case.sign_ins.len() - 1
    }

    /// The sign-in name of this person.
    pub(super) fn name(&self, person: usize) -> String {
        self.people[person].person().user_principal_name.clone()
    }
}
