//! Sign-ins and detections: what is observed of each, folded under the closings of the identity it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_adapter::Counts;
use riskgate_model::{Body, Closing, Id, Identity, Kept, Observation, Risk, TenantId, Time, fold};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    changes::closings,
    identities::{KEY, Stub, record_stubs},
    rows::{self, Row},
    versions::{self, Merged, Versioned},
};
use crate::{error::StoreError, sql::Sql, table::Stored};

/// Something that happened to an identity.
pub(super) trait Event: Versioned + Stored<Id = <Self as Versioned>::Id> {
    /// Whose it is, and the names it knows.
    fn owner(&self) -> Option<(Identity, Stub)>;

    /// What one version of it, observed then, says of its risk.
    fn observation(&self, observed: Option<Time>) -> Option<Observation>;

    /// Gives it the risk that the fold came to.
    fn set_risk(&mut self, risk: Risk);

    /// Its row, but for when it was observed.
    fn row(&self, body: &Body) -> Result<Row, StoreError>;
}

/// Records events.
pub(super) async fn record<E: Event>(transaction: &DatabaseTransaction, events: &[&Kept<E>]) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, events).await?;
    let versions = merged.iter().flat_map(Merged::versions);
    record_stubs(transaction, versions.filter_map(|(event, _)| event.owner())).await?;
    write(transaction, merged).await?;
    Ok(counts)
}

/// Folds the identity's events once more, after its risk was closed.
pub(super) async fn fold_again<E: Event>(transaction: &DatabaseTransaction, identity: &Identity) -> Result<(), StoreError> {
    let column = match identity {
        Identity::User(_) => "user_id",
        Identity::ServicePrincipal(_) => "service_principal_id",
    };
    let mut sql = Sql::new(transaction.get_database_backend(), "select id from ");
    sql.push(<E as Versioned>::TABLE).push(" where ").push(column).push(" = ").bind(identity.object());
    sql.push(" and tenant = ").bind(identity.tenant().as_str()).push(" and risk_state_rank > 1");
    let mut ids: Vec<<E as Versioned>::Id> = Vec::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        ids.push(Id::new(TenantId::clone(identity.tenant()), &row.try_get_by_index::<String>(0)?));
    }
    let merged = versions::load::<E>(transaction, &ids).await?;
    write(transaction, merged).await
}

async fn write<E: Event>(transaction: &DatabaseTransaction, merged: Vec<Merged<E>>) -> Result<(), StoreError> {
    let observed: Vec<(Merged<E>, Vec<Observation>)> = merged
        .into_iter()
        .map(|event| {
            let observations = event.versions().filter_map(|(version, observed)| version.observation(observed)).collect();
            (event, observations)
        })
        .collect();
    let owners: BTreeSet<Identity> = observed
        .iter()
        .filter(|(_, observations)| observations.iter().any(Observation::is_open))
        .filter_map(|(event, _)| event.value.owner())
        .map(|(identity, _)| identity)
        .collect();
    let closings = closings(transaction, &owners).await?;
    let mut rows = Vec::with_capacity(observed.len());
    for (mut event, observations) in observed {
        event.value.set_risk(fold(observations, closings_of(&closings, &event.value)).risk);
        let mut row = event.value.row(&event.body)?;
        row.extend(event.observed());
        rows.push(row);
    }
    rows::upsert(transaction, <E as Versioned>::TABLE, KEY, rows, "").await
}

fn closings_of<'a, E: Event>(closings: &'a BTreeMap<Identity, Vec<Closing>>, event: &E) -> &'a [Closing] {
    event.owner().and_then(|(identity, _)| closings.get(&identity)).map_or(&[], Vec::as_slice)
}
