//! Histories of risks: each is a list of its own, short, and read whole.

use std::collections::{BTreeMap, btree_map::Entry};

use async_trait::async_trait;
use riskgate_adapter::{Answer, Grouped, RiskHistorySource, rows};
use riskgate_model::{Identity, Query, RiskChange, RiskChangeId, Word};
use riskgate_msgraph_client::{Request, Version};

use super::{
    LiveSource,
    asking::{Asking, Step},
    parents::{Parents, Whose, check, is_askable},
};
use crate::{live::offers, rows::context};

/// The list of an identity that its history belongs to.
const fn list(identity: &Identity) -> &'static str {
    match identity {
        Identity::User(_) => "riskyUsers",
        Identity::ServicePrincipal(_) => "riskyServicePrincipals",
    }
}

fn request(identity: &Identity) -> Request {
    Request::get(Version::V1, &["identityProtection", list(identity), identity.object(), "history"])
}

/// How much an item says of a change that several tell: its level first, as a store weighs it.
fn worth(change: &RiskChange) -> (i64, Option<&str>) {
    (change.risk_level.as_ref().map_or(-1, Word::rank), change.record.as_ref().map(riskgate_model::Body::as_str))
}

impl LiveSource {
    /// Every change in the history of an identity, once; none where Graph has no record of its risk.
    async fn history(&self, asking: &mut Asking<'_>, identity: &Identity) -> Answer<BTreeMap<RiskChangeId, RiskChange>> {
        let context = context(&format!("{}('id')/history", list(identity)));
        let mut changes: BTreeMap<RiskChangeId, RiskChange> = BTreeMap::new();
        let mut step = Some(Step::First(request(identity)));
        while let Some(read) = step.take() {
            let Some((page, asked)) = asking.page_of_parent(read).await? else { break };
            for change in self.shown::<RiskChange>(&page.value, &context).into_iter().filter(|change| change.identity == *identity) {
                match changes.entry(change.id.clone()) {
                    Entry::Vacant(free) => drop(free.insert(change)),
                    Entry::Occupied(mut told) if worth(told.get()) < worth(&change) => drop(told.insert(change)),
                    Entry::Occupied(_) => {}
                }
            }
            step = page.next.map(|link| Step::Next(link, asked));
        }
        Ok(changes)
    }
}

#[async_trait]
impl RiskHistorySource for LiveSource {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        check(&offers::risk_history(), query)?;
        let is_known = |identity: &Identity| match identity {
            Identity::User(id) => is_askable(id, self.tenant()),
            Identity::ServicePrincipal(id) => is_askable(id, self.tenant()),
        };
        let parents = Parents::of(identities, is_known);
        let mut asking = self.asking();
        let mut grouped = Grouped { as_of: Some(self.clock.now()), ..Grouped::default() };
        for (place, identity) in parents.known.iter().filter_map(Whose::parent).enumerate() {
            if place == 0 {
                asking.affords_each(&request(identity), parents.known.len())?;
            }
            let page = rows::page(self.history(&mut asking, identity).await?.values(), query)?;
            grouped.push(page.rows, page.next);
        }
        Ok(parents.spread(&grouped))
    }
}
