//! Lists of detections.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_adapter::DetectionScope;
use riskgate_model::{DetectionField, Filter, ServicePrincipalId, SignInId, UserId};

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single},
    object::Detection,
    routes::world,
};

/// Whose detections are listed.
#[derive(Clone)]
pub(crate) enum Detected {
    Any,
    Users(Vec<UserId>),
    ServicePrincipals(Vec<ServicePrincipalId>),
    SignIns(Vec<SignInId>),
}

impl Detected {
    fn scope(&self) -> DetectionScope<'_> {
        match self {
            Self::Any => DetectionScope::All,
            Self::Users(ids) => DetectionScope::Users(ids),
            Self::ServicePrincipals(ids) => DetectionScope::ServicePrincipals(ids),
            Self::SignIns(ids) => DetectionScope::SignIns(ids),
        }
    }
}

/// The list named `name`, for each parent.
pub(crate) async fn detections(
    ctx: &Context<'_>,
    name: &str,
    whose: Detected,
    arguments: Arguments<Detection>,
    narrowed: Filter<DetectionField>,
) -> Result<Option<EachOne<Connection<Detection>>>> {
    let list = List::read(ctx, name, arguments, narrowed)?;
    let route = &world(ctx).routes.detections;
    let answer = match &whose {
        Detected::Any => route.source.detections(&list.query).await.map(single),
        Detected::Users(ids) => route.source.detections_by_user(ids, &list.query).await,
        Detected::ServicePrincipals(ids) => route.source.detections_by_service_principal(ids, &list.query).await,
        Detected::SignIns(ids) => route.source.detections_by_sign_in(ids, &list.query).await,
    };
    let grouped = answer.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, whose) = (source.clone(), filter.clone(), whose.clone());
        async move { source.count_detections(whose.scope(), &filter).await }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}
