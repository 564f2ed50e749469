//! Sign-ins and detections of the World. The values take turns, each property in a rhythm of its own, so that all combinations come.

use riskgate_model::{
    Detection, DetectionId, DeviceDetail, GeoCoordinates, Id, IpAddress, Kept, Location, Record, ServicePrincipalId, SignIn, SignInId,
    SignInStatus, UserId, Vocabulary, Word,
};

use super::{NORTH, SOUTH, TEXTS, minutes, tenant, text, turn};

/// Sign-ins of the first tenant, half of them of one user, and of the second, which use the same ids.
const SIGN_INS: (usize, usize) = (20, 4);

/// Detections of both tenants.
const DETECTIONS: (usize, usize) = (11, 3);

const ADDRESSES: [Option<&str>; 6] =
    [Some("203.0.113.9"), Some("203.0.113.9:4431"), Some("2001:DB8::1"), Some("123.456.7.89"), Some("198.51.100.7"), None];

const STATES: [Option<&str>; 7] =
    [Some("atRisk"), Some("none"), None, Some("dismissed"), Some("confirmedCompromised"), Some("underReview"), Some("remediated")];

const LEVELS: [Option<&str>; 6] = [Some("high"), Some("none"), Some("low"), None, Some("severe"), Some("medium")];

const DETAILS: [Option<&str>; 5] =
    [Some("none"), None, Some("adminDismissedAllRiskForUser"), Some("brandNew"), Some("aiConfirmedSigninSafe")];

const LISTS: [&[&str]; 4] = [&[], &["unfamiliarFeatures"], &["T1110.003", "passwordSpray"], &["T1078, ada", "?"]];

pub(super) fn records() -> Vec<Record> {
    let both = |(north, south): (usize, usize)| {
        (0..north).map(|number| (NORTH, number)).chain((0..south).map(move |number| (SOUTH, number))).enumerate()
    };
    let sign_ins = both(SIGN_INS).map(|(turn, (of, number))| Record::SignIn(Box::new(Kept::of(sign_in(turn, of, number), None))));
    let detections = both(DETECTIONS).map(|(turn, (of, number))| Record::Detection(Box::new(Kept::of(detection(turn, of, number), None))));
    // A sign-in that was seen a second time, when it was no longer at risk.
    let later =
        SignIn { risk_state: Some(Word::read("remediated")), risk_level_aggregated: Some(Word::read("none")), ..sign_in(0, NORTH, 0) };
    sign_ins.chain(detections).chain([Record::SignIn(Box::new(Kept::of(later, Some(minutes(50)))))]).collect()
}

fn word<V: Vocabulary>(words: &[Option<&str>], number: usize) -> Option<Word<V>> {
    turn(words, number).map(Word::read)
}

fn flag(number: usize) -> Option<bool> {
    turn(&[Some(true), None, Some(false)], number)
}

fn place(number: usize) -> Option<Location> {
    let point = GeoCoordinates { altitude: None, latitude: Some(59.913_868_8), longitude: Some(-112.787) };
    turn(
        &[
            Some(Location {
                city: Some("Öst".into()),
                state: Some("S".into()),
                country_or_region: Some("SE".into()),
                geo_coordinates: Some(point),
            }),
            None,
            Some(Location { country_or_region: Some("NO".into()), ..Location::default() }),
        ],
        number,
    )
}

fn sign_in(turn_of: usize, of: &str, number: usize) -> SignIn {
    let user = turn(&[Some("u1"), Some("u2"), Some("u1"), Some("u9"), Some("u1"), None, Some("u1"), Some("u3")], turn_of);
    let principal = user.is_none().then(|| turn(&["p1", "p2"], number / 8));
    SignIn {
        id: SignInId::new(tenant(of), &format!("s{number}")),
        created_date_time: minutes(i64::try_from(turn_of / 2).expect("a small number")),
        user_id: user.map(|id| UserId::new(tenant(of), id)),
        user_display_name: user.and_then(|_| text(&TEXTS, turn_of)),
        user_principal_name: user.map(|id| format!("{id}@{of}.example")),
        user_type: user.and_then(|_| text(&[Some("member"), Some("guest"), None], turn_of)),
        service_principal_id: principal.map(|id| ServicePrincipalId::new(tenant(of), id)),
        service_principal_name: principal.and_then(|_| text(&TEXTS, turn_of + 2)),
        app_id: text(&[Some("a1"), Some("A2"), None], turn_of),
        app_display_name: text(&[Some("Office 365"), Some("office 365"), None, Some("Öst"), Some("50%_\\")], turn_of),
        resource_id: text(&[None, Some("r1")], turn_of),
        resource_display_name: text(&TEXTS, turn_of + 1),
        client_app_used: text(&[Some("Browser"), None, Some("Exchange ActiveSync")], turn_of),
        ip_address: text(&ADDRESSES, turn_of).map(IpAddress::new),
        autonomous_system_number: turn(&[Some(64_500), None, Some(-1), Some(64_501)], turn_of),
        location: place(turn_of),
        device_detail: turn(&[Some(device(turn_of)), None], turn_of / 2),
        user_agent: text(&TEXTS, turn_of + 5),
        status: status(turn_of),
        conditional_access_status: word(&[Some("success"), Some("failure"), Some("strange"), None, Some("notApplied")], turn_of),
        is_interactive: flag(turn_of),
        sign_in_event_types: turn(&[&["interactiveUser"][..], &[], &["strange", "nonInteractiveUser"]], turn_of)
            .iter()
            .map(|word| Word::read(word))
            .collect(),
        authentication_requirement: word(
            &[Some("singleFactorAuthentication"), Some("multiFactorAuthentication"), None, Some("strange")],
            turn_of,
        ),
        session_id: text(&[Some("session-1"), None], turn_of),
        correlation_id: text(&[Some("c1"), Some("C2"), None], turn_of / 2),
        risk_state: word(&STATES, turn_of),
        risk_detail: word(&DETAILS, turn_of),
        risk_level_aggregated: word(&LEVELS, turn_of),
        risk_level_during_sign_in: word(&LEVELS, turn_of + 2),
        risk_event_types: turn(&LISTS, turn_of + 1).iter().map(ToString::to_string).collect(),
        risk_event_types_v2: turn(&LISTS, turn_of).iter().map(ToString::to_string).collect(),
        ..SignIn::default()
    }
}

fn device(number: usize) -> DeviceDetail {
    DeviceDetail {
        device_id: text(&[Some("D1"), None], number),
        browser: text(&[Some("Edge 1"), Some("edge 1")], number),
        operating_system: text(&[Some("Windows 11"), None, Some("iOS")], number),
        is_compliant: flag(number),
        is_managed: flag(number + 1),
        ..DeviceDetail::default()
    }
}

fn status(number: usize) -> Option<SignInStatus> {
    let failure_reason = Some("Invalid username or password.".to_owned());
    turn(
        &[
            Some(SignInStatus { error_code: Some(0), ..SignInStatus::default() }),
            Some(SignInStatus { error_code: Some(50_126), failure_reason, ..SignInStatus::default() }),
            None,
        ],
        number,
    )
}

fn detection(turn_of: usize, of: &str, number: usize) -> Detection {
    let user = turn(&[Some("u1"), Some("u1"), Some("u2"), None, Some("u9")], turn_of);
    let principal = user.is_none().then_some("p1");
    let moment = i64::try_from(turn_of / 2).expect("a small number");
    Detection {
        id: DetectionId::new(tenant(of), &format!("d{number}")),
        detected_date_time: minutes(moment),
        activity_date_time: turn(&[Some(minutes(-1)), None, Some(minutes(0))], turn_of),
        last_updated_date_time: turn(&[None, Some(minutes(moment)), Some(minutes(12))], turn_of),
        user_id: user.map(|id| UserId::new(tenant(of), id)),
        user_display_name: user.and_then(|_| text(&TEXTS, turn_of)),
        user_principal_name: user.map(|id| format!("{id}@{of}.example")),
        service_principal_id: principal.map(|id| ServicePrincipalId::new(tenant(of), id)),
        service_principal_display_name: principal.and_then(|_| text(&TEXTS, turn_of)),
        app_id: principal.map(|_| "a1".to_owned()),
        request_id: turn(&[Some("s0"), Some("s2"), None, Some("s0"), Some("elsewhere")], turn_of).map(|id| SignInId::new(tenant(of), id)),
        correlation_id: text(&[Some("c1"), None], turn_of),
        risk_event_type: text(
            &[Some("passwordSpray"), Some("adminConfirmedUserCompromised"), Some("leakedCredentials"), Some("strange"), None],
            turn_of / 2,
        ),
        risk_state: word(&STATES, turn_of),
        risk_level: word(&LEVELS, turn_of),
        risk_detail: word(&DETAILS, turn_of),
        activity: word(&[Some("signin"), Some("user"), Some("strange"), None], turn_of),
        detection_timing_type: word(&[Some("realtime"), Some("offline"), None, Some("strange")], turn_of / 2),
        source: text(&[Some("IdentityProtection"), Some("identityprotection"), None], turn_of),
        token_issuer_type: word(&[Some("AzureAD"), None, Some("strange")], turn_of),
        ip_address: text(&ADDRESSES, turn_of).map(IpAddress::new),
        location: place(turn_of),
        mitre_technique_id: text(&[Some("T1078"), None, Some("Öst")], turn_of),
        additional_info: text(&[None, Some(r#"[{"Key":"mitreTechniques","Value":"T1078, t1110.003"}]"#)], turn_of),
        ..Detection::default()
    }
}
