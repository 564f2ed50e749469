//! Versions of records: what is held of each, what is new, and what they come to.

use std::{
    collections::{BTreeMap, HashMap},
    ops::AddAssign,
};

use riskgate_adapter::Counts;
use riskgate_model::{
    Alert, AlertId, Body, ConditionalAccessPolicy, ConditionalAccessPolicyId, Detection, DetectionId, DirectoryAudit, DirectoryAuditId,
    DirectoryUser, Id, Incident, IncidentId, Kept, MsgraphRecord, NamedLocation, NamedLocationId, Precedence, RiskyServicePrincipal,
    RiskyUser, ServicePrincipalId, SignIn, SignInId, Time, UserId, comparable, merge,
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
    /// The column of the moment when its newest version was observed, and that of the last such moment where it is the only version.
    const OBSERVED: [&'static str; 2];

    /// Its id.
    fn id(&self) -> &Self::Id;
}

macro_rules! versioned {
    ($($record:ident by $id:ident, $kind:literal in $table:literal: $column:literal, $observed:literal, $again:literal;)*) => { $(
        impl Versioned for $record {
            type Id = $id;
            const KIND: &'static str = $kind;
            const TABLE: &'static str = $table;
            const RECORD: &'static str = $column;
            const OBSERVED: [&'static str; 2] = [$observed, $again];

            fn id(&self) -> &$id {
                &self.id
            }
        }
    )* };
}

versioned! {
    DirectoryUser by UserId, "user" in "users": "directory", "directory_observed", "directory_again";
    RiskyUser by UserId, "riskyUser" in "users": "entra", "entra_observed", "entra_again";
    RiskyServicePrincipal by ServicePrincipalId, "riskyServicePrincipal" in "service_principals": "entra", "entra_observed", "entra_again";
    SignIn by SignInId, "signIn" in "sign_ins": "record", "observed", "observed_again";
    Detection by DetectionId, "riskDetection" in "detections": "record", "observed", "observed_again";
    DirectoryAudit by DirectoryAuditId, "directoryAudit" in "directory_audits": "record", "observed", "observed_again";
    Alert by AlertId, "alert" in "alerts": "record", "observed", "observed_again";
    Incident by IncidentId, "incident" in "incidents": "record", "observed", "observed_again";
    NamedLocation by NamedLocationId, "namedLocation" in "named_locations": "record", "observed", "observed_again";
    ConditionalAccessPolicy by ConditionalAccessPolicyId,
        "conditionalAccessPolicy" in "conditional_access_policies": "record", "observed", "observed_again";
}

/// What was observed of a record, once or more often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// When first.
    pub(super) observed: Option<Time>,
    /// When last, if that was later.
    pub(super) again: Option<Time>,
    /// What.
    pub(super) body: Body,
}

impl Version {
    /// The moments when it was observed.
    pub(super) fn moments(&self) -> impl Iterator<Item = Option<Time>> + use<> {
        [Some(self.observed), self.again.map(Some)].into_iter().flatten()
    }

    fn last(&self) -> Option<Time> {
        self.again.or(self.observed)
    }

    /// Notes that it was observed at a moment, and answers whether that is before or after all that are known.
    fn note(&mut self, at: Option<Time>) -> bool {
        let (first, last) = (self.observed.min(at), self.last().max(at));
        let is_news = (first, last) != (self.observed, self.last());
        (self.observed, self.again) = (first, last.filter(|_| last > first));
        is_news
    }
}

/// What an observation said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Something of a record that was not known.
    New,
    /// Something more, or something else than the newest version.
    Changed,
    /// Only that it is still as it was, at another moment.
    Again,
    /// What was said before.
    Nothing,
}

/// Adds an observation to what is held of its record.
pub(super) fn observe<V>(versions: &mut Vec<Version>, kept: &Kept<V>) -> Said {
    let newest = versions.iter().enumerate().max_by_key(|(_, version)| (version.last(), &version.body)).map(|(place, _)| place);
    match versions.iter().position(|version| version.body == kept.body) {
        None => {
            versions.push(Version { observed: kept.observed, again: None, body: kept.body.clone() });
            if newest.is_none() { Said::New } else { Said::Changed }
        }
        Some(known) if !versions[known].note(kept.observed) => Said::Nothing,
        known if known == newest => Said::Again,
        Some(_) => Said::Changed,
    }
}

impl AddAssign<Said> for Counts {
    fn add_assign(&mut self, said: Said) {
        match said {
            Said::New => self.new += 1,
            Said::Changed => self.changed += 1,
            Said::Again | Said::Nothing => self.unchanged += 1,
        }
    }
}

/// What all versions of a record come to.
pub(super) struct Merged<V> {
    /// The record.
    pub(super) value: V,
    /// The record, whole.
    pub(super) body: Body,
    /// When its newest version was observed, and when again if it is the only one.
    observed: [Option<Time>; 2],
    /// Each of its versions and when it was observed, oldest first; none if there is only one.
    several: Vec<(V, Option<Time>)>,
}

impl<V: Versioned> Merged<V> {
    /// Its versions and when each was observed, oldest first. One that was there before another and after it is there twice.
    pub(super) fn versions(&self) -> impl Iterator<Item = (&V, Option<Time>)> {
        let only = self.several.is_empty().then_some((&self.value, self.observed[0]));
        only.into_iter().chain(self.several.iter().map(|(value, observed)| (value, *observed)))
    }

    /// The columns of when it was observed.
    pub(super) fn observed(&self) -> Row {
        V::OBSERVED.into_iter().zip(self.observed.map(rows::time)).collect()
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
        let mut versions = held.remove(id).unwrap_or_default();
        let mut is_known = true;
        for kept in &incoming {
            let said = observe(&mut versions, kept);
            counts += said;
            is_known &= said == Said::Nothing;
        }
        if is_known {
            continue;
        }
        if let [only] = versions.as_slice() {
            let Kept { value, body, .. } = incoming[0].clone();
            merged.push(Merged { value, body, observed: [only.observed, only.again], several: Vec::new() });
        } else {
            rows.extend(versions.iter().map(|version| row(V::KIND, id, version)));
            merged.push(come_to::<V>(id, versions)?);
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
        let Version { observed, again, body } = versions.remove(0);
        let value = body.read(id.tenant()).map_err(content)?;
        return Ok(Merged { value, body, observed: [observed, again], several: Vec::new() });
    }
    let mut read = Vec::with_capacity(versions.len());
    for version in versions {
        let properties = version.body.properties().map_err(content)?;
        let text = |name| properties.get(name).and_then(serde_json::Value::as_str);
        let precedence = Precedence::of(&properties);
        // A row without an id says less than the record it belongs to, and fills what that leaves open.
        let is_own = text("id").is_none_or(|own| comparable(own) == id.object());
        read.extend(version.moments().map(|observed| ((is_own, observed, precedence.clone(), version.body.clone()), properties.clone())));
    }
    read.sort_by(|(a, _), (b, _)| a.cmp(b));
    let observed = read.last().and_then(|((_, observed, ..), _)| *observed);
    // What was observed again with nothing else in between says nothing more.
    read.dedup_by(|((.., later), _), ((.., body), _)| later == body);
    let mut several = Vec::with_capacity(read.len());
    for ((_, observed, _, body), _) in &read {
        several.push((body.read(id.tenant()).map_err(content)?, *observed));
    }
    let body = Body::new(merge(read.into_iter().map(|(_, properties)| properties)));
    Ok(Merged { value: body.read(id.tenant()).map_err(content)?, body, observed: [observed, None], several })
}

/// The versions that are held: those of the table of versions, else the one that lies in the row.
async fn held<'a, V: Versioned>(
    transaction: &DatabaseTransaction,
    ids: impl IntoIterator<Item = &'a V::Id>,
) -> Result<HashMap<V::Id, Vec<Version>>, StoreError> {
    let backend = transaction.get_database_backend();
    let mut sql = Sql::new(backend, "select it.tenant, it.id, it.");
    sql.push(V::RECORD).push(", it.").push(V::OBSERVED[0]).push(", it.").push(V::OBSERVED[1]).wanted(
        &Keys::of(ids),
        V::TABLE,
        &["tenant", "id"],
    );
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
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.record, it.observed, it.observed_again");
    sql.wanted(&Keys::of(ids), "versions", &["tenant", "id"]).push(" and it.kind = ").bind(V::KIND);
    let mut kept: HashMap<V::Id, Vec<Version>> = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (id, version) = read::<V>(&row)?;
        let versions = kept.entry(id).or_default();
        match versions.iter_mut().find(|known| known.body == version.body) {
            // Written by an older version, which kept each moment in a row of its own.
            Some(known) => {
                for at in version.moments() {
                    known.note(at);
                }
            }
            None => versions.push(version),
        }
    }
    Ok(kept)
}

fn read<V: Versioned>(row: &QueryResult) -> Result<(V::Id, Version), StoreError> {
    let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let body = Body::kept(row.try_get_by_index(2)?);
    let time = |column| row.try_get_by_index::<Option<i64>>(column).map(|nanos| nanos.map(Time::from_nanos));
    Ok((V::Id::new(riskgate_model::TenantId::new(&tenant), &id), Version { observed: time(3)?, again: time(4)?, body }))
}

/// Keeps versions, of which none is given twice; each once.
pub(super) async fn write(transaction: &DatabaseTransaction, rows: Vec<Row>) -> Result<(), StoreError> {
    rows::upsert(transaction, "versions", &["kind", "tenant", "id", "digest"], rows, "").await
}

/// A version as a row.
pub(super) fn row<I: Id>(kind: &'static str, id: &I, version: &Version) -> Row {
    vec![
        ("kind", kind.into()),
        ("tenant", id.tenant().as_str().into()),
        ("id", id.object().into()),
        ("digest", Sha256::digest(version.body.as_str()).to_vec().into()),
        ("observed", rows::time(version.observed)),
        ("observed_again", rows::time(version.again)),
        ("record", version.body.as_str().into()),
    ]
}
