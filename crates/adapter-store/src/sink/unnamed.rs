//! Detections from exports that leave their ids out. Such a row is a detection of its own until one is known that it names: from then on,
//! whichever came first, it is a version of that one, or of all that it names.
//!
//! Every version of a row is kept in the table of versions, under the id that was made for it, and every name of a detection in the table of
//! names. What is shown follows from both, so that the order does not matter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use riskgate_adapter::Counts;
use riskgate_model::{Detection, DetectionId, Id, Kept, TenantId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    events,
    rows::{self, Row},
    touched::Touched,
    versions::{self, Said, Version, Versioned},
};
use crate::{error::StoreError, keys::Keys, sql::Sql};

/// Records detections, with ids and without.
pub(super) async fn record(
    transaction: &DatabaseTransaction,
    detections: &[&Kept<Detection>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (unnamed, named): (Vec<&Kept<Detection>>, Vec<_>) = detections.iter().partition(|kept| kept.value.is_unnamed());
    let mut counts = events::record(transaction, &named, touched).await?;
    let called = write_names(transaction, &named).await?;
    let wanted: BTreeSet<DetectionId> = unnamed.iter().map(|kept| kept.value.id.clone()).chain(called).collect();
    let mut known = versions::kept::<Detection>(transaction, &wanted).await?;
    let (told, rows) = add(&unnamed, &mut known);
    counts.new += told.new;
    counts.changed += told.changed;
    counts.unchanged += told.unchanged;
    if known.is_empty() {
        return Ok(counts);
    }
    let named = named_by(transaction, known.keys()).await?;
    let settled: Vec<&DetectionId> = known.keys().filter(|id| named.contains_key(id)).collect();
    touched.before::<Detection>(transaction, &Keys::of(settled.iter().copied())).await?;
    remove(transaction, &settled).await?;
    let mut taken = Vec::new();
    for (id, versions) in &known {
        for meant in named.get(id).map_or_else(|| std::slice::from_ref(id), Vec::as_slice) {
            for version in versions {
                taken.extend(taken_for(meant, version)?);
            }
        }
    }
    events::record(transaction, &taken.iter().collect::<Vec<_>>(), touched).await?;
    // Only now: a version that is in the table is not new to those who record it.
    versions::write(transaction, rows).await?;
    Ok(counts)
}

/// Notes what these detections are called without their ids, and answers the names.
async fn write_names(transaction: &DatabaseTransaction, detections: &[&Kept<Detection>]) -> Result<BTreeSet<DetectionId>, StoreError> {
    let mut rows: BTreeMap<(DetectionId, &DetectionId), Row> = BTreeMap::new();
    for kept in detections {
        let id = &kept.value.id;
        for name in kept.value.unnamed_ids() {
            let row = vec![("tenant", id.tenant().as_str().into()), ("name", name.object().into()), ("id", id.object().into())];
            rows.insert((name, id), row);
        }
    }
    let called = rows.keys().map(|(name, _)| name.clone()).collect();
    rows::upsert(transaction, "detection_names", &["tenant", "name", "id"], rows.into_values().collect(), "").await?;
    Ok(called)
}

/// Adds rows to what is known of them, and answers those of the table of versions.
fn add(unnamed: &[&Kept<Detection>], known: &mut HashMap<DetectionId, Vec<Version>>) -> (Counts, Vec<Row>) {
    let (mut counts, mut changed) = (Counts::default(), BTreeSet::new());
    for kept in unnamed {
        let said = versions::observe(known.entry(kept.value.id.clone()).or_default(), kept);
        counts += said;
        if said != Said::Nothing {
            changed.insert(&kept.value.id);
        }
    }
    let row = |id| known[id].iter().map(|version| versions::row(Detection::KIND, id, version));
    (counts, changed.into_iter().flat_map(row).collect())
}

/// The detections that these rows name.
async fn named_by<'a>(
    transaction: &DatabaseTransaction,
    unnamed: impl IntoIterator<Item = &'a DetectionId>,
) -> Result<HashMap<DetectionId, Vec<DetectionId>>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.name, it.id");
    sql.wanted(&Keys::of(unnamed), "detection_names", &["tenant", "name"]);
    let mut named: HashMap<DetectionId, Vec<DetectionId>> = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
        let (name, id): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        named.entry(DetectionId::new(tenant.clone(), &name)).or_default().push(DetectionId::new(tenant, &id));
    }
    Ok(named)
}

/// Removes rows that turned out to be other detections; their versions stay.
async fn remove(transaction: &DatabaseTransaction, settled: &[&DetectionId]) -> Result<(), StoreError> {
    for id in settled {
        let mut sql = Sql::new(transaction.get_database_backend(), "delete from detections where tenant = ");
        sql.bind(id.tenant().as_str()).push(" and id = ").bind(id.object());
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// A version of a row, as one of the detection that is meant, each time that it was observed.
fn taken_for(meant: &DetectionId, version: &Version) -> Result<Vec<Kept<Detection>>, StoreError> {
    let read = version.body.read::<Detection>(meant.tenant());
    let value = read.map_err(|_| StoreError::Content("a kept row without an id is no detection".to_owned()))?;
    let value = Detection { id: meant.clone(), ..value };
    let taken = version.moments().map(|observed| Kept { value: value.clone(), body: version.body.clone(), observed });
    Ok(taken.collect())
}
