//! Whose records are asked for.

use std::fmt::{self, Debug, Display};

use riskgate_model::{DetectionId, Entity, Id, Identity, IncidentId, ServicePrincipalId, SignIn, SignInId, TenantId, UserId};

use super::Listed;
use crate::conformance::World;

/// Whose records are asked for.
#[derive(Clone, Debug)]
pub(in crate::conformance) enum Scope {
    /// All; there is one list.
    All,
    /// Those of each user.
    Users(Vec<UserId>),
    /// Those of each service principal.
    ServicePrincipals(Vec<ServicePrincipalId>),
    /// Those of each sign-in.
    SignIns(Vec<SignInId>),
    /// Those of each identity.
    Identities(Vec<Identity>),
    /// Those of each detection.
    Detections(Vec<DetectionId>),
    /// Those of each incident.
    Incidents(Vec<IncidentId>),
}

impl Scope {
    /// All users, and one that nobody knows.
    pub(super) fn users(world: &World) -> Self {
        Self::Users(known(world.users.iter().map(|user| user.id.clone())))
    }

    /// All service principals, and one that nobody knows.
    pub(super) fn service_principals(world: &World) -> Self {
        Self::ServicePrincipals(known(world.service_principals.iter().map(|principal| principal.id.clone())))
    }

    /// All sign-ins, and one that nobody knows.
    pub(super) fn sign_ins(world: &World) -> Self {
        Self::SignIns(known(world.sign_ins.iter().map(SignIn::id).cloned()))
    }

    /// All identities, and one that nobody knows.
    pub(super) fn identities(world: &World) -> Self {
        let users = world.users.iter().map(|user| Identity::User(user.id.clone()));
        let principals = known(world.service_principals.iter().map(|principal| principal.id.clone()));
        Self::Identities(users.chain(principals.into_iter().map(Identity::ServicePrincipal)).collect())
    }

    /// All detections, and one that nobody knows.
    pub(super) fn detections(world: &World) -> Self {
        Self::Detections(known(world.detections.iter().map(|detection| detection.id.clone())))
    }

    /// All incidents, and one that nobody knows.
    pub(super) fn incidents(world: &World) -> Self {
        Self::Incidents(known(world.incidents.iter().map(|incident| incident.id.clone())))
    }

    /// The same scope with the parents first that have most children.
    pub(super) fn busiest_first<E: Listed>(self, world: &World) -> Self {
        let children = |parent: usize| E::rows(world).iter().filter(|row| row.is_child(world, &self, parent)).count();
        let mut places: Vec<usize> = (0..self.parents()).collect();
        places.sort_by_cached_key(|parent| std::cmp::Reverse(children(*parent)));
        self.pick(&places)
    }

    /// How many parents there are; one where there is one list of all.
    pub(in crate::conformance) fn parents(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Users(ids) => ids.len(),
            Self::ServicePrincipals(ids) => ids.len(),
            Self::SignIns(ids) => ids.len(),
            Self::Identities(ids) => ids.len(),
            Self::Detections(ids) => ids.len(),
            Self::Incidents(ids) => ids.len(),
        }
    }

    /// Whether it is the one list of all.
    pub(in crate::conformance) fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// The parents at these places.
    pub(in crate::conformance) fn pick(&self, places: &[usize]) -> Self {
        match self {
            Self::All => Self::All,
            Self::Users(ids) => Self::Users(at(ids, places)),
            Self::ServicePrincipals(ids) => Self::ServicePrincipals(at(ids, places)),
            Self::SignIns(ids) => Self::SignIns(at(ids, places)),
            Self::Identities(ids) => Self::Identities(at(ids, places)),
            Self::Detections(ids) => Self::Detections(at(ids, places)),
            Self::Incidents(ids) => Self::Incidents(at(ids, places)),
        }
    }
}

impl Display for Scope {
    /// How a list of it is asked for, behind the name of what is listed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Users(ids) => write!(f, "_by_user([{}])", joined(ids.iter().map(ToString::to_string))),
            Self::ServicePrincipals(ids) => write!(f, "_by_service_principal([{}])", joined(ids.iter().map(ToString::to_string))),
            Self::SignIns(ids) => write!(f, "_by_sign_in([{}])", joined(ids.iter().map(ToString::to_string))),
            Self::Detections(ids) => write!(f, "_by_detection([{}])", joined(ids.iter().map(ToString::to_string))),
            Self::Incidents(ids) => write!(f, "_by_incident([{}])", joined(ids.iter().map(ToString::to_string))),
            Self::Identities(identities) => write!(
                f,
                "([{}])",
                joined(identities.iter().map(|identity| match identity {
                    Identity::User(id) => format!("user {id}"),
                    Identity::ServicePrincipal(id) => format!("service principal {id}"),
                }))
            ),
        }
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn at<T: Clone>(all: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|place| all[*place].clone()).collect()
}

/// These ids, and one that nobody knows.
fn known<I: Id>(ids: impl Iterator<Item = I>) -> Vec<I> {
    ids.chain([I::new(TenantId::new("north"), "nobody")]).collect()
}
