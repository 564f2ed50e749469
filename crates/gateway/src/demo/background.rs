//! A month of ordinary work: the sign-ins that nobody worries about, one after another, oldest first.

use riskgate_model::{SignIn, Time};

use super::{
    apps::EVERYDAY,
    dice::{Dice, Throw},
    outcome::Outcome,
    person::{Person, deleted, office},
    places::{OFFICES, Origin},
    sign_in::{Attempt, workload_sign_in},
    stories::is_away,
    tenant::{DAY, DAYS, HOUR, Tenant},
    workload::{NAMES, Workload},
};

/// The ordinary sign-ins of the month. They are made one by one, so that millions of them need no memory.
pub(super) struct Background {
    tenant: Tenant,
    workloads: Vec<Workload>,
    dice: Dice,
    /// How much was going on up to the end of each hour of the month.
    bustle: Vec<u64>,
    made: u64,
    count: u64,
}

impl Background {
    /// So many sign-ins.
    pub(super) fn new(tenant: &Tenant, count: u64) -> Self {
        let workloads = (0..NAMES.len()).map(|number| Workload::new(tenant, number)).collect();
        let bustle = (0..DAYS * 24).scan(0, |sum, hour| {
            *sum += bustle(tenant.anchor.plus_seconds(hour * HOUR - DAYS * DAY));
            Some(*sum)
        });
        let dice = tenant.dice(Throw::Background, 0);
        Self { tenant: tenant.clone(), workloads, dice, bustle: bustle.collect(), made: 0, count }
    }

    /// The moment of the next sign-in: hours have as many as they are busy.
    fn moment(&self) -> Time {
        let all = self.bustle.last().copied().unwrap_or(1);
        // A millionth of a unit of bustle, so that many sign-ins in one hour still part.
        let place = u128::from(self.made) * u128::from(all) * 1_000_000 / u128::from(self.count);
        let place = u64::try_from(place).expect("a millionfold of a few thousand");
        let hour = self.bustle.partition_point(|end| *end * 1_000_000 <= place);
        let begin = hour.checked_sub(1).map_or(0, |before| self.bustle[before]) * 1_000_000;
        let seconds = (place - begin) * HOUR.unsigned_abs() / (self.bustle[hour] * 1_000_000 - begin);
        let hours = i64::try_from(hour).expect("a month has 720 hours");
        let seconds = i64::try_from(seconds).expect("an hour has 3,600 seconds");
        self.tenant.anchor.plus_seconds(hours * HOUR + seconds - DAYS * DAY)
    }

    /// Someone who is likely to be awake and at home.
    fn someone(&mut self, at: Time) -> Person {
        loop {
            let number = u32::try_from(self.dice.below(u64::from(self.tenant.users))).expect("below the number of users");
            let is_awake = is_working(local_hour(at, OFFICES[office(number)].hours_ahead)) || self.dice.chance(10);
            let is_here = deleted(number).is_none_or(|days| at < self.tenant.ago(days, 0)) && !is_away(&self.tenant, number, at);
            if is_awake && is_here {
                return self.tenant.person(number);
            }
        }
    }

    fn by_person(&mut self, at: Time) -> SignIn {
        let person = self.someone(at);
        let dice = &mut self.dice;
        let (is_office, on_phone) = (dice.chance(45) && !person.is_guest, dice.chance(35));
        let client = if on_phone { &person.phone } else { &person.laptop };
        let origin = match on_phone {
            true if dice.chance(60) => Origin::mobile(person.office, u64::from(person.number)),
            _ if is_office => Origin::office(person.office, u64::from(person.number)),
            _ if dice.chance(15) && !person.is_guest => Origin::vpn(u64::from(person.number)),
            _ => person.home(),
        };
        let outcome = match dice.below(1_000) {
            0..620 => Outcome::Token,
            620..950 => Outcome::Mfa,
            950..975 => Outcome::WrongPassword,
            975..990 => Outcome::MfaNeeded,
            990..994 => Outcome::MfaDenied,
            994..998 => Outcome::Blocked,
            _ => Outcome::Locked,
        };
        let app = dice.pick(&EVERYDAY);
        Attempt { at, origin, client, app, outcome }.of(&person, &self.tenant, dice)
    }

    fn by_workload(&mut self, at: Time) -> SignIn {
        let dice = &mut self.dice;
        let (workload, origin) = (dice.pick(&self.workloads), Origin::cloud(dice.below(32)));
        let succeeds = dice.chance(98);
        workload_sign_in(workload, at, &origin, succeeds, &self.tenant, dice)
    }
}

impl Iterator for Background {
    type Item = SignIn;

    fn next(&mut self) -> Option<SignIn> {
        if self.made == self.count {
            return None;
        }
        let at = self.moment();
        self.made += 1;
        Some(if self.dice.chance(8) { self.by_workload(at) } else { self.by_person(at) })
    }
}

/// How busy the hour from `at` is: each office adds what its clocks say.
fn bustle(at: Time) -> u64 {
    let day = at.nanos().div_euclid(DAY * 1_000_000_000);
    // 1970-01-01 was a Thursday.
    let is_weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
    let offices = OFFICES.iter().map(|office| if is_working(local_hour(at, office.hours_ahead)) && !is_weekend { 10 } else { 1 });
    offices.sum()
}

fn local_hour(at: Time, hours_ahead: i64) -> i64 {
    (at.nanos().div_euclid(HOUR * 1_000_000_000) + hours_ahead).rem_euclid(24)
}

fn is_working(hour: i64) -> bool {
    (7..19).contains(&hour)
}
