//! Microsoft Graph asked at once: answers as they stand there now, at the price of its limits.
//!
//! Graph allows one question a second about risks, five in ten seconds about sign-ins and more about alerts, filters by a few properties,
//! and sorts hardly anything. So this source offers what Graph is known to do, counts what each question costs before and while it asks, and refuses with an
//! estimate what would not be answered in time. Nothing is kept between questions.
//!
//! Graph passes over options that it does not know, so each row is tested again, whatever the filter that it came through. A filter that is
//! sent may then be wider than the one that was asked, and never narrower.
//!
//! Read in this order: `offers` (what can be asked: tables), `clause` (how a filter is written), `promises` and `asking` (what a question
//! may cost), `list`, `ordered` and `newest` (how lists are read, with and without an order), `shown` (from rows to records), then the questions.

mod alerts;
mod asking;
mod clause;
mod detections;
mod directory_audits;
mod incidents;
mod list;
mod newest;
mod offers;
mod ordered;
mod parents;
mod promises;
mod risk_history;
mod service_principals;
mod shown;
mod sign_ins;
mod users;

use std::{collections::HashMap, sync::Arc, time::Duration};

use riskgate_adapter::{Adapter, Answer, Grouped, HealthProbe, Limit, Manifest, Question};
use riskgate_model::{Clock, Id, Page, TenantId};
use riskgate_msgraph_client::Client;

use crate::NAME;
use asking::Asking;
use list::List;
use promises::Promises;
use shown::Shown;

/// The most ids or parents of a question.
const MOST_KEYS: u32 = 10;

/// The most pages that a question reads, whatever the limits allow. The directory is read in batches of twenty: of 500 users, in 25.
const MOST_PAGES: u64 = 30;

/// How much earlier than the adapter's deadline a question is given up, so that it says itself why.
const MARGIN: Duration = Duration::from_millis(500);

/// How Microsoft Graph is asked live.
pub struct LiveOptions {
    /// How long an answer may take.
    pub deadline: Duration,
}

/// What is asked at once.
pub const ANSWERS: [Question; 8] = [
    Question::Users,
    Question::ServicePrincipals,
    Question::SignIns,
    Question::Detections,
    Question::RiskHistory,
    Question::DirectoryAudits,
    Question::Alerts,
    Question::Incidents,
];

/// The client's tenant, asked at once.
struct LiveSource {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    deadline: Duration,
    promises: Promises,
}

/// The adapter that asks Microsoft Graph at once, whose health is told by `health`.
pub fn live(client: &Arc<Client>, clock: &Arc<dyn Clock>, options: &LiveOptions, health: Arc<dyn HealthProbe>) -> Adapter {
    let limits = [("ids or parents of a question", u64::from(MOST_KEYS)), ("pages of Microsoft Graph read for a question", MOST_PAGES)];
    let manifest = Manifest {
        deadline: options.deadline,
        limits: limits.map(|(what, maximum)| Limit { what: what.to_owned(), maximum }).into(),
        users: offers::users(),
        service_principals: offers::service_principals(),
        sign_ins: offers::sign_ins(),
        detections: offers::detections(),
        risk_history: offers::risk_history(),
        directory_audits: offers::directory_audits(),
        alerts: offers::alerts(),
        incidents: offers::incidents(),
        ..Manifest::new(NAME, env!("CARGO_PKG_VERSION"))
    };
    let source =
        Arc::new(LiveSource { client: client.clone(), clock: clock.clone(), deadline: options.deadline, promises: Promises::default() });
    Adapter {
        users: Some(source.clone()),
        service_principals: Some(source.clone()),
        sign_ins: Some(source.clone()),
        detections: Some(source.clone()),
        risk_history: Some(source.clone()),
        directory_audits: Some(source.clone()),
        alerts: Some(source.clone()),
        incidents: Some(source),
        ..Adapter::new(manifest, health)
    }
}

impl LiveSource {
    /// Begins to ask.
    fn asking(&self) -> Asking<'_> {
        Asking::new(self)
    }

    fn tenant(&self) -> &TenantId {
        self.client.tenant()
    }

    /// The objects of these ids, of one list: a call each.
    async fn by_id<E: Shown>(&self, list: &List, ids: &[E::Id]) -> Answer<HashMap<E::Id, E>> {
        let (mut asking, mut found) = (self.asking(), HashMap::new());
        asking.affords_each(&list.request("", 1), ids.len())?;
        for id in ids {
            if let Some(row) = asking.one(&list.of.one(id.object())).await? {
                found.insert(id.clone(), self.shown_one(&row, &list.of.context())?);
            }
        }
        Ok(found)
    }
}

/// The only group as a page.
fn single<E>(grouped: Grouped<E>) -> Page<E> {
    let Grouped { rows, next, as_of, .. } = grouped;
    Page { rows, next: next.into_iter().next().flatten(), as_of }
}
