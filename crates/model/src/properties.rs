//! The properties that each kind of record can be filtered and sorted by: one table a kind.

use crate::{
    Alert, AlertFields, AlertId, AuditApp, AuditUser, ConditionalAccessPolicy, ConditionalAccessPolicyFields, ConditionalAccessPolicyId,
    Detection, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditFields, DirectoryAuditId, Entity, Field, FieldKind, Id,
    Incident, IncidentFields, IncidentId, IpRange, KeptRefusal, NamedLocation, NamedLocationFields, NamedLocationId, PolicyConditions,
    RecordKind, RefusalFields, RefusalId, RiskChange, RiskChangeFields, RiskChangeId, ServicePrincipal, ServicePrincipalFields,
    ServicePrincipalId, SignIn, SignInFields, SignInId, Time, User, UserFields, UserId, filter::Value,
};

macro_rules! properties {
    ($(#[$doc:meta])* $name:ident of $entity:ident by $id:ident in $fields:ident, date $date:ident = $when:expr; {
        $($property:ident $wire:literal $kind:ident $group:ident $(sortable $sortable:literal)? = $value:expr;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $wire, "`.")] $property,)*
        }

        impl Entity for $entity {
            type Id = $id;
            type Field = $name;
            type Fields = $fields;

            fn id(&self) -> &$id {
                &self.id
            }

            fn date(&self) -> Option<Time> {
                let when: fn(&$entity) -> Option<Time> = $when;
                when(self)
            }
        }

        impl Field for $name {
            type Entity = $entity;
            const ALL: &'static [Self] = &[$(Self::$property,)*];
            const DATE: Self = Self::$date;

            fn name(self) -> &'static str {
                match self { $(Self::$property => $wire,)* }
            }

            fn kind(self) -> FieldKind {
                match self { $(Self::$property => FieldKind::$kind,)* }
            }

            fn is_sortable(self) -> bool {
                match self { $(Self::$property => false $(|| $sortable)?,)* }
            }

            fn group(self) -> $fields {
                match self { $(Self::$property => $fields::$group,)* }
            }

            fn value(self, record: &$entity) -> Value<'_> {
                match self { $(Self::$property => {
                    let value: fn(&$entity) -> Value<'_> = $value;
                    value(record)
                })* }
            }
        }
    };
}

properties! {
    /// What users can be filtered and sorted by.
    UserField of User by UserId in UserFields, date RiskLastUpdatedDateTime = |user| user.risk.updated; {
        RiskLastUpdatedDateTime "riskLastUpdatedDateTime" Time RISK sortable true = |user| Value::time(user.risk.updated);
        RiskState "riskState" Word RISK sortable true = |user| Value::word(user.risk.state.as_ref());
        RiskLevel "riskLevel" Word RISK sortable true = |user| Value::word(user.risk.level.as_ref());
        RiskDetail "riskDetail" Word RISK sortable true = |user| Value::word(user.risk.detail.as_ref());
        IsProcessing "isProcessing" Flag RISK = |user| Value::flag(user.is_processing);
        IsDeleted "isDeleted" Flag PROFILE sortable true = |user| Value::flag(user.is_deleted);
        DisplayName "displayName" Text PROFILE sortable true = |user| Value::text(user.display_name.as_deref());
        UserPrincipalName "userPrincipalName" Text PROFILE sortable true = |user| Value::text(user.user_principal_name.as_deref());
        UserType "userType" Text PROFILE sortable true = |user| Value::text(user.user_type.as_deref());
        ObjectId "objectId" Text NONE = |user| Value::text(Some(user.id.object()));
        TenantId "tenantId" Text NONE = |user| Value::text(Some(user.id.tenant().as_str()));
    }
}

properties! {
    /// What service principals can be filtered and sorted by.
    ServicePrincipalField of ServicePrincipal by ServicePrincipalId in ServicePrincipalFields,
    date RiskLastUpdatedDateTime = |it| it.risk.updated; {
        RiskLastUpdatedDateTime "riskLastUpdatedDateTime" Time RISK sortable true = |it| Value::time(it.risk.updated);
        RiskState "riskState" Word RISK sortable true = |it| Value::word(it.risk.state.as_ref());
        RiskLevel "riskLevel" Word RISK sortable true = |it| Value::word(it.risk.level.as_ref());
        RiskDetail "riskDetail" Word RISK sortable true = |it| Value::word(it.risk.detail.as_ref());
        IsProcessing "isProcessing" Flag RISK = |it| Value::flag(it.is_processing);
        IsEnabled "isEnabled" Flag PROFILE sortable true = |it| Value::flag(it.is_enabled);
        DisplayName "displayName" Text PROFILE sortable true = |it| Value::text(it.display_name.as_deref());
        AppId "appId" Text PROFILE sortable true = |it| Value::text(it.app_id.as_deref());
        ServicePrincipalType "servicePrincipalType" Text PROFILE sortable true = |it| Value::text(it.service_principal_type.as_deref());
        ObjectId "objectId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What sign-ins can be filtered and sorted by.
    SignInField of SignIn by SignInId in SignInFields, date CreatedDateTime = |it| Some(it.created_date_time); {
        CreatedDateTime "createdDateTime" Time NONE sortable true = |it| Value::Time(it.created_date_time);
        UserId "userId" Text NONE = |it| Value::text(it.user_id.as_ref().map(Id::object));
        UserDisplayName "userDisplayName" Text IDENTITY sortable true = |it| Value::text(it.user_display_name.as_deref());
        UserPrincipalName "userPrincipalName" Text IDENTITY = |it| Value::text(it.user_principal_name.as_deref());
        UserType "userType" Text IDENTITY = |it| Value::text(it.user_type.as_deref());
        ServicePrincipalId "servicePrincipalId" Text NONE = |it| Value::text(it.service_principal_id.as_ref().map(Id::object));
        ServicePrincipalName "servicePrincipalName" Text IDENTITY = |it| Value::text(it.service_principal_name.as_deref());
        AppId "appId" Text APPLICATION = |it| Value::text(it.app_id.as_deref());
        AppDisplayName "appDisplayName" Text APPLICATION sortable true = |it| Value::text(it.app_display_name.as_deref());
        ResourceId "resourceId" Text APPLICATION = |it| Value::text(it.resource_id.as_deref());
        ResourceDisplayName "resourceDisplayName" Text APPLICATION = |it| Value::text(it.resource_display_name.as_deref());
        ClientAppUsed "clientAppUsed" Text APPLICATION = |it| Value::text(it.client_app_used.as_deref());
        IpAddress "ipAddress" Address LOCATION sortable true = |it| it.ip_address.as_ref().map_or(Value::Null, Value::Address);
        AutonomousSystemNumber "autonomousSystemNumber" Number LOCATION = |it| Value::number(it.autonomous_system_number);
        City "city" Text LOCATION = |it| Value::text(it.location.as_ref().and_then(|place| place.city.as_deref()));
        State "state" Text LOCATION = |it| Value::text(it.location.as_ref().and_then(|place| place.state.as_deref()));
        CountryOrRegion "countryOrRegion" Text LOCATION =
            |it| Value::text(it.location.as_ref().and_then(|place| place.country_or_region.as_deref()));
        DeviceId "deviceId" Text DEVICE = |it| Value::text(it.device_detail.as_ref().and_then(|device| device.device_id.as_deref()));
        Browser "browser" Text DEVICE = |it| Value::text(it.device_detail.as_ref().and_then(|device| device.browser.as_deref()));
        OperatingSystem "operatingSystem" Text DEVICE =
            |it| Value::text(it.device_detail.as_ref().and_then(|device| device.operating_system.as_deref()));
        IsCompliant "isCompliant" Flag DEVICE = |it| Value::flag(it.device_detail.as_ref().and_then(|device| device.is_compliant));
        IsManaged "isManaged" Flag DEVICE = |it| Value::flag(it.device_detail.as_ref().and_then(|device| device.is_managed));
        UserAgent "userAgent" Text DEVICE = |it| Value::text(it.user_agent.as_deref());
        ErrorCode "errorCode" Number OUTCOME sortable true = |it| Value::number(it.status.as_ref().and_then(|status| status.error_code));
        ConditionalAccessStatus "conditionalAccessStatus" Word OUTCOME sortable true =
            |it| Value::word(it.conditional_access_status.as_ref());
        AuthenticationRequirement "authenticationRequirement" Word OUTCOME sortable true =
            |it| Value::word(it.authentication_requirement.as_ref());
        IsInteractive "isInteractive" Flag OUTCOME = |it| Value::flag(it.is_interactive);
        SignInEventType "signInEventType" Words OUTCOME = |it| Value::words(&it.sign_in_event_types);
        CorrelationId "correlationId" Text OUTCOME = |it| Value::text(it.correlation_id.as_deref());
        RiskState "riskState" Word RISK sortable true = |it| Value::word(it.risk.state.as_ref());
        RiskLevelAggregated "riskLevelAggregated" Word RISK sortable true = |it| Value::word(it.risk.level.as_ref());
        RiskLevelDuringSignIn "riskLevelDuringSignIn" Word RISK sortable true = |it| Value::word(it.risk_level_during_sign_in.as_ref());
        RiskDetail "riskDetail" Word RISK = |it| Value::word(it.risk.detail.as_ref());
        RiskEventTypes "riskEventTypes" Texts RECORD = |it| Value::texts(it.risk_event_types());
        IsRisky "isRisky" Flag RISK = |it| Value::Flag(it.is_risky());
        RequestId "requestId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What detections can be filtered and sorted by.
    DetectionField of Detection by DetectionId in DetectionFields, date DetectedDateTime = |it| Some(it.detected_date_time); {
        DetectedDateTime "detectedDateTime" Time NONE sortable true = |it| Value::Time(it.detected_date_time);
        ActivityDateTime "activityDateTime" Time KIND sortable true = |it| Value::time(it.activity_date_time);
        LastUpdatedDateTime "lastUpdatedDateTime" Time KIND sortable true = |it| Value::time(it.last_updated_date_time);
        RiskEventType "riskEventType" Text KIND sortable true = |it| Value::text(it.risk_event_type.as_deref());
        DetectionTimingType "detectionTimingType" Word KIND sortable true = |it| Value::word(it.detection_timing_type.as_ref());
        Activity "activity" Word KIND = |it| Value::word(it.activity.as_ref());
        MitreTechniques "mitreTechniques" Texts RECORD = |it| Value::texts(&it.mitre_techniques());
        TokenIssuerType "tokenIssuerType" Word RECORD = |it| Value::word(it.token_issuer_type.as_ref());
        Source "source" Text KIND sortable true = |it| Value::text(it.source.as_deref());
        UserId "userId" Text NONE = |it| Value::text(it.user_id.as_ref().map(Id::object));
        UserDisplayName "userDisplayName" Text IDENTITY sortable true = |it| Value::text(it.user_display_name.as_deref());
        UserPrincipalName "userPrincipalName" Text IDENTITY sortable true = |it| Value::text(it.user_principal_name.as_deref());
        ServicePrincipalId "servicePrincipalId" Text NONE = |it| Value::text(it.service_principal_id.as_ref().map(Id::object));
        ServicePrincipalDisplayName "servicePrincipalDisplayName" Text IDENTITY sortable true =
            |it| Value::text(it.service_principal_display_name.as_deref());
        AppId "appId" Text IDENTITY = |it| Value::text(it.app_id.as_deref());
        RequestId "requestId" Text NONE sortable true = |it| Value::text(it.request_id.as_ref().map(Id::object));
        CorrelationId "correlationId" Text KIND = |it| Value::text(it.correlation_id.as_deref());
        IsLinkedToSignIn "isLinkedToSignIn" Flag KIND = |it| Value::Flag(it.is_linked_to_sign_in());
        IpAddress "ipAddress" Address LOCATION sortable true = |it| it.ip_address.as_ref().map_or(Value::Null, Value::Address);
        City "city" Text LOCATION = |it| Value::text(it.location.as_ref().and_then(|place| place.city.as_deref()));
        State "state" Text LOCATION = |it| Value::text(it.location.as_ref().and_then(|place| place.state.as_deref()));
        CountryOrRegion "countryOrRegion" Text LOCATION =
            |it| Value::text(it.location.as_ref().and_then(|place| place.country_or_region.as_deref()));
        RiskState "riskState" Word RISK sortable true = |it| Value::word(it.risk.state.as_ref());
        RiskLevel "riskLevel" Word RISK sortable true = |it| Value::word(it.risk.level.as_ref());
        RiskDetail "riskDetail" Word RISK sortable true = |it| Value::word(it.risk.detail.as_ref());
        DetectionId "detectionId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What risk changes can be filtered and sorted by.
    RiskChangeField of RiskChange by RiskChangeId in RiskChangeFields,
    date RiskLastUpdatedDateTime = |it| it.risk_last_updated_date_time; {
        RiskLastUpdatedDateTime "riskLastUpdatedDateTime" Time NONE sortable true = |it| Value::time(it.risk_last_updated_date_time);
        RiskState "riskState" Word NONE = |it| Value::word(it.risk_state.as_ref());
        RiskLevel "riskLevel" Word NONE = |it| Value::word(it.risk_level.as_ref());
        RiskDetail "riskDetail" Word NONE = |it| Value::word(it.risk_detail.as_ref());
        InitiatedBy "initiatedBy" Text NONE = |it| Value::text(it.initiated_by.as_deref());
    }
}

properties! {
    /// What directory audits can be filtered and sorted by.
    DirectoryAuditField of DirectoryAudit by DirectoryAuditId in DirectoryAuditFields,
    date ActivityDateTime = |it| Some(it.activity_date_time); {
        ActivityDateTime "activityDateTime" Time NONE sortable true = |it| Value::Time(it.activity_date_time);
        ActivityDisplayName "activityDisplayName" Text ACTIVITY sortable true = |it| Value::text(it.activity_display_name.as_deref());
        Category "category" Text ACTIVITY sortable true = |it| Value::text(it.category.as_deref());
        OperationType "operationType" Text ACTIVITY = |it| Value::text(it.operation_type.as_deref());
        LoggedByService "loggedByService" Text ACTIVITY sortable true = |it| Value::text(it.logged_by_service.as_deref());
        CorrelationId "correlationId" Text ACTIVITY = |it| Value::text(it.correlation_id.as_deref());
        Result "result" Word RESULT sortable true = |it| Value::word(it.result.as_ref());
        ResultReason "resultReason" Text RESULT = |it| Value::text(it.result_reason.as_deref());
        InitiatedByUserId "initiatedByUserId" Text NONE = |it| Value::text(it.initiator_user_id().map(Id::object));
        InitiatedByUserPrincipalName "initiatedByUserPrincipalName" Text INITIATOR =
            |it| Value::text(user(it).and_then(|user| user.user_principal_name.as_deref()));
        InitiatedByUserDisplayName "initiatedByUserDisplayName" Text INITIATOR =
            |it| Value::text(user(it).and_then(|user| user.display_name.as_deref()));
        InitiatedByIpAddress "initiatedByIpAddress" Address INITIATOR =
            |it| user(it).and_then(|user| user.ip_address.as_ref()).map_or(Value::Null, Value::Address);
        InitiatedByAppId "initiatedByAppId" Text INITIATOR = |it| Value::text(app(it).and_then(|app| app.app_id.as_deref()));
        InitiatedByAppDisplayName "initiatedByAppDisplayName" Text INITIATOR =
            |it| Value::text(app(it).and_then(|app| app.display_name.as_deref()));
        InitiatedByServicePrincipalId "initiatedByServicePrincipalId" Text NONE =
            |it| Value::text(it.initiator_service_principal_id().map(Id::object));
        TargetResourceIds "targetResourceIds" Texts NONE = |it| Value::texts(&it.target_ids());
        DirectoryAuditId "directoryAuditId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

/// The user who did it.
fn user(audit: &DirectoryAudit) -> Option<&AuditUser> {
    audit.initiated_by.as_ref()?.user.as_ref()
}

/// The application that did it.
fn app(audit: &DirectoryAudit) -> Option<&AuditApp> {
    audit.initiated_by.as_ref()?.app.as_ref()
}

properties! {
    /// What named locations can be filtered and sorted by.
    NamedLocationField of NamedLocation by NamedLocationId in NamedLocationFields, date ModifiedDateTime = NamedLocation::modified; {
        ModifiedDateTime "modifiedDateTime" Time NONE sortable true = |it| Value::time(it.modified());
        DisplayName "displayName" Text NONE sortable true = |it| Value::text(it.display_name.as_deref());
        Kind "type" Word NONE = |it| Value::word(it.kind.as_ref());
        IsTrusted "isTrusted" Flag NONE = |it| Value::flag(it.is_trusted);
        IpRanges "ipRanges" Texts NONE = |it| Value::texts(&it.ip_ranges.iter().filter_map(IpRange::text).collect::<Vec<_>>());
        CountriesAndRegions "countriesAndRegions" Texts NONE = |it| Value::texts(&it.countries_and_regions);
        NamedLocationId "namedLocationId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What Conditional Access policies can be filtered and sorted by.
    ConditionalAccessPolicyField of ConditionalAccessPolicy by ConditionalAccessPolicyId in ConditionalAccessPolicyFields,
    date ModifiedDateTime = ConditionalAccessPolicy::modified; {
        ModifiedDateTime "modifiedDateTime" Time NONE sortable true = |it| Value::time(it.modified());
        DisplayName "displayName" Text NONE sortable true = |it| Value::text(it.display_name.as_deref());
        State "state" Word NONE = |it| Value::word(it.state.as_ref());
        UserRiskLevels "userRiskLevels" Words NONE = |it| conditions(it, |it| Value::words(&it.user_risk_levels));
        SignInRiskLevels "signInRiskLevels" Words NONE = |it| conditions(it, |it| Value::words(&it.sign_in_risk_levels));
        ServicePrincipalRiskLevels "servicePrincipalRiskLevels" Words NONE =
            |it| conditions(it, |it| Value::words(&it.service_principal_risk_levels));
        IncludeUsers "includeUsers" Texts NONE =
            |it| conditions(it, |it| it.users.as_ref().map_or(Value::Null, |it| Value::texts(&it.include_users)));
        ExcludeUsers "excludeUsers" Texts NONE =
            |it| conditions(it, |it| it.users.as_ref().map_or(Value::Null, |it| Value::texts(&it.exclude_users)));
        IncludeApplications "includeApplications" Texts NONE =
            |it| conditions(it, |it| it.applications.as_ref().map_or(Value::Null, |it| Value::texts(&it.include_applications)));
        IncludeLocations "includeLocations" Texts NONE =
            |it| conditions(it, |it| it.locations.as_ref().map_or(Value::Null, |it| Value::texts(&it.include_locations)));
        ExcludeLocations "excludeLocations" Texts NONE =
            |it| conditions(it, |it| it.locations.as_ref().map_or(Value::Null, |it| Value::texts(&it.exclude_locations)));
        BuiltInControls "builtInControls" Texts NONE =
            |it| it.grant_controls.as_ref().map_or(Value::Null, |it| Value::texts(&it.built_in_controls));
        ConditionalAccessPolicyId "conditionalAccessPolicyId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

/// A property of the policy's conditions, where it has any.
fn conditions(policy: &ConditionalAccessPolicy, value: fn(&PolicyConditions) -> Value<'_>) -> Value<'_> {
    policy.conditions.as_ref().map_or(Value::Null, value)
}

properties! {
    /// What alerts can be filtered and sorted by.
    AlertField of Alert by AlertId in AlertFields, date LastUpdateDateTime = Alert::updated; {
        LastUpdateDateTime "lastUpdateDateTime" Time NONE sortable true = |it| Value::time(it.updated());
        CreatedDateTime "createdDateTime" Time NONE sortable true = |it| Value::time(it.created_date_time);
        FirstActivityDateTime "firstActivityDateTime" Time NONE sortable true = |it| Value::time(it.began());
        Status "status" Word NONE sortable true = |it| Value::word(it.status.as_ref());
        Classification "classification" Word NONE sortable true = |it| Value::word(it.classification.as_ref());
        Determination "determination" Word NONE = |it| Value::word(it.determination.as_ref());
        Severity "severity" Word NONE sortable true = |it| Value::word(it.severity.as_ref());
        ServiceSource "serviceSource" Word NONE = |it| Value::word(it.service_source.as_ref());
        Category "category" Text NONE = |it| Value::text(it.category.as_deref());
        Title "title" Text NONE = |it| Value::text(it.title.as_deref());
        AssignedTo "assignedTo" Text NONE = |it| Value::text(it.assigned_to.as_deref());
        IncidentId "incidentId" Text NONE = |it| Value::text(it.incident_id.as_ref().map(Id::object));
        ProviderAlertId "providerAlertId" Text NONE = |it| Value::text(it.provider_alert_id.as_deref());
        AlertId "alertId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What incidents can be filtered and sorted by.
    IncidentField of Incident by IncidentId in IncidentFields, date LastUpdateDateTime = Incident::updated; {
        LastUpdateDateTime "lastUpdateDateTime" Time NONE sortable true = |it| Value::time(it.updated());
        CreatedDateTime "createdDateTime" Time NONE sortable true = |it| Value::time(it.created_date_time);
        Status "status" Word NONE sortable true = |it| Value::word(it.status.as_ref());
        Classification "classification" Word NONE sortable true = |it| Value::word(it.classification.as_ref());
        Determination "determination" Word NONE = |it| Value::word(it.determination.as_ref());
        Severity "severity" Word NONE sortable true = |it| Value::word(it.severity.as_ref());
        DisplayName "displayName" Text NONE = |it| Value::text(it.display_name.as_deref());
        AssignedTo "assignedTo" Text NONE = |it| Value::text(it.assigned_to.as_deref());
        IncidentId "incidentId" Text NONE = |it| Value::text(Some(it.id.object()));
        TenantId "tenantId" Text NONE = |it| Value::text(Some(it.id.tenant().as_str()));
    }
}

properties! {
    /// What refusals can be filtered by.
    RefusalField of KeptRefusal by RefusalId in RefusalFields, date RefusedAt = |it| Some(it.refused_at); {
        RefusedAt "refusedAt" Time NONE sortable true = |it| Value::Time(it.refused_at);
        Source "source" Text NONE = |it| Value::text(Some(&it.refusal.source));
        Kind "kind" Text NONE = |it| Value::text(it.refusal.kind.map(RecordKind::name));
        Reason "reason" Text NONE = |it| Value::text(Some(&it.refusal.reason));
        RefusalId "refusalId" Text NONE = |it| Value::text(Some(it.id.object()));
    }
}
