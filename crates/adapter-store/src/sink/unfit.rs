//! Records that are unfit for the store's indexes, which have room for [`LONGEST_ID`] bytes of each id.
//!
//! Who reads records of Microsoft's refuses a long id where it stands, by file and place. What is refused here shows nowhere else: a long
//! tenant, the id that a risk change is given from its state and detail, and ids in the records of any other feed. One of them would undo
//! the whole batch, each time it is tried.

use riskgate_model::{Id, Identity, LONGEST_ID, Record, Refusal, RefusalContext, RiskHistoryItem, TenantId};

use crate::error::NAME;

/// Why the record is refused, if it is.
pub(super) fn refusal(record: &Record) -> Option<Refusal> {
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
    };
    if fits {
        return None;
    }
    // A tenant that does not fit cannot be kept as one. Before the text, nobody takes the record for one of another tenant.
    let (tenant, text) = if record.tenant().as_str().len() <= LONGEST_ID {
        (record.tenant().clone(), body.as_str().to_owned())
    } else {
        (TenantId::default(), format!("{} {}", record.tenant(), body.as_str()))
    };
    Some(Refusal {
        source: NAME.to_owned(),
        place: record.kind().name().to_owned(),
        reason: format!("an id is longer than {LONGEST_ID} bytes"),
        text,
        kind: Some(record.kind()),
        context: RefusalContext { tenant, as_of: record.observed(), page: None },
    })
}

fn fits<I: Id>(id: &I) -> bool {
    id.object().len() <= LONGEST_ID && id.tenant().as_str().len() <= LONGEST_ID
}
