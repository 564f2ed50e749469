//! What was refused.

use std::collections::HashMap;

use async_graphql::{Context, Result};
use futures::FutureExt as _;
use riskgate_model::{Filter, KeptRefusal, RefusalId};

use crate::{
    error::{Fault, report},
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single, wanted},
    object::Refusal,
    routes::world,
};

/// The refusals of these ids, with what the current field selects.
pub(crate) async fn refusals_by_id(ctx: &Context<'_>, ids: &[RefusalId]) -> Result<HashMap<RefusalId, KeptRefusal>, Fault> {
    // No ids, no call.
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    world(ctx).refusals.source.refusals_by_id(ids, wanted::<Refusal>(ctx)).await.map_err(|error| report(&error))
}

/// All refusals.
pub(crate) async fn refusals(ctx: &Context<'_>, arguments: Arguments<Refusal>) -> Result<Option<EachOne<Connection<Refusal>>>> {
    let list = List::read(ctx, "refusals", arguments, Filter::All)?;
    let route = &world(ctx).refusals;
    let page = route.source.refusals(&list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter) = (source.clone(), filter.clone());
        async move { Ok(vec![source.count_refusals(&filter).await?]) }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, single(page), count)))
}
