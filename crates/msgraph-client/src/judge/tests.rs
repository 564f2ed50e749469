//! The bodies that Microsoft Graph has been seen to answer with, one by one.

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde_json::{Value, json};

use super::*;
use crate::Version;

fn get(path: &str) -> Request {
    Request::get(Version::V1, &path.split('/').collect::<Vec<_>>())
}

fn post(path: &str) -> Request {
    Request::post(Version::V1, &path.split('/').collect::<Vec<_>>())
}

fn judged(request: &Request, status: u16, body: &Value) -> Verdict {
    reply(request, status, body.to_string().into_bytes(), None)
}

fn reply(request: &Request, status: u16, body: Vec<u8>, said: Option<&'static str>) -> Verdict {
    let mut headers = HeaderMap::new();
    if let Some(said) = said {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(said));
    }
    let status = StatusCode::from_u16(status).expect("a status");
    Asked::of(request).judge(Ok(Reply { status, headers, body }), Time::default())
}

fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "innerError": { "date": "2025-02-13T10:17:06", "request-id": "93b6f17e" } } })
}

fn refused(request: &Request, status: u16, code: &str, message: &str) -> MsgraphError {
    match judged(request, status, &error(code, message)) {
        Verdict::Refused(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sign_ins_without_premium_are_not_licensed() {
    for message in
        ["Neither tenant is B2C or tenant doesn't have premium license", "Tenant is not a B2C tenant and doesn't have premium license"]
    {
        let error = refused(&get("auditLogs/signIns"), 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", message);
        assert!(matches!(error, MsgraphError::NotLicensed { licence: "Microsoft Entra ID P1 or P2" }), "{error:?}");
    }
}

#[test]
fn identity_protection_without_a_licence_is_not_licensed() {
    let message = "Your tenant is not licensed for this feature.";
    let error = refused(&get("identityProtection/riskyUsers"), 403, "Forbidden", message);
    assert!(matches!(error, MsgraphError::NotLicensed { licence: "Microsoft Entra ID P2" }), "{error:?}");
    let error = refused(&get("identityProtection/riskyServicePrincipals"), 403, "Forbidden", message);
    assert!(matches!(error, MsgraphError::NotLicensed { licence: "Microsoft Entra Workload ID Premium" }), "{error:?}");
}

#[test]
fn identity_protection_without_a_permission_is_denied_by_the_same_code() {
    let message = "You cannot perform the requested operation, required scopes are missing in the token.";
    let error = refused(&get("identityProtection/riskyUsers"), 403, "Forbidden", message);
    assert!(matches!(error, MsgraphError::Denied { permission: "IdentityRiskyUser.Read.All", .. }), "{error:?}");
}

#[test]
fn conditional_access_without_a_licence_is_not_licensed() {
    let message = "Your tenant is not licensed for this feature. Please upgrade your subscription to access it.";
    let error = refused(&get("identity/conditionalAccess/policies"), 403, "AccessDenied", message);
    assert!(matches!(error, MsgraphError::NotLicensed { .. }), "{error:?}");
    let error = refused(&get("identity/conditionalAccess/policies"), 403, "AccessDenied", "required scopes are missing in the token");
    assert!(matches!(error, MsgraphError::Denied { permission: "Policy.Read.All", .. }), "{error:?}");
}

#[test]
fn defender_that_is_not_set_up_is_not_licensed_and_says_nothing_about_the_token() {
    for path in ["security/alerts_v2", "security/incidents"] {
        let error = refused(&get(path), 401, "Unauthorized", "Unauthorized request - Account is not provisioned.");
        let MsgraphError::NotLicensed { licence } = error else { panic!("{path}: {error:?}") };
        assert_eq!(licence, "a plan of Microsoft Defender XDR, set up in the tenant");
    }
    assert!(matches!(judged(&get("security/alerts_v2"), 401, &error("InvalidAuthenticationToken", "expired")), Verdict::TokenRefused));
}

#[test]
fn a_permission_that_is_missing_is_named() {
    let error = refused(&get("users/a"), 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    assert!(matches!(error, MsgraphError::Denied { permission: "User.Read.All", .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "Microsoft Graph refuses it (Authorization_RequestDenied): grant the application permission User.Read.All, with the consent of an administrator"
    );
    let error = refused(&get("auditLogs/signIns"), 403, "Authentication_MSGraphPermissionMissing", "");
    assert!(matches!(error, MsgraphError::Denied { permission: "AuditLog.Read.All", .. }), "{error:?}");
    let error = refused(&post("identityProtection/riskyUsers/dismiss"), 403, "Forbidden", "");
    assert!(matches!(error, MsgraphError::Denied { permission: "IdentityRiskyUser.ReadWrite.All", .. }), "{error:?}");
}

#[test]
fn throttled_is_told_by_the_status_whatever_the_code() {
    for code in ["TooManyRequests", "UnknownError", ""] {
        for request in [get("auditLogs/signIns"), post("identityProtection/riskyUsers/dismiss")] {
            let verdict = judged(&request, 429, &error(code, "This request is throttled."));
            assert!(matches!(verdict, Verdict::Throttled(None)), "{verdict:?}");
        }
    }
    let verdict = reply(&get("users"), 429, Vec::new(), Some("2.128"));
    assert!(matches!(verdict, Verdict::Throttled(Some(wait)) if wait == Duration::from_millis(2_128)), "{verdict:?}");
}

#[test]
fn a_bad_page_token_is_a_bad_request_with_its_code() {
    let error = refused(&get("auditLogs/signIns"), 400, "BadRequest", "Invalid Skip Token, skip token is null");
    let MsgraphError::BadRequest { status: 400, code, message } = &error else { panic!("{error:?}") };
    assert_eq!((&**code, &**message), ("BadRequest", "Invalid Skip Token, skip token is null"));
}

#[test]
fn an_act_on_what_is_not_risky_any_more_is_a_bad_request_and_its_words_are_not_shown() {
    let message = "These requestIds do not exist in your tenant or they are not risky";
    let error = refused(&post("auditLogs/signIns/dismiss"), 400, "Request_BadRequest", message);
    assert_eq!(error.to_string(), "Microsoft Graph cannot answer it (400 Request_BadRequest)");
}

#[test]
fn a_token_that_is_not_good_is_told_from_a_permission() {
    let message = "Access token has expired or is not yet valid.";
    assert!(matches!(judged(&get("users"), 401, &error("InvalidAuthenticationToken", message)), Verdict::TokenRefused));
    assert!(matches!(judged(&get("users"), 401, &json!(null)), Verdict::TokenRefused), "it gives no reason");
    assert!(matches!(refused(&get("users"), 401, "Unauthorized", "no"), MsgraphError::Denied { .. }));
}

#[test]
fn what_is_not_there_is_not_found() {
    assert!(matches!(refused(&get("users/a"), 404, "Request_ResourceNotFound", "Resource 'a' does not exist"), MsgraphError::NotFound));
}

#[test]
fn an_error_of_an_odd_shape_is_read_by_its_status() {
    for body in ["", "<html>", "{}", "{\"error\":\"x\"}", "{\"error\":{\"code\":null}}", "{\"error\":{\"code\":\"\",\"innererror\":{}}}"] {
        for (status, word) in [(400, "badRequest"), (403, "denied"), (404, "notFound"), (410, "badRequest"), (424, "badRequest")] {
            let Verdict::Refused(error) = reply(&get("users"), status, body.into(), None) else { panic!("{status} {body}") };
            assert_eq!(error.word(), word, "{status} {body}");
        }
    }
    let Verdict::Refused(MsgraphError::BadRequest { code, .. }) = judged(&get("users"), 400, &error("a\u{1b}[31m b\n<c>", "")) else {
        panic!("a bad request")
    };
    assert_eq!(&*code, "a31mbc", "what is shown is nothing but a word");
}

#[test]
fn reads_are_repeated_where_another_try_may_help() {
    for (status, repeatable) in [(408, true), (500, false), (502, true), (503, true), (504, true), (501, false)] {
        let Verdict::Failed { error, is_repeatable, .. } = judged(&get("users"), status, &json!(null)) else { panic!("{status}") };
        assert_eq!(is_repeatable, repeatable, "{status}");
        assert!(matches!(error, MsgraphError::Unavailable { .. }), "{status}: {error:?}");
    }
}

#[test]
fn writes_are_repeated_only_when_they_were_not_done() {
    let act = post("identityProtection/riskyUsers/dismiss");
    for status in [408, 500, 502, 503, 504] {
        let Verdict::Failed { error, is_repeatable, .. } = judged(&act, status, &json!(null)) else { panic!("{status}") };
        assert!(matches!(error, MsgraphError::AnswerLost { .. }) && !is_repeatable, "{status}: {error:?}");
    }
    let turned_away = reply(&act, 503, Vec::new(), Some("3"));
    assert!(matches!(turned_away, Verdict::Failed { is_repeatable: true, said: Some(_), error: MsgraphError::Unavailable { .. } }));
    let late = Asked::of(&act).judge(Err(Broken::Late { is_hasty: false }), Time::default());
    assert!(matches!(late, Verdict::Failed { error: MsgraphError::AnswerLost { .. }, is_repeatable: false, .. }));
}

#[test]
fn a_redirect_is_no_answer() {
    let verdict = judged(&get("users"), 302, &json!(null));
    assert!(
        matches!(verdict, Verdict::Failed { error: MsgraphError::Malformed(Malformation::Redirect), is_repeatable: false, .. }),
        "{verdict:?}"
    );
}
