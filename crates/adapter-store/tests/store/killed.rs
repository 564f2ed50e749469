//! A process that is killed while it records: nothing that was answered is lost, and a second run ends like an undisturbed one.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::Arc,
};

use riskgate_adapter::{SignInScope, SignInSource, Sink};
use riskgate_adapter_store::Store;
use riskgate_model::{Filter, Record, SignInField, Test};

use crate::{
    bench::{Bench, Still},
    crowd::sign_in,
};

/// Names the database that the child records into.
const DATABASE: &str = "RISKGATE_TEST_KILLED";

/// Records a batch holds.
const SIZE: i64 = 60;

/// The records of the batch of this number.
pub(crate) fn batch(number: usize) -> Vec<Record> {
    let number = i64::try_from(number).expect("few batches");
    (0..SIZE).map(|n| sign_in("u", &format!("{number}-{n}"), number * SIZE + n)).collect()
}

fn batches() -> Vec<Vec<Record>> {
    (0..40).map(batch).collect()
}

/// Sees that all of these batches are there as a whole, and the next one as a whole or not at all.
pub(crate) async fn sees_whole(store: &Store, answered: usize) {
    for number in 0..answered + 2 {
        let of_batch = Filter::Is(SignInField::RequestId, Test::StartsWith(format!("{number}-")));
        let held = store.count_sign_ins(SignInScope::All, &of_batch).await.expect("a count")[0].expect("few rows are tested");
        let all = SIZE.unsigned_abs();
        assert!(held == all || (held == 0 && number >= answered), "{held} of batch {number}, {answered} were answered");
    }
}

/// The child: it says which batch is recorded, one a line.
#[tokio::test]
#[ignore = "it is run, and killed, by the test below"]
#[expect(clippy::disallowed_methods, reason = "a test tells its child by the environment which database to use")]
async fn records_until_it_is_killed() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let store = Store::open(&url, Arc::new(Still)).await.expect("a store");
    for (number, batch) in batches().iter().enumerate() {
        store.record(batch, &[]).await.expect("it is recorded");
        println!("\nrecorded {number}");
    }
}

/// Runs the child and kills it once it has answered for this batch; answers the last batch it answered for.
fn run_and_kill(url: &str, at: usize) -> Option<usize> {
    let program = std::env::current_exe().expect("this program");
    let arguments = ["--ignored", "--exact", "killed::records_until_it_is_killed", "--nocapture"];
    let mut child = Command::new(program).args(arguments).env(DATABASE, url).stdout(Stdio::piped()).spawn().expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map(|line| line.expect("a line"));
    let mut answered = |line: String| line.strip_prefix("recorded ").and_then(|number| number.parse::<usize>().ok());
    let reached = lines.by_ref().filter_map(&mut answered).find(|number| *number >= at);
    child.kill().expect("it is killed");
    let last = lines.filter_map(answered).last();
    child.wait().expect("it ends");
    last.or(reached)
}

#[tokio::test]
async fn a_killed_import_loses_nothing_and_can_be_run_again() {
    let Some(undisturbed) = Bench::new().await else { return };
    for batch in batches() {
        undisturbed.record(&batch).await;
    }
    let expected = undisturbed.dump().await;
    for at in [0, 3, 11] {
        let Some(bench) = Bench::new().await else { return };
        let answered = run_and_kill(&bench.url(), at).expect("it came so far");
        sees_whole(&bench.store, answered + 1).await;
        for batch in &batches() {
            bench.record(batch).await;
        }
        assert_eq!(bench.dump().await, expected);
    }
}
