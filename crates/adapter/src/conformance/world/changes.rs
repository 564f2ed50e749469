//! Changes of risks: what history items and risk records say of them.

use std::collections::BTreeMap;

use riskgate_model::{Body, Claimant, Id, Identity, Observation, RiskChange, RiskChangeId, RiskHistoryItem, Word};

use super::outcome::Facts;

/// How much a statement of a change says: an item of a history more than a risk record, then by level.
type Worth = (bool, i64, Body);

/// Every change once, as the statement tells it that says most.
pub(super) fn changes(facts: &Facts<'_>) -> Vec<RiskChange> {
    let users = facts.users.values().flatten().map(|it| (Identity::User(it.value.id.clone()), it.value.entra_risk(), &it.body));
    let principals = facts.principals.values().flatten();
    let principals = principals.map(|it| (Identity::ServicePrincipal(it.value.id.clone()), it.value.entra_risk(), &it.body));
    let records = users.chain(principals).filter(|(_, risk, _)| risk.risk_state.is_some());
    let stated = records.map(|(identity, risk, body)| (RiskHistoryItem::from(risk).change(identity), false, body));
    let items = facts.items.iter().map(|(identity, it)| (it.value.clone().change((*identity).clone()), true, &it.body));
    let mut best: BTreeMap<RiskChangeId, (Worth, RiskChange)> = BTreeMap::new();
    for (change, is_item, body) in stated.chain(items) {
        let worth = (is_item, change.risk_level.as_ref().map_or(-1, Word::rank), body.clone());
        if best.get(&change.id).is_none_or(|(before, _)| *before < worth) {
            best.insert(change.id.clone(), (worth, change));
        }
    }
    best.into_values().map(|((_, _, body), change)| kept(change, body)).collect()
}

/// The change with what only the kept record says.
fn kept(change: RiskChange, body: Body) -> RiskChange {
    let item: RiskHistoryItem = body.read(change.id.tenant()).expect("what was written as a record reads as one");
    let activity_detail = item.activity.unwrap_or_default().detail;
    RiskChange { is_processing: item.is_processing, activity_detail, record: Some(body), ..change }
}

/// What the changes of one identity's risk say of it, but for those that alerts made: these say it themselves.
pub(super) fn observed(changes: &[RiskChange], identity: &Identity) -> Vec<Observation> {
    let own = changes.iter().filter(|change| change.identity == *identity && change.alert.is_none());
    let observation = |change: &RiskChange| {
        let (level, detail) = (change.risk_level.clone(), change.risk_detail.clone());
        Some(Observation {
            claimant: Claimant::Entra,
            alert: None,
            at: change.risk_last_updated_date_time,
            state: change.risk_state.clone()?,
            level,
            detail,
        })
    };
    own.filter_map(observation).collect()
}
