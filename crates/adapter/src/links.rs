//! Whom and what alerts are of, among rows at hand.

#[cfg(feature = "conformance")]
use riskgate_model::ServiceSource;
use riskgate_model::{Alert, Covering, Detection, Id, Identity, IncidentId, Named, ServicePrincipal, User, comparable};

/// The rows among which what an alert names is looked up.
#[derive(Clone, Copy)]
pub(crate) struct Links<'a> {
    /// Users, by their ids, security identifiers and sign-in names.
    pub(crate) users: &'a [User],
    /// Service principals, by their ids and applications.
    pub(crate) service_principals: &'a [ServicePrincipal],
    /// Detections that alerts may cover.
    pub(crate) detections: &'a [Detection],
    /// Alerts, by which incidents are of somebody.
    pub(crate) alerts: &'a [Alert],
}

impl Links<'_> {
    /// Whether the alert names this identity.
    pub(crate) fn names(&self, alert: &Alert, identity: &Identity) -> bool {
        alert.named().keys().any(|named| self.is(alert, named, identity))
    }

    /// Whether the alert claims something about this identity, if the alerts of these products claim something.
    #[cfg(feature = "conformance")]
    pub(crate) fn is_about(&self, alert: &Alert, identity: &Identity, sources: &[ServiceSource]) -> bool {
        alert.about(sources).iter().any(|named| self.is(alert, named, identity))
    }

    /// Whether the alert covers the detection: one that it was raised for, before all that it seems to.
    pub(crate) fn covers(&self, alert: &Alert, detection: &Detection) -> bool {
        match self.covering(alert, detection) {
            Some(Covering::Raised) => true,
            Some(Covering::Inferred) => self.detections.iter().all(|other| self.covering(alert, other) != Some(Covering::Raised)),
            None => false,
        }
    }

    /// Whether an alert of the incident names this identity.
    pub(crate) fn involves(&self, incident: &IncidentId, identity: &Identity) -> bool {
        self.alerts.iter().any(|alert| alert.incident_id.as_ref() == Some(incident) && self.names(alert, identity))
    }

    fn covering(&self, alert: &Alert, detection: &Detection) -> Option<Covering> {
        let user = detection.user_id.clone().map(Identity::User);
        let owner = user.or_else(|| detection.service_principal_id.clone().map(Identity::ServicePrincipal));
        alert.covers(detection, owner.is_some_and(|owner| self.names(alert, &owner)))
    }

    /// Whether a name in the alert is that of the identity. One that is named by its id need not be among the rows.
    fn is(&self, alert: &Alert, named: &Named, identity: &Identity) -> bool {
        let is_same_tenant = alert.id.tenant() == identity.tenant();
        is_same_tenant
            && match (named, identity) {
                (Named::User(named), Identity::User(id)) => named == id,
                (Named::SecurityIdentifier(named), Identity::User(id)) => {
                    self.users.iter().any(|user| user.id == *id && has_sid(user, named))
                }
                (Named::UserPrincipalName(named), Identity::User(id)) => {
                    self.users.iter().any(|user| user.id == *id && is_text(user.user_principal_name.as_deref(), named))
                }
                (Named::ServicePrincipal(named), Identity::ServicePrincipal(id)) => named == id,
                (Named::Application(named), Identity::ServicePrincipal(id)) => {
                    self.service_principals.iter().any(|it| it.id == *id && is_text(it.app_id.as_deref(), named))
                }
                _ => false,
            }
    }
}

/// Whether the directory knows the user by this security identifier, of its own or from on-premises.
fn has_sid(user: &User, named: &str) -> bool {
    let of = |directory: &riskgate_model::DirectoryUser| {
        is_text(directory.on_premises_security_identifier.as_deref(), named) || is_text(directory.security_identifier.as_deref(), named)
    };
    user.directory.as_ref().is_some_and(of)
}

/// Whether the text is this one, as texts are compared.
fn is_text(text: Option<&str>, named: &str) -> bool {
    text.is_some_and(|text| comparable(text) == named)
}
