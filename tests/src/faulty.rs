//! An adapter for detections that fails in the way that is asked of it.

use std::{collections::HashMap, future::pending, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, AdapterError, Answer, DetectionSource, ErrorKind, Grouped, Health, HealthProbe, Manifest, rows};
use riskgate_model::{Detection, DetectionFields, DetectionId, Id as _, Page, Query, SignInId, TenantId, UserId};

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its source is down.
    Down,
    /// It does not answer in time.
    Slow,
    /// Its source asks to slow down for this many seconds.
    Throttled(u64),
    /// Its source refuses it.
    Denied,
    /// It answers with another user's detections.
    Lying,
    /// It panics.
    Panicking,
}

/// An adapter called `faulty`.
pub fn faulty(fault: Fault) -> Adapter {
    let source = Arc::new(Faulty(fault));
    let manifest = Manifest { deadline: Duration::from_millis(50), ..Manifest::of_everything("faulty", "1") };
    Adapter { detections: Some(source.clone()), ..Adapter::new(manifest, source) }
}

struct Faulty(Fault);

impl Faulty {
    async fn fail(&self) -> Answer<()> {
        Err(match self.0 {
            Fault::Down => ErrorKind::Unavailable.into(),
            Fault::Slow => pending().await,
            Fault::Throttled(seconds) => AdapterError::from(ErrorKind::Throttled).retry_after(Duration::from_secs(seconds)),
            Fault::Denied => ErrorKind::Denied("the scope IdentityRiskEvent.Read.All is missing".to_owned()).into(),
            Fault::Panicking => panic!("a defect of the adapter"),
            Fault::Lying => return Ok(()),
        })
    }
}

/// A detection of a user whom nobody asked for.
fn anothers() -> Detection {
    let tenant = TenantId::new("t");
    Detection { id: DetectionId::new(tenant.clone(), "d"), user_id: Some(UserId::new(tenant, "another")), ..Detection::default() }
}

#[async_trait]
impl HealthProbe for Faulty {
    async fn health(&self) -> Health {
        Health::up()
    }
}

#[async_trait]
impl DetectionSource for Faulty {
    async fn detections_by_id(&self, _: &[DetectionId], _: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.fail().await?;
        Ok([(anothers().id, anothers())].into())
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.fail().await?;
        rows::grouped(&[anothers()], users, query, |_, _| true)
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.fail().await?;
        rows::grouped(&[anothers()], sign_ins, query, |_, _| true)
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.fail().await?;
        let row = anothers();
        let rows = vec![row; query.first as usize + 1];
        Ok(Page { rows, next: None, as_of: None })
    }
}
