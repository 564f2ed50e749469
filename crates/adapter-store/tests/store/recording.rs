//! Recording: whatever the order, the batches and the repetitions, the store comes out the same.

use proptest::{collection::vec, prelude::*, sample::Index, test_runner::TestCaseError};
use riskgate_adapter::Counts;
use riskgate_model::Record;

use crate::{bench::Bench, engine::CASES, world::records};

/// A runtime for a law.
pub(crate) fn run(law: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(law)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn every_order_every_batching_and_every_repetition_gives_the_same_store(
        (records, shuffled) in records().prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        again in vec(any::<Index>(), 0..6),
        sizes in vec(1..9_usize, 1..6),
    ) {
        run(async {
            let Some(whole) = Bench::of(&records).await else { return Ok(()) };
            let Some(parts) = Bench::new().await else { return Ok(()) };
            let repeated: Vec<Record> = again.iter().filter(|_| !records.is_empty()).map(|index| index.get(&shuffled).clone()).collect();
            let told = [shuffled, repeated].concat();
            let (mut rest, mut sizes) = (told.as_slice(), sizes.iter().cycle());
            while !rest.is_empty() {
                let (batch, others) = rest.split_at(rest.len().min(*sizes.next().expect("a cycle")));
                parts.record(batch).await;
                rest = others;
            }
            prop_assert_eq!(whole.dump().await, parts.dump().await);
            Ok(())
        })?;
    }

    #[test]
    fn every_record_is_counted_once_and_a_second_import_changes_nothing(records in records()) {
        run(async {
            let Some(bench) = Bench::new().await else { return Ok(()) };
            let first = bench.record(&records).await;
            let before = bench.dump().await;
            let second = bench.record(&records).await;
            for (kind, counts) in &first.0 {
                let came = records.iter().filter(|record| record.kind() == *kind).count() as u64;
                prop_assert_eq!(counts.new + counts.changed + counts.unchanged, came);
                prop_assert_eq!(second.0[kind], Counts { unchanged: came, ..Counts::default() });
            }
            prop_assert_eq!(first.0.len(), second.0.len());
            prop_assert_eq!(bench.dump().await, before);
            Ok(())
        })?;
    }
}
