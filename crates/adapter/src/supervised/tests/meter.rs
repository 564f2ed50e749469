//! Keeps what is measured, for tests.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit};

/// A recorder of outcomes, and of how many calls were timed.
#[derive(Default)]
pub(super) struct Meter {
    outcomes: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    timed: Arc<Timed>,
}

#[derive(Default)]
struct Timed(AtomicU64);

impl HistogramFn for Timed {
    fn record(&self, _: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Meter {
    /// The outcomes in the order of their words, and how many calls came to each.
    pub(super) fn outcomes(&self) -> Vec<(String, u64)> {
        let outcomes = self.outcomes.lock().unwrap();
        outcomes.iter().map(|(word, count)| (word.clone(), count.load(Ordering::Relaxed))).collect()
    }

    /// How many calls were timed.
    pub(super) fn timed(&self) -> u64 {
        self.timed.0.load(Ordering::Relaxed)
    }
}

impl Recorder for Meter {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let outcome = key.labels().find(|label| label.key() == "outcome").expect("calls are counted by outcome");
        Counter::from_arc(self.outcomes.lock().unwrap().entry(outcome.value().to_owned()).or_default().clone())
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.timed.clone())
    }
}
