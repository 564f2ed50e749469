//! The questions that every document starts from.

use async_graphql::{Context, ID, Object, PathSegment, Result};
use riskgate_model::{ActionId, Filter};

use super::by::{
    self, AlertBy, ConditionalAccessPolicyBy, DetectionBy, DirectoryAuditBy, IncidentBy, NamedLocationBy, ServicePrincipalBy, SignInBy,
    UserBy,
};
use crate::{
    ask::{self, Alerted, Audited, Detected, SignedIn, Window},
    error::Fault,
    filter::{
        ActionFilter, AlertFilter, ConditionalAccessPolicyFilter, DetectionFilter, DirectoryAuditFilter, IncidentFilter,
        NamedLocationFilter, RefusalFilter, ServicePrincipalFilter, SignInFilter, UserFilter,
    },
    guard::ROOT_PAGE,
    id::named,
    level::{Connection, EachAny, EachAnyList, EachList, EachOne, Root},
    list::{Arguments, MAXIMUM},
    object::{
        self, Action, Adapter, Alert, AnyNode, AuditRecord, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation,
        Refusal, ServicePrincipal, SignIn, User,
    },
    order::{
        self, AlertOrderField, ConditionalAccessPolicyOrderField, DetectionOrderField, DirectoryAuditOrderField, IncidentOrderField,
        NamedLocationOrderField, OrderBy, OrderDirection, ServicePrincipalOrderField, SignInOrderField, UserOrderField,
    },
    routes::world,
};

/// Where every question starts.
pub(crate) struct Query;

/// Where every question starts.
///
/// A field that is null beside an error at its path failed; null without an error means that there is none. `extensions.code` says what
/// can be done about an error. Lists are ordered by one property, then by date, then by id, and go on with `after` from any `endCursor`.
#[Object(name = "Query")]
impl Query {
    /// Anything by the id that riskgate shows; null where there is none.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Result<Option<Root<EachAny<AnyNode>>>> {
        let (mut nodes, faults) = object::nodes(ctx, std::slice::from_ref(&id)).await;
        if let Some((_, fault)) = faults.into_iter().next() {
            return Err(fault.into());
        }
        Ok(Some(Root(EachAny::single(nodes.pop().flatten()))))
    }

    /// Anything by the ids that riskgate shows, in their order; null where there is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids; at most 500.")] ids: Vec<ID>,
    ) -> Result<Root<EachAnyList<Option<AnyNode>>>> {
        if ids.len() > MAXIMUM as usize {
            return Err(Fault::input(format!("`ids` has {} ids and the maximum is {MAXIMUM}", ids.len())).into());
        }
        let (nodes, faults) = object::nodes(ctx, &ids).await;
        for (place, fault) in faults {
            let mut error = fault.into_server_error();
            error.locations.push(ctx.item.pos);
            error.path = vec![PathSegment::Field(ctx.item.node.response_key().node.to_string()), PathSegment::Index(place)];
            ctx.add_error(error);
        }
        Ok(Root(EachAnyList::single(nodes)))
    }

    /// One user; null where there is none.
    async fn user(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: UserBy) -> Result<Option<Root<EachOne<User>>>> {
        Ok(Some(Root(EachOne::single(by::user(ctx, by).await?))))
    }

    /// All users. The report "Risky users" is `filter: {riskState: {in: [AT_RISK, CONFIRMED_COMPROMISED]}}`.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<UserFilter>,
        #[graphql(desc = "In which order; without it, newest first.")] order_by: Option<Vec<OrderBy<UserOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<User>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::users(ctx, arguments).await?.map(Root))
    }

    /// One sign-in; null where there is none.
    async fn sign_in(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: SignInBy) -> Result<Option<Root<EachOne<SignIn>>>> {
        Ok(Some(Root(EachOne::single(by::sign_in(ctx, by).await?))))
    }

    /// All sign-ins. The report "Risky sign-ins" is `filter: {isRisky: {eq: true}}`.
    async fn sign_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<SignInFilter>,
        #[graphql(desc = "In which order; without it, newest first.")] order_by: Option<Vec<OrderBy<SignInOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<SignIn>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::sign_ins(ctx, "signIns", SignedIn::Anyone, arguments, Filter::All).await?.map(Root))
    }

    /// One detection; null where there is none.
    async fn detection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: DetectionBy,
    ) -> Result<Option<Root<EachOne<Detection>>>> {
        Ok(Some(Root(EachOne::single(by::detection(ctx, by).await?))))
    }

    /// All detections: the report "Risk detections".
    async fn detections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<DetectionFilter>,
        #[graphql(desc = "In which order; without it, newest first.")] order_by: Option<Vec<OrderBy<DetectionOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<Detection>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::detections(ctx, "detections", Detected::Any, arguments, Filter::All).await?.map(Root))
    }

    /// One service principal; null where there is none.
    async fn service_principal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ServicePrincipalBy,
    ) -> Result<Option<Root<EachOne<ServicePrincipal>>>> {
        Ok(Some(Root(EachOne::single(by::service_principal(ctx, by).await?))))
    }

    /// All service principals. The report "Risky workload identities" is `filter: {riskState: {in: [AT_RISK, CONFIRMED_COMPROMISED]}}`.
    async fn service_principals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<ServicePrincipalFilter>,
        #[graphql(desc = "In which order; without it, newest first.")] order_by: Option<Vec<OrderBy<ServicePrincipalOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<ServicePrincipal>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::service_principals(ctx, arguments).await?.map(Root))
    }

    /// One directory audit; null where there is none.
    async fn directory_audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: DirectoryAuditBy,
    ) -> Result<Option<Root<EachOne<DirectoryAudit>>>> {
        Ok(Some(Root(EachOne::single(by::directory_audit(ctx, by).await?))))
    }

    /// All directory audits: the "Audit logs".
    async fn directory_audits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<DirectoryAuditFilter>,
        #[graphql(desc = "In which order; without it, newest first.")] order_by: Option<Vec<OrderBy<DirectoryAuditOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<DirectoryAudit>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::directory_audits(ctx, "directoryAudits", Audited::Anyone, arguments).await?.map(Root))
    }

    /// One named location; null where there is none.
    async fn named_location(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: NamedLocationBy,
    ) -> Result<Option<Root<EachOne<NamedLocation>>>> {
        Ok(Some(Root(EachOne::single(by::named_location(ctx, by).await?))))
    }

    /// All "Named locations".
    async fn named_locations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<NamedLocationFilter>,
        #[graphql(desc = "In which order; without it, last modified first.")] order_by: Option<Vec<OrderBy<NamedLocationOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<NamedLocation>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::named_locations(ctx, arguments).await?.map(Root))
    }

    /// One Conditional Access policy; null where there is none.
    async fn conditional_access_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ConditionalAccessPolicyBy,
    ) -> Result<Option<Root<EachOne<ConditionalAccessPolicy>>>> {
        Ok(Some(Root(EachOne::single(by::conditional_access_policy(ctx, by).await?))))
    }

    /// All "Conditional Access policies".
    async fn conditional_access_policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<ConditionalAccessPolicyFilter>,
        #[graphql(desc = "In which order; without it, last modified first.")] order_by: Option<
            Vec<OrderBy<ConditionalAccessPolicyOrderField>>,
        >,
    ) -> Result<Option<Root<EachOne<Connection<ConditionalAccessPolicy>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::conditional_access_policies(ctx, arguments).await?.map(Root))
    }

    /// One alert; null where there is none.
    async fn alert(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: AlertBy) -> Result<Option<Root<EachOne<Alert>>>> {
        Ok(Some(Root(EachOne::single(by::alert(ctx, by).await?))))
    }

    /// All alerts of Microsoft Defender.
    async fn alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<AlertFilter>,
        #[graphql(desc = "In which order; without it, last changed first.")] order_by: Option<Vec<OrderBy<AlertOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<Alert>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::alerts(ctx, "alerts", Alerted::Anyone, arguments).await?.map(Root))
    }

    /// One incident; null where there is none.
    async fn incident(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: IncidentBy) -> Result<Option<Root<EachOne<Incident>>>> {
        Ok(Some(Root(EachOne::single(by::incident(ctx, by).await?))))
    }

    /// All incidents of Microsoft Defender.
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<IncidentFilter>,
        #[graphql(desc = "In which order; without it, last changed first.")] order_by: Option<Vec<OrderBy<IncidentOrderField>>>,
    ) -> Result<Option<Root<EachOne<Connection<Incident>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::read(order_by.as_deref())? };
        Ok(ask::incidents(ctx, "incidents", None, arguments).await?.map(Root))
    }

    /// Records that could not be read on their way into the store, each with the reason.
    async fn refusals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<RefusalFilter>,
        #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<
            OrderDirection,
        >,
    ) -> Result<Option<Root<EachOne<Connection<Refusal>>>>> {
        let arguments = Arguments { first: first.unwrap_or(ROOT_PAGE), after, filter, order: order::by_date(direction) };
        Ok(ask::refusals(ctx, arguments).await?.map(Root))
    }

    /// One action; null where there is none.
    async fn action(&self, ctx: &Context<'_>, #[graphql(desc = "The action's id.")] id: ID) -> Result<Option<Root<EachOne<Action>>>> {
        let id: ActionId = named(&id, "id", &world(ctx).tenant())?;
        let action = ask::actions_by_id(ctx, std::slice::from_ref(&id)).await?.remove(&id);
        Ok(Some(Root(EachOne::single(action.map(Action::from)))))
    }

    /// All actions, those asked for last first.
    async fn actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<ActionFilter>,
    ) -> Result<Option<Root<EachOne<Connection<Action>>>>> {
        let window = Window { first: first.unwrap_or(ROOT_PAGE), after };
        Ok(ask::actions(ctx, window, filter.unwrap_or_default().into()).await?.map(Root))
    }

    /// riskgate's own audit trail, the newest record first: who asked for what and why, what was sent, and what became of it. It only grows,
    /// and every record follows from the one before; `riskgate audit verify` says whether that still holds.
    async fn audit_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows; at most 500.", default_with = "Some(ROOT_PAGE)")] first: Option<i32>,
        #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
    ) -> Result<Option<Root<EachOne<Connection<AuditRecord>>>>> {
        let window = Window { first: first.unwrap_or(ROOT_PAGE), after };
        Ok(ask::audit_records(ctx, window).await?.map(Root))
    }

    /// The places that data comes from.
    async fn adapters(&self, ctx: &Context<'_>) -> Root<EachList<Adapter>> {
        Root(EachList::single(world(ctx).adapters.iter().cloned().map(Adapter).collect()))
    }
}
