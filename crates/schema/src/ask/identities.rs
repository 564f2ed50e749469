//! Lists of users and of service principals.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_model::Filter;

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single},
    object::{ServicePrincipal, User},
    routes::world,
};

/// All users.
pub(crate) async fn users(ctx: &Context<'_>, arguments: Arguments<User>) -> Result<Option<EachOne<Connection<User>>>> {
    let list = List::read(ctx, "users", arguments, Filter::All)?;
    let route = &world(ctx).routes.users;
    let page = route.source.users(&list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter) = (source.clone(), filter.clone());
        async move { Ok(vec![source.count_users(&filter).await?]) }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, single(page), count)))
}

/// All service principals.
pub(crate) async fn service_principals(
    ctx: &Context<'_>,
    arguments: Arguments<ServicePrincipal>,
) -> Result<Option<EachOne<Connection<ServicePrincipal>>>> {
    let list = List::read(ctx, "servicePrincipals", arguments, Filter::All)?;
    let route = &world(ctx).routes.service_principals;
    let page = route.source.service_principals(&list.query).await.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter) = (source.clone(), filter.clone());
        async move { Ok(vec![source.count_service_principals(&filter).await?]) }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, single(page), count)))
}
