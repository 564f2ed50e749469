//! What is promised to the questions under way: all together they ask no more of a class than it lets go in the time that each of them has.
//!
//! Several questions are asked at once, by one request or by many, and share the limits. So a question is promised its calls before it makes
//! them, as soon as it knows of them, behind those that are promised to questions that began before it: these go first. A question that
//! began before others and asks for more later is promised it only if what is promised to them is kept.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use riskgate_msgraph_client::{Class, Outlook, Terms};
use tokio::time::Instant;

/// How long the answer to the last call of a question may take.
const ANSWER: Duration = Duration::from_millis(500);

/// An estimate is cut to this.
const ABOUT: Duration = Duration::from_millis(100);

/// What is promised to the questions under way.
#[derive(Default)]
pub(super) struct Promises(Mutex<Held>);

/// When a question began, and a number that tells those of one moment apart.
type Began = (Instant, u64);

#[derive(Default)]
struct Held {
    questions: BTreeMap<Began, Question>,
    came: u64,
}

struct Question {
    /// When its last call must have gone.
    until: Instant,
    /// The units of each class that were promised to it, and are not asked for yet.
    units: [u64; Class::ALL.len()],
}

/// What is promised to a question, until it ends.
pub(super) struct Promise<'a> {
    promises: &'a Promises,
    began: Began,
}

impl Promises {
    /// Promises nothing yet to a question on these terms.
    pub(super) fn begin(&self, terms: Terms) -> Promise<'_> {
        let mut held = self.held();
        held.came += 1;
        let began = (terms.since, held.came);
        let until = terms.until.checked_sub(ANSWER).unwrap_or(terms.since);
        held.questions.insert(began, Question { until, units: Default::default() });
        Promise { promises: self, began }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Promise<'_> {
    /// Promises it so many units, those that are promised to it already among them, if they fit.
    pub(super) fn reserve(&self, class: Class, units: u64, outlook: impl FnOnce() -> Outlook) -> bool {
        let mut held = self.promises.held();
        let fits = held.fits(self.began, class, units, outlook);
        if let (true, Some(question)) = (fits, held.questions.get_mut(&self.began)) {
            let promised = &mut question.units[class as usize];
            *promised = units.max(*promised);
        }
        fits
    }

    /// Whether so many units would be promised to it.
    pub(super) fn fits(&self, class: Class, units: u64, outlook: impl FnOnce() -> Outlook) -> bool {
        self.promises.held().fits(self.began, class, units, outlook)
    }

    /// It asks for so many units now.
    pub(super) fn spend(&self, class: Class, units: u64) {
        if let Some(question) = self.promises.held().questions.get_mut(&self.began) {
            let promised = &mut question.units[class as usize];
            *promised = promised.saturating_sub(units);
        }
    }

    /// About how long it would take from the beginning of the question until so many units have gone, behind all that is promised to others.
    pub(super) fn takes(&self, class: Class, units: u64, outlook: impl FnOnce() -> Outlook) -> Duration {
        let held = self.promises.held();
        let others = held.questions.iter().filter(|(began, _)| **began != self.began).map(|(_, question)| question.units[class as usize]);
        let takes = outlook().takes(others.sum::<u64>().saturating_add(units), self.began.0);
        ABOUT.saturating_mul(u32::try_from(takes.as_millis() / ABOUT.as_millis()).unwrap_or(u32::MAX))
    }
}

impl Held {
    /// Whether a question would be promised so many units. The outlook is made here, so that all who were promised something meanwhile are
    /// in it, or among the promises.
    fn fits(&self, began: Began, class: Class, units: u64, outlook: impl FnOnce() -> Outlook) -> bool {
        let promised = |question: &Question| question.units[class as usize];
        if self.questions.get(&began).is_some_and(|question| units <= promised(question)) {
            return true;
        }
        let (outlook, mut before) = (outlook().unpaused(), 0);
        self.questions.iter().all(|(other, question)| {
            let promised = promised(question);
            before += if *other == began { units } else { promised };
            let is_touched = *other == began || *other > began && (promised > 0 || outlook.is_waiting(other.0));
            !is_touched || outlook.last(before, other.0) <= question.until
        })
    }
}

impl Drop for Promise<'_> {
    fn drop(&mut self) {
        self.promises.held().questions.remove(&self.began);
    }
}

#[cfg(test)]
mod tests {
    use riskgate_msgraph_client::{Limit, Priority};

    use super::*;

    const CLASS: Class = Class::IdentityProtection;

    /// So many units in so many milliseconds.
    fn outlook(units: u32, per: u64) -> Outlook {
        Outlook::free(Limit { units, per: Duration::from_millis(per), kept: 0 })
    }

    /// Those of one who begins so many milliseconds later than the outlook, and then has so many.
    fn terms(outlook: &Outlook, after: u64, within: u64) -> Terms {
        let since = outlook.last(0, Instant::now()) + Duration::from_millis(after);
        Terms { priority: Priority::Person, since, until: since + Duration::from_millis(within) }
    }

    #[test]
    fn as_many_calls_are_promised_as_the_limit_lets_go_in_the_time() {
        for (units, per, within, most) in [(1, 1_100, 11_500, 11), (1, 1_100, 11_499, 10), (5, 10_500, 11_500, 10), (5, 10_500, 4_500, 5)] {
            let (promises, outlook) = (Promises::default(), outlook(units, per));
            let promise = promises.begin(terms(&outlook, 0, within));
            assert!(promise.reserve(CLASS, most, || outlook.clone()), "{units} in {per} ms for {within} ms");
            assert!(!promise.reserve(CLASS, most + 1, || outlook.clone()), "{units} in {per} ms for {within} ms");
        }
    }

    #[test]
    fn what_is_promised_to_one_is_not_promised_to_another_until_the_question_ends() {
        let (promises, outlook) = (Promises::default(), outlook(1, 1_000));
        let first = promises.begin(terms(&outlook, 0, 5_500));
        let second = promises.begin(terms(&outlook, 0, 5_500));
        assert!(
            first.reserve(CLASS, 4, || outlook.clone())
                && second.reserve(CLASS, 2, || outlook.clone())
                && !second.reserve(CLASS, 3, || outlook.clone())
        );
        assert_eq!(second.takes(CLASS, 3, || outlook.clone()).as_secs(), 6);
        assert!(second.reserve(Class::Security, 6, || outlook.clone()), "another class has a limit of its own");
        first.spend(CLASS, 1);
        assert!(second.reserve(CLASS, 3, || outlook.clone()));
        drop(first);
        assert!(second.reserve(CLASS, 6, || outlook.clone()));
    }

    #[test]
    fn who_began_before_is_promised_no_more_where_that_breaks_what_another_was_promised() {
        let (promises, outlook) = (Promises::default(), outlook(1, 1_000));
        let first = promises.begin(terms(&outlook, 0, 5_500));
        let second = promises.begin(terms(&outlook, 100, 5_500));
        let third = promises.begin(terms(&outlook, 200, 1_500));
        assert!(first.reserve(CLASS, 1, || outlook.clone()) && second.reserve(CLASS, 3, || outlook.clone()));
        assert!(first.reserve(CLASS, 3, || outlook.clone()), "the second has the time, and to the third nothing is promised");
        assert!(!first.reserve(CLASS, 4, || outlook.clone()));
        assert!(!third.fits(CLASS, 1, || outlook.clone()), "it goes behind them");
    }

    #[test]
    fn a_question_that_ends_in_a_moment_does_not_hold_up_those_after_it() {
        let (promises, outlook) = (Promises::default(), outlook(1, 1_000));
        let first = promises.begin(terms(&outlook, 0, 1_000));
        let second = promises.begin(terms(&outlook, 1, 11_500));
        assert!(first.reserve(CLASS, 1, || outlook.clone()) && second.reserve(CLASS, 10, || outlook.clone()));
    }
}
