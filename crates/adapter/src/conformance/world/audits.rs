//! Directory audits of the World: who did what to whom.

use riskgate_model::{
    AuditApp, AuditInitiator, AuditUser, DirectoryAudit, DirectoryAuditId, Id, IpAddress, Kept, KeyValue, ModifiedProperty, Record,
    ServicePrincipalId, TargetResource, UserId, Word,
};

use super::{NORTH, SOUTH, TEXTS, minutes, tenant, text, turn};

/// Audits of both tenants, which use the same ids.
const AUDITS: (usize, usize) = (14, 4);

/// What stands where nobody is meant.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// What it was done to: the id, and what it is.
const TARGETS: [&[(&str, &str)]; 6] = [
    &[("u1", "User")],
    &[("U2", "user"), ("r1", "Role")],
    &[("p1", "ServicePrincipal"), ("u1", "User")],
    &[],
    &[(NOBODY, "User"), ("u1", "Group")],
    &[("u4", "User"), ("U4", "User"), ("elsewhere", "Application")],
];

pub(super) fn records() -> Vec<Record> {
    let (north, south) = AUDITS;
    let both = (0..north).map(|number| (NORTH, number)).chain((0..south).map(|number| (SOUTH, number))).enumerate();
    let audits = both.map(|(turn, (of, number))| Record::DirectoryAudit(Box::new(Kept::of(audit(turn, of, number), None))));
    // An audit that was seen a second time, when it said more.
    let later =
        DirectoryAudit { result_reason: Some("later".to_owned()), target_resources: vec![target("u5", "User", 1)], ..audit(0, NORTH, 0) };
    audits.chain([Record::DirectoryAudit(Box::new(Kept::of(later, Some(minutes(50)))))]).collect()
}

fn audit(turn_of: usize, of: &str, number: usize) -> DirectoryAudit {
    let moment = i64::try_from(turn_of / 2).expect("a small number");
    let targets = turn(&TARGETS, turn_of).iter();
    DirectoryAudit {
        id: DirectoryAuditId::new(tenant(of), &format!("Directory_{number}")),
        activity_date_time: minutes(moment),
        activity_display_name: text(&[Some("Reset user password"), Some("reset user password"), None, Some("Öst 50%_\\")], turn_of),
        category: text(&[Some("UserManagement"), Some("RoleManagement"), None], turn_of / 2),
        operation_type: text(&[Some("Update"), None, Some("Assign")], turn_of),
        result: turn(&[Some("success"), Some("failure"), None, Some("strange"), Some("timeout")], turn_of).map(Word::read),
        result_reason: text(&TEXTS, turn_of),
        logged_by_service: text(&[Some("Core Directory"), Some("core directory"), None, Some("PIM")], turn_of / 3),
        correlation_id: text(&[Some("c1"), Some("C2"), None], turn_of / 2),
        initiated_by: initiator(turn_of, of),
        target_resources: targets.zip(0..).map(|((id, kind), place)| target(id, kind, turn_of + place)).collect(),
        additional_details: turn(&[vec![], vec![KeyValue { key: "User-Agent".to_owned(), value: "curl/8".into() }]], turn_of),
        user_agent: text(&[None, Some("Edge"), None], turn_of),
        record: None,
    }
}

/// A user, an application, both, or nobody.
fn initiator(turn_of: usize, of: &str) -> Option<AuditInitiator> {
    let user = |id: &str| AuditUser {
        id: Some(UserId::new(tenant(of), id)),
        user_principal_name: Some(format!("{id}@{of}.example")),
        display_name: text(&TEXTS, turn_of),
        ip_address: text(&[Some("203.0.113.9"), Some("2001:DB8::1"), None], turn_of).map(IpAddress::new),
    };
    let app = |principal: Option<&str>| AuditApp {
        app_id: text(&[Some("a1"), Some("A2"), None], turn_of / 3),
        display_name: text(&TEXTS, turn_of + 1),
        service_principal_id: principal.map(|id| ServicePrincipalId::new(tenant(of), id)),
        service_principal_name: text(&TEXTS, turn_of + 2),
    };
    turn(
        &[
            Some(AuditInitiator { user: Some(user("u1")), app: None }),
            Some(AuditInitiator { user: None, app: Some(app(Some("p1"))) }),
            Some(AuditInitiator { user: Some(user("u9")), app: Some(app(None)) }),
            None,
            Some(AuditInitiator { user: Some(user(NOBODY)), app: None }),
        ],
        turn_of,
    )
}

fn target(id: &str, kind: &str, number: usize) -> TargetResource {
    let changed = ModifiedProperty {
        display_name: Some("StrongAuthenticationMethod".to_owned()),
        old_value: Some("[]".to_owned()),
        new_value: text(&[Some(r#"[{"MethodType":6}]"#), None], number),
    };
    TargetResource {
        id: Some(id.to_owned()),
        kind: Some(kind.to_owned()),
        display_name: text(&TEXTS, number),
        user_principal_name: text(&[Some("ada@north.example"), None], number),
        group_type: text(&[None, None, Some("azureAD")], number),
        modified_properties: turn(&[vec![changed], vec![]], number),
    }
}
