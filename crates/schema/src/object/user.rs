//! A user.

use async_graphql::{Context, ID, Result};
use riskgate_model::{DetectionField, Filter, Id, Identity, Operand, SignInField, Target, UserId};

use super::{
    Action, Alert, Detection, DirectoryAudit, Incident, RiskChange, SignIn,
    claim::{Claim, Claimant, EntraRisk},
    portal,
    table::object,
};
use crate::{
    ask::{self, Alerted, Audited, Detected, SignedIn, Window},
    filter::{AlertFilter, DetectionFilter, DirectoryAuditFilter, IncidentFilter, SignInFilter, UserFilter},
    guard::NESTED_PAGE,
    id::global,
    level::{Connection, EachOne, Entity, level},
    list::{Arguments, Listed},
    order::{OrderDirection, by_date},
    scalar::{DateTime, Json},
    vocabulary::{Out, RiskDetail, RiskLevel, RiskState, raw, shown},
};

object! {
    /// A user: what the directory, Microsoft Entra ID Protection and the sign-ins say, joined. One known only from sign-ins has names and
    /// no risk. The report "Risky users" lists those with a risk state.
    User "User" shows User in UserFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// "User ID": the object id in Microsoft Entra.
        object_id "objectId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Name".
        display_name "displayName" PROFILE [Option<&str>] = |it| it.display_name.as_deref();
        /// "Username".
        user_principal_name "userPrincipalName" PROFILE [Option<&str>] = |it| it.user_principal_name.as_deref();
        /// "Type": `Member` or `Guest`.
        user_type "userType" PROFILE [Option<&str>] = |it| it.user_type.as_deref();
        /// "Status": true is Deleted, false is Active; null for a user known only from sign-ins.
        is_deleted "isDeleted" PROFILE [Option<bool>] = |it| it.is_deleted;
        /// Its page in the Microsoft Entra admin center of the worldwide cloud; null for a deleted user, who has none.
        investigate_url "investigateUrl" PROFILE [Option<String>] = |it| portal::user(it);
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
        /// "Risk processing state": whether Microsoft is still working on the risk.
        is_processing "isProcessing" RISK [Option<bool>] = |it| it.is_processing;
        /// What the risk shown rests on: what each claimant says.
        claims "claims" CLAIMS [Vec<Claim<'_>>] = |it| it.claims.iter().map(Claim).collect();
        /// The risk exactly as Microsoft Entra ID Protection last stated it; null where it never did.
        entra_risk "entraRisk" ENTRA [Option<EntraRisk>] = |it| it.entra.as_ref().map(|entra| EntraRisk(entra.entra_risk()));
        /// The whole `riskyUser` as it was received from Microsoft.
        risky_user_record "riskyUserRecord" ENTRA [Result<Option<Json>>] =
            |it| Ok(Json::record(it.entra.as_ref().and_then(|entra| entra.record.as_ref()))?);
        /// "Email".
        mail "mail" DIRECTORY [Option<&str>] = |it| it.directory.as_ref()?.mail.as_deref();
        /// "Job title".
        job_title "jobTitle" DIRECTORY [Option<&str>] = |it| it.directory.as_ref()?.job_title.as_deref();
        /// "Department".
        department "department" DIRECTORY [Option<&str>] = |it| it.directory.as_ref()?.department.as_deref();
        /// "Account enabled": whether the account may sign in.
        account_enabled "accountEnabled" DIRECTORY [Option<bool>] = |it| it.directory.as_ref()?.account_enabled;
        /// "Created date time": when the account was made.
        created_date_time "createdDateTime" DIRECTORY [Option<DateTime>] =
            |it| DateTime::shown(it.directory.as_ref()?.created_date_time);
        /// "Last password change date time".
        last_password_change_date_time "lastPasswordChangeDateTime" DIRECTORY [Option<DateTime>] =
            |it| DateTime::shown(it.directory.as_ref()?.last_password_change_date_time);
        /// "Sign-in sessions valid from date time": sessions from before are void.
        sign_in_sessions_valid_from_date_time "signInSessionsValidFromDateTime" DIRECTORY [Option<DateTime>] =
            |it| DateTime::shown(it.directory.as_ref()?.sign_in_sessions_valid_from_date_time);
        /// "On-premises sync enabled": whether the account comes from on-premises.
        on_premises_sync_enabled "onPremisesSyncEnabled" DIRECTORY [Option<bool>] = |it| it.directory.as_ref()?.on_premises_sync_enabled;
        /// "On-premises security identifier".
        on_premises_security_identifier "onPremisesSecurityIdentifier" DIRECTORY [Option<&str>] =
            |it| it.directory.as_ref()?.on_premises_security_identifier.as_deref();
        /// "Security identifier".
        security_identifier "securityIdentifier" DIRECTORY [Option<&str>] = |it| it.directory.as_ref()?.security_identifier.as_deref();
        /// The whole `user` of the directory as it was received from Microsoft.
        record "record" DIRECTORY [Result<Option<Json>>] =
            |it| Ok(Json::record(it.directory.as_ref().and_then(|directory| directory.record.as_ref()))?);
    }

    branches ["signIns", "riskySignIns", "detections", "detectionsNotLinkedToSignIn", "riskHistory", "directoryAudits", "actions", "alerts", "incidents"] {
        /// The actions about the user, those asked for last first.
        #[graphql(name = "actions")]
        async fn actions(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        ) -> Result<Option<EachOne<Connection<Action>>>> {
            let targets = level::<Self>(ctx).iter().map(|it| Target::User(it.0.id.clone())).collect();
            ask::actions_of(ctx, "User.actions", targets, Window { first: first.unwrap_or(NESTED_PAGE), after }).await
        }

        /// "User's sign-ins".
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
            ask::sign_ins(ctx, "User.signIns", SignedIn::Users(ids(ctx)), arguments, Filter::All).await
        }

        /// "User's risky sign-ins": those in which a risk was seen, whatever became of it.
        #[graphql(name = "riskySignIns")]
        async fn risky_sign_ins(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<SignInFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<SignIn>>>> {
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::sign_ins(ctx, "User.riskySignIns", SignedIn::Users(ids(ctx)), arguments, risky()).await
        }

        /// "User's risk detections".
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
            ask::detections(ctx, "User.detections", Detected::Users(ids(ctx)), arguments, Filter::All).await
        }

        /// "Detections not linked to a sign-in", such as leaked credentials.
        #[graphql(name = "detectionsNotLinkedToSignIn")]
        async fn detections_not_linked_to_sign_in(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<DetectionFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Detection>>>> {
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::detections(ctx, "User.detectionsNotLinkedToSignIn", Detected::Users(ids(ctx)), arguments, not_linked()).await
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
            let identities = level::<Self>(ctx).iter().map(|it| Identity::User(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter: None, order: by_date(direction) };
            ask::risk_history(ctx, "User.riskHistory", identities, arguments).await
        }

        /// "Audit logs": what the user did, and what was done to the account, newest first.
        #[graphql(name = "directoryAudits")]
        async fn directory_audits(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<DirectoryAuditFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<DirectoryAudit>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::User(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::directory_audits(ctx, "User.directoryAudits", Audited::Identities(identities), arguments).await
        }

        /// "Alerts" of Microsoft Defender that name the user.
        #[graphql(name = "alerts")]
        async fn alerts(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<AlertFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Alert>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::User(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::alerts(ctx, "User.alerts", Alerted::Identities(identities), arguments).await
        }

        /// "Incidents" of Microsoft Defender with an alert that names the user.
        #[graphql(name = "incidents")]
        async fn incidents(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<IncidentFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Incident>>>> {
            let identities = level::<Self>(ctx).iter().map(|it| Identity::User(it.0.id.clone())).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::incidents(ctx, "User.incidents", Some(identities), arguments).await
        }
    }
}

impl Entity for User {
    const CONNECTION: &'static str = "UserConnection";
    const EDGE: &'static str = "UserEdge";
}

impl Listed for User {
    type Filter = UserFilter;
}

impl User {
    /// How well the user answers to a name that several had: the active one first, then one of whom nothing is known, then a deleted one.
    pub(crate) fn precedence(&self) -> u8 {
        match self.0.is_deleted {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        }
    }
}

fn ids(ctx: &Context<'_>) -> Vec<UserId> {
    level::<User>(ctx).iter().map(|user| user.0.id.clone()).collect()
}

fn risky() -> Filter<SignInField> {
    Filter::eq(SignInField::IsRisky, Operand::Flag(true))
}

fn not_linked() -> Filter<DetectionField> {
    Filter::eq(DetectionField::IsLinkedToSignIn, Operand::Flag(false))
}
