//! Who does what was asked for: Microsoft Graph in its tenants, or the store itself where none is configured.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use riskgate_adapter::{Asked, Looked, Responder};
use riskgate_adapter_msgraph::GraphResponder;
use riskgate_adapter_store::Store;
use riskgate_engine::Response;
use riskgate_model::{Act, Look, Sent, StepError, StepErrorCode, TenantId};
use tokio::sync::Notify;

use crate::{clock::SystemClock, sync::Tenant};

/// Does what the store has, and records there what it reads meanwhile. Whoever asks for something may tell it by `asked`.
pub fn response(tenants: &[Tenant], store: &Store, asked: Arc<Notify>) -> Response {
    let kept = Arc::new(store.clone());
    Response::new(kept.clone(), responder(tenants, store), kept, Arc::new(SystemClock), asked)
}

/// Who does what is asked for.
fn responder(tenants: &[Tenant], store: &Store) -> Arc<dyn Responder> {
    if tenants.is_empty() {
        return Arc::new(store.clone());
    }
    let of = |tenant: &Tenant| (tenant.client.tenant().clone(), GraphResponder::new(tenant.client.clone(), Arc::new(SystemClock)));
    Arc::new(Tenants(tenants.iter().map(of).collect()))
}

/// Microsoft Graph, in each of its tenants.
struct Tenants(HashMap<TenantId, GraphResponder>);

#[async_trait]
impl Responder for Tenants {
    fn most(&self, act: Act) -> Option<usize> {
        self.0.values().filter_map(|tenant| tenant.most(act)).min()
    }

    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(asked.len());
        for of_one in asked.chunk_by(|one, next| one.target.tenant() == next.target.tenant()) {
            match self.0.get(of_one[0].target.tenant()) {
                Some(tenant) => sent.extend(tenant.respond(act, of_one).await),
                None => sent.extend(of_one.iter().map(|_| Sent::Refused(nobody()))),
            }
        }
        sent
    }

    async fn look(&self, act: Act, asked: &[Asked]) -> Looked {
        let mut looked = Looked::default();
        for of_one in asked.chunk_by(|one, next| one.target.tenant() == next.target.tenant()) {
            match self.0.get(of_one[0].target.tenant()) {
                Some(tenant) => looked.add(tenant.look(act, of_one).await),
                None => looked.looks.extend(of_one.iter().map(|_| Look::Unknown(nobody()))),
            }
        }
        looked
    }
}

/// Why nothing is done in a tenant.
fn nobody() -> StepError {
    StepError::new(StepErrorCode::NotSupported, "its tenant is none of those that `[msgraph]` names")
}
