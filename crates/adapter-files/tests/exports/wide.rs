//! Wide cells and many rows: nothing is held but the row at hand.

use std::io::Write;

use riskgate_adapter::{
    Checkpoint, Feed,
    conformance::{Verdict, check_feed},
};
use riskgate_adapter_files::FileFeed;
use riskgate_wire::RecordDefaults;
use tempfile::NamedTempFile;

use crate::{Outcome, import};

#[tokio::test]
async fn a_row_over_four_mebibytes_is_refused_with_its_beginning() {
    let wide = "é\n".repeat(2 << 20);
    let text = format!("User ID,Risk state,Note\nu1,At risk,x\nu2,At risk,\"{wide}\"\nu3,At risk,x\n");
    let Outcome { records, refused, .. } = import(text).await;
    assert_eq!((records.len(), refused.len()), (2, 1));
    assert_eq!((refused[0].place.as_str(), refused[0].reason.as_str()), ("line 3", "is larger than 4 MiB; only its first 64 KiB are kept"));
    assert!(refused[0].text.len() <= 64 << 10 && refused[0].text.starts_with("u2,At risk,"), "{}", refused[0].text.len());
}

/// A table of users, some rows of it bad.
fn table(rows: u64) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    writeln!(file, "User ID;Risk state;Note").expect("a file");
    for row in 0..rows {
        let state = if row % 700 == 9 { "At risk;more" } else { "At risk" };
        writeln!(file, "u{row};{state};\"two\nlines\"").expect("a file");
    }
    file
}

#[tokio::test]
async fn a_table_keeps_the_laws_of_feeds() {
    let file = table(3200);
    let report = check_feed(|| Box::new(FileFeed::open(file.path(), RecordDefaults::default()))).await;
    report.assert();
    assert!(report.results.iter().all(|judged| matches!(judged.verdict, Verdict::Passed { note: None, .. })), "{report}");
}

#[tokio::test]
async fn a_table_goes_on_from_any_row() {
    let file = table(50);
    let mut feed = FileFeed::open(file.path(), RecordDefaults::default());
    let all = feed.changes(None).await.expect("a batch");
    for consumed in [1, 9, 10, 49, 50] {
        let mut feed = FileFeed::open(file.path(), RecordDefaults::default());
        let rest = feed.changes(Some(&Checkpoint(consumed.to_string()))).await.expect("a batch");
        let before = consumed - usize::from(consumed > 9);
        assert_eq!(rest.records, all.records[before..], "{consumed}");
    }
}
