//! Lists of sign-ins.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_adapter::SignInScope;
use riskgate_model::{Filter, ServicePrincipalId, SignInField, UserId};

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single},
    object::SignIn,
    routes::world,
};

/// Whose sign-ins are listed.
#[derive(Clone)]
pub(crate) enum SignedIn {
    Anyone,
    Users(Vec<UserId>),
    ServicePrincipals(Vec<ServicePrincipalId>),
}

impl SignedIn {
    fn scope(&self) -> SignInScope<'_> {
        match self {
            Self::Anyone => SignInScope::All,
            Self::Users(ids) => SignInScope::Users(ids),
            Self::ServicePrincipals(ids) => SignInScope::ServicePrincipals(ids),
        }
    }
}

/// The list named `name`, for each parent.
pub(crate) async fn sign_ins(
    ctx: &Context<'_>,
    name: &str,
    whose: SignedIn,
    arguments: Arguments<SignIn>,
    narrowed: Filter<SignInField>,
) -> Result<Option<EachOne<Connection<SignIn>>>> {
    let list = List::read(ctx, name, arguments, narrowed)?;
    let route = &world(ctx).routes.sign_ins;
    let answer = match &whose {
        SignedIn::Anyone => route.source.sign_ins(&list.query).await.map(single),
        SignedIn::Users(ids) => route.source.sign_ins_by_user(ids, &list.query).await,
        SignedIn::ServicePrincipals(ids) => route.source.sign_ins_by_service_principal(ids, &list.query).await,
    };
    let grouped = answer.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, whose) = (source.clone(), filter.clone(), whose.clone());
        async move { source.count_sign_ins(whose.scope(), &filter).await }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}
