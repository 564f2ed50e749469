//! What alerts of the World rest on.

use riskgate_model::{Evidence, Id, IpAddress, ServicePrincipalId, SessionAccount, SignInId, UserAccount, UserId, Word};

use super::super::tenant;

fn of_kind(kind: &str) -> Evidence {
    Evidence { kind: Some(Word::read(kind)), ..Evidence::default() }
}

/// A user, by these names. Without any, a local account.
pub(super) fn user(of: &str, id: Option<&str>, sid: Option<&str>, name: Option<&str>) -> Evidence {
    let account = UserAccount {
        azure_ad_user_id: id.map(|id| UserId::new(tenant(of), id)),
        user_sid: sid.map(str::to_owned),
        user_principal_name: name.map(str::to_owned),
        account_name: Some("someone".to_owned()),
        ..UserAccount::default()
    };
    // One that is named by both is told by its session.
    if id.is_some() && name.is_some() {
        let account = SessionAccount { user_account: Some(account) };
        return Evidence { account: Some(account), session_id: Some("session-1".to_owned()), ..of_kind("cloudLogonSessionEvidence") };
    }
    Evidence { user_account: Some(account), ..of_kind("userEvidence") }
}

/// The same, in this part.
pub(super) fn with_role(role: &str, evidence: Evidence) -> Evidence {
    Evidence { roles: vec![Word::read("contextual"), Word::read(role)], ..evidence }
}

/// A sign-in.
pub(super) fn sign_in(of: &str, id: &str) -> Evidence {
    let address = Some(IpAddress::new("203.0.113.9".to_owned()));
    Evidence { request_id: Some(SignInId::new(tenant(of), id)), ip_address: address, ..of_kind("cloudLogonRequestEvidence") }
}

/// A service principal, by its id.
pub(super) fn principal(of: &str, id: &str) -> Evidence {
    let id = Some(ServicePrincipalId::new(tenant(of), id));
    Evidence { service_principal_object_id: id, app_id: Some("A2".to_owned()), ..of_kind("servicePrincipalEvidence") }
}

/// An application.
pub(super) fn app(id: &str) -> Evidence {
    Evidence { app_id: Some(id.to_owned()), display_name: Some("App".to_owned()), ..of_kind("oauthApplicationEvidence") }
}

/// Something of a type that this version does not know, with what it has of its own.
pub(super) fn file() -> Evidence {
    let mut evidence = Evidence { verdict: Some(Word::read("malicious")), ..of_kind("fileEvidence") };
    evidence.more.insert("fileDetails".to_owned(), "evil.exe".into());
    evidence
}
