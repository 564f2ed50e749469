//! Service principals with a record of risk.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, ServicePrincipalSource};
use riskgate_model::{Page, Query, ServicePrincipal, ServicePrincipalFields, ServicePrincipalId};

use super::{
    LiveSource,
    clause::clauses,
    list::RISKY_SERVICE_PRINCIPALS,
    newest::newest,
    offers,
    parents::{Whose, askable, check},
    single,
};

#[async_trait]
impl ServicePrincipalSource for LiveSource {
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        _: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>> {
        self.by_id(&RISKY_SERVICE_PRINCIPALS, &askable(ids, self.tenant())).await
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        check(&offers::service_principals(), query)?;
        let filters = clauses(&query.filter, offers::SERVICE_PRINCIPALS).lists(RISKY_SERVICE_PRINCIPALS.either);
        let lists: Vec<_> = filters.into_iter().map(|filter| (RISKY_SERVICE_PRINCIPALS, filter)).collect();
        let anyone = [Whose::<ServicePrincipalId>::Anyone];
        newest(&mut self.asking(), &lists, &anyone, query, |row| Some(&row.id)).await.map(single)
    }
}
