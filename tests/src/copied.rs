//! The detections of a store, copied into memory: another adapter, with the same answers.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Answer, DetectionScope, DetectionSource, Grouped, Memory};
use riskgate_adapter_store::Store;
use riskgate_model::{Detection, DetectionField, DetectionFields, DetectionId, Filter, Page, Query, ServicePrincipalId, SignInId, UserId};

/// The adapter; `calls` counts what it is asked.
pub(crate) async fn detections(store: &Store, calls: Arc<AtomicU64>) -> Adapter {
    let mut memory = Memory::default();
    let mut query = Query::first(1_000);
    loop {
        let page = store.detections(&query).await.expect("the store answers");
        memory.as_of = page.as_of;
        memory.detections.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let adapter = memory.into_adapter("memory");
    let detections = adapter.detections.expect("memory answers everything");
    Adapter { detections: Some(Arc::new(Counted { detections, calls })), ..adapter }
}

/// Counts the calls of a source.
struct Counted {
    detections: Arc<dyn DetectionSource>,
    calls: Arc<AtomicU64>,
}

impl Counted {
    fn asked(&self) -> &dyn DetectionSource {
        self.calls.fetch_add(1, Ordering::Relaxed);
        &*self.detections
    }
}

#[async_trait]
impl DetectionSource for Counted {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.asked().detections_by_id(ids, fields).await
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.asked().detections_by_user(users, query).await
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        self.asked().detections_by_service_principal(principals, query).await
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.asked().detections_by_sign_in(sign_ins, query).await
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.asked().detections(query).await
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        self.asked().count_detections(scope, filter).await
    }
}
