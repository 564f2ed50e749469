//! Single objects by their ids.

use std::{collections::HashMap, hash::Hash};

use async_graphql::{Context, Result};
use riskgate_model::{
    AlertId, ConditionalAccessPolicyId, DetectionId, DirectoryAuditId, Entity, IncidentId, NamedLocationId, ServicePrincipalId, SignInId,
    UserId,
};

use crate::{
    error::{Fault, report},
    level::EachOne,
    list::{Shows, wanted},
    object::{Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation, ServicePrincipal, SignIn, User},
    routes::world,
};

type IdOf<T> = <<T as Shows>::Record as Entity>::Id;

/// What was found; unknown ids are absent.
type Found<T> = HashMap<IdOf<T>, <T as Shows>::Record>;

macro_rules! by_id {
    ($($(#[$doc:meta])* $name:ident of $object:ident by $id:ident in $route:ident;)* ) => { $(
        $(#[$doc])*
        pub(crate) async fn $name(ctx: &Context<'_>, ids: &[$id]) -> Result<Found<$object>, Fault> {
            // No ids, no call.
            if ids.is_empty() {
                return Ok(HashMap::new());
            }
            let route = &world(ctx).routes.$route;
            route.source.$name(ids, wanted::<$object>(ctx)).await.map_err(|error| report(&error))
        }
    )* };
}

by_id! {
    /// The users of these ids, with what the current field selects.
    users_by_id of User by UserId in users;
    /// The service principals of these ids, with what the current field selects.
    service_principals_by_id of ServicePrincipal by ServicePrincipalId in service_principals;
    /// The sign-ins of these ids, with what the current field selects.
    sign_ins_by_id of SignIn by SignInId in sign_ins;
    /// The detections of these ids, with what the current field selects.
    detections_by_id of Detection by DetectionId in detections;
    /// The directory audits of these ids, with what the current field selects.
    directory_audits_by_id of DirectoryAudit by DirectoryAuditId in directory_audits;
    /// The named locations of these ids, with what the current field selects.
    named_locations_by_id of NamedLocation by NamedLocationId in named_locations;
    /// The Conditional Access policies of these ids, with what the current field selects.
    conditional_access_policies_by_id of ConditionalAccessPolicy by ConditionalAccessPolicyId in conditional_access_policies;
    /// The alerts of these ids, with what the current field selects.
    alerts_by_id of Alert by AlertId in alerts;
    /// The incidents of these ids, with what the current field selects.
    incidents_by_id of Incident by IncidentId in incidents;
}

/// The user that each parent names; null where it names none, or an unknown one.
pub(crate) async fn each_user(ctx: &Context<'_>, ids: Vec<Option<&UserId>>) -> Result<Option<EachOne<User>>> {
    let (distinct, at) = distinct(ids);
    let found = users_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// The service principal that each parent names; null where it names none, or an unknown one.
pub(crate) async fn each_service_principal(
    ctx: &Context<'_>,
    ids: Vec<Option<&ServicePrincipalId>>,
) -> Result<Option<EachOne<ServicePrincipal>>> {
    let (distinct, at) = distinct(ids);
    let found = service_principals_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// The sign-in that each parent names; null where it names none, or one that the source does not have.
pub(crate) async fn each_sign_in(ctx: &Context<'_>, ids: Vec<Option<&SignInId>>) -> Result<Option<EachOne<SignIn>>> {
    let (distinct, at) = distinct(ids);
    let found = sign_ins_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// The alert that each parent names; null where it names none, or one that the source does not have.
pub(crate) async fn each_alert_by_id(ctx: &Context<'_>, ids: Vec<Option<&AlertId>>) -> Result<Option<EachOne<Alert>>> {
    let (distinct, at) = distinct(ids);
    let found = alerts_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// The Conditional Access policy that each parent names; null where it names none, or one that the source does not have.
pub(crate) async fn each_policy(
    ctx: &Context<'_>,
    ids: Vec<Option<&ConditionalAccessPolicyId>>,
) -> Result<Option<EachOne<ConditionalAccessPolicy>>> {
    let (distinct, at) = distinct(ids);
    let found = conditional_access_policies_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// The incident that each parent names; null where it names none, or one that the source does not have.
pub(crate) async fn each_incident(ctx: &Context<'_>, ids: Vec<Option<&IncidentId>>) -> Result<Option<EachOne<Incident>>> {
    let (distinct, at) = distinct(ids);
    let found = incidents_by_id(ctx, &distinct).await?;
    Ok(Some(each(&distinct, at, found)))
}

/// Each distinct id once, and for each parent the number of its id.
fn distinct<I: Clone + Eq + Hash>(ids: Vec<Option<&I>>) -> (Vec<I>, Vec<Option<usize>>) {
    let mut numbers = HashMap::new();
    let mut distinct = Vec::new();
    let mut number = |id| {
        *numbers.entry(id).or_insert_with(|| {
            distinct.push(I::clone(id));
            distinct.len() - 1
        })
    };
    let at = ids.into_iter().map(|id| id.map(&mut number)).collect();
    (distinct, at)
}

/// For each parent the record it names; several may name the same.
fn each<T: Shows>(ids: &[IdOf<T>], at: Vec<Option<usize>>, mut found: Found<T>) -> EachOne<T> {
    let mut rows = Vec::with_capacity(found.len());
    let place = ids.iter().map(|id| {
        rows.push(T::from(found.remove(id)?));
        Some(rows.len() - 1)
    });
    let place: Vec<Option<usize>> = place.collect();
    EachOne::new(rows, at.into_iter().map(|at| place[at?]).collect())
}
