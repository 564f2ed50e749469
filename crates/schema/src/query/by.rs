//! One object by whichever of its names the client has.

use async_graphql::{Context, ID, OneofObject};
use riskgate_model::{
    AlertId, ConditionalAccessPolicyId, DetectionId, DirectoryAuditId, FieldSet, Filter, Id, IncidentId, NamedLocationId, Operand, Order,
    Query, ServicePrincipalField, ServicePrincipalId, SignInId, UserField, UserFields, UserId,
};

use crate::{
    ask,
    error::{Fault, report},
    id::named,
    list::{Shows, wanted},
    object::{Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation, ServicePrincipal, SignIn, User},
    routes::world,
};

/// Users of one name that are looked at to find the active one.
const NAMESAKES: u32 = 50;

/// Which user: give one.
#[derive(OneofObject)]
pub(crate) enum UserBy {
    /// By the id that riskgate shows, or by the object id in Microsoft Entra.
    Id(ID),
    /// By the object id in Microsoft Entra, in the default tenant.
    ObjectId(ID),
    /// By the username, in any case. Of several users of one name one of the default tenant is found first, and an active one before
    /// deleted ones.
    UserPrincipalName(String),
}

/// Which service principal: give one.
#[derive(OneofObject)]
pub(crate) enum ServicePrincipalBy {
    /// By the id that riskgate shows, or by the object id in Microsoft Entra.
    Id(ID),
    /// By the object id in Microsoft Entra, in the default tenant.
    ObjectId(ID),
    /// By the app id of the application it stands for.
    AppId(ID),
}

/// Which sign-in: give one.
#[derive(OneofObject)]
pub(crate) enum SignInBy {
    /// By the id that riskgate shows, or by the request id.
    Id(ID),
    /// By the request id, in the default tenant.
    RequestId(ID),
}

/// Which detection: give one.
#[derive(OneofObject)]
pub(crate) enum DetectionBy {
    /// By the id that riskgate shows, or by the detection's id in Microsoft Entra.
    Id(ID),
    /// By the detection's id in Microsoft Entra, in the default tenant.
    DetectionId(ID),
}

/// Which directory audit: give one.
#[derive(OneofObject)]
pub(crate) enum DirectoryAuditBy {
    /// By the id that riskgate shows, or by the audit's id in Microsoft Entra.
    Id(ID),
    /// By the audit's id in Microsoft Entra, in the default tenant.
    DirectoryAuditId(ID),
}

/// Which named location: give one.
#[derive(OneofObject)]
pub(crate) enum NamedLocationBy {
    /// By the id that riskgate shows, or by the location's id in Microsoft Entra.
    Id(ID),
    /// By the location's id in Microsoft Entra, in the default tenant.
    NamedLocationId(ID),
}

/// Which Conditional Access policy: give one.
#[derive(OneofObject)]
pub(crate) enum ConditionalAccessPolicyBy {
    /// By the id that riskgate shows, or by the policy's id in Microsoft Entra.
    Id(ID),
    /// By the policy's id in Microsoft Entra, in the default tenant.
    ConditionalAccessPolicyId(ID),
}

/// Which alert: give one.
#[derive(OneofObject)]
pub(crate) enum AlertBy {
    /// By the id that riskgate shows, or by the alert's id in Microsoft Defender.
    Id(ID),
    /// By the alert's id in Microsoft Defender, in the default tenant.
    AlertId(ID),
}

/// Which incident: give one.
#[derive(OneofObject)]
pub(crate) enum IncidentBy {
    /// By the id that riskgate shows, or by the incident's id in Microsoft Defender.
    Id(ID),
    /// By the incident's id in Microsoft Defender, in the default tenant.
    IncidentId(ID),
}

pub(super) async fn user(ctx: &Context<'_>, by: UserBy) -> Result<Option<User>, Fault> {
    let id: UserId = match by {
        UserBy::Id(id) => read(ctx, &id, "by.id")?,
        UserBy::ObjectId(id) => read(ctx, &id, "by.objectId")?,
        UserBy::UserPrincipalName(name) => return user_named(ctx, name).await,
    };
    let found = ask::users_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

async fn user_named(ctx: &Context<'_>, name: String) -> Result<Option<User>, Fault> {
    let query = Query {
        fields: wanted::<User>(ctx).with(UserFields::PROFILE),
        filter: Filter::eq(UserField::UserPrincipalName, Operand::Text(name)),
        order: Order::default(),
        first: NAMESAKES,
        after: None,
    };
    let page = world(ctx).routes.users.source.users(&query).await.map_err(|error| report(&error))?;
    let home = world(ctx).tenant();
    let foreign = |user: &User| *Shows::record(user).id.tenant() != home;
    Ok(page.rows.into_iter().map(User::from).min_by_key(|user| (foreign(user), user.precedence())))
}

pub(super) async fn service_principal(ctx: &Context<'_>, by: ServicePrincipalBy) -> Result<Option<ServicePrincipal>, Fault> {
    let id: ServicePrincipalId = match by {
        ServicePrincipalBy::Id(id) => read(ctx, &id, "by.id")?,
        ServicePrincipalBy::ObjectId(id) => read(ctx, &id, "by.objectId")?,
        ServicePrincipalBy::AppId(id) => return service_principal_of(ctx, id).await,
    };
    let found = ask::service_principals_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

async fn service_principal_of(ctx: &Context<'_>, app: ID) -> Result<Option<ServicePrincipal>, Fault> {
    let query = Query {
        fields: wanted::<ServicePrincipal>(ctx),
        filter: Filter::eq(ServicePrincipalField::AppId, Operand::Text(app.0)),
        order: Order::default(),
        first: 1,
        after: None,
    };
    let source = &world(ctx).routes.service_principals.source;
    let page = source.service_principals(&query).await.map_err(|error| report(&error))?;
    Ok(page.rows.into_iter().next().map(Into::into))
}

pub(super) async fn sign_in(ctx: &Context<'_>, by: SignInBy) -> Result<Option<SignIn>, Fault> {
    let id: SignInId = match by {
        SignInBy::Id(id) => read(ctx, &id, "by.id")?,
        SignInBy::RequestId(id) => read(ctx, &id, "by.requestId")?,
    };
    let found = ask::sign_ins_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn detection(ctx: &Context<'_>, by: DetectionBy) -> Result<Option<Detection>, Fault> {
    let id: DetectionId = match by {
        DetectionBy::Id(id) => read(ctx, &id, "by.id")?,
        DetectionBy::DetectionId(id) => read(ctx, &id, "by.detectionId")?,
    };
    let found = ask::detections_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn directory_audit(ctx: &Context<'_>, by: DirectoryAuditBy) -> Result<Option<DirectoryAudit>, Fault> {
    let id: DirectoryAuditId = match by {
        DirectoryAuditBy::Id(id) => read(ctx, &id, "by.id")?,
        DirectoryAuditBy::DirectoryAuditId(id) => read(ctx, &id, "by.directoryAuditId")?,
    };
    let found = ask::directory_audits_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn named_location(ctx: &Context<'_>, by: NamedLocationBy) -> Result<Option<NamedLocation>, Fault> {
    let id: NamedLocationId = match by {
        NamedLocationBy::Id(id) => read(ctx, &id, "by.id")?,
        NamedLocationBy::NamedLocationId(id) => read(ctx, &id, "by.namedLocationId")?,
    };
    let found = ask::named_locations_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn conditional_access_policy(
    ctx: &Context<'_>,
    by: ConditionalAccessPolicyBy,
) -> Result<Option<ConditionalAccessPolicy>, Fault> {
    let id: ConditionalAccessPolicyId = match by {
        ConditionalAccessPolicyBy::Id(id) => read(ctx, &id, "by.id")?,
        ConditionalAccessPolicyBy::ConditionalAccessPolicyId(id) => read(ctx, &id, "by.conditionalAccessPolicyId")?,
    };
    let found = ask::conditional_access_policies_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn alert(ctx: &Context<'_>, by: AlertBy) -> Result<Option<Alert>, Fault> {
    let id: AlertId = match by {
        AlertBy::Id(id) => read(ctx, &id, "by.id")?,
        AlertBy::AlertId(id) => read(ctx, &id, "by.alertId")?,
    };
    let found = ask::alerts_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

pub(super) async fn incident(ctx: &Context<'_>, by: IncidentBy) -> Result<Option<Incident>, Fault> {
    let id: IncidentId = match by {
        IncidentBy::Id(id) => read(ctx, &id, "by.id")?,
        IncidentBy::IncidentId(id) => read(ctx, &id, "by.incidentId")?,
    };
    let found = ask::incidents_by_id(ctx, std::slice::from_ref(&id)).await?;
    Ok(found.into_values().next().map(Into::into))
}

/// An id in the default tenant, unless it is a global one, which names its own.
fn read<I: Id>(ctx: &Context<'_>, id: &str, argument: &str) -> Result<I, Fault> {
    named(id, argument, &world(ctx).tenant())
}
