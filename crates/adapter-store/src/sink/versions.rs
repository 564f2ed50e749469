//! Versions of records: what is held of each, what is new, and what they come to.

use std::collections::{BTreeMap, HashMap};

use riskgate_adapter::Counts;
use riskgate_model::{
    Body, Detection, DetectionId, DirectoryAudit, DirectoryAuditId, DirectoryUser, Id, Kept, MsgraphRecord, RiskyServicePrincipal,
    RiskyUser, ServicePrincipalId, SignIn, SignInId, Time, UserId, Word, comparable, gravity, merge,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use sha2::{Digest, Sha256};

use super::rows::{self, Row};
use crate::{error::StoreError, keys::Keys, sql::Sql};

/// A record that lies in a row as what all its versions come to.
pub(super) trait Versioned: MsgraphRecord + Clone {
    /// Its ids.
    type Id: Id;
    /// The word for it in the table of versions.
    const KIND: &'static str;
    /// The table of its row.
    const TABLE: &'static str;
    /// The column of the record.
    const RECORD: &'static str;
    /// The column of the moment when its newest version was observed.
    const OBSERVED: &'static str;

    /// Its id.
    fn id(&self) -> &Self::Id;
}

macro_rules! versioned {
    ($($record:ident by $id:ident, $kind:literal in $table:literal: $column:literal, $observed:literal;)*) => { $(
        impl Versioned for $record {
            type Id = $id;
            const KIND: &'static str = $kind;
            const TABLE: &'static str = $table;
            const RECORD: &'static str = $column;
            const OBSERVED: &'static str = $observed;

            fn id(&self) -> &$id {
                &self.id
            }
        }
    )* };
}

versioned! {
    DirectoryUser by UserId, "user" in "users": "directory", "directory_observed";
    RiskyUser by UserId, "riskyUser" in "users": "entra", "entra_observed";
    RiskyServicePrincipal by ServicePrincipalId, "riskyServicePrincipal" in "service_principals": "entra", "entra_observed";
    SignIn by SignInId, "signIn" in "sign_ins": "record", "observed";
    Detection by DetectionId, "riskDetection" in "detections": "record", "observed";
    DirectoryAudit by DirectoryAuditId, "directoryAudit" in "directory_audits": "record", "observed";
}

/// One observation of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// When.
    pub(super) observed: Option<Time>,
    /// What.
    pub(super) body: Body,
}

/// What all versions of a record come to.
pub(super) struct Merged<V> {
    /// The record.
    pub(super) value: V,
    /// The record, whole.
    pub(super) body: Body,
    /// When its newest version was observed.
    pub(super) observed: Option<Time>,
    /// Each of its versions and when it was observed, oldest first; none if there is only one.
    several: Vec<(V, Option<Time>)>,
}

impl<V> Merged<V> {
    /// Its versions and when each was observed, oldest first.
    pub(super) fn versions(&self) -> impl Iterator<Item = (&V, Option<Time>)> {
        let only = self.several.is_empty().then_some((&self.value, self.observed));
        only.into_iter().chain(self.several.iter().map(|(value, observed)| (value, *observed)))
    }
}

/// Adds observations to what is held. Answers what the records come to about which something new was said.
pub(super) async fn add<V: Versioned>(
    transaction: &DatabaseTransaction,
    incoming: &[&Kept<V>],
) -> Result<(Vec<Merged<V>>, Counts), StoreError> {
    let mut by_id: BTreeMap<&V::Id, Vec<&Kept<V>>> = BTreeMap::new();
    for kept in incoming {
        by_id.entry(kept.value.id()).or_default().push(kept);
    }
    let mut held = held::<V>(transaction, by_id.keys().copied()).await?;
    let mut counts = Counts::default();
    let (mut merged, mut rows) = (Vec::new(), Vec::new());
    for (id, incoming) in by_id {
        let before = held.remove(id).unwrap_or_default();
        let mut versions = before.clone();
        for kept in &incoming {
            let version = Version { observed: kept.observed, body: kept.body.clone() };
            if versions.contains(&version) {
                counts.unchanged += 1;
            } else {
                counts.new += u64::from(versions.is_empty());
                counts.changed += u64::from(!versions.is_empty());
                versions.push(version);
            }
        }
        if versions.len() == before.len() {
            continue;
        }
        if versions.len() > 1 {
            rows.extend(versions.iter().map(|version| row(V::KIND, id, version.observed, &version.body)));
            merged.push(come_to::<V>(id, versions)?);
        } else {
            let Kept { value, body, observed } = incoming[0].clone();
            merged.push(Merged { value, body, observed, several: Vec::new() });
        }
    }
    write(transaction, rows).await?;
    Ok((merged, counts))
}

/// What the versions of these records come to; unknown ones are absent.
pub(super) async fn load<V: Versioned>(transaction: &DatabaseTransaction, ids: &[V::Id]) -> Result<Vec<Merged<V>>, StoreError> {
    let held = held::<V>(transaction, ids).await?;
    held.into_iter().map(|(id, versions)| come_to(&id, versions)).collect()
}

fn come_to<V: Versioned>(id: &V::Id, mut versions: Vec<Version>) -> Result<Merged<V>, StoreError> {
    let content = |_: riskgate_model::BodyError| StoreError::Content(format!("a kept {} is not the record it should be", V::KIND));
    if versions.len() == 1 {
        let Version { observed, body } = versions.remove(0);
        let value = body.read(id.tenant()).map_err(content)?;
        return Ok(Merged { value, body, observed, several: Vec::new() });
    }
    let mut read = Vec::with_capacity(versions.len());
    for Version { observed, body } in versions {
        let properties = body.properties().map_err(content)?;
        let text = |name| properties.get(name).and_then(serde_json::Value::as_str);
        let gravity = text("riskState").map(|state| gravity(&Word::read(state)));
        // A row without an id says less than the record it belongs to, and fills what that leaves open.
        let is_own = text("id").is_none_or(|own| comparable(own) == id.object());
        read.push(((is_own, observed, gravity, body), properties));
    }
    read.sort_by(|(a, _), (b, _)| a.cmp(b));
    let observed = read.last().and_then(|((_, observed, ..), _)| *observed);
    let mut several = Vec::with_capacity(read.len());
    for ((_, observed, _, body), _) in &read {
        several.push((body.read(id.tenant()).map_err(content)?, *observed));
    }
    let body = Body::new(merge(read.into_iter().map(|(_, properties)| properties)));
    Ok(Merged { value: body.read(id.tenant()).map_err(content)?, body, observed, several })
}

/// The versions that are held: those of the table of versions, else the one that lies in the row.
async fn held<'a, V: Versioned>(
    transaction: &DatabaseTransaction,
    ids: impl IntoIterator<Item = &'a V::Id>,
) -> Result<HashMap<V::Id, Vec<Version>>, StoreError> {
    let backend = transaction.get_database_backend();
    let mut sql = Sql::new(backend, "select it.tenant, it.id, it.");
    sql.push(V::RECORD).push(", it.").push(V::OBSERVED).wanted(&Keys::of(ids), V::TABLE, &["tenant", "id"]);
    sql.push(" where it.").push(V::RECORD).push(" is not null");
    let mut held: HashMap<V::Id, Vec<Version>> = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (id, version) = read::<V>(&row)?;
        held.insert(id, vec![version]);
    }
    if held.is_empty() {
        return Ok(held);
    }
    let several = kept::<V>(transaction, held.keys()).await?;
    held.extend(several);
    Ok(held)
}

/// The versions in the table of versions.
pub(super) async fn kept<'a, V: Versioned>(
    transaction: &DatabaseTransaction,
    ids: impl IntoIterator<Item = &'a V::Id>,
) -> Result<HashMap<V::Id, Vec<Version>>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.record, it.observed");
    sql.wanted(&Keys::of(ids), "versions", &["tenant", "id"]).push(" and it.kind = ").bind(V::KIND);
    let mut kept: HashMap<V::Id, Vec<Version>> = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (id, version) = read::<V>(&row)?;
        kept.entry(id).or_default().push(version);
    }
    Ok(kept)
}

fn read<V: Versioned>(row: &QueryResult) -> Result<(V::Id, Version), StoreError> {
    let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let body = Body::kept(row.try_get_by_index(2)?);
    let observed: Option<i64> = row.try_get_by_index(3)?;
    Ok((V::Id::new(riskgate_model::TenantId::new(&tenant), &id), Version { observed: observed.map(Time::from_nanos), body }))
}

/// Keeps versions, of which none is given twice; each once.
pub(super) async fn write(transaction: &DatabaseTransaction, rows: Vec<Row>) -> Result<(), StoreError> {
    rows::upsert(transaction, "versions", &["kind", "tenant", "id", "digest"], rows, "").await
}

/// A version as a row.
pub(super) fn row<I: Id>(kind: &'static str, id: &I, observed: Option<Time>, body: &Body) -> Row {
    let mut digest = Sha256::new();
    digest.update(observed.map(|time| time.nanos().to_be_bytes()).unwrap_or_default());
    digest.update([u8::from(observed.is_some())]);
    digest.update(body.as_str());
    vec![
        ("kind", kind.into()),
        ("tenant", id.tenant().as_str().into()),
        ("id", id.object().into()),
        ("digest", digest.finalize().to_vec().into()),
        ("observed", rows::time(observed)),
        ("record", body.as_str().into()),
    ]
}
