//! Tables: downloads of the portal and rows of Log Analytics, beside Graph's JSON.

use serde_json::json;

use crate::place::Place;

const TENANT: &str = "7e000000-0000-4000-8000-000000000001";

/// What the portal downloads of a detection, without its id.
const DOWNLOADED: &str = "\u{feff}Detection time,User,User ID,Detection type,Risk state,Risk level,Request ID\r\n\
    2026-04-03T08:05:00Z,\"Berg, Ann\",u1,Unfamiliar sign-in properties,Remediated,-,r1\r\n";

/// The same detection as Log Analytics has it.
const LOGGED: &str = "TimeGenerated [UTC],Type,TenantId,Id,DetectedDateTime [UTC],LastUpdatedDateTime [UTC],UserId,RequestId,RiskEventType,RiskState,RiskLevel,Location\r\n\
    \"4/3/2026, 9:00:00.500 AM\",AADUserRiskEvents,w,d1,\"4/3/2026, 8:05:00.123 AM\",\"4/3/2026, 8:06:00.447 AM\",u1,r1,unfamiliarFeatures,atRisk,high,\"{\n  \"\"city\"\": \"\"Oslo\"\"\n}\"\r\n";

/// And as Microsoft Graph has it.
const GRAPH: &str = r#"[{"id":"d1","detectedDateTime":"2026-04-03T08:05:00.1234567Z","lastUpdatedDateTime":"2026-04-03T08:06:00.447Z","userId":"u1",
    "requestId":"r1","riskEventType":"unfamiliarFeatures","riskState":"atRisk","riskLevel":"high","source":"IdentityProtection"}]"#;

fn place() -> Place {
    let place = Place::new();
    place.write("downloaded", DOWNLOADED);
    place.write("logged", LOGGED);
    place.write("graph", GRAPH);
    place
}

fn import(place: &Place, file: &str) -> serde_json::Value {
    // What a download says was observed when it was made.
    let made = if file == "downloaded" { "2026-04-04T00:00:00Z" } else { "2026-04-03T12:00:00Z" };
    place.imported(&["--tenant", TENANT, "--as-of", made, file])
}

#[test]
fn a_detection_from_three_exports_is_one_in_every_order() {
    let reference = place();
    for file in ["downloaded", "logged", "graph"] {
        import(&reference, file);
    }
    let shown =
        "select id || ' ' || detected || ' ' || risk_state || ' ' || user_display_name || ' ' || city || ' ' || source from detections";
    assert_eq!(reference.ask(shown), ["d1 1775203500123456700 remediated Berg, Ann Oslo IdentityProtection"]);
    for order in [["graph", "downloaded", "logged"], ["logged", "graph", "downloaded"], ["graph", "logged", "downloaded"]] {
        let place = place();
        for file in order.iter().chain(&order) {
            import(&place, file);
        }
        assert_eq!(place.dump(), reference.dump(), "{order:?}");
    }
}

#[test]
fn a_download_is_counted_as_any_export_is() {
    let place = place();
    let counts = |file| import(&place, file)["records"]["riskDetections"].clone();
    let (new, unchanged) =
        (json!({"new": 1, "changed": 0, "unchanged": 0, "refused": 0}), json!({"new": 0, "changed": 0, "unchanged": 1, "refused": 0}));
    assert_eq!(
        [counts("downloaded"), counts("downloaded"), counts("graph"), counts("downloaded")],
        [new.clone(), unchanged.clone(), new, unchanged]
    );
}

#[test]
fn a_bad_row_is_told_by_file_line_and_header() {
    let place = Place::new();
    place.write("users.csv", "User ID;Risk state;Risk last updated\nu1;At risk;2026-04-03T08:00:00Z\nu2;At risk;03/04/2026 08:00:00\n");
    let run = place.import(&["users.csv"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.output.contains("users.csv: refused line 3, Risk last updated: \"03/04/2026 08:00:00\" could be 4 March or 3 April; "),
        "{run:?}"
    );
    assert_eq!(place.ask("select id from users"), ["u1"]);
}
