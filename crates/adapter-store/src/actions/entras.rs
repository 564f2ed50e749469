//! Entra's own lines of what was done in Microsoft Graph.
//!
//! Whoever looks for the effect of an act on a user or service principal reads the record that shows it, so that Entra's line is there when
//! the act has its effect. It is taken for the same act where there is one such line alone: of the same identity, with the state and the detail
//! that the act leaves, from the time between the request and its effect, of no other act of riskgate, and by nobody who is known as a user.
//! Where the clocks are too far apart, or what shows is not the identity itself, as with sign-ins and passwords, that is not to be said: both
//! lines then stay. Who wrote a line may come later, with the history: somebody who did the same within those minutes then stands beside who
//! asked for it here.

use std::collections::HashMap;

use riskgate_adapter::Claimed;
use riskgate_model::{ActionId, Claimant, Id as _, Identity, RiskDetail, RiskState, Target, TenantId, Time, Word};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use crate::{
    cells::claimant,
    effect::{Effect, effect},
    error::StoreError,
    keys::Keys,
    sink::rows::{Row, text},
    sql::Sql,
    table::identity_of,
};

/// How long after an act was seen its time may lie by another clock, in seconds.
const LATER: i64 = 60;

/// A line that Entra wrote.
pub(super) struct EntrasLine {
    id: String,
    identity: Identity,
    at: Time,
    state: Option<Word<RiskState>>,
    detail: Option<Word<RiskDetail>>,
}

/// The lines that are taken for these steps.
pub(super) async fn lines<'a>(
    transaction: &DatabaseTransaction,
    steps: impl Iterator<Item = &'a Claimed>,
) -> Result<HashMap<(ActionId, u32), EntrasLine>, StoreError> {
    let steps: Vec<(&Claimed, Identity)> = steps.filter_map(|step| Some((step, whose(step)?))).collect();
    let Some(first) = steps.iter().map(|(step, _)| step.requested).min() else { return Ok(HashMap::new()) };
    let columns = "select it.tenant, it.id, it.identity_kind, it.identity_id, it.changed, it.risk_state, it.risk_detail";
    let mut sql = Sql::new(transaction.get_database_backend(), columns);
    let keys = Keys::identities(steps.iter().map(|(_, identity)| identity));
    sql.wanted(&keys, "risk_changes", &["tenant", "identity_id", "identity_kind"]);
    sql.push(" where it.claimant = ").bind(claimant(Claimant::Entra)).push(" and it.action is null and it.changed_key >= ");
    sql.bind(whole(first).nanos());
    sql.push(" and not exists (select 1 from users person where person.id = it.initiated_by and person.tenant = it.tenant)");
    let mut lines: HashMap<Identity, Vec<EntrasLine>> = HashMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
        let (kind, id): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let word = |column| row.try_get_by_index::<Option<String>>(column);
        let line = EntrasLine {
            id: row.try_get_by_index(1)?,
            identity: identity_of(&kind, tenant, &id),
            at: Time::from_nanos(row.try_get_by_index(4)?),
            state: word(5)?.map(|word| Word::read(&word)),
            detail: word(6)?.map(|word| Word::read(&word)),
        };
        lines.entry(line.identity.clone()).or_default().push(line);
    }
    let mut found = HashMap::new();
    for (step, identity) in steps {
        let Some(lines) = lines.get_mut(&identity) else { continue };
        let mut alike = lines.iter().enumerate().filter(|(_, line)| line.may_be(step)).map(|(place, _)| place);
        let (Some(place), None) = (alike.next(), alike.next()) else { continue };
        // It is of no other step.
        found.insert((step.action.clone(), step.number), lines.swap_remove(place));
    }
    Ok(found)
}

/// Who shows the effect of the step: whom it is done to, where that is an identity whose risk it decides.
fn whose(step: &Claimed) -> Option<Identity> {
    step.act.decides().filter(|_| effect(step.act).is_some())?;
    match &step.target {
        Target::User(id) => Some(Identity::User(id.clone())),
        Target::ServicePrincipal(id) => Some(Identity::ServicePrincipal(id.clone())),
        Target::SignIn(_) | Target::Alert(_) => None,
    }
}

/// The second in which it was: Entra may leave out the rest.
fn whole(time: Time) -> Time {
    Time::from_seconds(time.nanos().div_euclid(1_000_000_000))
}

impl EntrasLine {
    /// Whether it may be of this step.
    fn may_be(&self, step: &Claimed) -> bool {
        let is_like = |effect: &Effect| self.state == Some(effect.state.into()) && self.detail == Some(effect.detail.into());
        let is_then = whole(step.requested) <= self.at && self.at <= step.progress.since.plus_seconds(LATER);
        is_then && effect(step.act).as_ref().is_some_and(is_like)
    }

    /// What the step adds to it.
    pub(super) fn told(&self, step: &Claimed) -> Row {
        vec![
            ("tenant", self.identity.tenant().as_str().into()),
            ("id", self.id.as_str().into()),
            ("requested_by", step.by.name.as_str().into()),
            ("reason", text(step.reason.as_deref())),
            ("action", step.action.object().into()),
        ]
    }
}
