//! Incidents: Graph filters them as it does alerts, and not by whom their alerts name.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, ErrorKind, Grouped, IncidentSource};
use riskgate_model::{Identity, Incident, IncidentFields, IncidentId, Page, Query};

use super::{
    LiveSource,
    list::INCIDENTS,
    offers,
    parents::{askable, check},
};

#[async_trait]
impl IncidentSource for LiveSource {
    async fn incidents_by_id(&self, ids: &[IncidentId], _: IncidentFields) -> Answer<HashMap<IncidentId, Incident>> {
        self.by_id(&INCIDENTS, &askable(ids, self.tenant())).await
    }

    async fn incidents_by_identity(&self, _: &[Identity], _: &Query<Incident>) -> Answer<Grouped<Incident>> {
        let told = "Microsoft Graph does not filter incidents by the identities that their alerts name; it is asked for all";
        Err(ErrorKind::Unsupported(told.to_owned()).into())
    }

    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>> {
        check(&offers::incidents(), query)?;
        self.newest_of_all(&INCIDENTS, offers::INCIDENTS, query).await
    }
}
