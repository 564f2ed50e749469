//! A service principal.

use async_graphql::{Context, ID, Result};
use riskgate_model::{Filter, Id, Identity, ServicePrincipalId, Target};

use super::{
    Action, Alert, Detection, DirectoryAudit, Incident, RiskChange, SignIn,
    claim::{Claim, Claimant, EntraRisk},
    portal,
    table::object,
};
use crate::{
    ask::{self, Alerted, Audited, Detected, SignedIn, Window},
    filter::{AlertFilter, DetectionFilter, DirectoryAuditFilter, IncidentFilter, ServicePrincipalFilter, SignInFilter},
    guard::NESTED_PAGE,
    id::global,
    level::{Connection, EachOne, Entity, level},
    list::{Arguments, Listed},
    order::{OrderDirection, by_date},
    scalar::{DateTime, Json},
    vocabulary::{Out, RiskDetail, RiskLevel, RiskState, raw, shown},
};

object! {
    /// A service principal, in the portal "workload identity". One known only from sign-ins or detections has names and no risk. The report
    /// "Risky workload identities" lists those with a risk state.
    ServicePrincipal "ServicePrincipal" shows ServicePrincipal in ServicePrincipalFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// "Service principal ID": the object id in Microsoft Entra.
        object_id "objectId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Service principal name".
        display_name "displayName" PROFILE [Option<&str>] = |it| it.display_name.as_deref();
        /// "App ID": the application it stands for.
        app_id "appId" PROFILE [Option<&str>] = |it| it.app_id.as_deref();
        /// "Type": `Application`, `ManagedIdentity` and the like.
        service_principal_type "servicePrincipalType" PROFILE [Option<&str>] = |it| it.service_principal_type.as_deref();
        /// "Status": whether it may sign in.
        is_enabled "isEnabled" PROFILE [Option<bool>] = |it| it.is_enabled;
        /// Its page in the Microsoft Entra admin center of the worldwide cloud; null where its app id is not known.
        investigate_url "investigateUrl" PROFILE [Option<String>] = |it| portal::service_principal(it);
        /// "Risk state", as all claims together make it.
        risk_state "riskState" RISK [Out<RiskState>] = |it| shown(it.risk.state.as_ref());
        /// `riskState` as it came.
        risk_state_raw "riskStateRaw" RISK [Option<&str>] = |it| raw(it.risk.state.as_ref());
        /// "Risk level"; "-" once the risk is closed, unless it is hidden.
        risk_level "riskLevel" RISK [Out<RiskLevel>] = |it| shown(it.risk.level.as_ref());
        /// `riskLevel` as it came.
        risk_level_raw "riskLevelRaw" RISK [Option<&str>] = |it| raw(it.risk.level.as_ref());
        /// "Risk detail": why the risk has this state.
        risk_detail "riskDetail" RISK [Out<RiskDetail>] = |it| shown(it.risk.detail.as_ref());
        /// `riskDetail` as it came.
        risk_detail_raw "riskDetailRaw" RISK [Option<&str>] = |it| raw(it.risk.detail.as_ref());
        /// "Risk last updated": when the deciding claim last changed.
        risk_last_updated_date_time "riskLastUpdatedDateTime" RISK [Option<DateTime>] = |it| DateTime::shown(it.risk.updated);
        /// Whose claim decides the risk shown, also where Entra says that there is no risk; null where nobody ever spoke.
        risk_decided_by "riskDecidedBy" RISK [Option<Claimant>] = |it| it.risk.decided_by.map(Into::into);
        /// Whether Microsoft is still working on the risk.
        is_processing "isProcessing" RISK [Option<bool>] = |it| it.is_processing;
        /// What the risk shown rests on: what each claimant says.
        claims "claims" CLAIMS [Vec<Claim<'_>>] = |it| it.claims.iter().map(Claim).collect();
        /// The risk exactly as Microsoft Entra ID Protection last stated it; null where it never did.
        entra_risk "entraRisk" ENTRA [Option<EntraRisk>] = |it| it.entra.as_ref().map(|entra| EntraRisk(entra.entra_risk()));
        /// The whole `riskyServicePrincipal` as it was received from Microsoft.
        record "record" ENTRA [Result<Option<Json>>] =
            |it| Ok(Json::record(it.entra.as_ref().and_then(|entra| entra.record.as_ref()))?);
    }

    branches ["signIns", "detections", "riskHistory", "directoryAudits", "actions", "alerts", "incidents"] {
        /// The actions about the service principal, those asked for last first.
        #[graphql(name = "actions")]
        async fn actions(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        ) -> Result<Option<EachOne<Connection<Action>>>> {
            let targets = level::<Self>(ctx).iter().map(|it| Target::ServicePrincipal(it.0.id.clone())).collect();
            ask::actions_of(ctx, "ServicePrincipal.actions", targets, Window { first: first.unwrap_or(NESTED_PAGE), after }).await
        }

        /// "Service principal sign-ins".
        #[graphql(name = "signIns")]
        async fn sign_ins(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<SignInFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<SignIn>>>> {
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::sign_ins(ctx, "ServicePrincipal.signIns", SignedIn::ServicePrincipals(ids(ctx)), arguments, Filter::All).await
        }

        /// "Workload identity detections".
        #[graphql(name = "detections")]
        async fn detections(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<DetectionFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Detection>>>> {
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::detections(ctx, "ServicePrincipal.detections", Detected::ServicePrincipals(ids(ctx)), arguments, Filter::All).await
        }

        /// "Risk history": the changes of the risk, newest first.
        #[graphql(name = "riskHistory")]
        async fn risk_history(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<RiskChange>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::ServicePrincipal(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter: None, order: by_date(direction) };
            ask::risk_history(ctx, "ServicePrincipal.riskHistory", identities, arguments).await
        }

        /// "Audit logs": what the service principal did, and what was done to it, newest first.
        #[graphql(name = "directoryAudits")]
        async fn directory_audits(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<DirectoryAuditFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<DirectoryAudit>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::ServicePrincipal(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::directory_audits(ctx, "ServicePrincipal.directoryAudits", Audited::Identities(identities), arguments).await
        }

        /// "Alerts" of Microsoft Defender that name the service principal.
        #[graphql(name = "alerts")]
        async fn alerts(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<AlertFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Alert>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::ServicePrincipal(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::alerts(ctx, "ServicePrincipal.alerts", Alerted::Identities(identities), arguments).await
        }

        /// "Incidents" of Microsoft Defender with an alert that names the service principal.
        #[graphql(name = "incidents")]
        async fn incidents(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<IncidentFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Incident>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::ServicePrincipal(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::incidents(ctx, "ServicePrincipal.incidents", Some(identities), arguments).await
        }
    }
}

impl Entity for ServicePrincipal {
    const CONNECTION: &'static str = "ServicePrincipalConnection";
    const EDGE: &'static str = "ServicePrincipalEdge";
}

impl Listed for ServicePrincipal {
    type Filter = ServicePrincipalFilter;
}

fn ids(ctx: &Context<'_>) -> Vec<ServicePrincipalId> {
    level::<ServicePrincipal>(ctx).iter().map(|principal| principal.0.id.clone()).collect()
}
