//! Changes of risks: what is observed of users and service principals, and what it comes to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use riskgate_adapter::Counts;
use riskgate_model::{
    Body, Claimant, Closing, Id, Identity, Observation, Outside, RiskChange, RiskChangeId, RiskHistoryItem, RiskLevel, TenantId, Time,
    Word, alert_changes, fold,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    Sorted, acts, alert_lines, events, identities,
    rows::{self, Row, json, text, time, word},
    speaking::{self, Said},
    touched::Touched,
    versions::{self, Version},
};
use crate::{
    cells::claimant,
    error::StoreError,
    keys::Keys,
    sql::Sql,
    table::{identity_kind, identity_of},
};

/// A change, and the record that says so.
struct Stated<'a> {
    change: RiskChange,
    /// Whether it is a history item, which says more than the risk record of the same moment.
    is_item: bool,
    body: &'a Body,
}

/// How much a statement of a change says: of several about the same change the one shown is the one that says most.
type Worth = (bool, i64, Body);

impl Stated<'_> {
    fn worth(&self) -> Worth {
        (self.is_item, self.change.risk_level.as_ref().map_or(-1, Word::rank), self.body.clone())
    }
}

/// Records what history items and risk records say of changes, and folds the risks they are of. Counts the history items.
pub(super) async fn record(transaction: &DatabaseTransaction, sorted: &Sorted<'_>, touched: &mut Touched) -> Result<Counts, StoreError> {
    let (written, counts) = write(transaction, stated(sorted)).await?;
    let identities: BTreeSet<Identity> = written.iter().map(|change| change.identity.clone()).collect();
    fold_again(transaction, &identities, touched).await?;
    let closed: BTreeSet<&Identity> = written.iter().filter(|change| is_closing(change)).map(|change| &change.identity).collect();
    events::fold_open(transaction, closed, touched).await?;
    Ok(counts)
}

/// Folds the risks of these identities.
pub(crate) async fn fold_again(
    transaction: &DatabaseTransaction,
    identities: &BTreeSet<Identity>,
    touched: &Touched,
) -> Result<(), StoreError> {
    if identities.is_empty() {
        return Ok(());
    }
    let said = if touched.is_watching() { speaking::of_identities(transaction, identities).await? } else { BTreeMap::new() };
    fold_with(transaction, identities, said).await
}

/// Folds the risks of these identities, about whom alerts speak, or spoke, and writes what the alerts said into their histories.
pub(super) async fn fold_spoken_of(transaction: &DatabaseTransaction, identities: &BTreeSet<Identity>) -> Result<(), StoreError> {
    let mut said = speaking::of_identities(transaction, identities).await?;
    let mut lines = Vec::new();
    for identity in identities {
        // Of one of whom nobody says anything any more that is to be written, too.
        let said = said.entry(identity.clone()).or_default();
        lines.extend(alert_changes(identity, &said.observations));
    }
    alert_lines::write(transaction, identities, &lines).await?;
    fold_with(transaction, identities, said).await
}

/// Folds the risks of these identities with what alerts say of them.
async fn fold_with(
    transaction: &DatabaseTransaction,
    identities: &BTreeSet<Identity>,
    mut said: BTreeMap<Identity, Said>,
) -> Result<(), StoreError> {
    for (identity, observed) in load(transaction, identities).await? {
        said.entry(identity).or_default().observations.extend(observed);
    }
    for (identity, acts) in acts::of_identities(transaction, identities).await? {
        said.entry(identity).or_default().observations.extend(acts.into_iter().map(|act| act.observation));
    }
    let verdict = |(identity, said): (Identity, Said)| {
        let outside = Outside { closings: Vec::new(), alerts: said.alerts };
        (identity, fold(said.observations, &outside))
    };
    let verdicts: Vec<_> = said.into_iter().map(verdict).collect();
    identities::write_risks(transaction, &verdicts).await
}

/// What the batch states.
fn stated<'a>(sorted: &Sorted<'a>) -> Vec<Stated<'a>> {
    let users = sorted.risky_users.iter().map(|user| {
        let item = RiskHistoryItem::from(user.value.entra_risk());
        Stated { change: item.change(Identity::User(user.value.id.clone())), is_item: false, body: &user.body }
    });
    let principals = sorted.risky_service_principals.iter().map(|principal| {
        let item = RiskHistoryItem::from(principal.value.entra_risk());
        let identity = Identity::ServicePrincipal(principal.value.id.clone());
        Stated { change: item.change(identity), is_item: false, body: &principal.body }
    });
    let items = sorted.history_items.iter().map(|(identity, item)| Stated {
        change: item.value.clone().change((*identity).clone()),
        is_item: true,
        body: &item.body,
    });
    users.chain(principals).filter(|stated| stated.change.risk_state.is_some()).chain(items).collect()
}

/// Writes the changes that say more than what is held, and answers them. Different items about the same change are all kept as versions.
async fn write(transaction: &DatabaseTransaction, stated: Vec<Stated<'_>>) -> Result<(Vec<RiskChange>, Counts), StoreError> {
    let mut held = held(transaction, &stated).await?;
    let mut counts = Counts::default();
    let mut best: BTreeMap<_, Stated<'_>> = BTreeMap::new();
    let mut versions = BTreeMap::new();
    for stated in stated {
        let id = stated.change.id.clone();
        let (before, worth) = (held.get(&id), stated.worth());
        let (new, changed) = (before.is_none(), before.is_some_and(|before| *before < worth));
        if stated.is_item {
            counts.new += u64::from(new);
            counts.changed += u64::from(changed);
            counts.unchanged += u64::from(!new && !changed);
        }
        if let Some((true, _, other)) = before.filter(|(_, _, other)| stated.is_item && other != stated.body) {
            let at = stated.change.risk_last_updated_date_time;
            for body in [stated.body, other] {
                let version = Version { observed: at, again: None, body: body.clone() };
                versions.insert((id.clone(), body.clone()), versions::row("riskHistoryItem", &id, &version));
            }
        }
        if new || changed {
            held.insert(id.clone(), worth);
            best.insert(id, stated);
        }
    }
    versions::write(transaction, versions.into_values().collect()).await?;
    let rows = best.values().map(row).collect::<Result<_, _>>()?;
    rows::upsert(transaction, "risk_changes", identities::KEY, rows, "").await?;
    Ok((best.into_values().map(|stated| stated.change).collect(), counts))
}

async fn held(transaction: &DatabaseTransaction, stated: &[Stated<'_>]) -> Result<HashMap<RiskChangeId, Worth>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id, it.is_item, it.risk_level, it.record");
    sql.wanted(&Keys::of(stated.iter().map(|stated| &stated.change.id)), "risk_changes", &["tenant", "id"]);
    let mut held = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (is_item, level): (i64, Option<String>) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let level = level.map_or(-1, |level| Word::<RiskLevel>::read(&level).rank());
        held.insert(Id::new(TenantId::new(&tenant), &id), (is_item != 0, level, Body::kept(row.try_get_by_index(4)?)));
    }
    Ok(held)
}

fn row(stated: &Stated<'_>) -> Result<Row, StoreError> {
    let change = &stated.change;
    let mut row = identities::key(&change.id);
    row.extend([
        ("identity_kind", identity_kind(&change.identity).into()),
        ("identity_id", change.identity.object().into()),
        ("changed", time(change.risk_last_updated_date_time)),
        ("risk_state", word(change.risk_state.as_ref())),
        ("risk_level", word(change.risk_level.as_ref())),
        ("risk_detail", word(change.risk_detail.as_ref())),
        ("risk_event_types", json(Some(&change.risk_event_types))?),
        ("initiated_by", text(change.initiated_by.as_deref())),
        ("claimant", claimant(change.claimant).into()),
        ("is_item", i64::from(stated.is_item).into()),
        ("record", stated.body.as_str().into()),
    ]);
    Ok(row)
}

/// What Entra says of these identities.
async fn load(transaction: &DatabaseTransaction, wanted: &BTreeSet<Identity>) -> Result<BTreeMap<Identity, Vec<Observation>>, StoreError> {
    let mut seen: BTreeMap<Identity, Vec<Observation>> = BTreeMap::new();
    let backend = transaction.get_database_backend();
    let columns = "select it.tenant, it.identity_kind, it.identity_id, it.changed, it.risk_state, it.risk_level, it.risk_detail";
    let mut sql = Sql::new(backend, columns);
    sql.wanted(&Keys::identities(wanted), "risk_changes", &["tenant", "identity_id", "identity_kind"]);
    // A line that an act or an alert left is for its readers: what the store did is read from `acts`, what others did Entra says, and what
    // alerts say is read from them.
    sql.push(" where it.claimant = ").bind(claimant(Claimant::Entra));
    for row in transaction.query_all_raw(sql.statement()).await? {
        let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
        let (kind, id): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let word = |index| row.try_get_by_index::<Option<String>>(index);
        let Some(state) = word(4)? else { continue };
        seen.entry(identity_of(&kind, tenant, &id)).or_default().push(Observation {
            claimant: Claimant::Entra,
            at: row.try_get_by_index::<Option<i64>>(3)?.map(Time::from_nanos),
            state: Word::read(&state),
            level: word(5)?.map(|word| Word::read(&word)),
            detail: word(6)?.map(|word| Word::read(&word)),
            alert: None,
        });
    }
    Ok(seen)
}

/// The closings of these identities' risks.
pub(super) async fn closings(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<Identity>,
) -> Result<BTreeMap<Identity, Vec<Closing>>, StoreError> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let observed = load(transaction, wanted).await?;
    let closings = observed.into_iter().map(|(identity, observed)| (identity, observed.iter().filter_map(Closing::of).collect()));
    let mut closings: BTreeMap<Identity, Vec<Closing>> = closings.collect();
    for (identity, said) in acts::of_identities(transaction, wanted).await? {
        closings.entry(identity).or_default().extend(said.iter().filter_map(acts::Said::closing));
    }
    Ok(closings)
}

fn is_closing(change: &RiskChange) -> bool {
    let Some(state) = change.risk_state.clone() else { return false };
    let (level, detail) = (change.risk_level.clone(), change.risk_detail.clone());
    let at = change.risk_last_updated_date_time;
    Closing::of(&Observation { claimant: change.claimant, at, state, level, detail, alert: None }).is_some()
}
