//! The details of a sign-in: device, outcome, authentication.

use super::table::part;
use crate::scalar::{DateTime, Json};

part! {
    /// "Device info": the device of a sign-in.
    DeviceDetail "DeviceDetail" shows DeviceDetail;

    /// "Device ID" in the directory.
    device_id "deviceId" [Option<&str>] = |it| it.device_id.as_deref();
    /// Name.
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "Operating system".
    operating_system "operatingSystem" [Option<&str>] = |it| it.operating_system.as_deref();
    /// "Browser".
    browser "browser" [Option<&str>] = |it| it.browser.as_deref();
    /// The browser's id.
    browser_id "browserId" [Option<&str>] = |it| it.browser_id.as_deref();
    /// "Compliant": whether the device meets the tenant's rules.
    is_compliant "isCompliant" [Option<bool>] = |it| it.is_compliant;
    /// "Managed": whether the device is managed.
    is_managed "isManaged" [Option<bool>] = |it| it.is_managed;
    /// "Join type": how the device is joined to the directory.
    trust_type "trustType" [Option<&str>] = |it| it.trust_type.as_deref();
}

part! {
    /// "Sign-in status": how a sign-in ended.
    SignInStatus "SignInStatus" shows SignInStatus;

    /// "Sign-in error code": 0 when the sign-in succeeded, else the number of an AADSTS error.
    error_code "errorCode" [Option<i64>] = |it| it.error_code;
    /// "Failure reason".
    failure_reason "failureReason" [Option<&str>] = |it| it.failure_reason.as_deref();
    /// "Additional details", such as `MFA requirement satisfied by claim in the token`.
    additional_details "additionalDetails" [Option<&str>] = |it| it.additional_details.as_deref();
}

part! {
    /// "Authentication details": one step in which an identity proved itself.
    AuthenticationDetail "AuthenticationDetail" shows AuthenticationStep;

    /// "Date".
    authentication_step_date_time "authenticationStepDateTime" [Option<DateTime>] =
        |it| DateTime::shown(it.authentication_step_date_time);
    /// "Authentication method", such as `Password`.
    authentication_method "authenticationMethod" [Option<&str>] = |it| it.authentication_method.as_deref();
    /// "Authentication method detail".
    authentication_method_detail "authenticationMethodDetail" [Option<&str>] = |it| it.authentication_method_detail.as_deref();
    /// "Succeeded".
    succeeded "succeeded" [Option<bool>] = |it| it.succeeded;
    /// "Result detail".
    authentication_step_result_detail "authenticationStepResultDetail" [Option<&str>] =
        |it| it.authentication_step_result_detail.as_deref();
    /// "Requirement": what asked for the step, such as `Primary authentication`.
    authentication_step_requirement "authenticationStepRequirement" [Option<&str>] =
        |it| it.authentication_step_requirement.as_deref();
}

part! {
    /// "MFA info": multifactor authentication of a sign-in, in Microsoft's older shape.
    MfaDetail "MfaDetail" shows MfaDetail;

    /// "Multifactor authentication auth method".
    auth_method "authMethod" [Option<&str>] = |it| it.auth_method.as_deref();
    /// "Multifactor authentication auth detail", partly hidden by Microsoft.
    auth_detail "authDetail" [Option<&str>] = |it| it.auth_detail.as_deref();
}

part! {
    /// The authenticator app that took part in a sign-in.
    AuthenticationAppDeviceDetails "AuthenticationAppDeviceDetails" shows AppDeviceDetail;

    /// The app's version.
    app_version "appVersion" [Option<&str>] = |it| it.app_version.as_deref();
    /// The app.
    client_app "clientApp" [Option<&str>] = |it| it.client_app.as_deref();
    /// The id of the device it runs on.
    device_id "deviceId" [Option<&str>] = |it| it.device_id.as_deref();
    /// The device's operating system.
    operating_system "operatingSystem" [Option<&str>] = |it| it.operating_system.as_deref();
}

part! {
    /// A key and its value, as Microsoft lists details.
    KeyValue "KeyValue" shows KeyValue;

    /// The key.
    key "key" [&str] = |it| &it.key;
    /// The value: a text, a list or nothing.
    value "value" [Option<Json>] = |it| (!it.value.is_null()).then(|| Json::value(&it.value));
}
