//! Bodies that are pushed and are not what they should be: each is refused with the status that fits, or taken for what it says.

use std::fmt::Write as _;

use reqwest::StatusCode;
use riskgate_model::TenantId;
use riskgate_tests::{Engine, Gateway};
use serde_json::{Value, json};

/// A body, how it is said to be, and what becomes of it.
struct Case {
    name: &'static str,
    kind: &'static str,
    encoding: Option<&'static str>,
    body: Vec<u8>,
    status: u16,
    /// How many alerts are in the store then, and how many refusals.
    kept: [u64; 2],
}

impl Case {
    fn json(name: &'static str, body: impl Into<Vec<u8>>, status: u16, kept: [u64; 2]) -> Self {
        Self { name, kind: "application/json", encoding: None, body: body.into(), status, kept }
    }

    fn of_kind(name: &'static str, kind: &'static str, status: u16) -> Self {
        let kept = [u64::from(status == 202), 0];
        Self { kind, ..Self::json(name, alert("a").to_string(), status, kept) }
    }
}

fn alert(id: &str) -> Value {
    json!({
        "id": id, "serviceSource": "microsoftDefenderForIdentity", "status": "new", "classification": "truePositive", "severity": "low",
        "createdDateTime": "2026-03-01T00:00:00Z",
        "evidence": [{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": "u1"}}],
    })
}

/// The alert with another property, as it is written.
fn with(property: &str) -> String {
    alert("a").to_string().replacen('{', &format!("{{{property},"), 1)
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

/// About as many users as that, each as evidence of its own.
fn crowd(users: usize) -> String {
    let mut alert = alert("a");
    let user =
        |number| json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": format!("u{number}")}});
    alert["evidence"] = (0..users).map(user).collect();
    alert.to_string()
}

/// What unpacks to a gibibyte, were it unpacked: the beginning of it.
const PACKED: [u8; 12] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xed, 0xc1];

fn cases() -> Vec<Case> {
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(alert("a").to_string().encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let whole = alert("a").to_string();
    let mut lines = String::new();
    for id in ["a", "b"] {
        writeln!(lines, "{}", alert(id)).expect("writing to a string does not fail");
    }
    vec![
        Case::json("lists within lists, without end", "[".repeat(100_000), 400, [0, 0]),
        Case::json("an alert too deep to be read", with(&format!(r#""x":{}"#, nested(5_000))), 400, [0, 0]),
        Case::json("an alert as deep as none is", with(&format!(r#""x":{}"#, nested(500))), 202, [0, 1]),
        Case::json("cut within its first alert", &whole.as_bytes()[..whole.len() / 2], 400, [0, 0]),
        Case::json("cut within its second alert", format!("[{whole},{}", &whole[..whole.len() / 2]), 400, [0, 0]),
        Case::json("UTF-16", utf16, 400, [0, 0]),
        Case::json("no UTF-8", [br#"{"id":"a","title":""#.as_slice(), &[0xff], br#""}"#].concat(), 202, [0, 1]),
        Case::json("a byte of zero", "{\"id\":\"a\",\0\"status\":\"new\"}", 400, [0, 0]),
        Case::json("a byte of zero in a text", "{\"id\":\"a\",\"status\":\"new\",\"title\":\"\0\"}", 400, [0, 0]),
        Case::json("U+0000, spelled", with(r#""title":"\u0000""#), 202, [1, 0]),
        Case::json("half a pair of surrogates", with(r#""title":"\ud800""#), 202, [0, 1]),
        Case::json("one property twice", with(r#""status":"resolved""#), 202, [1, 0]),
        Case::json("three thousand users", crowd(3_000), 202, [1, 0]),
        Case::json("packed, and not said to be", PACKED, 400, [0, 0]),
        Case { encoding: Some("gzip"), ..Case::json("packed", PACKED, 415, [0, 0]) },
        Case { encoding: Some("identity"), ..Case::json("said not to be packed", whole.as_str(), 202, [1, 0]) },
        Case::json("lines", lines, 202, [2, 0]),
        Case::json("an empty list", "[]", 202, [0, 0]),
        Case::json("nothing", "", 400, [0, 0]),
        Case::json("a text", "\"alert\"", 400, [0, 0]),
        Case::json("null", "null", 400, [0, 0]),
        Case::json("a table", "AlertId,Status\na,new\n", 400, [0, 0]),
        Case::json("a number as its id", whole.replace("\"id\":\"a\"", "\"id\":7"), 202, [1, 0]),
        Case::json("no id", whole.replace("\"id\":\"a\",", ""), 202, [0, 1]),
        Case::json("an empty id", alert("").to_string(), 202, [0, 1]),
        Case::of_kind("JSON in another character set", "application/json; charset=utf-16", 415),
        Case::of_kind("JSON in UTF-8", "application/json; charset=utf-8", 202),
        Case::of_kind("lines by their own name", "application/x-ndjson", 415),
        Case::of_kind("plain text", "text/plain", 415),
        Case::of_kind("a form", "application/x-www-form-urlencoded", 415),
    ]
}

async fn empty(engine: Engine) -> Option<Gateway> {
    Gateway::with(engine, TenantId::new("00000000-0000-4000-8000-000000000007"), std::iter::empty()).await
}

async fn kept(gateway: &Gateway) -> [u64; 2] {
    let data = gateway.data("{ alerts { totalCount } refusals { totalCount } }").await;
    ["alerts", "refusals"].map(|list| data[list]["totalCount"].as_u64().expect("a count"))
}

async fn pushed(gateway: &Gateway, kind: &str, encoding: Option<&str>, body: Vec<u8>) -> StatusCode {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = client.post(gateway.url("/ingest/defender")).header("content-type", kind).body(body);
    let request = if let Some(encoding) = encoding { request.header("content-encoding", encoding) } else { request };
    request.send().await.expect("the gateway answers").status()
}

#[tokio::test]
async fn what_is_not_what_it_should_be_is_refused_or_taken_for_what_it_says() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(untouched) = empty(engine).await else { continue };
        let mut wrong = Vec::new();
        for Case { name, kind, encoding, body, status, kept: expected } in cases() {
            let taking = if status == 202 { empty(engine).await } else { None };
            let gateway = taking.as_ref().unwrap_or(&untouched);
            let answered = pushed(gateway, kind, encoding, body).await;
            let kept = kept(gateway).await;
            if (answered.as_u16(), kept) != (status, expected) {
                wrong.push(format!("{name}: {answered} and {kept:?}, not {status} and {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test]
async fn of_three_thousand_users_none_is_claimed_to_be_at_risk() {
    let gateway = empty(Engine::Sqlite).await.expect("there is always SQLite");
    assert_eq!(pushed(&gateway, "application/json", None, crowd(3_000).into()).await, StatusCode::ACCEPTED);
    let data = gateway.data("{ users(first: 1) { totalCount nodes { riskState alerts { totalCount } } } }").await;
    assert_eq!(data["users"], json!({"totalCount": 3_000, "nodes": [{"riskState": null, "alerts": {"totalCount": 1}}]}));
}
