//! Every table of Log Analytics and every report of the portal tells the same as Microsoft Graph's JSON.

use serde_json::{Map, Value, json};

use crate::place::{Place, fixture, run};

/// Tables of Log Analytics, in the order of the lines of the diagnostic log.
const LOGS: [&str; 9] = [
    "SigninLogs.csv",
    "AADNonInteractiveUserSignInLogs.csv",
    "AADServicePrincipalSignInLogs.csv",
    "AADManagedIdentitySignInLogs.csv",
    "AADRiskyUsers.csv",
    "AADUserRiskEvents.csv",
    "AADRiskyServicePrincipals.csv",
    "AADServicePrincipalRiskEvents.csv",
    "AuditLogs.csv",
];

/// What a database holds after these exports.
fn held(exports: impl IntoIterator<Item = String>) -> String {
    let place = Place::new();
    for export in exports {
        place.write("export", export);
        let summary = place.imported(&["export"]);
        assert_eq!((&summary["notUnderstood"], &summary["skipped"]), (&json!(0), &json!({})), "{summary}");
    }
    place.dump()
}

/// The lines of the diagnostic log that are loaded.
fn logged() -> Vec<String> {
    fixture("diagnostic.ndjson").lines().take(LOGS.len()).map(str::to_owned).collect()
}

/// A line of the diagnostic log as a row of Log Analytics: properties are columns, and what is no text is JSON within one.
fn row(line: &str) -> Map<String, Value> {
    let line: Value = serde_json::from_str(line).expect("a line is JSON");
    let category = line["category"].as_str().expect("a category");
    let table = match category {
        "SignInLogs" => "SigninLogs".to_owned(),
        "AuditLogs" => category.to_owned(),
        other => format!("AAD{other}"),
    };
    let around = json!({"TimeGenerated": line["time"], "AADTenantId": line["tenantId"], "TenantId": "a-workspace", "Type": table});
    let mut row = around.as_object().expect("an object").clone();
    for (name, value) in line["properties"].as_object().expect("properties") {
        let name = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        row.insert(name, if value.is_string() { value.clone() } else { value.to_string().into() });
    }
    row
}

/// The answer of a query that gave one row.
fn answered(row: &Map<String, Value>) -> String {
    let columns: Vec<Value> = row.keys().map(|name| json!({"name": name, "type": "string"})).collect();
    let cells: Vec<&Value> = row.values().collect();
    json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": [cells]}]}).to_string()
}

#[test]
fn every_table_of_log_analytics_tells_the_same_as_the_diagnostic_log() {
    let tables = LOGS.map(|name| fixture(&format!("tables/{name}")));
    assert!(tables[0].starts_with('\u{feff}') && tables[0].contains("TimeGenerated [UTC]") && tables[0].contains("\"{\n"));
    for (table, line) in tables.into_iter().zip(logged()) {
        assert_eq!(held([table.clone()]), held([line]), "{table}");
    }
}

#[test]
fn every_shape_of_log_analytics_rows_gives_the_same_store() {
    let lines = logged();
    let rows: Vec<Map<String, Value>> = lines.iter().map(|line| row(line)).collect();
    let objects: Vec<String> = rows.iter().map(|row| Value::Object(row.clone()).to_string()).collect();
    let whole = held([lines.join("\n")]);
    for exports in [vec![objects.join("\n")], vec![format!("[{}]", objects.join(",\n"))], rows.iter().map(answered).collect()] {
        assert_eq!(held(exports.clone()), whole, "{exports:?}");
    }
}

/// Of each report: its fixture, the one that Microsoft Graph gives, and a question for what the portal shows.
const REPORTS: [(&str, &str, &str); 6] = [
    (
        "portalRiskyUsers.csv",
        "riskyUsers.json",
        "select id || display_name || user_principal_name || risk_state || risk_level || risk_updated || entra_is_deleted from users \
         order by id",
    ),
    (
        "portalRiskDetections.csv",
        "riskDetections.json",
        "select id || detected || activity_at || user_id || user_principal_name || coalesce(request_id, '-') || risk_event_type || source \
         || detection_timing_type || coalesce(ip_address || city || state || country_or_region, '-') || risk_state || risk_level \
         from detections order by id",
    ),
    (
        "portalSignIns.csv",
        "signIns.json",
        "select id || created || user_id || user_principal_name || app_id || coalesce(app_display_name, '-') || coalesce(browser, '-') \
         || ip_address || coalesce(city || country_or_region, '-') || error_code || coalesce(conditional_access_status, '-') \
         || coalesce(correlation_id, '-') from sign_ins order by id",
    ),
    (
        "portalRiskySignIns.csv",
        "signIns.json",
        "select id || created || user_id || user_display_name || app_display_name || error_code || risk_state || risk_level \
         || risk_level_during || conditional_access_status || ip_address from sign_ins where risk_state = 'atRisk'",
    ),
    (
        "portalRiskyServicePrincipals.csv",
        "riskyServicePrincipals.json",
        "select id || display_name || app_id || service_principal_type || is_enabled || is_processing || risk_state || risk_level \
         || risk_updated from service_principals",
    ),
    (
        "portalServicePrincipalDetections.json",
        "servicePrincipalRiskDetections.json",
        "select id || detected || activity_at || service_principal_id || service_principal_display_name || app_id || risk_event_type \
         || detection_timing_type || source || risk_state || risk_level from detections",
    ),
];

#[test]
fn every_report_of_the_portal_tells_what_it_shows_as_microsoft_graph_does() {
    for (report, graph, question) in REPORTS {
        let [portal, graph] = [format!("tables/{report}"), graph.to_owned()].map(|name| {
            let place = Place::new();
            place.write("export.txt", fixture(&name));
            place.imported(&["export.txt"]);
            place.ask(question)
        });
        assert!(!graph.is_empty(), "{report}");
        assert_eq!(portal, graph, "{report}");
    }
}

#[test]
fn a_table_that_is_imported_twice_changes_nothing() {
    for name in LOGS.iter().chain(REPORTS.iter().map(|(report, ..)| report)) {
        let place = Place::new();
        place.write("export", fixture(&format!("tables/{name}")));
        place.imported(&["export"]);
        let (once, again) = (place.dump(), place.imported(&["export"]));
        for counts in again["records"].as_object().expect("counts").values() {
            assert_eq!((&counts["new"], &counts["changed"]), (&json!(0), &json!(0)), "{name}: {again}");
        }
        assert_eq!(place.dump(), once, "{name}");
    }
}

#[test]
fn a_row_that_was_refused_is_kept_as_an_object_of_its_cells_and_read_again_as_the_same_row() {
    let place = Place::new();
    place.write("export", "User ID;Risk state ;Risk last updated\nu2;\"At;risk\";03/04/2026 08:00:00\n");
    assert_eq!(place.import(&["export"]).code, Some(2));
    let kept: Value = serde_json::from_str(&place.ask("select record from refusals").concat()).expect("an object");
    assert_eq!(kept, json!({"User ID": "u2", "Risk state": "At;risk", "Risk last updated": "03/04/2026 08:00:00"}));
    let retried = run(&mut place.riskgate(&["refusals", "retry", "--json"]));
    assert_eq!(retried.json(), json!({"records": {}, "settled": 0, "refused": 1}));
    // As if the version that refused it could not read what this one can.
    place.ask("update refusals set record = replace(record, '03/04/2026', '13/04/2026') returning id");
    let retried = run(&mut place.riskgate(&["refusals", "retry", "--json"]));
    assert_eq!((&retried.json()["settled"], &retried.json()["records"]["riskyUsers"]["new"]), (&json!(1), &json!(1)), "{retried:?}");
    assert_eq!(place.ask("select id from users"), ["u2"]);
}

#[test]
fn a_row_that_does_not_say_whose_it_is_is_refused_with_what_to_do() {
    let place = Place::new();
    place.write("export", "Detection time,User,Detection type\n2024-05-01T08:02:03Z,Ann Berg,Leaked credentials\n");
    let told = place.import(&["export"]);
    assert!(told.output.contains("export: refused line 2, Request ID: is missing"), "{told:?}");
    assert!(told.output.contains("show the column in the portal and download the report again"), "{told:?}");
}

#[test]
fn a_table_whose_last_cell_is_open_is_told_by_its_place_and_what_came_before_stays() {
    let place = Place::new();
    place.write("export", "User ID,Risk state\nu1,At risk\nu2,\"At risk\n");
    let told = place.import(&["export"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.output.contains("export: line 3, column 4: the cell that begins here has no closing quotation mark\n"), "{told:?}");
    assert_eq!(place.ask("select id from users"), ["u1"]);
}
