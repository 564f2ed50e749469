//! The action log: what was asked for, how far it is, and the record of both, each in one transaction.

mod alert;
mod audit;
mod history;
mod known;
mod read;
mod responder;
mod rows;

use std::sync::Arc;

use async_trait::async_trait;
use riskgate_adapter::{ActionFilter, ActionLog, Answer, AuditRecord, Claimed, Recalled, RefusedRequest, Rehearsed, Requested};
use riskgate_model::{Action, ActionId, Actor, Id as _, StepState, Target, Task};
use serde_json::json;

pub use audit::{AuditFlaw, AuditHead, AuditLink};

use crate::{error::StoreError, sink::rows::touch, store::Store};

#[async_trait]
impl ActionLog for Store {
    async fn recall(&self, id: &ActionId, arguments: &str) -> Answer<Option<Recalled>> {
        Ok(self.recall_action(id, arguments).await?)
    }

    async fn request(&self, action: &Action, arguments: &str) -> Answer<Requested> {
        Ok(self.request_action(action, arguments).await?)
    }

    async fn rehearse(&self, action: &Action, arguments: &str) -> Answer<Rehearsed> {
        Ok(self.rehearse_action(action, arguments).await?)
    }

    async fn claim(&self, lease: i64, most: usize) -> Answer<Vec<Claimed>> {
        Ok(self.claim_steps(lease, most).await?)
    }

    async fn conclude(&self, steps: &[Claimed]) -> Answer<()> {
        Ok(self.settle_steps(steps).await?)
    }

    async fn cancel(&self, id: &ActionId, by: &Actor) -> Answer<Option<Action>> {
        Ok(self.cancel_action(id, by).await?)
    }

    async fn refuse(&self, refused: &RefusedRequest) -> Answer<()> {
        Ok(self.keep_refused(refused).await?)
    }

    async fn actions_by_id(&self, ids: &[ActionId]) -> Answer<Vec<Action>> {
        Ok(self.load_actions(ids).await?)
    }

    async fn actions(&self, filter: &ActionFilter, most: u32, after: Option<&ActionId>) -> Answer<Vec<Action>> {
        Ok(self.list_actions(filter, most, after).await?)
    }

    async fn actions_of(&self, targets: &[Target], most: u32, after: Option<&ActionId>) -> Answer<Vec<Vec<Arc<Action>>>> {
        Ok(self.list_actions_of(targets, most, after).await?)
    }

    async fn audit(&self, before: Option<i64>, most: usize) -> Answer<Vec<AuditRecord>> {
        Ok(self.audit_before(before, most).await?)
    }
}

impl Store {
    async fn request_action(&self, action: &Action, arguments: &str) -> Result<Requested, StoreError> {
        let transaction = self.begin().await?;
        if let Some((known, told)) = rows::action(&transaction, &action.id).await? {
            transaction.rollback().await?;
            return Ok(if told == arguments { Requested::Known(Box::new(known)) } else { Requested::Conflict });
        }
        let mut records = vec![asked(action, "requested")];
        let mut older = rows::waiting_decisions(&transaction, action).await?;
        older.retain_mut(|older| older.progress.supersede(self.clock.now()));
        rows::write(&transaction, &older).await?;
        records.extend(older.iter().map(ended));
        rows::insert(&transaction, action, arguments).await?;
        audit::append(&transaction, records, self.clock.now()).await?;
        transaction.commit().await?;
        Ok(Requested::New)
    }

    async fn rehearse_action(&self, action: &Action, arguments: &str) -> Result<Rehearsed, StoreError> {
        let transaction = self.begin().await?;
        if let Some((known, told)) = rows::action(&transaction, &action.id).await? {
            transaction.rollback().await?;
            return Ok(if told == arguments { Rehearsed::Known(Box::new(known)) } else { Rehearsed::Conflict });
        }
        let older = rows::waiting_decisions(&transaction, action).await?;
        audit::append(&transaction, vec![asked(action, "rehearsed")], self.clock.now()).await?;
        transaction.commit().await?;
        Ok(Rehearsed::New(older.into_iter().map(|step| (step.target, step.action)).collect()))
    }

    async fn claim_steps(&self, lease: i64, most: usize) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock.now();
        let transaction = self.begin().await?;
        let mut claimed = Vec::new();
        for mut step in rows::due(&transaction, now, most).await? {
            if let Some(task) = step.progress.claim(now, lease) {
                claimed.push(Claimed { task, ..step });
            }
        }
        rows::write(&transaction, &claimed).await?;
        let sent = claimed.iter().filter(|step| step.task == Task::Send).map(|step| told(step, "sent"));
        audit::append(&transaction, sent.collect(), now).await?;
        transaction.commit().await?;
        Ok(claimed)
    }

    async fn settle_steps(&self, steps: &[Claimed]) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let claims = rows::claims(&transaction, steps).await?;
        let is_theirs = |step: &&Claimed| claims.get(&(step.action.clone(), step.number)) == Some(&step.progress.claims);
        let theirs: Vec<&Claimed> = steps.iter().filter(is_theirs).collect();
        rows::write(&transaction, theirs.iter().copied()).await?;
        let succeeded: Vec<&Claimed> = theirs.iter().copied().filter(|step| step.progress.state == StepState::Succeeded).collect();
        if history::write(&transaction, &succeeded).await? {
            touch(&transaction, self.clock.now()).await?;
        }
        let record = |step: &&Claimed| if step.progress.state.is_end() { ended(step) } else { told(step, "answered") };
        audit::append(&transaction, theirs.iter().map(record).collect(), self.clock.now()).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn keep_refused(&self, request: &RefusedRequest) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        audit::append(&transaction, vec![refused(request)], self.clock.now()).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn cancel_action(&self, id: &ActionId, by: &Actor) -> Result<Option<Action>, StoreError> {
        let transaction = self.begin().await?;
        let Some((mut action, _)) = rows::action(&transaction, id).await? else {
            transaction.rollback().await?;
            return Ok(None);
        };
        let mut records = vec![json!({
            "event": "cancelled", "tenant": id.tenant().as_str(), "action": id.object(), "by": by.name, "actingFor": by.object,
        })];
        let now = self.clock.now();
        let taken_back: Vec<usize> = (0..action.steps.len()).filter(|number| action.steps[*number].progress.cancel(now)).collect();
        let taken_back: Vec<Claimed> = taken_back.into_iter().map(|number| rows::claimed(&action, number)).collect();
        if taken_back.is_empty() {
            // Nothing could be taken back.
            transaction.rollback().await?;
            return Ok(Some(action));
        }
        rows::write(&transaction, &taken_back).await?;
        records.extend(taken_back.iter().map(ended));
        audit::append(&transaction, records, now).await?;
        transaction.commit().await?;
        Ok(Some(action))
    }
}

/// The record of what was refused as a whole.
fn refused(refused: &RefusedRequest) -> serde_json::Value {
    let RefusedRequest { tenant, codes, kind, by, key, action, targets, is_rehearsal, count } = refused;
    let mut record = json!({
        "event": "refused", "tenant": tenant.as_str(), "codes": codes, "kind": kind, "by": by.as_ref().map(|by| &by.name),
        "actingFor": by.as_ref().and_then(|by| by.object.as_ref()), "key": key, "targets": targets, "isRehearsal": is_rehearsal, "count": count,
    });
    if let Some(action) = action {
        record["action"] = action.as_str().into();
    }
    record
}

/// The record of what was asked for.
fn asked(action: &Action, event: &str) -> serde_json::Value {
    let steps: Vec<_> = action.steps.iter().map(|step| json!({"act": step.act.name(), "target": step.target.object()})).collect();
    let mut record = json!({
        "event": event, "tenant": action.id.tenant().as_str(), "action": action.id.object(), "kind": action.kind.name(),
        "by": action.requested_by.name, "actingFor": action.requested_by.object, "reason": action.reason, "steps": steps,
        "refused": action.refused,
    });
    if let Some(content) = &action.content {
        record["content"] = json!(content);
    }
    record
}

/// The record of a step that has ended.
fn ended(step: &Claimed) -> serde_json::Value {
    told(step, step.progress.state.word())
}

fn told(step: &Claimed, event: &str) -> serde_json::Value {
    let error = step.progress.error.as_ref();
    json!({
        "event": event, "tenant": step.action.tenant().as_str(), "action": step.action.object(), "step": step.number,
        "act": step.act.name(), "target": step.target.object(), "attempt": step.progress.sends,
        "code": error.map(|error| error.code.word()), "error": error.map(|error| &error.message),
    })
}
