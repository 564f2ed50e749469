//! Service principals with a record of risk.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, ServicePrincipalSource};
use riskgate_model::{Page, Query, ServicePrincipal, ServicePrincipalFields, ServicePrincipalId};

use super::{
    LiveSource,
    list::RISKY_SERVICE_PRINCIPALS,
    offers,
    parents::{askable, check},
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
        self.newest_of_all(&RISKY_SERVICE_PRINCIPALS, offers::SERVICE_PRINCIPALS, query).await
    }
}
