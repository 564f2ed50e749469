//! Lists of directory audits.

use async_graphql::{Context, Result};
use futures::FutureExt;
use riskgate_adapter::DirectoryAuditScope;
use riskgate_model::{Filter, Identity};

use crate::{
    error::report,
    level::{Connection, EachOne},
    list::{Arguments, Count, List, single},
    object::DirectoryAudit,
    routes::world,
};

/// Whose directory audits are listed.
#[derive(Clone)]
pub(crate) enum Audited {
    Anyone,
    Identities(Vec<Identity>),
}

impl Audited {
    fn scope(&self) -> DirectoryAuditScope<'_> {
        match self {
            Self::Anyone => DirectoryAuditScope::All,
            Self::Identities(identities) => DirectoryAuditScope::Identities(identities),
        }
    }
}

/// The list named `name`, for each parent.
pub(crate) async fn directory_audits(
    ctx: &Context<'_>,
    name: &str,
    whose: Audited,
    arguments: Arguments<DirectoryAudit>,
) -> Result<Option<EachOne<Connection<DirectoryAudit>>>> {
    let list = List::read(ctx, name, arguments, Filter::All)?;
    let route = &world(ctx).routes.directory_audits;
    let answer = match &whose {
        Audited::Anyone => route.source.directory_audits(&list.query).await.map(single),
        Audited::Identities(identities) => route.source.directory_audits_by_identity(identities, &list.query).await,
    };
    let grouped = answer.map_err(|error| report(&error))?;
    let (source, filter) = (route.source.clone(), list.query.filter.clone());
    let count = Count(Box::new(move || {
        let (source, filter, whose) = (source.clone(), filter.clone(), whose.clone());
        async move { source.count_directory_audits(whose.scope(), &filter).await }.boxed()
    }));
    Ok(Some(list.connect(&route.adapter, grouped, count)))
}
