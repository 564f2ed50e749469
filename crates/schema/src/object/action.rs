//! What was asked for, and how far it is.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use riskgate_model::{self as model, ActionContent, Id as _, Target};

use super::{
    Alert, ServicePrincipal, SignIn, User,
    action_content::AlertChange,
    action_words::{Act, ActionKind, ActionState, StepErrorCode, StepState},
};
use crate::{
    ask,
    error::Fault,
    id::global,
    level::{EachList, EachOne, Entity, Node, level},
    scalar::DateTime,
};

/// The most steps of an action that are shown at once: all of the largest.
const MOST_STEPS: usize = 2_000;

/// Something that was asked for.
#[derive(Clone)]
pub(crate) struct Action(pub(crate) Arc<model::Action>);

impl Node for Action {
    const BRANCHES: &'static [&'static str] = &["steps"];
}

impl Entity for Action {
    const CONNECTION: &'static str = "ActionConnection";
    const EDGE: &'static str = "ActionEdge";
}

impl From<model::Action> for Action {
    fn from(action: model::Action) -> Self {
        Self(Arc::new(action))
    }
}

/// Something that was asked for: kept before anything was done, and done step by step since.
#[Object(name = "Action")]
impl Action {
    /// The id, made by riskgate from the tenant and the idempotency key.
    pub(crate) async fn id(&self) -> ID {
        ID(global(&self.0.id))
    }

    /// The tenant.
    async fn tenant_id(&self) -> &str {
        self.0.id.tenant().as_str()
    }

    /// What was asked for.
    async fn kind(&self) -> ActionKind {
        self.0.kind.into()
    }

    /// What is to be changed of its alerts; null of every other action than `updateAlerts`.
    async fn alert_change(&self) -> Option<AlertChange> {
        match &self.0.content {
            Some(ActionContent::Change(change)) => Some(change.into()),
            _ => None,
        }
    }

    /// What is to be written on its alert; null of every other action than `commentOnAlert`.
    async fn comment(&self) -> Option<&str> {
        match &self.0.content {
            Some(ActionContent::Comment(comment)) => Some(comment),
            _ => None,
        }
    }

    /// How far it is: what its steps come to.
    async fn state(&self) -> ActionState {
        self.0.state().into()
    }

    /// When it was asked for, in UTC.
    async fn requested_date_time(&self) -> DateTime {
        DateTime(self.0.requested)
    }

    /// Who asked for it: the name of the token.
    async fn requested_by(&self) -> &str {
        &self.0.requested_by.name
    }

    /// The object id of whom the token acts for, where that is known.
    async fn requested_for(&self) -> Option<&str> {
        self.0.requested_by.object.as_deref()
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// How many steps it has.
    async fn step_count(&self) -> usize {
        self.0.steps.len()
    }

    /// The targets that nothing is done to, and why.
    async fn refused(&self) -> Vec<RefusedTarget> {
        self.0.refused.iter().map(Into::into).collect()
    }

    /// What is done, target by target, in this order for each.
    #[expect(clippy::unused_async, reason = "methods of `#[Object]` are async")]
    async fn steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; at most 2,000, which is all of the largest action.", default = 100)] first: i32,
    ) -> Result<EachList<ActionStep>> {
        let most = usize::try_from(first).ok().filter(|most| *most <= MOST_STEPS);
        let most = most.ok_or_else(|| Fault::input(format!("`first` is {first}; give a number from 0 to {MOST_STEPS}")))?;
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for action in level::<Self>(ctx) {
            rows.extend(action.0.steps.iter().take(most).cloned().map(ActionStep));
            ends.push(u32::try_from(rows.len())?);
        }
        Ok(EachList::new(rows, ends))
    }
}

/// A target that nothing is done to.
#[derive(SimpleObject)]
pub(crate) struct RefusedTarget {
    /// Its id, as it was given.
    target: String,
    /// Why.
    code: super::UserErrorCode,
    /// Why, in a sentence.
    message: String,
}

impl From<&model::RefusedTarget> for RefusedTarget {
    fn from(refused: &model::RefusedTarget) -> Self {
        Self { target: refused.target.clone(), code: super::UserErrorCode::kept(&refused.code), message: refused.message.clone() }
    }
}

/// One act to one target.
pub(crate) struct ActionStep(model::Step);

impl Node for ActionStep {
    const BRANCHES: &'static [&'static str] = &["user", "signIn", "servicePrincipal", "alert"];
}

/// One act to one target.
#[Object(name = "ActionStep")]
impl ActionStep {
    /// The id of its target, as riskgate shows it.
    async fn target(&self) -> ID {
        target_id(&self.0.target)
    }

    /// The id of its target at Microsoft: an object id, the request id of a sign-in, or the id of an alert.
    async fn target_id(&self) -> &str {
        self.0.target.object()
    }

    /// What is done.
    async fn act(&self) -> Act {
        self.0.act.into()
    }

    /// How far it is.
    async fn state(&self) -> StepState {
        self.0.progress.state.into()
    }

    /// Since when, in UTC.
    async fn since(&self) -> DateTime {
        DateTime(self.0.progress.since)
    }

    /// How often it was sent. More than once only where it did not arrive, or the answer was lost and no effect was seen.
    async fn attempts(&self) -> u32 {
        self.0.progress.sends
    }

    /// Why it was refused or could not be sent, the last time.
    async fn error(&self) -> Option<StepError> {
        self.0.progress.error.as_ref().map(Into::into)
    }

    /// The user it is done to; null where that is something else, or is not known any more.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<EachOne<User>>> {
        let user = |step: &'_ Self| match &step.0.target {
            Target::User(id) => Some(id.clone()),
            _ => None,
        };
        let ids: Vec<_> = level::<Self>(ctx).iter().map(user).collect();
        ask::each_user(ctx, ids.iter().map(Option::as_ref).collect()).await
    }

    /// The sign-in it is done to; null where that is something else, or is not known any more.
    #[graphql(name = "signIn")]
    async fn sign_in(&self, ctx: &Context<'_>) -> Result<Option<EachOne<SignIn>>> {
        let sign_in = |step: &'_ Self| match &step.0.target {
            Target::SignIn(id) => Some(id.clone()),
            _ => None,
        };
        let ids: Vec<_> = level::<Self>(ctx).iter().map(sign_in).collect();
        ask::each_sign_in(ctx, ids.iter().map(Option::as_ref).collect()).await
    }

    /// The service principal it is done to; null where that is something else, or is not known any more.
    async fn service_principal(&self, ctx: &Context<'_>) -> Result<Option<EachOne<ServicePrincipal>>> {
        let principal = |step: &'_ Self| match &step.0.target {
            Target::ServicePrincipal(id) => Some(id.clone()),
            _ => None,
        };
        let ids: Vec<_> = level::<Self>(ctx).iter().map(principal).collect();
        ask::each_service_principal(ctx, ids.iter().map(Option::as_ref).collect()).await
    }

    /// The alert it is done to; null where that is something else, or is not known any more.
    async fn alert(&self, ctx: &Context<'_>) -> Result<Option<EachOne<Alert>>> {
        let alert = |step: &'_ Self| match &step.0.target {
            Target::Alert(id) => Some(id.clone()),
            _ => None,
        };
        let ids: Vec<_> = level::<Self>(ctx).iter().map(alert).collect();
        ask::each_alert_by_id(ctx, ids.iter().map(Option::as_ref).collect()).await
    }
}

/// Why a step was refused, could not be sent, or is not seen.
#[derive(Clone, SimpleObject)]
pub(crate) struct StepError {
    /// Why, for programs.
    code: StepErrorCode,
    /// Why, in a sentence.
    message: String,
}

impl From<&model::StepError> for StepError {
    fn from(error: &model::StepError) -> Self {
        Self { code: error.code.into(), message: error.message.clone() }
    }
}

/// The id of a target, as riskgate shows it.
pub(crate) fn target_id(target: &Target) -> ID {
    ID(match target {
        Target::User(id) => global(id),
        Target::SignIn(id) => global(id),
        Target::ServicePrincipal(id) => global(id),
        Target::Alert(id) => global(id),
    })
}
