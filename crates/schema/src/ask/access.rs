//! Lists of named locations and of Conditional Access policies.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_model::Filter;

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single},
    object::{ConditionalAccessPolicy, NamedLocation},
    routes::world,
};

/// All named locations.
pub(crate) async fn named_locations(
    ctx: &Context<'_>,
    arguments: Arguments<NamedLocation>,
) -> Result<Option<EachOne<Connection<NamedLocation>>>> {
    let list = List::read(ctx, "namedLocations", arguments, Filter::All)?;
    let route = &world(ctx).routes.named_locations;
    let page = route.source.named_locations(&list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter) = (source.clone(), filter.clone());
        async move { Ok(vec![source.count_named_locations(&filter).await?]) }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, single(page), count)))
}

/// All Conditional Access policies.
pub(crate) async fn conditional_access_policies(
    ctx: &Context<'_>,
    arguments: Arguments<ConditionalAccessPolicy>,
) -> Result<Option<EachOne<Connection<ConditionalAccessPolicy>>>> {
    let list = List::read(ctx, "conditionalAccessPolicies", arguments, Filter::All)?;
    let route = &world(ctx).routes.conditional_access_policies;
    let page = route.source.conditional_access_policies(&list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter) = (source.clone(), filter.clone());
        async move { Ok(vec![source.count_conditional_access_policies(&filter).await?]) }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, single(page), count)))
}
