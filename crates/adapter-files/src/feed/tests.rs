//! Tests of files as feeds.

use std::{collections::BTreeMap, error::Error, io::Write};

use flate2::{Compression, write::GzEncoder};
use riskgate_adapter::conformance::{Verdict, check_feed};
use riskgate_model::{Record, RecordKind, Refusal, TenantId, Time};
use tempfile::NamedTempFile;

use super::*;
use crate::text::{KEPT, LONGEST};

/// What a file came to.
#[derive(Debug, Default)]
struct Outcome {
    records: Vec<Record>,
    refused: Vec<Refusal>,
    skipped: BTreeMap<String, u64>,
    error: Option<String>,
    batches: usize,
}

fn defaults() -> RecordDefaults {
    RecordDefaults { tenant: TenantId::new("home"), as_of: None }
}

async fn drain(feed: &mut FileFeed, mut checkpoint: Option<Checkpoint>) -> Outcome {
    let mut outcome = Outcome::default();
    loop {
        match feed.changes(checkpoint.as_ref()).await {
            Ok(batch) => {
                outcome.batches += 1;
                outcome.records.extend(batch.records);
                outcome.refused.extend(batch.refused);
                for (name, count) in batch.skipped {
                    *outcome.skipped.entry(name).or_default() += count;
                }
                if !batch.more {
                    return outcome;
                }
                checkpoint = Some(batch.checkpoint);
            }
            Err(error) => {
                let cause = error.source().map(ToString::to_string).unwrap_or_default();
                outcome.error = Some(format!("{}: {cause}", error.kind));
                return outcome;
            }
        }
    }
}

/// A file of these bytes; it is removed when it is dropped.
fn file(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let file = NamedTempFile::new().expect("a file");
    std::fs::write(&file, bytes).expect("a file");
    file
}

async fn import(bytes: impl AsRef<[u8]>) -> Outcome {
    let file = file(bytes);
    drain(&mut FileFeed::open(file.path(), defaults()), None).await
}

fn sign_in(number: u64) -> String {
    format!(r#"{{"id":"s{number}","createdDateTime":"2024-05-01T08:00:00Z","userId":"u{number}","appId":"a","ipAddress":"192.0.2.1"}}"#)
}

fn page(elements: &[String]) -> String {
    format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns","value":[{}]}}"#, elements.join(","))
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn every_shape_gives_the_same_records() {
    let elements = [sign_in(1), sign_in(2)];
    let logged =
        elements.each_ref().map(|element| format!(r#"{{"time":"","category":"SignInLogs","tenantId":"home","properties":{element}}}"#));
    let plain = import(page(&elements)).await;
    assert_eq!(plain.records.len(), 2);
    for text in [format!("[{}]", elements.join(",")), elements.join("\n"), format!("{}\n{}", page(&elements[..1]), page(&elements[1..]))] {
        let outcome = import(text).await;
        assert_eq!((outcome.records, outcome.error), (plain.records.clone(), None));
    }
    let lines = import(logged.join("\r\n")).await;
    assert_eq!(lines.records.len(), 2);
    for text in [format!("[{}]", logged.join(",")), format!(r#"{{"records":[{}]}}"#, logged.join(", "))] {
        assert_eq!(import(text).await.records, lines.records);
    }
}

#[tokio::test]
async fn packing_and_byte_order_marks_are_taken_off() {
    let text = page(&[sign_in(1)]);
    let plain = import(text.clone()).await.records;
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [marked.clone(), packed(text.as_bytes()), packed(&marked)] {
        assert_eq!(import(bytes).await.records, plain);
    }
    let wide = |bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), packed(&wide(u16::to_le_bytes))] {
        assert_eq!(import(bytes).await.records, plain);
    }
    let halves = [packed(&text.as_bytes()[..20]), packed(&text.as_bytes()[20..])].concat();
    assert_eq!(import(halves).await.records, plain);
}

#[tokio::test]
async fn a_file_that_is_not_understood_says_what_was_expected() {
    for (bytes, message) in [
        (&b""[..], "line 1, column 1: expected a JSON object or array, found the end of the file"),
        (b"time\n", "line 1, column 1: expected a JSON object or array, found `t`"),
        (b"User ID,Risk state\n\"u\n", "line 2, column 1: the cell that begins here has no closing quotation mark"),
        (b"User ID,Risk state\rU1,At risk\r", "line 1, column 1: its lines end in CR alone; save it with the line ends of Windows or Unix"),
    ] {
        let outcome = import(bytes).await;
        assert_eq!(outcome.error, Some(format!("{}: {message}", ErrorKind::Malformed)));
        assert!(outcome.records.is_empty());
    }
}

#[tokio::test]
async fn a_record_that_is_no_utf_8_is_refused_and_stops_nothing_else() {
    let mut json = page(&[sign_in(1), sign_in(2), sign_in(3)]).into_bytes();
    let second = json.windows(4).position(|bytes| bytes == b"\"s2\"").expect("the second");
    json[second + 1] = 0xfc;
    let outcome = import(json).await;
    assert_eq!((outcome.records.len(), outcome.refused.len(), &outcome.error), (2, 1, &None));
    assert!(outcome.refused[0].reason.ends_with(": is no UTF-8 text; save the file as UTF-8"), "{}", outcome.refused[0].reason);
    assert!(outcome.refused[0].text.contains(r"\xfc2"), "{}", outcome.refused[0].text);
    let table = import(&b"User ID,Risk state,Name\nu1,At risk,J\xfcrgen\nu2,At risk,Ada\n"[..]).await;
    assert_eq!((table.records.len(), table.refused.len(), table.error), (1, 1, None));
}

#[tokio::test]
async fn a_long_record_that_is_refused_says_that_only_its_beginning_is_kept() {
    let outcome = import(page(&[format!(r#"{{"id":"s2","userAgent":"{}"}}"#, "x".repeat(KEPT))])).await;
    assert_eq!(outcome.refused.len(), 1);
    assert!(outcome.refused[0].reason.ends_with("; only its first 64 KiB are kept"), "{}", outcome.refused[0].reason);
}

#[tokio::test]
async fn a_file_whose_beginning_is_not_understood_stays_so_from_any_checkpoint() {
    let file = file("colour;size\nred;7\n");
    let mut feed = FileFeed::open(file.path(), defaults());
    for consumed in ["0", "1", "1"] {
        let error = feed.changes(Some(&Checkpoint(consumed.into()))).await.expect_err("no table");
        assert!(error.source().expect("a cause").to_string().contains("`colour`, `size` are the columns of no table"));
    }
}

#[tokio::test]
async fn a_cut_archive_gives_what_came_before() {
    let text = (0..5000).map(sign_in).collect::<Vec<_>>().join("\n");
    let whole = packed(text.as_bytes());
    let outcome = import(&whole[..whole.len() / 2]).await;
    assert!(outcome.error.as_ref().is_some_and(|error| error.contains("cannot be read past line ")), "{:?}", outcome.error);
    assert!(outcome.records.len() > 1000 && outcome.records.len() < 5000, "{}", outcome.records.len());
}

#[tokio::test]
async fn records_before_a_break_stay_and_the_break_is_told_again() {
    let text = format!("{{\"value\":[{},\n{},\n{{\"id\" \"s3\"}}]}}", sign_in(1), sign_in(2));
    let file = file(text);
    let mut feed = FileFeed::open(file.path(), defaults());
    let first = feed.changes(None).await.expect("what came before");
    assert_eq!((first.records.len(), first.more), (2, true));
    for _ in 0..2 {
        let error = feed.changes(Some(&first.checkpoint)).await.expect_err("the break");
        let cause = error.source().expect("a cause").to_string();
        assert_eq!(cause, "line 3, column 7: expected `:`, found `\"`");
    }
}

#[tokio::test]
async fn a_bad_record_is_refused_by_path_and_stops_nothing() {
    let bad = r#"{"id":"s2","createdDateTime":"2021-10-26T16:28:17Z)"}"#.to_owned();
    let deep = sign_in(4).replace("\"appId\"", "\"status\":{\"errorCode\":\"many\"},\"appId\"");
    let file = file(page(&[sign_in(1), bad.clone(), sign_in(3), deep]));
    let outcome = drain(&mut FileFeed::open(file.path(), defaults()), None).await;
    assert_eq!(outcome.records.len(), 2);
    let refusal = &outcome.refused[0];
    assert_eq!((&refusal.source, refusal.place.as_str()), (&file.path().display().to_string(), "value[1].createdDateTime"));
    assert!(refusal.reason.contains("2021-10-26T16:28:17Z)"), "{}", refusal.reason);
    assert_eq!(outcome.refused[1].place, "value[3].status.errorCode");
    assert_eq!((refusal.kind, &refusal.text), (Some(RecordKind::SignIns), &bad));
}

#[tokio::test]
async fn an_alert_of_the_future_is_refused_by_its_path_where_the_time_is_known() {
    let incident = r##"{"@odata.type": "#microsoft.graph.security.incident", "id": "7", "alerts": [
        {"id": "a", "lastUpdateDateTime": "1970-01-02T00:00:00Z"}, {"id": "b", "lastUpdateDateTime": "1970-01-02T00:00:01Z"}]}"##;
    let outcome = drain(&mut FileFeed::over("pushed", incident.as_bytes(), defaults()).at(Time::from_seconds(0)), None).await;
    assert_eq!(outcome.records.len(), 2, "the incident, and what is a day ahead");
    let [refusal] = &outcome.refused[..] else { panic!("{:?}", outcome.refused) };
    assert_eq!(
        (refusal.place.as_str(), refusal.reason.as_str(), refusal.kind),
        (
            "line 1, alerts[1].lastUpdateDateTime",
            "lastUpdateDateTime 1970-01-02T00:00:01Z is more than 24 hours in the future",
            Some(RecordKind::Alerts)
        )
    );
    let outcome = drain(&mut FileFeed::over("pushed", incident.as_bytes(), defaults()), None).await;
    assert_eq!((outcome.records.len(), outcome.refused.len()), (3, 0), "the sink has a clock of its own");
}

#[tokio::test]
async fn a_bad_line_is_refused_by_its_number() {
    let text =
        format!("{}\n{{\"time\":\"\",\"category\":\"RiskyUsers\",\"properties\":{{\"id\":\"\"}}}}\n{{broken\n{}\n", sign_in(1), sign_in(2));
    let outcome = import(text).await;
    assert_eq!((outcome.records.len(), outcome.error), (2, None));
    let places: Vec<_> = outcome.refused.iter().map(|refusal| (refusal.place.as_str(), refusal.text.as_str())).collect();
    assert_eq!(places[0].0, "line 2, properties.id");
    assert_eq!(places[1], ("line 3", "{broken"));
    assert!(outcome.refused[1].reason.contains("expected a name in quotation marks"), "{}", outcome.refused[1].reason);
}

#[tokio::test]
async fn an_element_that_only_its_parser_cannot_read_is_refused() {
    let text = format!(
        "[{},\n{{\"id\":\n  nul}},{{\"id\":\"\\ud800\"}},{{\"a\":{}1{}}},{}]",
        sign_in(1),
        "[".repeat(200),
        "]".repeat(200),
        sign_in(2)
    );
    let outcome = import(text).await;
    assert_eq!((outcome.records.len(), outcome.error), (2, None));
    let reasons: Vec<_> = outcome.refused.iter().map(|refusal| refusal.reason.as_str()).collect();
    assert!(reasons[0].starts_with("line 3, column "), "{reasons:?}");
    assert!(reasons[1].contains("escape") && reasons[2].contains("recursion"), "{reasons:?}");
    assert_eq!(outcome.refused[2].place, "[3]");
}

#[tokio::test]
async fn a_record_over_four_mebibytes_is_refused_with_its_beginning() {
    let long = format!(r#"{{"id":"s2","createdDateTime":"2024-05-01T08:00:00Z","userAgent":"{}"}}"#, "é".repeat(LONGEST));
    let outcome = import(page(&[sign_in(1), long, sign_in(3)])).await;
    assert_eq!((outcome.records.len(), outcome.refused.len()), (2, 1));
    let refusal = &outcome.refused[0];
    assert_eq!((refusal.place.as_str(), refusal.reason.as_str()), ("value[1]", "is larger than 4 MiB; only its first 64 KiB are kept"));
    assert!(refusal.text.len() <= KEPT && refusal.text.starts_with(r#"{"id":"s2""#), "{}", refusal.text.len());
}

#[tokio::test]
async fn what_is_not_loaded_is_counted_by_name() {
    let text = r#"{"time":"","category":"ProvisioningLogs","properties":{}} {"time":"","category":"ProvisioningLogs"} {"error":{"code":"x"}}
        {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups","value":[{"id":"1"}]}"#;
    let outcome = import(text).await;
    let expected = [("ProvisioningLogs", 2), ("errors", 1), ("groups", 1)].map(|(name, count)| (name.to_owned(), count));
    assert_eq!(outcome.skipped, BTreeMap::from(expected));
    assert!(outcome.records.is_empty() && outcome.refused.is_empty());
}

#[tokio::test]
async fn names_of_skipped_things_do_not_fill_the_memory() {
    let lines: Vec<_> = (0..900).map(|number| format!(r#"{{"time":"","category":"Category{number}"}}"#)).collect();
    let outcome = import(lines.join("\n")).await;
    assert_eq!(outcome.skipped.values().sum::<u64>(), 900);
    assert!(outcome.skipped.len() < 300 && outcome.skipped["others"] > 0);
}

#[tokio::test]
async fn an_empty_page_gives_nothing_and_is_no_error() {
    let outcome = import(page(&[])).await;
    assert_eq!((outcome.records.len(), outcome.error, outcome.batches), (0, None, 1));
}

#[tokio::test]
async fn a_feed_goes_on_from_any_checkpoint() {
    let elements: Vec<_> = (0..2500).map(sign_in).collect();
    let file = file(packed(page(&elements).as_bytes()));
    let mut feed = FileFeed::open(file.path(), defaults());
    let all = drain(&mut feed, None).await;
    assert_eq!((all.records.len(), all.batches), (2500, 3));
    let size = std::fs::metadata(&file).expect("a file").len();
    assert_eq!(feed.progress(), Progress { read: size, total: Some(size) });
    for consumed in [0, 1, 1000, 2499, 2500, 9999] {
        let checkpoint = Some(Checkpoint(consumed.to_string()));
        for mut feed in [FileFeed::open(file.path(), defaults()), std::mem::replace(&mut feed, FileFeed::open(file.path(), defaults()))] {
            let rest = drain(&mut feed, checkpoint.clone()).await;
            assert_eq!(rest.records, all.records[consumed.min(2500)..], "{consumed}");
        }
    }
}

#[tokio::test]
async fn a_checkpoint_of_another_feed_is_refused() {
    let file = file("{}");
    let mut feed = FileFeed::open(file.path(), defaults());
    let error = feed.changes(Some(&Checkpoint("page/2".into()))).await.expect_err("not ours");
    assert!(matches!(error.kind, ErrorKind::InvalidRequest(_)), "{error}");
}

#[tokio::test]
async fn a_missing_file_is_an_error() {
    let mut feed = FileFeed::open("no/such/file.json", defaults());
    let outcome = drain(&mut feed, None).await;
    assert_eq!(outcome.error, Some(format!("{}: cannot be opened", ErrorKind::Unavailable)));
}

#[tokio::test]
async fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = FileFeed::open(folder.path(), defaults()).changes(None).await.expect_err("a folder");
    let cause = error.source().and_then(Error::source).expect("a cause").to_string();
    assert_eq!((error.kind, cause.as_str()), (ErrorKind::Unavailable, "is a directory"));
}

#[tokio::test]
async fn a_giant_batch_is_parted_by_bytes() {
    let wide: Vec<_> = (0..12).map(|number| sign_in(number).replace("192.0.2.1", &"9".repeat(1 << 20))).collect();
    let outcome = import(page(&wide)).await;
    assert_eq!(outcome.records.len(), 12);
    assert!(outcome.batches >= 3, "{}", outcome.batches);
}

#[tokio::test]
async fn a_file_keeps_the_laws_of_feeds() {
    let elements = (0..3200).map(|number| if number % 700 == 9 { format!(r#"{{"id":"x{number}"}}"#) } else { sign_in(number) });
    let text = elements.collect::<Vec<_>>().join("\n");
    for bytes in [packed(text.as_bytes()), text.into_bytes()] {
        let file = file(bytes);
        let report = check_feed(|| Box::new(FileFeed::open(file.path(), defaults()))).await;
        report.assert();
        assert!(report.results.iter().all(|judged| matches!(judged.verdict, Verdict::Passed { note: None, .. })), "{report}");
    }
}
