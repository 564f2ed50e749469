//! What is wrong with rows, and what is said of it.

use riskgate_model::{Record, RecordKind};
use serde_json::json;

use crate::{Outcome, import};

/// The place and reason of the one refusal, and how many rows were read.
async fn refusal(text: impl AsRef<[u8]>) -> (usize, String, String, Option<RecordKind>) {
    let Outcome { records, refused, error, .. } = import(text).await;
    assert_eq!((refused.len(), error), (1, None), "{refused:?}");
    (records.len(), refused[0].place.clone(), refused[0].reason.clone(), refused[0].kind)
}

const SIGN_INS: &str = "Date (UTC),Request ID,User ID,Status,IP address\n";
const GOOD: &str = "2026-04-03T08:01:56Z,r1,u1,Success,203.0.113.9\n";

#[tokio::test]
async fn a_bad_row_is_refused_by_line_and_header_and_stops_nothing() {
    for (row, place, reason) in [
        (
            "03/04/2026 08:01:56,r2,u1,Success,\n",
            "line 3, Date",
            "\"03/04/2026 08:01:56\" could be 4 March or 3 April; export it again as JSON",
        ),
        ("2026-04-03T08:01:56Z),r2,u1,Success,\n", "line 3, Date", "\"2026-04-03T08:01:56Z)\" is not a time"),
        (",r2,u1,Success,\n", "line 3, Date", "is missing"),
        ("2026-04-03T08:01:56Z,,u1,Success,\n", "line 3, Request ID", "is missing; show the column in the portal and download"),
        ("2026-04-03T08:01:56Z,r2,u1,Nobody knows,\n", "line 3, Status", "\"Nobody knows\" is not a whole number"),
        ("2026-04-03T08:01:56Z,r2,u1\n", "line 3", "has 3 cells under 5 columns"),
        ("2026-04-03T08:01:56Z,r2,u1,Success,a,b\n", "line 3", "has 6 cells under 5 columns"),
        ("2026-04-03T08:01:56Z,\"r2\"x,u1,Success,\n", "line 3", "line 3, column 26: expected the end of the cell behind a quotation mark"),
    ] {
        let (read, told, why, _) = refusal(format!("{SIGN_INS}{GOOD}{row}{GOOD}")).await;
        assert_eq!((read, told.as_str()), (2, place), "{row}");
        assert!(why.contains(reason), "{row}: {why}");
    }
}

#[tokio::test]
async fn the_line_of_a_row_counts_the_line_ends_within_cells() {
    let text = "User ID,Risk state,Note\nu1,At risk,\"two\n\nlines\"\n\nu2,At risk,x,y\nu3,At risk,\"z\"\n";
    let (read, place, ..) = refusal(text).await;
    assert_eq!((read, place.as_str()), (2, "line 6"));
}

#[tokio::test]
async fn a_row_without_a_user_or_request_is_refused() {
    for (text, header, kind) in [
        ("User,Username,Risk state\nAnn Berg,ann@exports.example,At risk\n", "User ID", RecordKind::RiskyUsers),
        ("Service principal name,Risk state\nRobot,At risk\n", "Service principal ID", RecordKind::RiskyServicePrincipals),
        ("Date,User,Application,Sign-in status\n2026-04-03T08:01:56Z,Ann Berg,Payroll,Success\n", "Request ID", RecordKind::SignIns),
        (
            "Detection time,Detection type,User\n2026-04-03T08:01:56Z,Leaked credentials,Ann Berg\n",
            "Request ID",
            RecordKind::RiskDetections,
        ),
    ] {
        let (read, place, reason, told) = refusal(text).await;
        assert_eq!((read, place, told), (0, format!("line 2, {header}"), Some(kind)));
        assert!(
            reason.starts_with("is missing") && reason.ends_with("show the column in the portal and download the report again"),
            "{reason}"
        );
    }
}

#[tokio::test]
async fn a_row_of_an_answer_is_refused_by_its_place() {
    let columns = json!([{"name": "TimeGenerated", "type": "datetime"}, {"name": "Type"}, {"name": "Id"}, {"name": "IsDeleted"}]);
    let row = |id: &str, deleted: &str| json!(["2026-04-03T08:00:00Z", "AADRiskyUsers", id, deleted]);
    let rows = json!([row("u1", "False"), row("u2", "perhaps"), row("u3", "true")]);
    let text = json!({"tables": [{"columns": columns, "name": "PrimaryResult", "rows": rows}], "statistics": {"query": {}}}).to_string();
    let (read, place, reason, kind) = refusal(text).await;
    assert_eq!((read, place.as_str(), kind), (2, "rows[1].IsDeleted", Some(RecordKind::RiskyUsers)));
    assert!(reason.contains("\"perhaps\" is not true or false"), "{reason}");
}

#[tokio::test]
async fn an_answer_that_names_no_columns_is_refused_table_by_table() {
    let Outcome { records, refused, error, .. } = import(r#"{"tables":[{"name":"PrimaryResult","rows":[["a"],["b"]]}]}"#).await;
    assert_eq!((records.len(), refused.len(), error), (0, 1, None));
}

#[tokio::test]
async fn an_impossible_address_and_a_page_without_a_next_one_are_no_faults() {
    let rows = json!([{"Date (UTC)": "2026-04-03T08:01:56Z", "Request ID": "r1", "Status": "Success", "IP address": "123.456.7.89"}]);
    for page in [json!({"nextLink": null, "value": rows}), json!({"value": rows, "nextLink": null})] {
        let Outcome { records, refused, .. } = import(page.to_string()).await;
        assert!(refused.is_empty(), "{refused:?}");
        let [Record::SignIn(sign_in)] = records.as_slice() else { panic!("one sign-in") };
        assert_eq!(sign_in.value.ip_address.as_ref().map(riskgate_model::IpAddress::as_str), Some("123.456.7.89"));
    }
}

#[tokio::test]
async fn a_refused_row_is_kept_so_that_it_can_be_read_again() {
    let Outcome { refused, .. } = import(format!("{SIGN_INS}03/04/2026 08:01:56,r2,u1,Success,\n")).await;
    let kept: serde_json::Value = serde_json::from_str(&refused[0].text).expect("JSON");
    let row = json!({"Date (UTC)": "03/04/2026 08:01:56", "Request ID": "r2", "User ID": "u1", "Status": "Success", "IP address": ""});
    assert_eq!(kept, row);
    let Outcome { refused: again, .. } = import(&refused[0].text).await;
    assert_eq!(again[0].reason, refused[0].reason);
}

#[tokio::test]
async fn a_table_that_is_none_of_ours_is_told_by_its_columns() {
    for (text, told) in [
        ("Datum (UTC),Anforderungs-ID,Benutzer\nx,y,z\n", "`Datum (UTC)`, `Anforderungs-ID`, `Benutzer` are the columns of no table"),
        ("time;category\n1;2\n", "`time`, `category` are the columns of no table"),
    ] {
        let error = import(text).await.error.expect(text);
        assert!(error.contains(told) && error.contains("downloaded in English"), "{error}");
    }
    assert_eq!(import("User ID,Risk state\n").await.error, None);
}

#[tokio::test]
async fn rows_before_a_cell_that_does_not_end_stay() {
    let Outcome { records, error, .. } = import(format!("{SIGN_INS}{GOOD}2026-04-03T08:01:56Z,\"r2,u1,Success,\n{GOOD}")).await;
    assert_eq!(records.len(), 1);
    assert_eq!(error.as_deref(), Some("line 3, column 22: the cell that begins here has no closing quotation mark"));
}

#[tokio::test]
async fn tables_of_log_analytics_that_are_not_loaded_are_skipped_by_name() {
    let text =
        "TimeGenerated [UTC],Type,Id\n\"4/3/2026, 8:00:00.000 AM\",AADProvisioningLogs,a\n\"4/3/2026, 8:00:00.000 AM\",AADRiskyUsers,u1\n";
    let Outcome { records, skipped, .. } = import(text).await;
    assert_eq!((records.len(), skipped), (1, [("AADProvisioningLogs".to_owned(), 1)].into()));
}
