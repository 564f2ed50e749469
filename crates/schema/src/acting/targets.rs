//! At whom an act may be aimed: each target is looked up, and taken or refused by itself.

use std::collections::{BTreeSet, HashMap, HashSet};

use async_graphql::ID;
use riskgate_model::{
    ActionKind, Actor, Alert, AlertFields, AlertId, Detection, DetectionFields, DetectionId, FieldSet as _, Filter, Id, Named, Operand,
    Order, Query, RefusedTarget, ServicePrincipalFields, ServicePrincipalId, ServiceSource, SignIn, SignInFields, SignInId, Target,
    TargetKind, TenantId, Test, User, UserField, UserFields, UserId, Vocabulary as _,
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

    /// The alerts of these ids. Where an alert stands decides what it says of a risk, so that this is an act on whom it speaks about.
    async fn alerts(&self, ids: &[ID]) -> Result<Vec<Result<Target, Refusal>>, Fault> {
        let ids: Vec<Result<AlertId, Refusal>> = ids.iter().map(|id| self.read(id)).collect();
        let asked = distinct(ids.iter().flatten());
        // No ids, no call.
        let known = if asked.is_empty() {
            HashMap::new()
        } else {
            self.acting.targets.alerts.source.alerts_by_id(&asked, AlertFields::RECORD).await.map_err(|error| report(&error))?
        };
        // What is said about an alert decides nothing.
        let decided: Vec<&Alert> = known.values().filter(|_| self.kind == ActionKind::UpdateAlerts).collect();
        let guarded = self.guarded(decided.iter().map(|alert| alert.id.tenant()).collect()).await?;
        let sign_ins = self.sign_ins_by_id(decided.iter().flat_map(|alert| alert.sign_ins())).await?;
        let raised: Vec<DetectionId> = decided.iter().filter_map(|alert| alert.detection()).collect();
        let detections = self.detections_by_id(raised.iter()).await?;
        let take = |id: AlertId| match known.get(&id) {
            Some(alert) if self.kind == ActionKind::UpdateAlerts => {
                let of_sign_ins = alert.sign_ins().into_iter().filter_map(|id| sign_ins.get(id)?.user_id.as_ref());
                let of_detection = alert.detection().and_then(|id| detections.get(&id)?.user_id.as_ref());
                let called = about(alert).iter().filter_map(name_of).map(str::to_owned).collect::<Vec<_>>();
                let ids = of_sign_ins.chain(of_detection).map(|id| id.object().to_owned());
                self.check_called(&called.into_iter().chain(ids).collect::<Vec<_>>(), &guarded).map(|()| Target::Alert(id))
            }
            Some(_) => Ok(Target::Alert(id)),
            None => Err(unknown("alert")),
        };
        Ok(ids.into_iter().map(|id| id.and_then(take)).collect())
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

    /// Whether it may be decided where an alert stands that is about those who are called so: not if they are guarded, by whatever name.
    fn check_called(&self, called: &[String], guarded: &[User]) -> Result<(), Refusal> {
        let is_about = |name: &str| called.iter().any(|called| called.eq_ignore_ascii_case(name));
        self.check_names(|name| {
            let is_theirs = |user: &&User| names(user).any(|own| own.eq_ignore_ascii_case(name));
            is_about(name) || guarded.iter().filter(is_theirs).any(|user| names(user).any(is_about))
        })
    }

    /// Those of these tenants on whom nothing is done, or not by this one, as far as they are known: an alert may call them otherwise.
    async fn guarded(&self, tenants: BTreeSet<&TenantId>) -> Result<Vec<User>, Fault> {
        let given: Vec<&str> = self.acting.rules.break_glass.iter().map(|name| name.trim()).chain(self.by.object.as_deref()).collect();
        if tenants.is_empty() || given.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<UserId> = tenants.iter().flat_map(|tenant| given.iter().map(|id| UserId::new((*tenant).clone(), id))).collect();
        let called = Query {
            fields: UserFields::PROFILE.with(UserFields::DIRECTORY),
            filter: Filter::Is(
                UserField::UserPrincipalName,
                Test::In(given.iter().map(|name| Operand::Text((*name).to_owned())).collect()),
            ),
            order: Order::default(),
            first: u32::try_from(MOST).expect("it is a few hundred"),
            after: None,
        };
        let called = self.acting.targets.users.source.users(&called).await.map_err(|error| report(&error))?;
        Ok(self.users_by_id(ids.iter()).await?.into_values().chain(called.rows).collect())
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

/// Whom an alert may speak about. Which products' alerts do is for the store to say, so that here all of them count.
fn about(alert: &Alert) -> BTreeSet<Named> {
    let sources: Vec<ServiceSource> = ServiceSource::WORDS.iter().map(|(source, _)| *source).collect();
    alert.about(&sources)
}

/// What an alert calls a user.
fn name_of(who: &Named) -> Option<&str> {
    match who {
        Named::User(id) => Some(id.object()),
        Named::SecurityIdentifier(name) | Named::UserPrincipalName(name) => Some(name),
        Named::ServicePrincipal(_) | Named::Application(_) => None,
    }
}

/// What alerts may call this user.
fn names(user: &User) -> impl Iterator<Item = &str> {
    let directory = user.directory.as_ref();
    let sids = directory.map(|directory| [&directory.security_identifier, &directory.on_premises_security_identifier]);
    let sids = sids.into_iter().flatten().flatten().map(String::as_str);
    [user.id.object()].into_iter().chain(user.user_principal_name.as_deref()).chain(sids)
}

fn distinct<'a, I: Id>(ids: impl Iterator<Item = &'a I>) -> Vec<I> {
    let ids: HashSet<&I> = ids.collect();
    ids.into_iter().cloned().collect()
}
