//! An action log in memory: what was asked for, in its order.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use riskgate_adapter::{
    ActionFilter, ActionLog, AdapterError, Answer, AuditRecord, Claimed, ErrorKind, Recalled, RefusedRequest, Rehearsed, Requested,
};
use riskgate_model::{Action, ActionId, Actor, Target, Time};

/// An action log in memory.
#[derive(Default)]
pub(super) struct Log {
    kept: Mutex<Vec<(Action, String)>>,
    refused: Mutex<Vec<RefusedRequest>>,
    /// Whether nothing can be read or kept.
    is_down: bool,
}

impl Log {
    /// A log that has this action.
    pub(super) fn of(action: Action) -> Self {
        Self { kept: Mutex::new(vec![(action, String::new())]), ..Self::default() }
    }

    /// A log that can neither be read nor written.
    pub(super) fn down() -> Self {
        Self { is_down: true, ..Self::default() }
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Vec<(Action, String)>> {
        self.kept.lock().expect("no test panics while it holds it")
    }

    /// What was refused as a whole since this was last asked.
    pub(super) fn refused(&self) -> Vec<RefusedRequest> {
        std::mem::take(&mut self.refused.lock().expect("no test panics while it holds it"))
    }

    fn check(&self) -> Answer<()> {
        if self.is_down { Err(AdapterError::new("memory", ErrorKind::Unavailable)) } else { Ok(()) }
    }

    /// Those that are let pass, the newest first, after the one of this id.
    fn newest(&self, most: u32, after: Option<&ActionId>, passes: impl Fn(&Action) -> bool) -> Vec<Action> {
        let kept = self.kept();
        let before = after.and_then(|id| kept.iter().position(|(action, _)| action.id == *id)).unwrap_or(kept.len());
        let listed = kept[..before].iter().rev().map(|(action, _)| action).filter(|action| passes(action));
        listed.take(most as usize).cloned().collect()
    }
}

#[async_trait]
impl ActionLog for Log {
    async fn recall(&self, id: &ActionId, arguments: &str) -> Answer<Option<Recalled>> {
        self.check()?;
        let kept = self.kept();
        Ok(kept
            .iter()
            .find(|(known, _)| known.id == *id)
            .map(|(known, told)| if told == arguments { Recalled::Known(Box::new(known.clone())) } else { Recalled::Conflict }))
    }

    async fn request(&self, action: &Action, arguments: &str) -> Answer<Requested> {
        self.check()?;
        let mut kept = self.kept();
        match kept.iter().find(|(known, _)| known.id == action.id) {
            Some((known, told)) if told == arguments => Ok(Requested::Known(Box::new(known.clone()))),
            Some(_) => Ok(Requested::Conflict),
            None => {
                kept.push((action.clone(), arguments.to_owned()));
                Ok(Requested::New)
            }
        }
    }

    async fn rehearse(&self, action: &Action, arguments: &str) -> Answer<Rehearsed> {
        self.check()?;
        let kept = self.kept();
        match kept.iter().find(|(known, _)| known.id == action.id) {
            Some((known, told)) if told == arguments => Ok(Rehearsed::Known(Box::new(known.clone()))),
            Some(_) => Ok(Rehearsed::Conflict),
            None => {
                let older = kept.iter().flat_map(|(older, _)| older.steps.iter().map(|step| (step.target.clone(), older.id.clone())));
                Ok(Rehearsed::New(older.filter(|(target, _)| action.steps.iter().any(|step| step.target == *target)).collect()))
            }
        }
    }

    async fn claim(&self, _: i64, _: usize) -> Answer<Vec<Claimed>> {
        unreachable!("the graph asks, and does nothing itself")
    }

    async fn conclude(&self, _: &[Claimed]) -> Answer<()> {
        unreachable!("the graph asks, and does nothing itself")
    }

    async fn give_back(&self, _: &[Claimed]) -> Answer<()> {
        unreachable!("the graph asks, and does nothing itself")
    }

    async fn cancel(&self, id: &ActionId, _: &Actor) -> Answer<Option<Action>> {
        self.check()?;
        let mut kept = self.kept();
        let Some((action, _)) = kept.iter_mut().find(|(action, _)| action.id == *id) else { return Ok(None) };
        for step in &mut action.steps {
            step.progress.cancel(Time::from_seconds(9_000));
        }
        Ok(Some(action.clone()))
    }

    async fn refuse(&self, refused: &RefusedRequest) -> Answer<()> {
        self.check()?;
        self.refused.lock().expect("no test panics while it holds it").push(refused.clone());
        Ok(())
    }

    async fn actions_by_id(&self, ids: &[ActionId]) -> Answer<Vec<Action>> {
        self.check()?;
        Ok(self.newest(u32::MAX, None, |action| ids.contains(&action.id)))
    }

    async fn actions(&self, filter: &ActionFilter, most: u32, after: Option<&ActionId>) -> Answer<Vec<Action>> {
        self.check()?;
        Ok(self.newest(most, after, |action| {
            filter.kinds.as_ref().is_none_or(|kinds| kinds.contains(&action.kind))
                && filter.states.as_ref().is_none_or(|states| states.contains(&action.state()))
                && filter.requested_by.as_ref().is_none_or(|name| *name == action.requested_by.name)
        }))
    }

    async fn actions_of(&self, targets: &[Target], most: u32, after: Option<&ActionId>) -> Answer<Vec<Vec<Arc<Action>>>> {
        self.check()?;
        let of = |target: &Target| {
            let about = self.newest(most, after, |action| action.steps.iter().any(|step| step.target == *target));
            about.into_iter().map(Arc::new).collect()
        };
        Ok(targets.iter().map(of).collect())
    }

    async fn audit(&self, before: Option<i64>, most: usize) -> Answer<Vec<AuditRecord>> {
        self.check()?;
        let record = |seq: i64| AuditRecord {
            seq,
            at: Time::from_seconds(seq),
            record: format!(r#"{{"event":"requested","tenant":"t","action":"a{seq}","by":"soar","target":"u1"}}"#),
            previous: format!("hash {}", seq - 1),
            hash: format!("hash {seq}"),
        };
        Ok((1..before.unwrap_or(4)).rev().take(most).map(record).collect())
    }
}
