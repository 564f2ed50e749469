//! What is recorded.

use riskgate_model::{Kept, MsgraphRecord, Record, TenantId, Time};
use serde_json::{Value, json};

/// Sign-ins to record.
pub(crate) const SIGN_INS: i64 = 100_000;

/// Users whom they belong to.
pub(crate) const USERS: i64 = 200;

/// Detections of each of the newest sign-ins.
pub(crate) const DETECTIONS: i64 = 5;

fn kept<T: MsgraphRecord>(properties: &Value) -> Kept<T> {
    let properties = properties.as_object().cloned().unwrap_or_default();
    Kept::read(properties, &TenantId::new("0d5e4f5c-52f4-4a0f-8a1c-6a8f4b7f9f10"), None).expect("made here, and complete")
}

fn user(number: i64) -> String {
    format!("{:08x}-1111-4222-8333-{:012x}", number * 7919, number)
}

fn request(number: i64) -> String {
    format!("{:08x}-aaaa-4bbb-8ccc-{number:012x}", number.wrapping_mul(2_654_435_761) & 0xffff_ffff)
}

/// A sign-in; the greater the number, the newer.
pub(crate) fn sign_in(number: i64) -> Record {
    let user_number = number % USERS;
    Record::SignIn(Box::new(kept(&json!({
        "id": request(number), "createdDateTime": Time::from_seconds(1_690_000_000 + number * 26).to_string(),
        "userId": user(user_number), "userDisplayName": format!("Person {user_number}"),
        "userPrincipalName": format!("person{user_number}@contoso.example"), "userType": "member",
        "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appDisplayName": format!("Application {}", number % 17),
        "resourceId": "00000003-0000-0000-c000-000000000000", "resourceDisplayName": "Microsoft Graph", "clientAppUsed": "Browser",
        "ipAddress": format!("203.0.{}.{}", number % 200, number % 251), "autonomousSystemNumber": 64_500 + number % 40,
        "location": {"city": "Oslo", "state": "Oslo", "countryOrRegion": "NO", "geoCoordinates": {"latitude": 59.91, "longitude": 10.75}},
        "deviceDetail": {"deviceId": request(user_number), "displayName": "LAPTOP", "operatingSystem": "Windows 11", "browser": "Edge 120",
            "isCompliant": true, "isManaged": true, "trustType": "Azure AD joined"},
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
        "status": {"errorCode": if number % 9 == 0 { 50126 } else { 0 }, "additionalDetails": "MFA requirement satisfied by claim in the token"},
        "conditionalAccessStatus": "success", "isInteractive": true, "signInEventTypes": ["interactiveUser"],
        "authenticationRequirement": "multiFactorAuthentication", "correlationId": request(number / 3),
        "authenticationDetails": [{"authenticationMethod": "Password", "succeeded": true, "authenticationStepRequirement": "Primary authentication"}],
        "riskState": if number % 50 == 0 { "atRisk" } else { "none" }, "riskLevelAggregated": if number % 50 == 0 { "medium" } else { "none" },
        "riskLevelDuringSignIn": "none", "riskDetail": "none",
    }))))
}

/// Detections of the ten newest sign-ins of each user.
pub(crate) fn detection(number: i64) -> Record {
    let sign_in = SIGN_INS - 1 - number / DETECTIONS;
    Record::Detection(Box::new(kept(&json!({
        "id": request(10_000_000 + number), "requestId": request(sign_in), "userId": user(sign_in % USERS),
        "detectedDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26 + number % DETECTIONS).to_string(),
        "activityDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26).to_string(),
        "lastUpdatedDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26 + 60).to_string(),
        "riskEventType": "unfamiliarFeatures", "riskState": "atRisk", "riskLevel": "medium", "riskDetail": "none", "activity": "signin",
        "detectionTimingType": "realtime", "source": "IdentityProtection", "correlationId": request(sign_in / 3),
    }))))
}
