//! A user of the demo tenant: who it is, where it lives and what it works with.

use riskgate_model::{DirectoryUser, Id, Kept, UserId};

use super::{
    client::Client,
    dice::Throw,
    names::{DEPARTMENTS, FAMILY, GIVEN},
    places::{OFFICES, Origin},
    tenant::{DAY, DOMAIN, Tenant},
};

/// A user.
pub(super) struct Person {
    pub(super) number: u32,
    pub(super) id: UserId,
    pub(super) display_name: String,
    pub(super) user_principal_name: String,
    pub(super) is_guest: bool,
    /// Where it works and lives, an index of [`OFFICES`].
    pub(super) office: usize,
    /// Its computer.
    pub(super) laptop: Client,
    /// Its telephone.
    pub(super) phone: Client,
    department: &'static str,
    job: &'static str,
    /// Days before the anchor.
    hired: i64,
}

/// The users who were deleted, and how many days before the anchor.
pub(super) const DELETED: [(u32, i64); 2] = [(12, 2), (17, 10)];
/// The deleted user whose name and sign-in name another user got.
const REPLACED: (u32, u32) = (17, 40);
/// Who reset the password in this month, and how many days and hours of the day before the anchor.
pub(super) const RESET: (u32, i64, i64) = (10, 5, 8);
/// Who administers security.
pub(super) const ADMINISTRATOR: u32 = 50;

impl Person {
    /// The user of this number.
    pub(super) fn new(tenant: &Tenant, number: u32) -> Self {
        let mut dice = tenant.dice(Throw::Person, u64::from(number));
        let id = UserId::new(tenant.id.clone(), &dice.guid());
        let is_guest = number % 15 == 13;
        let (display_name, account) = name(tenant.seed, if number == REPLACED.0 { REPLACED.1 } else { number });
        let (department, jobs) = if number == ADMINISTRATOR { &DEPARTMENTS[7] } else { dice.pick(&DEPARTMENTS) };
        let job = if number == ADMINISTRATOR { "Security Administrator" } else { dice.pick(jobs) };
        let laptop = Client::laptop(&mut dice, number, is_guest);
        let phone = Client::phone(&mut dice, is_guest);
        let user_principal_name = if is_guest { format!("{account}_partner.example#EXT#@{DOMAIN}") } else { format!("{account}@{DOMAIN}") };
        let hired = dice.seconds(60, 3_000);
        Self { number, id, display_name, user_principal_name, is_guest, office: office(number), laptop, phone, department, job, hired }
    }

    /// Its home.
    pub(super) fn home(&self) -> Origin {
        Origin::home(self.office, self.number)
    }

    /// What the directory says of the user at the anchor; nothing of a deleted one.
    pub(super) fn directory(self, tenant: &Tenant) -> Option<Kept<DirectoryUser>> {
        if deleted(self.number).is_some() {
            return None;
        }
        let created = tenant.ago(self.hired, 9);
        let (reset_by, days, hours) = RESET;
        let changed = if self.number == reset_by { tenant.ago(days, hours) } else { created.plus_seconds(self.hired / 2 * DAY) };
        let user_type = if self.is_guest { "Guest" } else { "Member" };
        let mail = match self.user_principal_name.split_once("_partner.example#EXT#") {
            Some((account, _)) => format!("{account}@partner.example"),
            None => self.user_principal_name.clone(),
        };
        let user = DirectoryUser {
            id: self.id,
            display_name: Some(self.display_name),
            user_principal_name: Some(self.user_principal_name),
            mail: Some(mail),
            user_type: Some(user_type.into()),
            job_title: (!self.is_guest).then(|| self.job.into()),
            department: (!self.is_guest).then(|| self.department.into()),
            account_enabled: Some(true),
            created_date_time: Some(created),
            last_password_change_date_time: Some(changed),
            sign_in_sessions_valid_from_date_time: Some(changed),
            on_premises_sync_enabled: (!self.is_guest && self.number.is_multiple_of(3)).then_some(true),
            ..DirectoryUser::default()
        };
        Some(Kept::of(user, Some(tenant.anchor)))
    }
}

/// How many days before the anchor the user of this number was deleted.
pub(super) fn deleted(number: u32) -> Option<i64> {
    DELETED.iter().find(|(deleted, _)| *deleted == number).map(|(_, days)| *days)
}

/// Where the user of this number works, known without deriving the user.
pub(super) fn office(number: u32) -> usize {
    number as usize / 4 % OFFICES.len()
}

/// A name and the account made of it. The step is odd, so that the first 1,024 names differ; after that a number sets them apart.
fn name(seed: u64, number: u32) -> (String, String) {
    let names = GIVEN.len() * FAMILY.len();
    let start = usize::try_from(seed % names as u64).expect("below the number of names");
    let (round, within) = (number as usize / names, number as usize % names);
    let place = (start + within * 421) % names;
    let (given, family) = (GIVEN[place % GIVEN.len()], FAMILY[place / GIVEN.len()]);
    let account = format!("{given}.{family}").to_ascii_lowercase();
    let account = if round == 0 { account } else { format!("{account}{}", round + 1) };
    (format!("{given} {family}"), account)
}
