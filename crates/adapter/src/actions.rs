//! Acting: who keeps what was asked for, and who does it.

use std::sync::Arc;

use async_trait::async_trait;
use riskgate_model::{
    Act, Action, ActionContent, ActionId, ActionKind, ActionState, Actor, Look, Progress, Record, Sent, Target, Task, TenantId, Time,
};

use crate::Answer;

/// Keeps actions, and who asked for what and why. What it answers is durable, and what it answers twice is the same.
#[async_trait]
pub trait ActionLog: Send + Sync {
    /// What is kept under this id, if anything is: whoever asks again is answered without looking up a single target.
    ///
    /// # Errors
    /// When the log cannot be read.
    async fn recall(&self, id: &ActionId, arguments: &str) -> Answer<Option<Recalled>>;

    /// Keeps an action and the record of its request, before anything is done. Older decisions of its targets that still wait are
    /// superseded.
    ///
    /// # Errors
    /// When nothing could be kept.
    async fn request(&self, action: &Action, arguments: &str) -> Answer<Requested>;

    /// Says what would come of such a request. Nothing is kept but the record that it was asked.
    ///
    /// # Errors
    /// When the record could not be kept.
    async fn rehearse(&self, action: &Action, arguments: &str) -> Answer<Rehearsed>;

    /// Takes up steps that are due, for so many seconds: for each target the oldest that has not ended, at most so many in all.
    ///
    /// # Errors
    /// When the log cannot be written; then nothing is taken up.
    async fn claim(&self, lease: i64, most: usize) -> Answer<Vec<Claimed>>;

    /// Keeps what became of steps, each unless somebody else took it up since.
    ///
    /// # Errors
    /// When nothing could be kept.
    async fn conclude(&self, steps: &[Claimed]) -> Answer<()>;

    /// Takes back what of an action was not sent yet. Answers the action as it is then; none where there is none.
    ///
    /// # Errors
    /// When the log cannot be written.
    async fn cancel(&self, id: &ActionId, by: &Actor) -> Answer<Option<Action>>;

    /// Keeps the record of a request that was refused as a whole.
    ///
    /// # Errors
    /// When it could not be kept.
    async fn refuse(&self, refused: &RefusedRequest) -> Answer<()>;

    /// The actions of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the log cannot be read.
    async fn actions_by_id(&self, ids: &[ActionId]) -> Answer<Vec<Action>>;

    /// The actions that meet the condition, those requested last first, after the one of this id; at most so many.
    ///
    /// # Errors
    /// When the log cannot be read.
    async fn actions(&self, filter: &ActionFilter, most: u32, after: Option<&ActionId>) -> Answer<Vec<Action>>;

    /// For each target the actions that something was asked for it in, as [`actions`](Self::actions) answers them. Targets share what was
    /// asked for them together: it may have thousands of steps.
    ///
    /// # Errors
    /// When the log cannot be read.
    async fn actions_of(&self, targets: &[Target], most: u32, after: Option<&ActionId>) -> Answer<Vec<Vec<Arc<Action>>>>;

    /// The records of the audit trail before the one of this number, or its last ones: the newest first, at most so many.
    ///
    /// # Errors
    /// When the trail cannot be read, or has a record that says no time: nobody who may only add to it has written that.
    async fn audit(&self, before: Option<i64>, most: usize) -> Answer<Vec<AuditRecord>>;
}

/// Which actions. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActionFilter {
    /// One of these kinds.
    pub kinds: Option<Vec<ActionKind>>,
    /// In one of these states.
    pub states: Option<Vec<ActionState>>,
    /// Requested by whom has this name.
    pub requested_by: Option<String>,
}

/// What is kept under an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recalled {
    /// An action with the same arguments: this is how far it is.
    Known(Box<Action>),
    /// One with other arguments.
    Conflict,
}

/// What would come of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// It would be kept, and come before these older actions about its targets.
    New(Vec<(Target, ActionId)>),
    /// It is kept under its key: this is how far it is.
    Known(Box<Action>),
    /// Its key was used, with other arguments.
    Conflict,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    /// It is kept.
    New,
    /// It was kept before, under the same key and with the same arguments: this is how far it is.
    Known(Box<Action>),
    /// Its key was used before, with other arguments.
    Conflict,
}

/// A request of which nothing was kept, or several alike. It is small whatever was asked for: neither targets nor reasons are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusedRequest {
    /// The tenant that it was about, or the one that is meant where none is named.
    pub tenant: TenantId,
    /// Why, in codes for programs.
    pub codes: Vec<&'static str>,
    /// What was asked for: the name of an [`ActionKind`], or `cancelAction`; none of those who may ask for nothing.
    pub kind: Option<&'static str>,
    /// By whom; nobody where nobody is known.
    pub by: Option<Actor>,
    /// The idempotency key, if it is one.
    pub key: Option<String>,
    /// The id of the action that was to be taken back, within its tenant.
    pub action: Option<String>,
    /// How many targets were named.
    pub targets: usize,
    /// Whether it was only to be said what would happen.
    pub is_rehearsal: bool,
    /// How many requests it were.
    pub count: u64,
}

/// A record of the audit trail, which only grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number, from 1, without a gap.
    pub seq: i64,
    /// When what it says happened.
    pub at: Time,
    /// What happened: a JSON object, as the hash was made of it.
    pub record: String,
    /// The hash of the record before; empty before the first.
    pub previous: String,
    /// The SHA-256 of `previous`, a line feed and `record`, in hexadecimal.
    pub hash: String,
}

/// A step that was taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The action.
    pub action: ActionId,
    /// Which of its steps.
    pub number: u32,
    /// Whom.
    pub target: Target,
    /// What.
    pub act: Act,
    /// What of it the act does not say.
    pub content: Option<ActionContent>,
    /// When the action was requested.
    pub requested: Time,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: Option<String>,
    /// What is to be done now.
    pub task: Task,
    /// How far it is.
    pub progress: Progress,
}

impl Claimed {
    /// What a responder is asked for it.
    pub fn asked(&self) -> Asked {
        Asked {
            action: self.action.clone(),
            number: self.number,
            target: self.target.clone(),
            content: self.content.clone(),
            requested: self.requested,
            by: self.by.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// What a responder is asked of one target. Action and number are the same however often it is asked, and of no other step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The action.
    pub action: ActionId,
    /// Which of its steps.
    pub number: u32,
    /// Whom.
    pub target: Target,
    /// What of it the act does not say.
    pub content: Option<ActionContent>,
    /// When the action was requested.
    pub requested: Time,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: Option<String>,
}

/// Does acts in a system.
#[async_trait]
pub trait Responder: Send + Sync {
    /// How many targets of this act a call can have; none where it cannot do it.
    fn most(&self, act: Act) -> Option<usize>;

    /// Does the act to the targets, and says of each what became of it, in their order.
    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent>;

    /// Says of each target whether the act, asked for then, has its effect, in their order.
    async fn look(&self, act: Act, asked: &[Asked]) -> Looked;
}

/// What came of looking at targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// What is seen of the effect, for each target.
    pub looks: Vec<Look>,
    /// What was read that shows effects, to be recorded as what a feed reads.
    pub records: Vec<Record>,
}

impl Looked {
    /// Adds what came of looking at further targets.
    pub fn add(&mut self, more: Self) {
        self.looks.extend(more.looks);
        self.records.extend(more.records);
    }
}

impl From<Vec<Look>> for Looked {
    /// What is seen, with nothing to be recorded.
    fn from(looks: Vec<Look>) -> Self {
        Self { looks, records: Vec::new() }
    }
}
