//! Actions as they are asked for, with all their steps in one statement.

use std::{collections::HashMap, sync::Arc};

use riskgate_adapter::{ActionFilter, Recalled};
use riskgate_model::{Action, ActionId, ActionState, Id as _, Target, TargetKind, TenantId};

use super::rows;
use crate::{error::StoreError, keys::Keys, sql::Sql, store::Store};

/// What an action's steps come to, as [`ActionState::of`] says it.
const STATE: &str = "(select case when count(*) = 0 then 'failed' \
    when max(step.is_open) = 1 then case when min(step.state) = 'queued' and max(step.state) = 'queued' then 'queued' else 'sending' end \
    when min(step.state) = max(step.state) then min(step.state) else 'partial' end \
    from action_steps step where step.action = it.id and step.tenant = it.tenant)";

impl Store {
    /// What is kept under this id.
    pub(super) async fn recall_action(&self, id: &ActionId, arguments: &str) -> Result<Option<Recalled>, StoreError> {
        let mut sql = Sql::new(self.backend(), "select it.arguments from actions it where it.id = ");
        sql.bind(id.object()).push(" and it.tenant = ").bind(id.tenant().as_str());
        let Some(told) = self.rows(sql.statement()).await?.first().map(|row| row.try_get_by_index::<String>(0)).transpose()? else {
            return Ok(None);
        };
        if told != arguments {
            return Ok(Some(Recalled::Conflict));
        }
        let action = self.load_actions(std::slice::from_ref(id)).await?.pop();
        Ok(action.map(|action| Recalled::Known(Box::new(action))))
    }

    /// The actions of these ids in their order; unknown ones are left out.
    pub(super) async fn load_actions(&self, ids: &[ActionId]) -> Result<Vec<Action>, StoreError> {
        // No ids, no statement.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys = Keys::of(ids);
        let mut sql = Sql::new(self.backend(), rows::ACTION);
        sql.wanted(&keys, "actions", &["tenant", "id"]);
        let mut actions: HashMap<ActionId, Action> = HashMap::new();
        for row in self.rows(sql.statement()).await? {
            let action = rows::action_of(&row)?;
            actions.insert(action.id.clone(), action);
        }
        let mut sql = Sql::new(self.backend(), rows::STEPS);
        sql.wanted(&keys, "action_steps", &["tenant", "action"]).push(rows::ITS_ACTION).push(" order by it.number");
        for row in self.rows(sql.statement()).await? {
            let step = rows::claimed_of(&row)?;
            if let Some(action) = actions.get_mut(&step.action) {
                action.steps.push(rows::step_of(step));
            }
        }
        Ok(ids.iter().filter_map(|id| actions.remove(id)).collect())
    }

    /// The actions that meet the condition.
    pub(super) async fn list_actions(&self, filter: &ActionFilter, most: u32, after: Option<&ActionId>) -> Result<Vec<Action>, StoreError> {
        let mut sql = Sql::new(self.backend(), "select it.tenant, it.id from actions it where 1 = 1");
        if let Some(kinds) = &filter.kinds {
            sql.push(" and it.kind").any_of(kinds.iter().map(|kind| kind.name()));
        }
        if let Some(states) = &filter.states {
            sql.push(" and ").push(STATE).any_of(states.iter().copied().map(ActionState::word));
        }
        if let Some(name) = &filter.requested_by {
            sql.push(" and it.requested_by = ").bind(name.as_str());
        }
        before(&mut sql, "it.number", after);
        sql.push(" order by it.number desc limit ").bind(i64::from(most));
        let ids = self.rows(sql.statement()).await?;
        let id = |row: &sea_orm::QueryResult| {
            Ok(ActionId::new(TenantId::new(&row.try_get_by_index::<String>(0)?), &row.try_get_by_index::<String>(1)?))
        };
        self.load_actions(&ids.iter().map(id).collect::<Result<Vec<_>, StoreError>>()?).await
    }

    /// The actions about each of these targets.
    pub(super) async fn list_actions_of(
        &self,
        targets: &[Target],
        most: u32,
        after: Option<&ActionId>,
    ) -> Result<Vec<Vec<Arc<Action>>>, StoreError> {
        let mut listed: Vec<(Target, ActionId)> = Vec::new();
        for kind in TargetKind::ALL {
            let keys = Keys::targets(targets.iter().filter(|target| target.kind() == *kind));
            if keys.is_empty() {
                continue;
            }
            let mut sql = Sql::new(
                self.backend(),
                "select tenant, target, action from (select tenant, target, action, row_number() over \
                (partition by tenant, target order by action_number desc) as place from \
                (select it.tenant, it.target, it.action, it.action_number",
            );
            sql.wanted(&keys, "action_steps", &["tenant", "target"]).push(" where it.target_kind = ").bind(kind.name());
            before(&mut sql, "it.action_number", after);
            sql.push(" group by it.tenant, it.target, it.action, it.action_number) as asked) as placed where place <= ");
            sql.bind(i64::from(most)).push(" order by tenant, target, place");
            for row in self.rows(sql.statement()).await? {
                let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
                let target = Target::new(*kind, tenant.clone(), &row.try_get_by_index::<String>(1)?);
                listed.push((target, ActionId::new(tenant, &row.try_get_by_index::<String>(2)?)));
            }
        }
        let mut ids: Vec<ActionId> = listed.iter().map(|(_, id)| id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let actions: HashMap<ActionId, Arc<Action>> =
            self.load_actions(&ids).await?.into_iter().map(|action| (action.id.clone(), Arc::new(action))).collect();
        let mut of: HashMap<&Target, Vec<Arc<Action>>> = HashMap::new();
        for (target, id) in &listed {
            of.entry(target).or_default().extend(actions.get(id).cloned());
        }
        Ok(targets.iter().map(|target| of.get(target).cloned().unwrap_or_default()).collect())
    }
}

/// Adds that the number is below that of the action that a page goes on after.
fn before(sql: &mut Sql, number: &str, after: Option<&ActionId>) {
    if let Some(id) = after {
        sql.push(" and ").push(number).push(" < (select number from actions where id = ").bind(id.object());
        sql.push(" and tenant = ").bind(id.tenant().as_str()).push(")");
    }
}
