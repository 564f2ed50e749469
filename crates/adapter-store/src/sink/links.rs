//! Whom alerts name and which detections they cover, as far as these are known: found anew whenever one of them comes or changes, so that
//! the order in which they come does not matter.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_model::{
    Alert, AlertId, Body, Covering, Detection, DetectionId, Id, Identity, RiskLevel, ServicePrincipalId, TenantId, UserId, Vocabulary as _,
    Word, date_key,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};

use super::{
    identities::key,
    rows::{self, Row},
    together::{self, HELD},
    touched::{Touched, owner},
};
use crate::{
    error::StoreError,
    keys::Keys,
    sql::Sql,
    table::{identity_kind, identity_of},
};

/// The tables of links that are found here.
const IDENTITIES: &str = "alert_identities";
const DETECTIONS: &str = "alert_detections";

/// The kinds of names, and where those are known who have them.
const MATCHES: [Match; 4] = [
    Match { kind: "sid", table: "users", column: "sid" },
    Match { kind: "sid", table: "users", column: "on_premises_sid" },
    Match { kind: "upn", table: "users", column: "user_principal_name_key" },
    Match { kind: "app", table: "service_principals", column: "app_id_key" },
];

/// Where those are known who have a name.
struct Match {
    /// The kind of name.
    kind: &'static str,
    /// The table of those who may have it.
    table: &'static str,
    /// The column that holds it.
    column: &'static str,
}

/// A user or service principal whom an alert names.
#[derive(Clone, Copy, Default)]
struct Link {
    /// Whether the alert claims something of it.
    is_about: bool,
    /// Whether a name that the alert tells is its.
    by_name: bool,
}

impl Match {
    fn identity(&self, tenant: TenantId, id: &str) -> Identity {
        match self.table {
            "users" => Identity::User(UserId::new(tenant, id)),
            _ => Identity::ServicePrincipal(ServicePrincipalId::new(tenant, id)),
        }
    }
}

/// The alerts whose links may be others after what was written: those that were written, those that name somebody who has got or lost a
/// name, and those that may cover a detection that was written, or did.
pub(super) async fn affected(transaction: &DatabaseTransaction, touched: &Touched) -> Result<BTreeSet<AlertId>, StoreError> {
    let mut affected = touched.alerts.clone();
    let before = by_name(transaction, &touched.known).await?;
    let now = named_now(transaction, &touched.known).await?;
    affected.extend(before.symmetric_difference(&now).map(|(alert, _)| alert.clone()));
    let (detections, sign_ins) = (Keys::of(&touched.detections), Keys::of(&touched.sign_ins));
    let lookups =
        [("alerts", "raised_for", &detections), (DETECTIONS, "detection_id", &detections), ("alert_sign_ins", "sign_in_id", &sign_ins)];
    for (table, column, keys) in lookups.into_iter().filter(|(.., keys)| !keys.is_empty()) {
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id");
        sql.wanted(keys, table, &["tenant", column]);
        for row in transaction.query_all_raw(sql.statement()).await? {
            affected.insert(alert(&row)?);
        }
    }
    Ok(affected)
}

/// Finds the links of these alerts anew.
pub(super) async fn renew(transaction: &DatabaseTransaction, alerts: &BTreeSet<AlertId>) -> Result<(), StoreError> {
    let ids: Vec<&AlertId> = alerts.iter().collect();
    for ids in ids.chunks(HELD) {
        let keys = Keys::of(ids.iter().copied());
        let alerts = load(transaction, &keys).await?;
        let named = named(transaction, &keys).await?;
        rows::remove(transaction, IDENTITIES, &keys).await?;
        let rows = named.iter().flat_map(|(id, named)| {
            let updated = alerts.get(id).and_then(Alert::updated);
            named.iter().map(move |(identity, link)| {
                let mut row = row(id, date_key(updated));
                row.extend([
                    ("identity_kind", identity_kind(identity).into()),
                    ("identity_id", identity.object().into()),
                    ("is_about", i64::from(link.is_about).into()),
                    ("by_name", i64::from(link.by_name).into()),
                ]);
                row
            })
        });
        together::insert(transaction, IDENTITIES, &rows.collect::<Vec<_>>()).await?;
        let rows = covered(transaction, &keys, &alerts, &named).await?;
        rows::remove(transaction, DETECTIONS, &keys).await?;
        together::insert(transaction, DETECTIONS, &rows).await?;
    }
    Ok(())
}

/// The alerts that are linked to these by a name, each with whom it names so.
async fn by_name(transaction: &DatabaseTransaction, known: &BTreeSet<Identity>) -> Result<BTreeSet<(AlertId, Identity)>, StoreError> {
    let mut linked = BTreeSet::new();
    if known.is_empty() {
        return Ok(linked);
    }
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.identity_kind, it.identity_id");
    sql.wanted(&Keys::identities(known), IDENTITIES, &["tenant", "identity_id", "identity_kind"]).push(" where it.by_name = 1");
    for row in transaction.query_all_raw(sql.statement()).await? {
        let alert = alert(&row)?;
        let identity = identity_of(&row.try_get_by_index::<String>(2)?, alert.tenant().clone(), &row.try_get_by_index::<String>(3)?);
        linked.insert((alert, identity));
    }
    Ok(linked)
}

/// The alerts that tell a name which is one of theirs now.
async fn named_now(transaction: &DatabaseTransaction, known: &BTreeSet<Identity>) -> Result<BTreeSet<(AlertId, Identity)>, StoreError> {
    let mut named = BTreeSet::new();
    for of in &MATCHES {
        let known: Vec<&Identity> = known.iter().filter(|it| matches!(it, Identity::User(_)) == (of.table == "users")).collect();
        if known.is_empty() {
            continue;
        }
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, name.id, it.id");
        sql.wanted(&Keys::identities_alike(known), of.table, &["tenant", "id"]);
        sql.beside("alert_names", "name", &format!("name.name = it.{} and name.tenant = it.tenant", of.column));
        sql.push(" where name.kind = ").bind(of.kind);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let alert = alert(&row)?;
            let identity = of.identity(alert.tenant().clone(), &row.try_get_by_index::<String>(2)?);
            named.insert((alert, identity));
        }
    }
    Ok(named)
}

/// Those of these alerts that are known, each as all its versions come to.
pub(crate) async fn load(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<AlertId, Alert>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.record");
    sql.wanted(keys, "alerts", &["tenant", "id"]);
    let mut alerts = BTreeMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let id = alert(&row)?;
        let read = Body::kept(row.try_get_by_index(2)?).read::<Alert>(id.tenant());
        alerts.insert(id, read.map_err(|_| StoreError::Content("a kept alert is not the record it should be".to_owned()))?);
    }
    Ok(alerts)
}

/// Whom these alerts name, of those who are known.
async fn named(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<AlertId, BTreeMap<Identity, Link>>, StoreError> {
    let mut named: BTreeMap<AlertId, BTreeMap<Identity, Link>> = BTreeMap::new();
    let mut add = |row: &QueryResult, by_name, identity: Identity| {
        let link = named.entry(alert(row)?).or_default().entry(identity).or_default();
        link.is_about |= row.try_get_by_index::<i64>(2)? != 0;
        link.by_name |= by_name;
        Ok::<_, StoreError>(())
    };
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.is_about, it.kind, it.name");
    sql.wanted(keys, "alert_names", &["tenant", "id"]).push(" where it.kind in ('user', 'servicePrincipal')");
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (kind, id): (String, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        add(&row, false, identity_of(&kind, alert(&row)?.tenant().clone(), &id))?;
    }
    for of in &MATCHES {
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.is_about, who.id");
        sql.wanted(keys, "alert_names", &["tenant", "id"]);
        sql.beside(of.table, "who", &format!("who.{} = it.name and who.tenant = it.tenant", of.column));
        sql.push(" where it.kind = ").bind(of.kind);
        for row in transaction.query_all_raw(sql.statement()).await? {
            add(&row, true, of.identity(alert(&row)?.tenant().clone(), &row.try_get_by_index::<String>(3)?))?;
        }
    }
    Ok(named)
}

/// The detections that these alerts cover, as rows.
async fn covered(
    transaction: &DatabaseTransaction,
    keys: &Keys<'_>,
    alerts: &BTreeMap<AlertId, Alert>,
    named: &BTreeMap<AlertId, BTreeMap<Identity, Link>>,
) -> Result<Vec<Row>, StoreError> {
    let mut covered: BTreeMap<(&AlertId, DetectionId), (Covering, Value)> = BTreeMap::new();
    let mut raised = BTreeSet::new();
    for (table, condition) in [("alerts", "other.id = it.raised_for"), ("alert_sign_ins", "other.request_id = it.sign_in_id")] {
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, other.id, other.record");
        sql.wanted(keys, table, &["tenant", "id"]).beside("detections", "other", &format!("{condition} and other.tenant = it.tenant"));
        for row in transaction.query_all_raw(sql.statement()).await? {
            let Some((id, of)) = alerts.get_key_value(&alert(&row)?) else { continue };
            let read = Body::kept(row.try_get_by_index(3)?).read::<Detection>(id.tenant());
            let read = read.map_err(|_| StoreError::Content("a kept detection is not the record it should be".to_owned()))?;
            let detection = Detection { id: DetectionId::new(id.tenant().clone(), &row.try_get_by_index::<String>(2)?), ..read };
            let is_named = owner(&detection).is_some_and(|owner| named.get(id).is_some_and(|named| named.contains_key(&owner)));
            let Some(covering) = of.covers(&detection, is_named) else { continue };
            if covering == Covering::Raised {
                raised.insert(id);
            }
            covered.insert((id, detection.id), (covering, level_rank(detection.risk_level.as_ref())));
        }
    }
    let counts = |(id, _): &(&AlertId, DetectionId), covering| covering == Covering::Raised || !raised.contains(id);
    let covered = covered.into_iter().filter(|(key, (covering, _))| counts(key, *covering));
    let row = |((id, detection), (covering, level_rank)): ((&AlertId, DetectionId), (Covering, Value))| {
        let covering = match covering {
            Covering::Raised => "raised",
            Covering::Inferred => "inferred",
        };
        let mut row = row(id, date_key(alerts[id].updated()));
        row.extend([("detection_id", detection.object().into()), ("covering", covering.into()), ("level_rank", level_rank)]);
        row
    };
    Ok(covered.map(row).collect())
}

/// The rank of a level, if it is one that a risk may have.
fn level_rank(level: Option<&Word<RiskLevel>>) -> Value {
    let level = level.and_then(Word::known).filter(|level| matches!(level, RiskLevel::Low | RiskLevel::Medium | RiskLevel::High));
    level.map(RiskLevel::rank).into()
}

/// The alert that the first two cells of a row name.
fn alert(row: &QueryResult) -> Result<AlertId, StoreError> {
    let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(AlertId::new(TenantId::new(&tenant), &id))
}

/// The first columns of a link.
fn row(alert: &AlertId, updated_key: i64) -> Row {
    let mut row = key(alert);
    row.push(("updated_key", updated_key.into()));
    row
}
