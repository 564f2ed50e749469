//! Adapters with one fault each, in what they answer of alerts and incidents.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, AlertScope, AlertSource, Answer, ErrorKind, Grouped,
    conformance::{Law, World, check},
};
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Entity, Filter, Id, Identity, IncidentId, Named, Page, Query, SignInId, TenantId,
};

use crate::patient::Patient;

/// Alerts whose lists of identities and detections may be broken.
struct Broken {
    inner: Arc<dyn AlertSource>,
    of_identities: fn(&Grouped<Alert>) -> Grouped<Alert>,
    of_detections: fn(&Grouped<Alert>) -> Grouped<Alert>,
}

#[async_trait]
impl AlertSource for Broken {
    async fn alerts_by_id(&self, ids: &[AlertId], fields: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        self.inner.alerts_by_id(ids, fields).await
    }

    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.inner.alerts_by_identity(identities, query).await.map(|answered| (self.of_identities)(&answered))
    }

    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.inner.alerts_by_sign_in(sign_ins, query).await
    }

    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.inner.alerts_by_detection(detections, query).await.map(|answered| (self.of_detections)(&answered))
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.inner.alerts_by_incident(incidents, query).await
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        self.inner.alerts(query).await
    }

    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        self.inner.count_alerts(scope, filter).await
    }
}

/// The adapter with its alerts alone, and these lists of identities and detections.
fn broken(
    adapter: Adapter,
    of_identities: fn(&Grouped<Alert>) -> Grouped<Alert>,
    of_detections: fn(&Grouped<Alert>) -> Grouped<Alert>,
) -> Adapter {
    let alerts = adapter.alerts.clone().map(|inner| Arc::new(Broken { inner, of_identities, of_detections }) as _);
    Adapter { alerts, ..Adapter::new(adapter.manifest, adapter.health) }
}

/// Each parent has the list of the one before it.
fn of_others(answered: &Grouped<Alert>) -> Grouped<Alert> {
    let groups: Vec<Vec<Alert>> = answered.groups().map(<[Alert]>::to_vec).collect();
    let mut lists: Vec<_> = groups.into_iter().zip(answered.next.clone()).collect();
    if !lists.is_empty() {
        lists.rotate_right(1);
    }
    let mut others = Grouped { as_of: answered.as_of, ..Grouped::default() };
    for (rows, next) in lists {
        others.push(rows, next);
    }
    others
}

/// Nothing of any parent.
fn of_nobody(answered: &Grouped<Alert>) -> Grouped<Alert> {
    Grouped::none(answered.ends.len())
}

fn treated_so(treated: fn(Adapter) -> Adapter) -> Patient {
    Patient { treated, ..Patient::default() }
}

#[tokio::test]
async fn alerts_of_another_user() {
    let report = check(&treated_so(|adapter| broken(adapter, of_others, Grouped::clone))).await;
    assert_eq!(report.failed(), [Law::GroupsAreTheirPages], "{report}");
}

#[tokio::test]
async fn alerts_that_cover_nothing() {
    let report = check(&treated_so(|adapter| broken(adapter, Grouped::clone, of_nobody))).await;
    assert_eq!(report.failed(), [Law::PagesJoin, Law::FiltersAgree, Law::GroupsAreTheirPages], "{report}");
}

/// Alerts are of whoever is named by an id, and names are not looked up.
fn by_ids_alone(answered: &Grouped<Alert>) -> Grouped<Alert> {
    let is_by_id = |row: &Alert| row.named().keys().any(|who| matches!(who, Named::User(_) | Named::ServicePrincipal(_)));
    let mut named = Grouped { as_of: answered.as_of, ..Grouped::default() };
    for (rows, next) in answered.groups().zip(answered.next.clone()) {
        named.push(rows.iter().filter(|row| is_by_id(row)).cloned().collect::<Vec<_>>(), next);
    }
    named
}

#[tokio::test]
async fn names_that_are_not_looked_up() {
    let report = check(&treated_so(|adapter| broken(adapter, by_ids_alone, Grouped::clone))).await;
    assert_eq!(report.failed(), [Law::GroupsAreTheirPages], "{report}");
}

/// Everything but that alerts say something of risks.
fn deaf(adapter: Adapter) -> Adapter {
    let deaf = World::new().without_alerts().memory().into_adapter("deaf");
    Adapter { detections: deaf.detections, ..Adapter::new(adapter.manifest, adapter.health) }
}

#[tokio::test]
async fn risks_that_no_alert_touches() {
    let report = check(&treated_so(deaf)).await;
    assert_eq!(
        report.failed(),
        [Law::RecordsAreWhole, Law::UnknownWordsSurvive, Law::OrdersAreTotal, Law::FiltersAgree, Law::CountsAgree],
        "{report}"
    );
}

#[tokio::test]
async fn a_system_that_knows_nothing_of_alerts_is_judged_without_them() {
    let offered = |adapter: Adapter| Adapter { alerts: None, incidents: None, ..adapter };
    check(&Patient { world: || World::new().without_alerts(), offered, ..Patient::default() }).await.assert();
}

#[tokio::test]
async fn the_host_refuses_alerts_that_say_that_they_are_anothers() {
    let memory = World::new().memory();
    let id = |object: &str| Identity::User(Id::new(TenantId::new("north"), object));
    let alerts = broken(memory.into_adapter("memory"), of_others, Grouped::clone).supervised().alerts.expect("alerts");
    let error = alerts.alerts_by_identity(&[id("u1"), id("u77")], &Query::first(20)).await.expect_err("they are another's");
    assert_eq!(error.kind, ErrorKind::Malformed);
    let right = alerts.alerts_by_identity(&[id("u4")], &Query::first(20)).await.expect("a name may be anybody's");
    assert_eq!(right.rows.iter().map(|row| row.id().to_string()).collect::<Vec<_>>(), ["north/a1"]);
}
