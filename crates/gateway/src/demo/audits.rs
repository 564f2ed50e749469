//! What the audit log keeps of the stories: what the attackers and the administrator did in the directory.

use riskgate_model::{
    AuditApp, AuditInitiator, AuditResult, AuditUser, DirectoryAudit, DirectoryAuditId, Id, Kept, KeyValue, ModifiedProperty, Record,
    TargetResource, Time,
};

use super::{
    dice::Throw,
    person::{ADMINISTRATOR, DELETED, Person, RESET},
    places::Origin,
    tenant::{HOUR, Tenant},
    workload::Workload,
};

/// Who has the sprayed password and is found out, whose session is stolen, and whose secret leaked: as the stories tell it.
const SPRAYED: u32 = 1;
const REPLAYED: u32 = 4;
const LEAKED: usize = 0;

/// The lines of the audit log.
pub(super) fn records(tenant: &Tenant) -> impl Iterator<Item = Record> {
    let audits = vec![consented(tenant), confirmed(tenant), registered(tenant), reset(tenant), escalated(tenant), deleted(tenant)];
    let named = (0..).zip(audits).map(|(number, audit): (u64, _)| {
        let mut dice = tenant.dice(Throw::Audit, number);
        let id = DirectoryAuditId::new(tenant.id.clone(), &format!("Directory_{}", dice.guid()));
        DirectoryAudit { id, correlation_id: Some(dice.guid()), activity_date_time: dice.within_second(audit.activity_date_time), ..audit }
    });
    named.map(|audit| {
        let written = audit.activity_date_time.plus_seconds(90);
        Record::DirectoryAudit(Box::new(Kept::of(audit, Some(written))))
    })
}

/// Who has read the mailbox lets an application read on.
fn consented(tenant: &Tenant) -> DirectoryAudit {
    let victim = tenant.person(SPRAYED);
    let mut dice = tenant.dice(Throw::Audit, 1 << 32);
    let app = TargetResource {
        id: Some(dice.guid()),
        kind: Some("ServicePrincipal".into()),
        display_name: Some("Mail Archive Pro".into()),
        modified_properties: vec![
            changed("ConsentContext.IsAdminConsent", None, "\"False\""),
            changed("ConsentAction.Permissions", Some("\"\""), "\"Mail.ReadWrite, MailboxSettings.ReadWrite, offline_access\""),
        ],
        ..TargetResource::default()
    };
    let agent = KeyValue { key: "User-Agent".into(), value: "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0".into() };
    let said =
        Said { activity: "Consent to application", category: "ApplicationManagement", operation: "Assign", service: "Core Directory" };
    DirectoryAudit {
        additional_details: vec![agent],
        ..said.of(tenant.ago(8, 9).plus_seconds(HOUR / 2), by_person(&victim, &Origin::spray(7)), vec![app])
    }
}

/// The administrator confirms that this user is compromised.
fn confirmed(tenant: &Tenant) -> DirectoryAudit {
    let (victim, administrator) = (tenant.person(SPRAYED), tenant.person(ADMINISTRATOR));
    let said = Said { activity: "ConfirmAccountCompromised", category: "Other", operation: "Update", service: "Identity Protection" };
    let office = Origin::office(administrator.office, 3);
    said.of(tenant.ago(8, 15), by_person(&administrator, &office), vec![person(&victim, Vec::new())])
}

/// Who replays a session registers a second factor, to come back.
fn registered(tenant: &Tenant) -> DirectoryAudit {
    let victim = tenant.person(REPLAYED);
    let said =
        Said { activity: "User registered security info", category: "UserManagement", operation: "Add", service: "Authentication Methods" };
    let target = person(&victim, vec![changed("StrongAuthenticationMethod", Some("[]"), "[{\"MethodType\":6,\"Default\":true}]")]);
    let audit = said.of(tenant.ago(6, 10).plus_seconds(HOUR / 2), by_person(&victim, &Origin::replay(5)), vec![target]);
    DirectoryAudit { result_reason: Some("User registered Authenticator App with Notification and Code".into()), ..audit }
}

/// A user resets the password, by which the risk comes to its end.
fn reset(tenant: &Tenant) -> DirectoryAudit {
    let (number, days, hours) = RESET;
    let user = tenant.person(number);
    let said = Said {
        activity: "Reset password (self-service)",
        category: "UserManagement",
        operation: "Update",
        service: "Self-service Password Management",
    };
    let audit = said.of(tenant.ago(days, hours), by_person(&user, &user.home()), vec![person(&user, Vec::new())]);
    DirectoryAudit { result_reason: Some("Successfully completed reset.".into()), ..audit }
}

/// Who has the secret of a workload identity tries what it may do.
fn escalated(tenant: &Tenant) -> DirectoryAudit {
    let workload = Workload::new(tenant, LEAKED);
    let own = TargetResource {
        id: Some(workload.id.object().into()),
        kind: Some("ServicePrincipal".into()),
        display_name: Some(workload.name.into()),
        modified_properties: vec![changed("Role.DisplayName", None, "\"Global Administrator\"")],
        ..TargetResource::default()
    };
    let app = AuditApp {
        app_id: Some(workload.app),
        display_name: Some(workload.name.into()),
        service_principal_id: Some(workload.id),
        service_principal_name: None,
    };
    let said = Said { activity: "Add member to role", category: "RoleManagement", operation: "Assign", service: "Core Directory" };
    DirectoryAudit {
        result: Some(AuditResult::Failure.into()),
        result_reason: Some("Insufficient privileges to complete the operation.".into()),
        ..said.of(tenant.ago(5, 3), AuditInitiator { user: None, app: Some(app) }, vec![own])
    }
}

/// The administrator deletes a user.
fn deleted(tenant: &Tenant) -> DirectoryAudit {
    let (number, days) = DELETED[1];
    let (user, administrator) = (tenant.person(number), tenant.person(ADMINISTRATOR));
    let said = Said { activity: "Delete user", category: "UserManagement", operation: "Delete", service: "Core Directory" };
    let office = Origin::office(administrator.office, 3);
    let target = person(&user, vec![changed("AccountEnabled", Some("[true]"), "[false]")]);
    said.of(tenant.ago(days, 9), by_person(&administrator, &office), vec![target])
}

/// What was done, in the words of the audit log.
struct Said {
    activity: &'static str,
    category: &'static str,
    operation: &'static str,
    service: &'static str,
}

impl Said {
    /// The audit of it, which succeeded.
    fn of(self, at: Time, by: AuditInitiator, target_resources: Vec<TargetResource>) -> DirectoryAudit {
        DirectoryAudit {
            activity_date_time: at,
            activity_display_name: Some(self.activity.into()),
            category: Some(self.category.into()),
            operation_type: Some(self.operation.into()),
            logged_by_service: Some(self.service.into()),
            result: Some(AuditResult::Success.into()),
            initiated_by: Some(by),
            target_resources,
            ..DirectoryAudit::default()
        }
    }
}

fn by_person(person: &Person, from: &Origin) -> AuditInitiator {
    let user = AuditUser {
        id: Some(person.id.clone()),
        user_principal_name: Some(person.user_principal_name.clone()),
        display_name: Some(person.display_name.clone()),
        ip_address: Some(from.address.clone()),
    };
    AuditInitiator { user: Some(user), app: None }
}

fn person(person: &Person, modified_properties: Vec<ModifiedProperty>) -> TargetResource {
    TargetResource {
        id: Some(person.id.object().into()),
        kind: Some("User".into()),
        display_name: Some(person.display_name.clone()),
        user_principal_name: Some(person.user_principal_name.clone()),
        group_type: None,
        modified_properties,
    }
}

fn changed(property: &str, before: Option<&str>, since: &str) -> ModifiedProperty {
    ModifiedProperty { display_name: Some(property.into()), old_value: before.map(Into::into), new_value: Some(since.into()) }
}
