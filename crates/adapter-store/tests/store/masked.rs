//! What a projected answer may be judged by: only what the groups that were asked for fill.

use riskgate_model::{
    Alert, AuditInitiator, ConditionalAccessPolicy, ConditionalAccessPolicyFields, Detection, DetectionFields, DirectoryAudit,
    DirectoryAuditFields, Entity, FieldSet, Incident, NamedLocation, NamedLocationFields, RiskChange, ServicePrincipal,
    ServicePrincipalFields, SignIn, SignInFields, TargetResource, User, UserFields,
};

/// A kind of record of which a part can be looked at.
pub(crate) trait Masked: Entity {
    /// Only what these groups fill, and ids and dates.
    fn masked(self, fields: Self::Fields) -> Self;
}

impl Masked for User {
    fn masked(self, fields: Self::Fields) -> Self {
        let mut masked = Self { id: self.id, ..Self::default() };
        masked.risk.updated = self.risk.updated;
        if fields.contains(UserFields::PROFILE) {
            masked.display_name = self.display_name;
            masked.user_principal_name = self.user_principal_name;
            masked.user_type = self.user_type;
            masked.is_deleted = self.is_deleted;
        }
        if fields.contains(UserFields::RISK) {
            masked.risk = self.risk;
            masked.is_processing = self.is_processing;
        }
        if fields.contains(UserFields::CLAIMS) {
            masked.claims = self.claims;
        }
        if fields.contains(UserFields::ENTRA) {
            masked.entra = self.entra;
        }
        if fields.contains(UserFields::DIRECTORY) {
            masked.directory = self.directory;
        }
        masked
    }
}

impl Masked for ServicePrincipal {
    fn masked(self, fields: Self::Fields) -> Self {
        let mut masked = Self { id: self.id, ..Self::default() };
        masked.risk.updated = self.risk.updated;
        if fields.contains(ServicePrincipalFields::PROFILE) {
            masked.display_name = self.display_name;
            masked.app_id = self.app_id;
            masked.service_principal_type = self.service_principal_type;
            masked.is_enabled = self.is_enabled;
        }
        if fields.contains(ServicePrincipalFields::RISK) {
            masked.risk = self.risk;
            masked.is_processing = self.is_processing;
        }
        if fields.contains(ServicePrincipalFields::CLAIMS) {
            masked.claims = self.claims;
        }
        if fields.contains(ServicePrincipalFields::ENTRA) {
            masked.entra = self.entra;
        }
        masked
    }
}

impl Masked for SignIn {
    fn masked(self, fields: Self::Fields) -> Self {
        if fields.contains(SignInFields::RECORD) {
            return self;
        }
        let mut masked = Self {
            id: self.id,
            created_date_time: self.created_date_time,
            user_id: self.user_id,
            service_principal_id: self.service_principal_id,
            ..Self::default()
        };
        if fields.contains(SignInFields::IDENTITY) {
            masked.user_display_name = self.user_display_name;
            masked.user_principal_name = self.user_principal_name;
            masked.user_type = self.user_type;
            masked.service_principal_name = self.service_principal_name;
        }
        if fields.contains(SignInFields::APPLICATION) {
            masked.app_id = self.app_id;
            masked.app_display_name = self.app_display_name;
            masked.resource_id = self.resource_id;
            masked.resource_display_name = self.resource_display_name;
            masked.client_app_used = self.client_app_used;
        }
        if fields.contains(SignInFields::LOCATION) {
            masked.ip_address = self.ip_address;
            masked.autonomous_system_number = self.autonomous_system_number;
            masked.location = self.location;
        }
        if fields.contains(SignInFields::DEVICE) {
            masked.device_detail = self.device_detail;
            masked.user_agent = self.user_agent;
        }
        if fields.contains(SignInFields::OUTCOME) {
            masked.status = self.status;
            masked.conditional_access_status = self.conditional_access_status;
            masked.is_interactive = self.is_interactive;
            masked.sign_in_event_types = self.sign_in_event_types;
            masked.authentication_requirement = self.authentication_requirement;
            masked.correlation_id = self.correlation_id;
        }
        if fields.contains(SignInFields::RISK) {
            masked.risk_level_during_sign_in = self.risk_level_during_sign_in;
            masked.risk = self.risk;
        }
        masked
    }
}

impl Masked for Detection {
    fn masked(self, fields: Self::Fields) -> Self {
        if fields.contains(DetectionFields::RECORD) {
            return self;
        }
        let mut masked = Self {
            id: self.id,
            detected_date_time: self.detected_date_time,
            user_id: self.user_id,
            service_principal_id: self.service_principal_id,
            request_id: self.request_id,
            ..Self::default()
        };
        if fields.contains(DetectionFields::IDENTITY) {
            masked.user_display_name = self.user_display_name;
            masked.user_principal_name = self.user_principal_name;
            masked.service_principal_display_name = self.service_principal_display_name;
            masked.app_id = self.app_id;
        }
        if fields.contains(DetectionFields::KIND) {
            masked.risk_event_type = self.risk_event_type;
            masked.activity_date_time = self.activity_date_time;
            masked.last_updated_date_time = self.last_updated_date_time;
            masked.detection_timing_type = self.detection_timing_type;
            masked.activity = self.activity;
            masked.source = self.source;
            masked.correlation_id = self.correlation_id;
        }
        if fields.contains(DetectionFields::LOCATION) {
            masked.ip_address = self.ip_address;
            masked.location = self.location;
        }
        if fields.contains(DetectionFields::RISK) {
            masked.risk = self.risk;
        }
        masked
    }
}

impl Masked for RiskChange {
    fn masked(self, _: Self::Fields) -> Self {
        self
    }
}

impl Masked for DirectoryAudit {
    fn masked(self, fields: Self::Fields) -> Self {
        if fields.contains(DirectoryAuditFields::RECORD) {
            return self;
        }
        let mut masked = Self {
            id: self.id,
            activity_date_time: self.activity_date_time,
            initiated_by: self.initiated_by.as_ref().and_then(AuditInitiator::ids),
            target_resources: self.target_resources.iter().map(TargetResource::key).collect(),
            ..Self::default()
        };
        if fields.contains(DirectoryAuditFields::ACTIVITY) {
            masked.activity_display_name = self.activity_display_name;
            masked.category = self.category;
            masked.operation_type = self.operation_type;
            masked.logged_by_service = self.logged_by_service;
            masked.correlation_id = self.correlation_id;
        }
        if fields.contains(DirectoryAuditFields::RESULT) {
            masked.result = self.result;
            masked.result_reason = self.result_reason;
        }
        if fields.contains(DirectoryAuditFields::INITIATOR) {
            masked.initiated_by = self.initiated_by;
        }
        masked
    }
}

impl Masked for NamedLocation {
    fn masked(mut self, fields: Self::Fields) -> Self {
        self.record.take_if(|_| !fields.contains(NamedLocationFields::RECORD));
        self
    }
}

impl Masked for ConditionalAccessPolicy {
    fn masked(mut self, fields: Self::Fields) -> Self {
        self.record.take_if(|_| !fields.contains(ConditionalAccessPolicyFields::RECORD));
        self
    }
}

impl Masked for Alert {
    fn masked(self, fields: Self::Fields) -> Self {
        self.filled_for(fields)
    }
}

impl Masked for Incident {
    fn masked(self, fields: Self::Fields) -> Self {
        self.filled_for(fields)
    }
}
