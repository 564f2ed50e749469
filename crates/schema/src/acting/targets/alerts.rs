//! Alerts as targets. Where one stands decides what it says of risks, so that changing it is an act on all of whose risks it says something:
//! on whom it speaks about, whose sign-ins it names, and for whose detection it was raised.

use std::collections::{BTreeSet, HashMap};

use async_graphql::ID;
use riskgate_model::{
    ActionKind, Alert, AlertFields, AlertId, Detection, DetectionId, FieldSet as _, Filter, Id as _, Named, Operand, Order, Query,
    ServiceSource, SignIn, SignInId, Target, TenantId, Test, User, UserField, UserFields, UserId, Vocabulary as _,
};

use super::{Aim, MOST, Refusal, distinct, unknown};
use crate::error::{Fault, report};

/// What is known of those whom alerts are about.
struct Whose {
    sign_ins: HashMap<SignInId, SignIn>,
    detections: HashMap<DetectionId, Detection>,
}

impl Aim<'_> {
    /// The alerts of these ids.
    pub(super) async fn alerts(&self, ids: &[ID]) -> Result<Vec<Result<Target, Refusal>>, Fault> {
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
        let raised: Vec<DetectionId> = decided.iter().filter_map(|alert| alert.detection()).collect();
        let whose = Whose {
            sign_ins: self.sign_ins_by_id(decided.iter().flat_map(|alert| alert.sign_ins())).await?,
            detections: self.detections_by_id(raised.iter()).await?,
        };
        let take = |id: AlertId| match known.get(&id) {
            Some(alert) if self.kind == ActionKind::UpdateAlerts => {
                self.check_called(&whose.called(alert), &guarded).map(|()| Target::Alert(id))
            }
            Some(_) => Ok(Target::Alert(id)),
            None => Err(unknown("alert")),
        };
        Ok(ids.into_iter().map(|id| id.and_then(take)).collect())
    }

    /// Whether it may be decided where an alert stands that is about those who are called so: not if one of them is guarded.
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
}

impl Whose {
    /// What those are called of whose risks an alert may say something.
    fn called(&self, alert: &Alert) -> Vec<String> {
        let of_sign_ins = alert.sign_ins().into_iter().filter_map(|id| self.sign_ins.get(id)?.user_id.as_ref());
        let of_detection = alert.detection().and_then(|id| self.detections.get(&id)?.user_id.as_ref());
        let ids = of_sign_ins.chain(of_detection).map(|id| id.object().to_owned());
        about(alert).iter().filter_map(name_of).map(str::to_owned).chain(ids).collect()
    }
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
