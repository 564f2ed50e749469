//! What a value is, told from the properties it has.

use serde_json::{Map, Value};

use crate::resource::{Meaning, Resource};

/// The property called `name`, in whatever case.
pub(crate) fn find<'a>(properties: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let other_case = || properties.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    properties.get(name).or_else(other_case)
}

/// What the properties make of the value, if they make anything of it.
pub(crate) fn meaning(properties: &Map<String, Value>) -> Option<Meaning> {
    let shape = Shape(properties);
    shape.resource().map(Meaning::Resource).or_else(|| shape.other().map(|name| Meaning::Other(name.into())))
}

struct Shape<'a>(&'a Map<String, Value>);

impl Shape<'_> {
    fn has(&self, name: &str) -> bool {
        find(self.0, name).is_some()
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    fn resource(&self) -> Option<Resource> {
        if self.has("TimeGenerated") {
            return None;
        }
        if self.is_alert() {
            return Some(Resource::Alert);
        }
        if self.is_incident() {
            return Some(Resource::Incident);
        }
        if self.any(&["ipRanges", "countriesAndRegions"]) {
            return Some(Resource::NamedLocation);
        }
        if self.has("conditions") && self.any(&["grantControls", "sessionControls"]) {
            return Some(Resource::ConditionalAccessPolicy);
        }
        if self.has("activityDisplayName") && self.any(&["initiatedBy", "targetResources", "loggedByService"]) {
            return Some(Resource::DirectoryAudit);
        }
        if self.any(&["riskEventType", "riskType"]) && self.any(&["detectedDateTime", "activityDateTime", "detectionTimingType"]) {
            return Some(Resource::RiskDetection);
        }
        if self.has("createdDateTime") && self.any(&["ipAddress", "status", "userId", "conditionalAccessStatus", "clientAppUsed"]) {
            return self.any(&["appId", "appDisplayName", "resourceId", "servicePrincipalId"]).then_some(Resource::SignIn);
        }
        if self.any(&["riskState", "riskLevel", "riskDetail", "riskLastUpdatedDateTime"]) {
            return Some(self.risk());
        }
        (self.has("id") && self.any(&["userPrincipalName", "userType"])).then_some(Resource::User)
    }

    /// A risk of someone, or an item of its history.
    fn risk(&self) -> Resource {
        let history = self.any(&["activity", "initiatedBy"]);
        let user = self.any(&["userId", "userPrincipalName", "userDisplayName", "isDeleted"]);
        let principal = self.any(&["appId", "servicePrincipalId", "servicePrincipalType", "isEnabled", "accountEnabled", "displayName"]);
        match (principal && !user, history) {
            (true, true) => Resource::RiskyServicePrincipalHistoryItem,
            (true, false) => Resource::RiskyServicePrincipal,
            (false, true) => Resource::RiskyUserHistoryItem,
            (false, false) => Resource::RiskyUser,
        }
    }

    /// What only alerts have, in Graph and elsewhere, or an id and what an investigation comes to, where no incident has its name.
    fn is_alert(&self) -> bool {
        const MARKS: &[&str] =
            &["providerAlertId", "serviceSource", "detectionSource", "evidence", "alertWebUrl", "mitreTechniques", "SystemAlertId"];
        let is_judged = || self.has("id") && self.has("status") && self.any(&["classification", "determination", "severity"]);
        self.any(MARKS) || (self.has("AlertId") && self.any(&["EntityType", "Severity"])) || (is_judged() && !self.is_incident())
    }

    fn is_incident(&self) -> bool {
        if self.has("title") {
            return false;
        }
        let is_judged = || self.has("status") && self.any(&["classification", "determination", "severity"]);
        self.any(&["redirectIncidentId", "incidentWebUrl"]) || (is_judged() && self.any(&["displayName", "alerts", "lastModifiedBy"]))
    }

    /// Something that this version knows and does not load.
    fn other(&self) -> Option<&'static str> {
        let names: [(&'static str, bool); 10] = [
            ("logAnalyticsRows", self.has("TimeGenerated")),
            ("errors", self.has("error") && !self.has("id")),
            ("tokens", self.any(&["access_token", "refresh_token"])),
            ("batches", !self.has("id") && self.any(&["requests", "responses"])),
            ("changeNotifications", self.has("subscriptionId") && self.has("changeType")),
            ("subscriptions", self.has("notificationUrl")),
            ("alerts", self.has("vendorInformation")),
            ("applications", self.has("appId") && self.any(&["appRoles", "servicePrincipalNames", "requiredResourceAccess"])),
            ("groups", self.any(&["securityEnabled", "groupTypes"])),
            ("requests", self.is_request()),
        ];
        names.into_iter().find(|(_, is)| *is).map(|(name, _)| name)
    }

    /// The body of a request that asks Graph to do something: it says what to write, and nothing of who it is.
    fn is_request(&self) -> bool {
        const WRITTEN: &[&str] = &[
            "userIds",
            "servicePrincipalIds",
            "requestIds",
            "newPassword",
            "passwordProfile",
            "accountEnabled",
            "status",
            "classification",
            "determination",
            "assignedTo",
            "customTags",
            "comment",
        ];
        !self.0.is_empty() && self.0.keys().all(|name| name.contains("@odata.") || WRITTEN.contains(&name.as_str()))
    }
}
