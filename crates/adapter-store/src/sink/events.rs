//! Sign-ins and detections: what is observed of each, folded under the closings of the identity it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_adapter::Counts;
use riskgate_model::{
    AlertId, Body, Closing, Detection, Id, Identity, Kept, Observation, Outside, Risk, SignIn, SignInId, TenantId, Time, fold,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    acts,
    changes::closings,
    identities::{KEY, Stub, record_stubs},
    rows::{self, Row},
    speaking::Said,
    together::HELD,
    touched::Touched,
    versions::{self, Merged, Versioned},
};
use crate::{error::StoreError, keys::Keys, sql::Sql, table::Stored};

/// Something that happened to an identity.
pub(super) trait Event: Versioned + Stored<Id = <Self as Versioned>::Id> {
    /// Whose it is, and the names it knows.
    fn owner(&self) -> Option<(Identity, Stub)>;

    /// What one version of it, observed then, says of its risk.
    fn observation(&self, observed: Option<Time>) -> Option<Observation>;

    /// The sign-in that it is, or is of.
    fn sign_in(&self) -> Option<&SignInId>;

    /// Hears what acts say of the sign-in.
    fn hear(&self, said: &[Observation], heard: &mut Heard);

    /// What alerts say of these.
    fn hear_alerts(
        transaction: &DatabaseTransaction,
        keys: &Keys<'_>,
    ) -> impl Future<Output = Result<BTreeMap<<Self as Versioned>::Id, Said>, StoreError>> + Send;

    /// Notes that it was written, if what alerts say of others depends on it.
    fn note(&self, touched: &mut Touched);

    /// Gives it the risk that the fold came to.
    fn set_risk(&mut self, risk: Risk);

    /// Its row, but for when it was observed.
    fn row(&self, body: &Body) -> Result<Row, StoreError>;
}

/// What is heard of an event's risk.
pub(super) struct Heard {
    /// What is said of it.
    pub(super) observations: Vec<Observation>,
    /// What closed what it belongs to.
    pub(super) closings: Vec<Closing>,
    /// The alerts whose verdict closes what Entra says of it.
    alerts: BTreeSet<AlertId>,
}

impl Heard {
    fn is_open(&self) -> bool {
        self.observations.iter().any(Observation::is_open)
    }
}

/// Records events.
pub(super) async fn record<E: Event>(
    transaction: &DatabaseTransaction,
    events: &[&Kept<E>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, events).await?;
    let versions = merged.iter().flat_map(Merged::versions);
    record_stubs(transaction, versions.filter_map(|(event, _)| event.owner()), touched).await?;
    touched.before::<E>(transaction, &Keys::of(merged.iter().map(|event| Versioned::id(&event.value)))).await?;
    write(transaction, merged, touched).await?;
    Ok(counts)
}

/// Folds the sign-ins and detections of these identities once more, after their risks were closed.
pub(crate) async fn fold_open(
    transaction: &DatabaseTransaction,
    identities: impl IntoIterator<Item = &Identity>,
    touched: &mut Touched,
) -> Result<(), StoreError> {
    let (users, principals): (Vec<&Identity>, Vec<&Identity>) = identities.into_iter().partition(|it| matches!(it, Identity::User(_)));
    for (column, identities) in [("user_id", users), ("service_principal_id", principals)] {
        let which = Which { column, keys: Keys::identities_alike(identities), condition: " and it.risk_state_rank > 1" };
        fold_again::<SignIn>(transaction, &which, touched).await?;
        fold_again::<Detection>(transaction, &which, touched).await?;
    }
    Ok(())
}

/// Folds sign-ins and their detections once more, after something was said of them.
pub(crate) async fn fold_sign_ins(transaction: &DatabaseTransaction, ids: &[SignInId], touched: &mut Touched) -> Result<(), StoreError> {
    let which = |column| Which { column, keys: Keys::of(ids), condition: "" };
    fold_again::<SignIn>(transaction, &which("id"), touched).await?;
    fold_again::<Detection>(transaction, &which("request_id"), touched).await
}

/// Folds these events once more, after something was said of them.
pub(super) async fn fold_these<E: Event>(
    transaction: &DatabaseTransaction,
    ids: &[<E as Versioned>::Id],
    touched: &mut Touched,
) -> Result<(), StoreError> {
    let merged = versions::load::<E>(transaction, ids).await?;
    write(transaction, merged, touched).await
}

/// Which events: those that have one of the keys in the column, and are as the condition says.
struct Which<'a> {
    column: &'static str,
    keys: Keys<'a>,
    condition: &'static str,
}

async fn fold_again<E: Event>(transaction: &DatabaseTransaction, which: &Which<'_>, touched: &mut Touched) -> Result<(), StoreError> {
    // No keys, no statement.
    if which.keys.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id");
    sql.wanted(&which.keys, <E as Versioned>::TABLE, &["tenant", which.column]).push(which.condition);
    let mut ids: Vec<<E as Versioned>::Id> = Vec::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        ids.push(Id::new(TenantId::new(&row.try_get_by_index::<String>(0)?), &row.try_get_by_index::<String>(1)?));
    }
    for ids in ids.chunks(HELD) {
        fold_these::<E>(transaction, ids, touched).await?;
    }
    Ok(())
}

async fn write<E: Event>(transaction: &DatabaseTransaction, merged: Vec<Merged<E>>, touched: &mut Touched) -> Result<(), StoreError> {
    let heard = merged.into_iter().map(|event| {
        let observations = event.versions().filter_map(|(version, observed)| version.observation(observed)).collect();
        (event, Heard { observations, closings: Vec::new(), alerts: BTreeSet::new() })
    });
    let mut heard: Vec<(Merged<E>, Heard)> = heard.collect();
    let named: BTreeSet<SignInId> = heard.iter().filter_map(|(event, _)| event.value.sign_in().cloned()).collect();
    let acts = acts::of_sign_ins(transaction, &named).await?;
    for (event, heard) in &mut heard {
        if let Some(said) = event.value.sign_in().and_then(|id| acts.get(id)) {
            event.value.hear(said, heard);
        }
    }
    if touched.is_watching() {
        let mut said = E::hear_alerts(transaction, &Keys::of(heard.iter().map(|(event, _)| Versioned::id(&event.value)))).await?;
        for (event, heard) in &mut heard {
            let Said { observations, alerts } = said.remove(Versioned::id(&event.value)).unwrap_or_default();
            heard.observations.extend(observations);
            heard.alerts = alerts;
            event.value.note(touched);
        }
    }
    let open = heard.iter().filter(|(_, heard)| heard.is_open());
    let owners: BTreeSet<Identity> = open.filter_map(|(event, _)| event.value.owner()).map(|(identity, _)| identity).collect();
    let closings = closings(transaction, &owners).await?;
    let mut rows = Vec::with_capacity(heard.len());
    for (mut event, mut heard) in heard {
        heard.closings.extend_from_slice(closings_of(&closings, &event.value));
        let outside = Outside { closings: heard.closings, alerts: heard.alerts };
        event.value.set_risk(fold(heard.observations, &outside).risk);
        let mut row = event.value.row(&event.body)?;
        row.extend(event.observed());
        rows.push(row);
    }
    rows::upsert(transaction, <E as Versioned>::TABLE, KEY, rows, "").await
}

fn closings_of<'a, E: Event>(closings: &'a BTreeMap<Identity, Vec<Closing>>, event: &E) -> &'a [Closing] {
    event.owner().and_then(|(identity, _)| closings.get(&identity)).map_or(&[], Vec::as_slice)
}
