//! At whom an act may be aimed: each target is looked up, and taken or refused by itself.

mod alerts;

use std::collections::{HashMap, HashSet};

use async_graphql::ID;
use riskgate_model::{
    ActionKind, Actor, Detection, DetectionFields, DetectionId, FieldSet as _, Id, RefusedTarget, ServicePrincipalFields,
    ServicePrincipalId, SignIn, SignInFields, SignInId, Target, TargetKind, TenantId, User, UserFields, UserId,
};

use super::Acting;
use crate::{
    error::{Fault, report},
    id::{GlobalId, named},
    object::UserErrorCode,
};

/// How many targets an action can have.
pub(super) const MOST: usize = 500;

/// How much of an id that is refused is kept, in characters: longer than every id is.
const LONGEST: usize = 300;

/// What an action is aimed at, and what it is not.
#[derive(Debug, Default)]
pub(super) struct Aimed {
    pub(super) targets: Vec<Target>,
    pub(super) refused: Vec<RefusedTarget>,
}

/// Why a target is refused.
struct Refusal(UserErrorCode, String);

/// Who asks for what of whom.
pub(super) struct Aim<'a> {
    pub(super) acting: &'a Acting,
    pub(super) kind: ActionKind,
    pub(super) by: &'a Actor,
    /// The tenant of ids that name none.
    pub(super) tenant: &'a TenantId,
    /// The argument that has the ids.
    pub(super) argument: &'static str,
}

impl Aim<'_> {
    /// Takes each of the ids, or refuses it; all are to be of this tenant.
    ///
    /// # Errors
    /// When they cannot be looked up.
    pub(super) async fn take(&self, ids: &[ID], tenant: &TenantId) -> Result<Aimed, Fault> {
        let (asked, beyond) = ids.split_at(ids.len().min(MOST));
        let found = match self.kind.on() {
            TargetKind::User => self.users(asked).await?,
            TargetKind::SignIn => self.sign_ins(asked).await?,
            TargetKind::ServicePrincipal => self.service_principals(asked).await?,
            TargetKind::Alert => self.alerts(asked).await?,
        };
        let too_many =
            || Err(Refusal(UserErrorCode::TooManyTargets, format!("an action has at most {MOST} targets; ask again for the others")));
        let mut aimed = Aimed::default();
        let mut seen = HashSet::new();
        for (given, found) in ids.iter().zip(found.into_iter().chain(beyond.iter().map(|_| too_many()))) {
            let found = found.and_then(|target| {
                let is_of_it = target.tenant() == tenant;
                is_of_it.then_some(target).ok_or_else(|| other_tenant(tenant))
            });
            match found {
                Ok(target) if seen.insert(target.clone()) => aimed.targets.push(target),
                // Named twice: it is done once.
                Ok(_) => {}
                Err(Refusal(code, message)) => {
                    aimed.refused.push(RefusedTarget {
                        target: given.chars().take(LONGEST).collect(),
                        code: code.as_str().to_owned(),
                        message,
                    });
                }
            }
        }
        Ok(aimed)
    }

    async fn users(&self, ids: &[ID]) -> Result<Vec<Result<Target, Refusal>>, Fault> {
        let ids: Vec<Result<UserId, Refusal>> = ids.iter().map(|id| self.read(id)).collect();
        let users = self.users_by_id(ids.iter().flatten()).await?;
        let take = |id: UserId| match users.get(&id) {
            Some(user) => self.check(user).map(|()| Target::User(id)),
            None => Err(unknown("user")),
        };
        Ok(ids.into_iter().map(|id| id.and_then(take)).collect())
    }

    async fn service_principals(&self, ids: &[ID]) -> Result<Vec<Result<Target, Refusal>>, Fault> {
        let ids: Vec<Result<ServicePrincipalId, Refusal>> = ids.iter().map(|id| self.read(id)).collect();
        let asked = distinct(ids.iter().flatten());
        // No ids, no call.
        let known = if asked.is_empty() {
            HashMap::new()
        } else {
            let source = &self.acting.targets.service_principals.source;
            source.service_principals_by_id(&asked, ServicePrincipalFields::NONE).await.map_err(|error| report(&error))?
        };
        let take = |id: ServicePrincipalId| {
            let is_known = known.contains_key(&id);
            is_known.then_some(Target::ServicePrincipal(id)).ok_or_else(|| unknown("service principal"))
        };
        Ok(ids.into_iter().map(|id| id.and_then(take)).collect())
    }

    /// The sign-ins of these ids, or of the detections of these ids.
    async fn sign_ins(&self, ids: &[ID]) -> Result<Vec<Result<Target, Refusal>>, Fault> {
        let named: Vec<Result<Meant, Refusal>> = ids.iter().map(|id| self.read_sign_in(id)).collect();
        let detections = self.detections_by_id(named.iter().flatten().filter_map(|named| named.detection.as_ref())).await?;
        let found: Vec<Result<SignInId, Refusal>> = named.into_iter().map(|named| of_detection(named?, &detections)).collect();
        let sign_ins = self.sign_ins_by_id(found.iter().flatten()).await?;
        let users = self.users_by_id(sign_ins.values().filter_map(|sign_in| sign_in.user_id.as_ref())).await?;
        let take = |id: SignInId| match sign_ins.get(&id) {
            Some(sign_in) => {
                let user = sign_in.user_id.as_ref().and_then(|user| users.get(user));
                user.map_or(Ok(()), |user| self.check(user)).map(|()| Target::SignIn(id))
            }
            None => Err(unknown("sign-in")),
        };
        Ok(found.into_iter().map(|id| id.and_then(take)).collect())
    }

    /// Reads an id of a sign-in or of a detection; one of Entra's own may be either's.
    fn read_sign_in(&self, id: &ID) -> Result<Meant, Refusal> {
        let global = GlobalId::read(id);
        if let Some(detection) = global.as_ref().and_then(GlobalId::of::<DetectionId>) {
            return Ok(Meant { sign_in: None, detection: Some(detection) });
        }
        let sign_in: SignInId = self.read(id)?;
        let detection = global.is_none().then(|| DetectionId::new(sign_in.tenant().clone(), sign_in.object()));
        Ok(Meant { sign_in: Some(sign_in), detection })
    }

    fn read<I: Id>(&self, id: &ID) -> Result<I, Refusal> {
        named(id, self.argument, self.tenant).map_err(|fault| Refusal(UserErrorCode::IdInvalid, fault.message().to_owned()))
    }

    /// Whether something may be done to this user.
    fn check(&self, user: &User) -> Result<(), Refusal> {
        self.check_names(|name| {
            name.eq_ignore_ascii_case(user.id.object())
                || user.user_principal_name.as_deref().is_some_and(|known| name.eq_ignore_ascii_case(known))
        })?;
        let refuse = |code, message: &str| Err(Refusal(code, message.to_owned()));
        if user.is_deleted == Some(true) {
            return refuse(UserErrorCode::Deleted, "the user is deleted: Microsoft Entra does nothing to it any more");
        }
        let is_synced = user.directory.as_ref().and_then(|directory| directory.on_premises_sync_enabled) == Some(true);
        if self.kind == ActionKind::ResetUserPasswords && is_synced {
            return refuse(
                UserErrorCode::OnPremises,
                "the user comes from on-premises, where the password is kept: have it reset there, or by the user with writeback",
            );
        }
        Ok(())
    }

    /// Whether it is somebody on whom nothing is done, or not by this one: `is` says whether a name is theirs.
    fn check_names(&self, is: impl Fn(&str) -> bool) -> Result<(), Refusal> {
        let refuse = |code, message: &str| Err(Refusal(code, message.to_owned()));
        if self.by.object.as_deref().is_some_and(&is) {
            return refuse(UserErrorCode::Oneself, "nobody acts on their own account");
        }
        if self.acting.rules.break_glass.iter().any(|name| is(name.trim())) {
            return refuse(UserErrorCode::BreakGlass, "it is one of the break-glass accounts, which `[actions] break_glass` names");
        }
        Ok(())
    }

    async fn users_by_id(&self, ids: impl Iterator<Item = &UserId>) -> Result<HashMap<UserId, User>, Fault> {
        let ids = distinct(ids);
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let fields = UserFields::PROFILE.with(UserFields::DIRECTORY);
        self.acting.targets.users.source.users_by_id(&ids, fields).await.map_err(|error| report(&error))
    }

    async fn sign_ins_by_id(&self, ids: impl Iterator<Item = &SignInId>) -> Result<HashMap<SignInId, SignIn>, Fault> {
        let ids = distinct(ids);
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.acting.targets.sign_ins.source.sign_ins_by_id(&ids, SignInFields::NONE).await.map_err(|error| report(&error))
    }

    async fn detections_by_id(&self, ids: impl Iterator<Item = &DetectionId>) -> Result<HashMap<DetectionId, Detection>, Fault> {
        let ids = distinct(ids);
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.acting.targets.detections.source.detections_by_id(&ids, DetectionFields::NONE).await.map_err(|error| report(&error))
    }
}

/// What an id may name.
struct Meant {
    sign_in: Option<SignInId>,
    detection: Option<DetectionId>,
}

/// The sign-in that is named, or that the named detection was made in.
fn of_detection(named: Meant, detections: &HashMap<DetectionId, Detection>) -> Result<SignInId, Refusal> {
    let detection = named.detection.and_then(|id| detections.get(&id));
    match (named.sign_in, detection) {
        (_, Some(detection)) => detection
            .request_id
            .clone()
            .ok_or_else(|| Refusal(UserErrorCode::NoSignIn, "the detection is not linked to a sign-in: act on its user".to_owned())),
        (Some(sign_in), None) => Ok(sign_in),
        (None, None) => Err(unknown("detection")),
    }
}

fn other_tenant(tenant: &TenantId) -> Refusal {
    Refusal(UserErrorCode::OtherTenant, format!("it is not of the tenant {tenant}, as the targets before it are"))
}

fn unknown(what: &str) -> Refusal {
    Refusal(UserErrorCode::UnknownTarget, format!("the store knows no such {what}"))
}

fn distinct<'a, I: Id>(ids: impl Iterator<Item = &'a I>) -> Vec<I> {
    let ids: HashSet<&I> = ids.collect();
    ids.into_iter().cloned().collect()
}
