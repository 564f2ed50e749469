//! Histories of risks.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_model::{Filter, Identity};

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List},
    object::RiskChange,
    routes::world,
};

/// The history of each identity, as the list named `name`.
pub(crate) async fn risk_history(
    ctx: &Context<'_>,
    name: &str,
    identities: Vec<Identity>,
    arguments: Arguments<RiskChange>,
) -> Result<Option<EachOne<Connection<RiskChange>>>> {
    let list = List::read(ctx, name, arguments, Filter::All)?;
    let route = &world(ctx).routes.risk_history;
    let grouped = route.source.risk_history(&identities, &list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, identities) = (source.clone(), filter.clone(), identities.clone());
        async move { source.count_risk_history(&identities, &filter).await }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}
