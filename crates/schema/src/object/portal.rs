//! Where Microsoft's portals of the worldwide cloud show something.

use std::fmt::Write as _;

use riskgate_model::{Alert, Id as _, Incident, ServicePrincipal, TenantId, User};

/// A user's page in the Microsoft Entra admin center; none of a deleted one.
pub(super) fn user(user: &User) -> Option<String> {
    let page = format!("Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/overview/userId/{}", encoded(user.id.object()));
    (user.is_deleted != Some(true)).then(|| entra(user.id.tenant(), &page))
}

/// A service principal's page there, which is found by its app id, too.
pub(super) fn service_principal(principal: &ServicePrincipal) -> Option<String> {
    let (id, app) = (encoded(principal.id.object()), encoded(principal.app_id.as_deref()?));
    Some(entra(principal.id.tenant(), &format!("Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/{id}/appId/{app}")))
}

/// Where the Microsoft Defender portal shows an alert that does not say so itself.
pub(super) fn alert(alert: &Alert) -> String {
    format!("https://security.microsoft.com/alerts/{}?tid={}", encoded(alert.id.object()), encoded(alert.id.tenant().as_str()))
}

/// The same of an incident.
pub(super) fn incident(incident: &Incident) -> String {
    format!("https://security.microsoft.com/incidents/{}?tid={}", encoded(incident.id.object()), encoded(incident.id.tenant().as_str()))
}

/// A page of the admin center, in the tenant.
fn entra(tenant: &TenantId, page: &str) -> String {
    format!("https://entra.microsoft.com/{}/#view/{page}", encoded(tenant.as_str()))
}

/// A part of an address: an id, which may have been told by anybody, leads nowhere else.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => encoded.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use riskgate_model::{AlertId, ServicePrincipalId, UserId};

    use super::*;

    fn tenant() -> TenantId {
        TenantId::new("t-1")
    }

    #[test]
    fn users_and_service_principals_have_a_page_in_their_tenant() {
        let known = User { id: UserId::new(tenant(), "u-1"), ..User::default() };
        let expected = "https://entra.microsoft.com/t-1/#view/Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/overview/userId/u-1";
        assert_eq!(user(&known).as_deref(), Some(expected));
        assert_eq!(user(&User { is_deleted: Some(true), ..known }), None);
        let principal = ServicePrincipal { id: ServicePrincipalId::new(tenant(), "p-1"), ..ServicePrincipal::default() };
        assert_eq!(service_principal(&principal), None);
        let principal = ServicePrincipal { app_id: Some("a-1".to_owned()), ..principal };
        let expected = "https://entra.microsoft.com/t-1/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/p-1/appId/a-1";
        assert_eq!(service_principal(&principal).as_deref(), Some(expected));
    }

    #[test]
    fn an_id_leads_nowhere_else() {
        let told = Alert { id: AlertId::new(tenant(), "../é?x=1#\"<"), ..Alert::default() };
        assert_eq!(alert(&told), "https://security.microsoft.com/alerts/%2E%2E%2F%C3%A9%3Fx%3D1%23%22%3C?tid=t-1");
    }
}
