//! What a question may cost: as many calls as fit into the time of an answer. Pure.

use std::time::Duration;

use riskgate_adapter::ErrorKind;
use riskgate_msgraph_client::{Class, Limit};

use super::MOST_PAGES;

/// What a question may still ask of one class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    limit: Limit,
    /// The most calls that fit into the time.
    most: u64,
    spent: u64,
}

impl Budget {
    /// The budget of a question that has so long.
    pub(super) fn new(limit: Limit, time: Duration) -> Self {
        let times = time.as_nanos() / limit.per.as_nanos().max(1);
        let most = u64::try_from(times).unwrap_or(u64::MAX).saturating_add(1).saturating_mul(u64::from(limit.units));
        Self { limit, most: most.min(MOST_PAGES), spent: 0 }
    }

    /// Whether so many more calls fit.
    ///
    /// # Errors
    /// When they do not: what the question would cost, with `instead` as the advice.
    pub(super) fn affords(&self, calls: u64, instead: &str) -> Result<(), ErrorKind> {
        let calls = self.spent.saturating_add(calls);
        if calls <= self.most { Ok(()) } else { Err(self.too_expensive(calls, instead)) }
    }

    /// How many more calls fit.
    pub(super) const fn left(&self) -> u64 {
        self.most.saturating_sub(self.spent)
    }

    /// A call is made.
    pub(super) const fn spend(&mut self) {
        self.spent += 1;
    }

    /// The refusal of a question that would cost so many calls.
    pub(super) fn too_expensive(&self, calls: u64, instead: &str) -> ErrorKind {
        let rounds = calls.saturating_sub(1) / u64::from(self.limit.units.max(1));
        let takes = self.limit.per.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX));
        ErrorKind::TooExpensive { calls, takes, instead: instead.to_owned() }
    }
}

/// The budgets of a question, one for each class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budgets([Budget; Class::ALL.len()]);

impl Budgets {
    pub(super) fn new(limit: impl Fn(Class) -> Limit, time: Duration) -> Self {
        Self(Class::ALL.map(|class| Budget::new(limit(class), time)))
    }

    pub(super) fn of(&mut self, class: Class) -> &mut Budget {
        &mut self.0[class as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(units: u32, per: u64, time: u64) -> Budget {
        let limit = Limit { units, per: Duration::from_millis(per), kept: 0 };
        Budget::new(limit, Duration::from_millis(time))
    }

    #[test]
    fn as_many_calls_fit_as_the_limit_lets_go_in_the_time() {
        for (units, per, time, most) in [(1, 1_100, 11_000, 11), (1, 1_100, 10_999, 10), (5, 10_500, 11_000, 10), (5, 10_500, 4_500, 5)] {
            let mut budget = budget(units, per, time);
            for _ in 0..most {
                assert_eq!(budget.affords(1, ""), Ok(()));
                budget.spend();
            }
            assert!(budget.affords(1, "").is_err(), "{units} in {per} ms for {time} ms");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_calls_and_time() {
        let takes = |budget: Budget, calls| match budget.affords(calls, "ask for less") {
            Err(ErrorKind::TooExpensive { calls, takes, .. }) => (calls, takes.as_millis()),
            other => panic!("{other:?}"),
        };
        assert_eq!(takes(budget(1, 1_100, 4_500), 11), (11, 11_000));
        assert_eq!(takes(budget(5, 10_500, 4_500), 11), (11, 21_000));
        let mut begun = budget(5, 10_500, 4_500);
        begun.spend();
        assert_eq!(takes(begun, 5), (6, 10_500));
    }

    #[test]
    fn a_question_reads_no_more_pages_than_is_good_for_it_however_fast_they_come() {
        assert!(budget(1_000, 1, 10_000).affords(MOST_PAGES, "").is_ok());
        assert!(budget(1_000, 1, 10_000).affords(MOST_PAGES + 1, "").is_err());
    }
}
