//! Lists of alerts and of incidents.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_adapter::{AlertScope, Grouped, IncidentScope};
use riskgate_model::{self as model, AlertFields, Covering, DetectionId, Filter, Identity, IncidentId, Order, Query, SignInId};

use crate::{
    error::{report, report_each},
    level::{Connection, Each, EachOne},
    list::{Arguments, Count, List, single, wanted},
    object::{Alert, AlertCovering, Incident},
    routes::world,
};

/// Whose alerts are listed.
#[derive(Clone)]
pub(crate) enum Alerted {
    Anyone,
    Identities(Vec<Identity>),
    SignIns(Vec<SignInId>),
    Incidents(Vec<IncidentId>),
}

impl Alerted {
    fn scope(&self) -> AlertScope<'_> {
        match self {
            Self::Anyone => AlertScope::All,
            Self::Identities(ids) => AlertScope::Identities(ids),
            Self::SignIns(ids) => AlertScope::SignIns(ids),
            Self::Incidents(ids) => AlertScope::Incidents(ids),
        }
    }
}

/// The list of alerts named `name`, for each parent.
pub(crate) async fn alerts(
    ctx: &Context<'_>,
    name: &str,
    whose: Alerted,
    arguments: Arguments<Alert>,
) -> Result<Option<EachOne<Connection<Alert>>>> {
    let list = List::read(ctx, name, arguments, Filter::All)?;
    let (route, query) = (&world(ctx).routes.alerts, &list.query);
    let answer = match &whose {
        Alerted::Anyone => route.source.alerts(query).await.map(single),
        Alerted::Identities(ids) => route.source.alerts_by_identity(ids, query).await,
        Alerted::SignIns(ids) => route.source.alerts_by_sign_in(ids, query).await,
        Alerted::Incidents(ids) => route.source.alerts_by_incident(ids, query).await,
    };
    let grouped = answer.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, whose) = (source.clone(), filter.clone(), whose.clone());
        async move { source.count_alerts(whose.scope(), &filter).await }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}

/// The alert that covers each detection: of several the one that was raised for it, else the one that changed last.
pub(crate) async fn each_alert(ctx: &Context<'_>, detections: Vec<DetectionId>) -> Result<Option<EachOne<Alert>>> {
    let (grouped, at) = covering(ctx, &detections, wanted::<Alert>(ctx)).await?;
    let mut each = EachOne::new(grouped.rows.into_iter().map(Alert::from).collect(), at);
    for (parent, fault) in report_each(&grouped.failed) {
        each = each.fail(parent, fault.into());
    }
    Ok(Some(each))
}

/// How it is known that this alert covers each detection.
pub(crate) async fn each_covering(ctx: &Context<'_>, detections: Vec<DetectionId>) -> Result<Option<Each<Option<AlertCovering>>>> {
    let (grouped, at) = covering(ctx, &detections, AlertFields::NONE).await?;
    let how = |(detection, row): (&DetectionId, Option<usize>)| Ok(row.map(|row| grouped.rows[row].covering(detection).into()));
    let mut each: Vec<Result<_>> = detections.iter().zip(at).map(how).collect();
    for (parent, fault) in report_each(&grouped.failed) {
        each[parent] = Err(fault.into());
    }
    Ok(Some(Each(each)))
}

/// How many alerts that cover a detection are looked through for the one that was raised for it.
const LOOKED_THROUGH: u32 = 10;

/// Alerts that cover each detection, and which of them is its alert.
async fn covering(
    ctx: &Context<'_>,
    detections: &[DetectionId],
    fields: AlertFields,
) -> Result<(Grouped<model::Alert>, Vec<Option<usize>>)> {
    let query = Query { fields, filter: Filter::All, order: Order::default(), first: LOOKED_THROUGH, after: None };
    let answer = world(ctx).routes.alerts.source.alerts_by_detection(detections, &query).await;
    let grouped = answer.map_err(|error| report(&error))?;
    let mut start = 0;
    let place = |(detection, end): (&DetectionId, &u32)| {
        let (first, end) = (start, *end as usize);
        start = end;
        let raised = (first..end).find(|row| grouped.rows[*row].covering(detection) == Covering::Raised);
        raised.or_else(|| (first < end).then_some(first))
    };
    let at = detections.iter().zip(&grouped.ends).map(place).collect();
    Ok((grouped, at))
}

/// The list of incidents named `name`: of each identity, or of everyone.
pub(crate) async fn incidents(
    ctx: &Context<'_>,
    name: &str,
    whose: Option<Vec<Identity>>,
    arguments: Arguments<Incident>,
) -> Result<Option<EachOne<Connection<Incident>>>> {
    let list = List::read(ctx, name, arguments, Filter::All)?;
    let route = &world(ctx).routes.incidents;
    let answer = match &whose {
        None => route.source.incidents(&list.query).await.map(single),
        Some(identities) => route.source.incidents_by_identity(identities, &list.query).await,
    };
    let grouped = answer.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, whose) = (source.clone(), filter.clone(), whose.clone());
        async move {
            let scope = whose.as_deref().map_or(IncidentScope::All, IncidentScope::Identities);
            source.count_incidents(scope, &filter).await
        }
        .boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}
