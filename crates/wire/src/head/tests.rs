//! Tests of heads, and of the portal's tables that they lead to.

use riskgate_model::{Record, RecordKind, TenantId};
use serde_json::json;

use super::*;
use crate::{kind::Kind, tables::portal::WORDS};

fn defaults() -> RecordDefaults {
    RecordDefaults { tenant: TenantId::new("home"), as_of: None }
}

fn rows(head: &str, cells: &[&str]) -> Recognised {
    TableHead::new(head.split('|')).recognise(cells.iter().map(|cell| Value::from(*cell)).collect(), &defaults())
}

fn kind_of(report: &Report, property: &str) -> Option<&'static Kind> {
    let table = report.resource.table();
    match property.split_once('.') {
        None => table.kind(property),
        Some((part, name)) => match table.kind(part)? {
            Kind::Object(part) => part.kind(name),
            _ => None,
        },
    }
}

#[test]
fn every_header_stands_for_a_property_and_no_header_for_two() {
    for report in &REPORTS {
        for (position, (header, property)) in report.columns.iter().enumerate() {
            assert!(kind_of(report, property).is_some(), "{header}: {property}");
            assert!(!report.columns[..position].iter().any(|(other, _)| is_named(other, header)), "{header} stands twice");
        }
        for header in report.told_by.iter().copied().flatten() {
            assert!(report.columns.iter().any(|(known, _)| known == header), "{header} is no column");
        }
    }
}

#[test]
fn every_word_of_the_portal_is_one_of_a_property_and_stands_for_a_known_one() {
    for (property, label, word) in WORDS {
        let kind = REPORTS.iter().find_map(|report| kind_of(report, property)).expect(property);
        match kind {
            Kind::Word(spelling) | Kind::Words(spelling) => assert_eq!(spelling(word), Some(word), "{label}"),
            Kind::Flag => assert!(matches!(word, "true" | "false"), "{label}"),
            Kind::Integer => assert!(matches!(word, "" | "0"), "{label}"),
            _ => panic!("{label} stands for no word"),
        }
    }
}

#[test]
fn a_head_is_known_by_its_columns_padded_in_any_case_and_order() {
    for head in [
        "User ID|Risk state",
        " risk level | USER id ",
        "Risk last updated|Service principal ID",
        "Detection type|x|Detection time (UTC)",
        "Date (UTC)|Request ID|Status",
        "TimeGenerated [UTC]|Whatever",
        "id|riskState|userPrincipalName",
    ] {
        assert!(TableHead::new(head.split('|')).is_known(), "{head}");
    }
    for head in ["time|category", "User|Department", "Date|Amount|Status", "id|displayName"] {
        assert!(!TableHead::new(head.split('|')).is_known(), "{head}");
    }
}

#[test]
fn a_row_of_microsoft_graphs_properties_is_a_record() {
    let Recognised::Record(Record::RiskyUser(user)) =
        rows("id|riskState|riskLastUpdatedDateTime|isDeleted", &["u", "AtRisk", "2024-05-01T08:00:00Z", "False"])
    else {
        panic!("a risky user");
    };
    assert_eq!(user.body.as_str(), r#"{"id":"u","isDeleted":false,"riskLastUpdatedDateTime":"2024-05-01T08:00:00Z","riskState":"atRisk"}"#);
    let Recognised::Refused(refused) = rows("id|riskState|riskLastUpdatedDateTime", &["u", "AtRisk", "5/1/2024 8:00:00 AM"]) else {
        panic!("a date that could be two");
    };
    assert_eq!((refused.kind, refused.path.as_str()), (Some(RecordKind::RiskyUsers), "riskLastUpdatedDateTime"));
    assert!(refused.reason.contains("could be 1 May or 5 January"), "{}", refused.reason);
}

#[test]
fn a_row_with_more_or_fewer_cells_is_refused() {
    for cells in [&["u"][..], &["u", "atRisk", "more"]] {
        let Recognised::Refused(refused) = rows("User ID|Risk state", cells) else { panic!("{cells:?}") };
        assert!(refused.reason.contains(&format!("has {} cells under 2 columns", cells.len())), "{}", refused.reason);
    }
    assert!(matches!(rows("User ID|Risk state", &["u", "At risk", "", ""]), Recognised::Record(_)));
}

#[test]
fn an_object_whose_names_are_those_of_columns_is_a_row() {
    let row = json!({"User ID": "u", "Risk state": "At risk", "Risk last updated": "2024-05-01T08:00:00Z"});
    let Recognised::Record(Record::RiskyUser(user)) = crate::recognise(row, None, &defaults()) else { panic!("a risky user") };
    assert_eq!(user.body.as_str(), r#"{"id":"u","riskLastUpdatedDateTime":"2024-05-01T08:00:00Z","riskState":"atRisk"}"#);
    let other = json!({"id": "u", "riskState": "atRisk", "a note": "x"});
    let Recognised::Record(Record::RiskyUser(user)) = crate::recognise(other, None, &defaults()) else { panic!("a risky user") };
    assert!(user.body.as_str().contains(r#""a note":"x""#));
}

#[test]
fn a_row_as_an_object_is_recognised_as_the_same_row() {
    for (head, cells) in [
        ("User ID|Risk state|Risk last updated (UTC)", vec!["u", "At risk", "03/04/2026 08:00:00"]),
        ("TimeGenerated [UTC]|Type|Id|RiskState", vec!["3/4/2026, 8:00:00 AM", "AADRiskyUsers", "u", "atRisk"]),
        ("User ID|Risk state|Detection type|Detection time", vec!["u", "At risk", "", ""]),
        ("SourceSystem|Type|Id|RiskState", vec!["Azure AD", "AADRiskyUsers", "u", "atRisk"]),
        ("id|riskState|riskLastUpdatedDateTime [UTC]", vec!["u", "atRisk", "3/14/2026 8:00:00 AM"]),
        ("id|riskState|riskLastUpdatedDateTime", vec!["u", "atRisk", "03/04/2026 08:00:00"]),
        (
            "Date (UTC)|Request ID|Status|MFA required|Authentication requirement",
            vec!["2026-03-04T08:00:00Z", "r", "Success", "Yes", "Single-factor authentication"],
        ),
        (
            "Date (UTC)|Request ID|Status|Authentication requirement|MFA required",
            vec!["2026-03-04T08:00:00Z", "r", "Success", "Single-factor authentication", "Yes"],
        ),
        ("id|riskState|riskLastUpdatedDateTime", vec!["u", "", "2026-03-04T08:00:00"]),
        ("id|riskState|riskLastUpdatedDateTime", vec!["u", "atRisk", "yesterday"]),
    ] {
        let read = TableHead::new(head.split('|'));
        let cells: Vec<Value> = cells.into_iter().map(Value::from).collect();
        let object = read.object(cells.clone()).expect(head);
        assert_eq!(crate::recognise(Value::Object(object), None, &defaults()), read.recognise(cells, &defaults()), "{head}");
    }
    // As an object of Microsoft Graph it would say nothing of the order or the zone of its times.
    for (header, time) in
        [("riskLastUpdatedDateTime [UTC]", "03/04/2026 08:00:00"), ("riskLastUpdatedDateTime (Local Time)", "2026-03-04T08:00:00")]
    {
        let graph = TableHead::new(["id", "riskState", header]);
        assert_eq!(graph.object(vec!["u".into(), "atRisk".into(), time.into()]), None);
    }
}

#[test]
fn a_head_with_more_columns_than_any_table_is_none() {
    let wide = |count| TableHead::new(["User ID", "Risk state"].into_iter().chain(std::iter::repeat_n("a", count)));
    assert!(wide(998).is_known() && !wide(999).is_known());
}

#[test]
fn a_report_of_events_whose_columns_are_hidden_is_none_of_identities() {
    for head in [
        "User ID|Risk state|Detection type",
        "User|User ID|Risk state|Request ID",
        "Detection time (UTC+02:00)|User|User ID|IP address|Risk state|Risk level|Risk last updated",
        "Service principal ID|Risk state|Detection type",
        "User|Risk level (aggregate)|Risk state|Application",
    ] {
        assert!(!TableHead::new(head.split('|')).is_known(), "{head}");
    }
}

#[test]
fn a_time_under_a_zone_that_is_not_utc_is_refused() {
    for zone in ["Local Time", "UTC+02:00", "CET", "+1"] {
        let head = TableHead::new(["User ID", "Risk state", &format!("Risk last updated ({zone})")]);
        let Recognised::Refused(refused) = head.recognise(vec!["u".into(), "At risk".into(), "2026-04-03T08:00:00".into()], &defaults())
        else {
            panic!("{zone}")
        };
        assert!(refused.reason.contains("whose distance from UTC is not told"), "{}", refused.reason);
    }
}
