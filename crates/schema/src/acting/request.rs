//! The road of a request: from its arguments to what the log answers.

use async_graphql::{Context, ID};
use riskgate_adapter::{Recalled, RefusedRequest, Rehearsed, Requested};
use riskgate_model::{Action, ActionContent, ActionId, ActionKind, Actor, Id as _, LONGEST_ID, StepState, Target, TenantId, hexadecimal};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Acting, targets::Aim};
use crate::{
    error::{Fault, report},
    id::{GlobalId, named},
    object::{UserError, UserErrorCode},
    routes::world,
};

/// The longest key, in characters.
const LONGEST_KEY: usize = 255;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1_000;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) kind: ActionKind,
    /// What of it the kind does not say.
    pub(crate) content: Option<ActionContent>,
    /// Why that cannot be asked for.
    pub(crate) flaws: Vec<UserError>,
    /// The argument that has the ids.
    pub(crate) argument: &'static str,
    pub(crate) ids: Vec<ID>,
    pub(crate) reason: Option<String>,
    pub(crate) key: String,
    pub(crate) is_rehearsal: bool,
}

/// What came of asking.
#[derive(Debug)]
pub(crate) enum Came {
    /// It is on record.
    Kept(Action),
    /// This would be, and come before these older actions.
    Rehearsed(Action, Vec<(Target, ActionId)>),
    /// Nothing is.
    Refused(Vec<UserError>),
}

/// Asks for something. What is known already is answered from the log alone; what is asked for twice at once is told apart when it is kept.
///
/// # Errors
/// When who asks must be known and is not, or the store fails.
pub(crate) async fn request(ctx: &Context<'_>, asked: Asked) -> Result<Came, Fault> {
    let acting = &world(ctx).acting;
    let by = acting.viewer(ctx).await?;
    let flaws = asked.flaws(acting);
    if !flaws.is_empty() {
        return asked.refuse(acting, &by, &world(ctx).tenant, flaws).await;
    }
    let (tenant, arguments) = (asked.tenant(&world(ctx).tenant), asked.digest());
    let id = asked.id(tenant.clone());
    let conflict = async || asked.refuse(acting, &by, &tenant, vec![asked.conflict()]).await;
    match acting.log.source.recall(&id, &arguments).await.map_err(|error| report(&error))? {
        Some(Recalled::Known(known)) => return Ok(Came::Kept(*known)),
        Some(Recalled::Conflict) => return conflict().await,
        None => {}
    }
    let aim = Aim { acting, kind: asked.kind, by: &by, tenant: &world(ctx).tenant, argument: asked.argument };
    let aimed = aim.take(&asked.ids, &tenant).await?;
    let requested = acting.clock.now();
    let action = Action {
        id,
        kind: asked.kind,
        content: asked.content.clone(),
        requested,
        requested_by: by.clone(),
        reason: asked.reason(),
        steps: Action::steps(asked.kind, &aimed.targets, requested),
        refused: aimed.refused,
    };
    if asked.is_rehearsal {
        return Ok(match acting.log.source.rehearse(&action, &arguments).await.map_err(|error| report(&error))? {
            Rehearsed::New(older) => Came::Rehearsed(action, older),
            Rehearsed::Known(known) => Came::Kept(*known),
            Rehearsed::Conflict => conflict().await?,
        });
    }
    Ok(match acting.log.source.request(&action, &arguments).await.map_err(|error| report(&error))? {
        Requested::New => {
            (acting.asked)();
            Came::Kept(action)
        }
        Requested::Known(known) => Came::Kept(*known),
        Requested::Conflict => conflict().await?,
    })
}

/// Takes back what of an action was not sent yet.
///
/// # Errors
/// When who asks must be known and is not, the id is none of an action, or the store fails.
pub(crate) async fn cancel(ctx: &Context<'_>, id: &ID) -> Result<Came, Fault> {
    let acting = &world(ctx).acting;
    let by = acting.viewer(ctx).await?;
    let read: ActionId = named(id, "id", &world(ctx).tenant)?;
    let taken_back = acting.log.source.cancel(&read, &by).await.map_err(|error| report(&error))?;
    let (tenant, code, message) = match taken_back {
        None => (&world(ctx).tenant, UserErrorCode::UnknownAction, "there is no such action"),
        Some(action) if action.steps.iter().all(|step| step.progress.state != StepState::Cancelled) => {
            (read.tenant(), UserErrorCode::NotQueued, "all of it was sent, has ended, or was superseded")
        }
        Some(action) => return Ok(Came::Kept(action)),
    };
    let refused = RefusedRequest {
        tenant: tenant.clone(),
        codes: vec![code.as_str()],
        kind: Some("cancelAction"),
        by: Some(by),
        action: Some(read.object().chars().take(LONGEST_ID).collect()),
        count: 1,
        ..RefusedRequest::default()
    };
    acting.log.source.refuse(&refused).await.map_err(|error| report(&error))?;
    Ok(Came::Refused(vec![UserError::about("id", code, message.to_owned())]))
}

impl Asked {
    /// Answers that nothing of it is kept, once that is on record.
    async fn refuse(&self, acting: &Acting, by: &Actor, tenant: &TenantId, errors: Vec<UserError>) -> Result<Came, Fault> {
        let refused = RefusedRequest {
            tenant: tenant.clone(),
            codes: errors.iter().map(|error| error.why().as_str()).collect(),
            kind: Some(self.kind.name()),
            by: Some(by.clone()),
            key: Some(&self.key).filter(|_| self.has_key()).map(|key| key.replace('\0', "\u{fffd}")),
            action: None,
            targets: self.ids.len(),
            is_rehearsal: self.is_rehearsal,
            count: 1,
        };
        acting.log.source.refuse(&refused).await.map_err(|error| report(&error))?;
        Ok(Came::Refused(errors))
    }

    /// Whether the key is one.
    fn has_key(&self) -> bool {
        !self.key.trim().is_empty() && self.key.chars().count() <= LONGEST_KEY
    }

    /// Why it cannot be asked for, whoever it is aimed at.
    fn flaws(&self, acting: &Acting) -> Vec<UserError> {
        let mut flaws = Vec::new();
        if !self.has_key() {
            flaws.push(UserError::about(
                "idempotencyKey",
                UserErrorCode::KeyInvalid,
                format!("give a key of 1 to {LONGEST_KEY} characters"),
            ));
        }
        match self.reason() {
            None if acting.rules.needs_reason => {
                flaws.push(UserError::about("reason", UserErrorCode::ReasonRequired, "say why: it is kept in the audit trail".to_owned()));
            }
            Some(given) if given.chars().count() > LONGEST_REASON => {
                flaws.push(UserError::about(
                    "reason",
                    UserErrorCode::ReasonTooLong,
                    format!("give a reason of at most {LONGEST_REASON} characters"),
                ));
            }
            _ => {}
        }
        if self.ids.is_empty() {
            flaws.push(UserError::about(self.argument, UserErrorCode::NoTargets, "give at least one".to_owned()));
        }
        flaws.extend(self.flaws.iter().cloned());
        flaws
    }

    /// The reason, if it says anything. PostgreSQL keeps no NUL: it is replaced, as in ids.
    fn reason(&self) -> Option<String> {
        self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()).map(|reason| reason.replace('\0', "\u{fffd}"))
    }

    /// The tenant of the action: that of the first id, known or not, since what is asked for again must be the same action.
    fn tenant(&self, default: &TenantId) -> TenantId {
        let named = self.ids.first().and_then(|id| GlobalId::read(id)).map(|id| TenantId::new(&id.tenant));
        // No store has room for a longer one, so none knows it, and the target is refused.
        named.filter(|tenant| tenant.as_str().len() <= LONGEST_ID).unwrap_or_else(|| default.clone())
    }

    /// The id of the action: the same key is the same action.
    fn id(&self, tenant: TenantId) -> ActionId {
        ActionId::new(tenant, &hexadecimal(&Sha256::digest(&self.key)[..16]))
    }

    /// What must be the same when it is asked for again under its key.
    fn digest(&self) -> String {
        let ids: Vec<&str> = self.ids.iter().map(|id| id.as_str()).collect();
        let mut arguments = vec![json!(self.kind.name()), json!(ids), json!(self.reason())];
        // Nothing where there is none: what was asked for before there was any is the same still.
        arguments.extend(self.content.as_ref().map(|content| json!(content)));
        hexadecimal(&Sha256::digest(Value::from(arguments).to_string()))
    }

    fn conflict(&self) -> UserError {
        let message =
            format!("the key was used with other targets or values, another reason or for another act than {}; give a new one", self.kind);
        UserError::about("idempotencyKey", UserErrorCode::Conflict, message)
    }
}
