//! The filters: one table a kind of record, every property of `model`'s under its own name.

use async_graphql::InputObject;
use riskgate_model as model;

use super::{
    conditions::Operators,
    operators::{BooleanFilter, DateTimeFilter, IdFilter, IntFilter, IpAddressFilter, StringFilter, StringListFilter, WordFilter},
    read::{Conditions, Parts},
};
use crate::vocabulary as words;

macro_rules! filters {
    ($($(#[$doc:meta])* $name:ident of $field:ident { $($(#[$property_doc:meta])* $property:ident: $operators:ty => $variant:ident,)* })*) => { $(
        $(#[$doc])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            /// Every one of these filters holds. `and`, `or` and `not` may be nested eight levels deep.
            and: Option<Vec<$name>>,
            /// At least one of these filters holds.
            or: Option<Vec<$name>>,
            /// This filter does not hold.
            not: Option<Box<$name>>,
            $($(#[$property_doc])* $property: Option<$operators>,)*
        }

        impl Conditions for $name {
            type Field = model::$field;

            fn parts(self) -> Parts<Self> {
                let mut properties = Vec::new();
                $(if let Some(operators) = self.$property {
                    properties.push((model::$field::$variant, operators.conditions()));
                })*
                Parts { and: self.and, or: self.or, not: self.not, properties }
            }
        }
    )* };
}

mod defender;

pub(crate) use defender::{AlertFilter, IncidentFilter};

filters! {
    /// Which users. Everything that is given must hold.
    UserFilter of UserField {
        /// "Risk last updated".
        risk_last_updated_date_time: DateTimeFilter => RiskLastUpdatedDateTime,
        /// "Risk state".
        risk_state: WordFilter<words::RiskState> => RiskState,
        /// "Risk level".
        risk_level: WordFilter<words::RiskLevel> => RiskLevel,
        /// "Risk detail".
        risk_detail: WordFilter<words::RiskDetail> => RiskDetail,
        /// "Risk processing state": whether Microsoft is still working on the risk.
        is_processing: BooleanFilter => IsProcessing,
        /// "Status": true for deleted users, false for active ones.
        is_deleted: BooleanFilter => IsDeleted,
        /// "Name".
        display_name: StringFilter => DisplayName,
        /// "Username".
        user_principal_name: StringFilter => UserPrincipalName,
        /// "Type": `Member` or `Guest`.
        user_type: StringFilter => UserType,
        /// "User ID".
        object_id: IdFilter => ObjectId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which service principals (workload identities). Everything that is given must hold.
    ServicePrincipalFilter of ServicePrincipalField {
        /// "Risk last updated".
        risk_last_updated_date_time: DateTimeFilter => RiskLastUpdatedDateTime,
        /// "Risk state".
        risk_state: WordFilter<words::RiskState> => RiskState,
        /// "Risk level".
        risk_level: WordFilter<words::RiskLevel> => RiskLevel,
        /// "Risk detail".
        risk_detail: WordFilter<words::RiskDetail> => RiskDetail,
        /// Whether Microsoft is still working on the risk.
        is_processing: BooleanFilter => IsProcessing,
        /// "Status": whether it may sign in.
        is_enabled: BooleanFilter => IsEnabled,
        /// "Service principal name".
        display_name: StringFilter => DisplayName,
        /// "App ID".
        app_id: IdFilter => AppId,
        /// "Type": `Application`, `ManagedIdentity` and the like.
        service_principal_type: StringFilter => ServicePrincipalType,
        /// "Service principal ID".
        object_id: IdFilter => ObjectId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which sign-ins. Everything that is given must hold.
    SignInFilter of SignInField {
        /// "Date".
        created_date_time: DateTimeFilter => CreatedDateTime,
        /// "User ID".
        user_id: IdFilter => UserId,
        /// "User".
        user_display_name: StringFilter => UserDisplayName,
        /// "Username".
        user_principal_name: StringFilter => UserPrincipalName,
        /// "User type": `member` or `guest`.
        user_type: StringFilter => UserType,
        /// "Service principal ID".
        service_principal_id: IdFilter => ServicePrincipalId,
        /// "Service principal name".
        service_principal_name: StringFilter => ServicePrincipalName,
        /// "Application ID".
        app_id: IdFilter => AppId,
        /// "Application".
        app_display_name: StringFilter => AppDisplayName,
        /// "Resource ID".
        resource_id: IdFilter => ResourceId,
        /// "Resource".
        resource_display_name: StringFilter => ResourceDisplayName,
        /// "Client app", such as `Browser` or `Exchange ActiveSync`.
        client_app_used: StringFilter => ClientAppUsed,
        /// "IP address".
        ip_address: IpAddressFilter => IpAddress,
        /// "Autonomous system number".
        autonomous_system_number: IntFilter => AutonomousSystemNumber,
        /// City of the "Location".
        city: StringFilter => City,
        /// State or province of the "Location".
        state: StringFilter => State,
        /// Country or region of the "Location", by its two-letter code.
        country_or_region: StringFilter => CountryOrRegion,
        /// "Device ID".
        device_id: IdFilter => DeviceId,
        /// "Browser".
        browser: StringFilter => Browser,
        /// "Operating system".
        operating_system: StringFilter => OperatingSystem,
        /// "Compliant": whether the device meets the tenant's rules.
        is_compliant: BooleanFilter => IsCompliant,
        /// "Managed": whether the device is managed.
        is_managed: BooleanFilter => IsManaged,
        /// "User agent".
        user_agent: StringFilter => UserAgent,
        /// "Sign-in error code"; 0 is the "Sign-in status" Success.
        error_code: IntFilter => ErrorCode,
        /// "Conditional Access".
        conditional_access_status: WordFilter<words::ConditionalAccessStatus> => ConditionalAccessStatus,
        /// "Authentication requirement", by which the report says "MFA required".
        authentication_requirement: WordFilter<words::AuthenticationRequirement> => AuthenticationRequirement,
        /// Whether a person took part.
        is_interactive: BooleanFilter => IsInteractive,
        /// "Sign-in type": any of the sign-in's. `ne` and `notIn` ask that none of them is.
        sign_in_event_type: WordFilter<words::SignInEventType> => SignInEventType,
        /// "Correlation ID".
        correlation_id: IdFilter => CorrelationId,
        /// "Risk state".
        risk_state: WordFilter<words::RiskState> => RiskState,
        /// "Risk level (aggregate)": as it is seen now.
        risk_level_aggregated: WordFilter<words::RiskLevel> => RiskLevelAggregated,
        /// "Risk level (real-time)": as it was seen during the sign-in.
        risk_level_during_sign_in: WordFilter<words::RiskLevel> => RiskLevelDuringSignIn,
        /// "Risk detail".
        risk_detail: WordFilter<words::RiskDetail> => RiskDetail,
        /// "Detection type(s)", in Microsoft's own words of whichever list says more, such as `unfamiliarFeatures`.
        risk_event_types: StringListFilter => RiskEventTypes,
        /// Whether "Risky sign-ins" lists it: a risk was seen, whatever became of it.
        is_risky: BooleanFilter => IsRisky,
        /// "Request ID".
        request_id: IdFilter => RequestId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which detections. Everything that is given must hold.
    DetectionFilter of DetectionField {
        /// "Detection time".
        detected_date_time: DateTimeFilter => DetectedDateTime,
        /// "Activity time".
        activity_date_time: DateTimeFilter => ActivityDateTime,
        /// "Last updated".
        last_updated_date_time: DateTimeFilter => LastUpdatedDateTime,
        /// "Detection type", in Microsoft's own words, such as `unfamiliarFeatures`.
        risk_event_type: StringFilter => RiskEventType,
        /// "Detection timing".
        detection_timing_type: WordFilter<words::DetectionTiming> => DetectionTimingType,
        /// "Activity".
        activity: WordFilter<words::ActivityType> => Activity,
        /// "Attack type": MITRE ATT&CK techniques, such as `T1078`, from `mitreTechniqueId` and `additionalInfo`.
        mitre_techniques: StringListFilter => MitreTechniques,
        /// "Token issuer type".
        token_issuer_type: WordFilter<words::TokenIssuerType> => TokenIssuerType,
        /// "Source": the product that detected it.
        source: StringFilter => Source,
        /// "User ID".
        user_id: IdFilter => UserId,
        /// "User".
        user_display_name: StringFilter => UserDisplayName,
        /// "Username".
        user_principal_name: StringFilter => UserPrincipalName,
        /// "Service principal ID". `{isNull: false}` is the tab "Workload identity detections".
        service_principal_id: IdFilter => ServicePrincipalId,
        /// "Service principal name".
        service_principal_display_name: StringFilter => ServicePrincipalDisplayName,
        /// "App ID".
        app_id: IdFilter => AppId,
        /// "Request ID".
        request_id: IdFilter => RequestId,
        /// "Correlation ID".
        correlation_id: IdFilter => CorrelationId,
        /// False for "Detections not linked to a sign-in".
        is_linked_to_sign_in: BooleanFilter => IsLinkedToSignIn,
        /// "IP address".
        ip_address: IpAddressFilter => IpAddress,
        /// City of the "Location".
        city: StringFilter => City,
        /// State or province of the "Location".
        state: StringFilter => State,
        /// Country or region of the "Location", by its two-letter code.
        country_or_region: StringFilter => CountryOrRegion,
        /// "Risk state".
        risk_state: WordFilter<words::RiskState> => RiskState,
        /// "Risk level".
        risk_level: WordFilter<words::RiskLevel> => RiskLevel,
        /// "Risk detail".
        risk_detail: WordFilter<words::RiskDetail> => RiskDetail,
        /// "Detection ID".
        detection_id: IdFilter => DetectionId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which directory audits. Everything that is given must hold.
    DirectoryAuditFilter of DirectoryAuditField {
        /// "Date".
        activity_date_time: DateTimeFilter => ActivityDateTime,
        /// "Activity", such as `Reset user password`.
        activity_display_name: StringFilter => ActivityDisplayName,
        /// "Category", such as `UserManagement`.
        category: StringFilter => Category,
        /// `Add`, `Assign`, `Update`, `Unassign`, `Delete` and the like.
        operation_type: StringFilter => OperationType,
        /// "Service": which one logged it, such as `Core Directory`.
        logged_by_service: StringFilter => LoggedByService,
        /// "Correlation ID".
        correlation_id: IdFilter => CorrelationId,
        /// "Status".
        result: WordFilter<words::AuditResult> => Result,
        /// "Status reason".
        result_reason: StringFilter => ResultReason,
        /// "Object ID" of the user who did it.
        initiated_by_user_id: IdFilter => InitiatedByUserId,
        /// "User Principal Name" of the user who did it.
        initiated_by_user_principal_name: StringFilter => InitiatedByUserPrincipalName,
        /// "Display Name" of the user who did it.
        initiated_by_user_display_name: StringFilter => InitiatedByUserDisplayName,
        /// "IP address" that the user did it from.
        initiated_by_ip_address: IpAddressFilter => InitiatedByIpAddress,
        /// "App ID" of the application that did it.
        initiated_by_app_id: IdFilter => InitiatedByAppId,
        /// "Display Name" of the application that did it.
        initiated_by_app_display_name: StringFilter => InitiatedByAppDisplayName,
        /// "Service principal ID" of the application that did it.
        initiated_by_service_principal_id: IdFilter => InitiatedByServicePrincipalId,
        /// "ID" of the "Target(s)": any of the audit's, whatever it is.
        target_resource_ids: StringListFilter => TargetResourceIds,
        /// The audit's id in Microsoft Entra.
        directory_audit_id: IdFilter => DirectoryAuditId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which named locations. Everything that is given must hold.
    NamedLocationFilter of NamedLocationField {
        /// When it was last modified, or made if it never was.
        modified_date_time: DateTimeFilter => ModifiedDateTime,
        /// "Name".
        display_name: StringFilter => DisplayName,
        /// "Location type".
        r#type: WordFilter<words::NamedLocationType> => Kind,
        /// "Trusted".
        is_trusted: BooleanFilter => IsTrusted,
        /// "IP ranges" as they are written: `203.0.113.0/24`, or `203.0.113.1-203.0.113.9`.
        ip_ranges: StringListFilter => IpRanges,
        /// "Countries" and regions, in two letters each.
        countries_and_regions: StringListFilter => CountriesAndRegions,
        /// The location's id in Microsoft Entra.
        named_location_id: IdFilter => NamedLocationId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which Conditional Access policies. Everything that is given must hold. Nothing here judges whether a policy applies to someone:
    /// `All` in a list is a word like any other.
    ConditionalAccessPolicyFilter of ConditionalAccessPolicyField {
        /// "Modified date": when it was last modified, or made if it never was.
        modified_date_time: DateTimeFilter => ModifiedDateTime,
        /// "Policy name".
        display_name: StringFilter => DisplayName,
        /// "State".
        state: WordFilter<words::ConditionalAccessPolicyState> => State,
        /// "User risk": any of the levels that it is about.
        user_risk_levels: WordFilter<words::RiskLevel> => UserRiskLevels,
        /// "Sign-in risk": any of the levels that it is about.
        sign_in_risk_levels: WordFilter<words::RiskLevel> => SignInRiskLevels,
        /// "Service principal risk": any of the levels that it is about.
        service_principal_risk_levels: WordFilter<words::RiskLevel> => ServicePrincipalRiskLevels,
        /// "Include" of "Users": object ids in Microsoft Entra, or `All`, `None`, `GuestsOrExternalUsers`.
        include_users: StringListFilter => IncludeUsers,
        /// "Exclude" of "Users".
        exclude_users: StringListFilter => ExcludeUsers,
        /// "Include" of "Target resources": app ids, or `All`, `None`, `Office365` and the like.
        include_applications: StringListFilter => IncludeApplications,
        /// "Include" of "Locations": ids of named locations in Microsoft Entra, or `All`, `AllTrusted`.
        include_locations: StringListFilter => IncludeLocations,
        /// "Exclude" of "Locations".
        exclude_locations: StringListFilter => ExcludeLocations,
        /// "Grant" controls, such as `mfa` or `block`.
        built_in_controls: StringListFilter => BuiltInControls,
        /// The policy's id in Microsoft Entra.
        conditional_access_policy_id: IdFilter => ConditionalAccessPolicyId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which refusals. Everything that is given must hold.
    RefusalFilter of RefusalField {
        /// When it was last refused.
        refused_at: DateTimeFilter => RefusedAt,
        /// Where it came from, such as a file's name.
        source: StringFilter => Source,
        /// What it would have been, such as `signIns`.
        kind: StringFilter => Kind,
        /// What is wrong with it.
        reason: StringFilter => Reason,
        /// The id by which `riskgate refusals show` and `retry` know it.
        refusal_id: IdFilter => RefusalId,
    }
}

/// The filter of records that cannot be filtered: there is none.
pub(crate) enum Unfiltered {}

impl Conditions for Unfiltered {
    type Field = model::RiskChangeField;

    fn parts(self) -> Parts<Self> {
        match self {}
    }
}
