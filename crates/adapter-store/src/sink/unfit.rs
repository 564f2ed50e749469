//! Records that are unfit for the store: those of the future, and those for whose ids its indexes, which have room for
//! [`LONGEST_ID`] bytes of each, are too small.
//!
//! Who reads records of Microsoft's refuses a long id where it stands, by file and place. What is refused here shows nowhere else: a long
//! tenant, the id that a risk change is given from its state and detail, and ids in the records of any other feed. One of them would undo
//! the whole batch, each time it is tried.

use riskgate_model::{Alert, Id, Identity, LONGEST_ID, Named, Record, Refusal, RefusalContext, RiskHistoryItem, TenantId, Time};

use crate::error::NAME;

/// Why the record is refused, if it is.
pub(super) fn refusal(record: &Record, now: Time) -> Option<Refusal> {
    let (fits, body) = match record {
        Record::DirectoryUser(user) => (fits(&user.value.id), &user.body),
        Record::RiskyUser(user) => {
            let identity = Identity::User(user.value.id.clone());
            (fits(&RiskHistoryItem::from(user.value.entra_risk()).change(identity).id) && fits(&user.value.id), &user.body)
        }
        Record::RiskyServicePrincipal(principal) => {
            let identity = Identity::ServicePrincipal(principal.value.id.clone());
            let change = RiskHistoryItem::from(principal.value.entra_risk()).change(identity);
            (fits(&change.id) && fits(&principal.value.id), &principal.body)
        }
        Record::RiskHistoryItem(identity, item) => (fits(&item.value.clone().change(identity.clone()).id), &item.body),
        Record::SignIn(sign_in) => {
            let value = &sign_in.value;
            let others = value.user_id.as_ref().is_none_or(fits) && value.service_principal_id.as_ref().is_none_or(fits);
            (fits(&value.id) && others, &sign_in.body)
        }
        Record::Detection(detection) => {
            let value = &detection.value;
            let identity = value.user_id.as_ref().is_none_or(fits) && value.service_principal_id.as_ref().is_none_or(fits);
            (fits(&value.id) && identity && value.request_id.as_ref().is_none_or(fits), &detection.body)
        }
        Record::DirectoryAudit(audit) => {
            let value = &audit.value;
            let identities = value.identities();
            (fits(&value.id) && identities.iter().all(|identity| identity.object().len() <= LONGEST_ID), &audit.body)
        }
        Record::NamedLocation(location) => (fits(&location.value.id), &location.body),
        Record::ConditionalAccessPolicy(policy) => (fits(&policy.value.id), &policy.body),
        Record::Alert(alert) => (is_short(&alert.value), &alert.body),
        Record::Incident(incident) => (fits(&incident.value.id), &incident.body),
    };
    let reason = if fits { record.ahead_of(now)? } else { format!("an id is longer than {LONGEST_ID} bytes") };
    // A tenant that does not fit cannot be kept as one. Before the text, nobody takes the record for one of another tenant.
    let (tenant, text) = if record.tenant().as_str().len() <= LONGEST_ID {
        (record.tenant().clone(), body.as_str().to_owned())
    } else {
        (TenantId::default(), format!("{} {}", record.tenant(), body.as_str()))
    };
    Some(Refusal {
        source: NAME.to_owned(),
        place: record.kind().name().to_owned(),
        reason,
        text,
        kind: Some(record.kind()),
        context: RefusalContext { tenant, as_of: record.observed(), page: None },
    })
}

/// Whether all ids fit that the alert tells.
fn is_short(alert: &Alert) -> bool {
    let named = alert.named().into_keys().all(|who| match who {
        Named::User(id) => fits(&id),
        Named::ServicePrincipal(id) => fits(&id),
        // A longer name is nobody's, and is not kept apart.
        Named::SecurityIdentifier(_) | Named::UserPrincipalName(_) | Named::Application(_) => true,
    });
    let others = alert.incident_id.as_ref().is_none_or(fits) && alert.detection().as_ref().is_none_or(fits);
    named && others && fits(&alert.id) && alert.sign_ins().into_iter().all(fits)
}

fn fits<I: Id>(id: &I) -> bool {
    id.object().len() <= LONGEST_ID && id.tenant().as_str().len() <= LONGEST_ID
}
