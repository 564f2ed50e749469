//! What a mutation answers.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use riskgate_model::{self as model, ActionId, ActionState, Step, StepState, Target};

use super::{
    Action,
    action::target_id,
    action_words::{Act, ActionOutcome, UserErrorCode},
};
use crate::{
    acting::Came,
    id::global,
    level::{EachOne, Node, level},
};

/// What came of a mutation.
pub(crate) struct ActionPayload {
    action: Option<Arc<model::Action>>,
    results: Vec<ActionResult>,
    user_errors: Vec<UserError>,
}

impl Node for ActionPayload {
    const BRANCHES: &'static [&'static str] = &["action"];
}

/// What came of a mutation.
#[Object(name = "ActionPayload")]
impl ActionPayload {
    /// The action, which is on record, also if every target of it is refused; null where nothing is: after a rehearsal, and where `userErrors`
    /// says what is wrong with the request itself.
    async fn action(&self, ctx: &Context<'_>) -> Option<EachOne<Action>> {
        let mut rows = Vec::new();
        let at = level::<Self>(ctx).iter().map(|payload| {
            rows.push(Action(payload.action.clone()?));
            Some(rows.len() - 1)
        });
        let at = at.collect();
        Some(EachOne::new(rows, at))
    }

    /// What becomes of each target. The same mutation asked again under its key says how far it has come.
    async fn results(&self) -> &[ActionResult] {
        &self.results
    }

    /// What is not done, and why. The other targets go ahead.
    async fn user_errors(&self) -> &[UserError] {
        &self.user_errors
    }
}

/// What becomes of a target.
#[derive(Clone, SimpleObject)]
pub(crate) struct ActionResult {
    /// The target's id, as riskgate shows it; of a refused one, as it was given.
    target: ID,
    /// What becomes of it.
    outcome: ActionOutcome,
    /// What is done to it, in this order.
    acts: Vec<Act>,
    /// The ids of older actions of which this one takes the place, where nothing of them was sent to the target yet; said by a rehearsal.
    supersedes: Vec<ID>,
    /// Why it is refused, or why a step of it failed.
    error: Option<String>,
}

/// Something that is not done, and why.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct UserError {
    /// Why, for programs.
    code: UserErrorCode,
    /// The argument it is about.
    field: Vec<String>,
    /// Why, for people.
    message: String,
    /// The target it is about, as it was given; null where it is about none.
    target: Option<ID>,
}

impl UserError {
    /// Something is wrong with this argument.
    pub(crate) fn about(argument: &str, code: UserErrorCode, message: String) -> Self {
        Self { code, field: field(argument), message, target: None }
    }

    /// Why, for programs.
    pub(crate) const fn why(&self) -> UserErrorCode {
        self.code
    }

    /// It is about this target.
    pub(crate) fn of_target(self, target: ID) -> Self {
        Self { target: Some(target), ..self }
    }

    /// A target of this argument is refused.
    fn of(refused: &model::RefusedTarget, argument: &str) -> Self {
        Self {
            code: UserErrorCode::kept(&refused.code),
            field: field(argument),
            message: refused.message.clone(),
            target: Some(ID(refused.target.clone())),
        }
    }
}

fn field(argument: &str) -> Vec<String> {
    vec!["input".to_owned(), argument.to_owned()]
}

impl ActionPayload {
    /// Shows what came of asking with targets in this argument.
    pub(crate) fn new(came: Came, argument: &str) -> Self {
        match came {
            Came::Refused(user_errors) => Self { action: None, results: Vec::new(), user_errors },
            Came::Kept(action) => Self {
                results: results(&action, None),
                user_errors: action.refused.iter().map(|refused| UserError::of(refused, argument)).collect(),
                action: Some(Arc::new(action)),
            },
            Came::Rehearsed(action, older) => Self {
                results: results(&action, Some(&older)),
                user_errors: action.refused.iter().map(|refused| UserError::of(refused, argument)).collect(),
                action: None,
            },
        }
    }
}

/// What becomes of each target; of a rehearsal with the actions that it would come before.
fn results(action: &model::Action, rehearsed: Option<&[(Target, ActionId)]>) -> Vec<ActionResult> {
    let acts: Vec<Act> = action.kind.acts().iter().copied().map(Act::from).collect();
    let mut superseded: HashMap<&Target, Vec<ID>> = HashMap::new();
    for (target, id) in rehearsed.into_iter().flatten() {
        superseded.entry(target).or_default().push(ID(global(id)));
    }
    let taken = action.targets().into_iter().map(|(target, steps)| ActionResult {
        target: target_id(target),
        outcome: if rehearsed.is_some() { ActionOutcome::WouldBeQueued } else { ActionState::of(&states(steps)).into() },
        acts: acts.clone(),
        supersedes: superseded.remove(target).unwrap_or_default(),
        error: steps.iter().find_map(|step| step.progress.error.as_ref()).map(|error| error.message.clone()),
    });
    let refused = action.refused.iter().map(|refused| ActionResult {
        target: ID(refused.target.clone()),
        outcome: ActionOutcome::Refused,
        acts: Vec::new(),
        supersedes: Vec::new(),
        error: Some(refused.message.clone()),
    });
    taken.chain(refused).collect()
}

fn states(steps: &[Step]) -> Vec<StepState> {
    steps.iter().map(|step| step.progress.state).collect()
}
