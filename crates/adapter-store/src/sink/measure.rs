//! Records whose ids are too long for an index. They are no records of Microsoft's, whose ids have 36 letters.

use riskgate_model::{Id, Identity, Record, Refusal, RefusalContext, RiskHistoryItem};

use crate::error::NAME;

/// The most bytes of an id, and of a tenant: an entry of PostgreSQL's indexes holds three of them and the beginning of a text.
const LONGEST: usize = 256;

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
    };
    (!fits).then(|| Refusal {
        source: NAME.to_owned(),
        place: record.kind().name().to_owned(),
        reason: format!("an id is longer than {LONGEST} bytes"),
        text: body.as_str().to_owned(),
        kind: Some(record.kind()),
        context: RefusalContext::default(),
    })
}

fn fits<I: Id>(id: &I) -> bool {
    id.object().len() <= LONGEST && id.tenant().as_str().len() <= LONGEST
}
