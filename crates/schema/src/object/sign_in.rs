//! A sign-in.

use async_graphql::{Context, ID, Result};
use riskgate_model::{Filter, Id, IpAddress, Target, Word};

use super::{
    Action, Alert, Detection, ServicePrincipal, User,
    claim::{Claimant, EntraRisk},
    detail::{AuthenticationAppDeviceDetails, AuthenticationDetail, DeviceDetail, KeyValue, MfaDetail, SignInStatus},
    place::{Location, NetworkLocationDetail},
    policy::AppliedConditionalAccessPolicy,
    table::object,
};
use crate::{
    ask::{self, Alerted, Detected, Window},
    filter::{AlertFilter, DetectionFilter, SignInFilter},
    guard::NESTED_PAGE,
    id::global,
    level::{Connection, EachList, EachOne, Entity, level},
    list::{Arguments, Listed},
    order::{OrderDirection, by_date},
    scalar::{DateTime, Json},
    vocabulary::{
        AuthenticationRequirement, ConditionalAccessStatus, Out, RiskDetail, RiskEventKind, RiskLevel, RiskState, Shown, SignInEventType,
        TokenIssuerType, raw, shown,
    },
};

object! {
    /// A sign-in: one authentication request of a user, service principal or managed identity. The report "Risky sign-ins" lists those
    /// that are risky.
    SignIn "SignIn" shows SignIn in SignInFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// "Request ID".
        request_id "requestId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Date".
        created_date_time "createdDateTime" NONE [DateTime] = |it| DateTime(it.created_date_time);
        /// "User ID", where a user signed in.
        user_id "userId" NONE [Option<&str>] = |it| it.user_id.as_ref().map(Id::object);
        /// "Service principal ID", where a service principal or managed identity signed in.
        service_principal_id "servicePrincipalId" NONE [Option<&str>] = |it| it.service_principal_id.as_ref().map(Id::object);
        /// "User".
        user_display_name "userDisplayName" IDENTITY [Option<&str>] = |it| it.user_display_name.as_deref();
        /// "Username"; Microsoft writes it in lower case here.
        user_principal_name "userPrincipalName" IDENTITY [Option<&str>] = |it| it.user_principal_name.as_deref();
        /// "User type": `member` or `guest`.
        user_type "userType" IDENTITY [Option<&str>] = |it| it.user_type.as_deref();
        /// "Service principal name".
        service_principal_name "servicePrincipalName" IDENTITY [Option<&str>] = |it| it.service_principal_name.as_deref();
        /// "Application ID".
        app_id "appId" APPLICATION [Option<&str>] = |it| it.app_id.as_deref();
        /// "Application".
        app_display_name "appDisplayName" APPLICATION [Option<&str>] = |it| it.app_display_name.as_deref();
        /// "Resource ID".
        resource_id "resourceId" APPLICATION [Option<&str>] = |it| it.resource_id.as_deref();
        /// "Resource".
        resource_display_name "resourceDisplayName" APPLICATION [Option<&str>] = |it| it.resource_display_name.as_deref();
        /// "Client app", such as `Browser` or `Exchange ActiveSync`.
        client_app_used "clientAppUsed" APPLICATION [Option<&str>] = |it| it.client_app_used.as_deref();
        /// "IP address" as it came.
        ip_address "ipAddress" LOCATION [Option<&str>] = |it| it.ip_address.as_ref().map(IpAddress::as_str);
        /// "Autonomous system number": the network the address belongs to.
        autonomous_system_number "autonomousSystemNumber" LOCATION [Option<i64>] = |it| it.autonomous_system_number;
        /// "Location".
        location "location" LOCATION [Option<Location<'_>>] = |it| it.location.as_ref().map(Location);
        /// "Device info".
        device_detail "deviceDetail" DEVICE [Option<DeviceDetail<'_>>] = |it| it.device_detail.as_ref().map(DeviceDetail);
        /// "User agent".
        user_agent "userAgent" DEVICE [Option<&str>] = |it| it.user_agent.as_deref();
        /// "Sign-in status".
        status "status" OUTCOME [Option<SignInStatus<'_>>] = |it| it.status.as_ref().map(SignInStatus);
        /// "Conditional Access".
        conditional_access_status "conditionalAccessStatus" OUTCOME [Out<ConditionalAccessStatus>] =
            |it| shown(it.conditional_access_status.as_ref());
        /// `conditionalAccessStatus` as it came.
        conditional_access_status_raw "conditionalAccessStatusRaw" OUTCOME [Option<&str>] = |it| raw(it.conditional_access_status.as_ref());
        /// "Authentication requirement", by which the report says "MFA required".
        authentication_requirement "authenticationRequirement" OUTCOME [Out<AuthenticationRequirement>] =
            |it| shown(it.authentication_requirement.as_ref());
        /// `authenticationRequirement` as it came.
        authentication_requirement_raw "authenticationRequirementRaw" OUTCOME [Option<&str>] =
            |it| raw(it.authentication_requirement.as_ref());
        /// Whether a person took part.
        is_interactive "isInteractive" OUTCOME [Option<bool>] = |it| it.is_interactive;
        /// "Sign-in type".
        sign_in_event_types "signInEventTypes" OUTCOME [Vec<Shown<SignInEventType>>] =
            |it| it.sign_in_event_types.iter().map(Shown::of).collect();
        /// `signInEventTypes` as they came.
        sign_in_event_types_raw "signInEventTypesRaw" OUTCOME [Vec<&str>] =
            |it| it.sign_in_event_types.iter().map(Word::as_str).collect();
        /// "Correlation ID": ties the requests of one sign-in together.
        correlation_id "correlationId" OUTCOME [Option<&str>] = |it| it.correlation_id.as_deref();
        /// "Risk state", as all claims together make it.
        risk_state "riskState" RISK [Out<RiskState>] = |it| shown(it.risk.state.as_ref());
        /// `riskState` as it came.
        risk_state_raw "riskStateRaw" RISK [Option<&str>] = |it| raw(it.risk.state.as_ref());
        /// "Risk level (aggregate)": as it is seen now, with what was learned since.
        risk_level_aggregated "riskLevelAggregated" RISK [Out<RiskLevel>] = |it| shown(it.risk.level.as_ref());
        /// `riskLevelAggregated` as it came.
        risk_level_aggregated_raw "riskLevelAggregatedRaw" RISK [Option<&str>] = |it| raw(it.risk.level.as_ref());
        /// "Risk level (real-time)": as it was seen during the sign-in; it never changes.
        risk_level_during_sign_in "riskLevelDuringSignIn" RISK [Out<RiskLevel>] = |it| shown(it.risk_level_during_sign_in.as_ref());
        /// `riskLevelDuringSignIn` as it came.
        risk_level_during_sign_in_raw "riskLevelDuringSignInRaw" RISK [Option<&str>] = |it| raw(it.risk_level_during_sign_in.as_ref());
        /// "Risk detail": why the risk has this state.
        risk_detail "riskDetail" RISK [Out<RiskDetail>] = |it| shown(it.risk.detail.as_ref());
        /// `riskDetail` as it came.
        risk_detail_raw "riskDetailRaw" RISK [Option<&str>] = |it| raw(it.risk.detail.as_ref());
        /// Whose claim decides the risk shown, also where Entra says that there is no risk; null where nobody ever spoke.
        risk_decided_by "riskDecidedBy" RISK [Option<Claimant>] = |it| it.risk.decided_by.map(Into::into);
        /// Whether "Risky sign-ins" lists it: a risk was seen, whatever became of it.
        is_risky "isRisky" RISK [bool] = |it| it.is_risky();
        /// The risk exactly as Microsoft Entra ID Protection last stated it.
        entra_risk "entraRisk" RECORD [EntraRisk] = |it| EntraRisk(it.entra_risk());
        /// "Detection type(s)", in Microsoft's own words of the newer list.
        risk_event_types_v2 "riskEventTypes_v2" RECORD [&[String]] = |it| &it.risk_event_types_v2;
        /// "Detection type(s)", in Microsoft's own words of the older list.
        risk_event_types "riskEventTypes" RECORD [&[String]] = |it| &it.risk_event_types;
        /// "Detection type(s)" as words this version knows, from whichever list says more.
        risk_event_kinds "riskEventKinds" RECORD [Vec<Shown<RiskEventKind>>] =
            |it| it.risk_event_types().iter().map(|word| Shown::read(word)).collect();
        /// "Authentication details": how the identity proved itself, step by step.
        authentication_details "authenticationDetails" RECORD [Vec<AuthenticationDetail<'_>>] =
            |it| it.authentication_details.iter().map(AuthenticationDetail).collect();
        /// The authentication methods used.
        authentication_methods_used "authenticationMethodsUsed" RECORD [&[String]] = |it| &it.authentication_methods_used;
        /// How the request was processed.
        authentication_processing_details "authenticationProcessingDetails" RECORD [Vec<KeyValue<'_>>] =
            |it| it.authentication_processing_details.iter().map(KeyValue).collect();
        /// The authenticator app, where one took part.
        authentication_app_device_details "authenticationAppDeviceDetails" RECORD [Option<AuthenticationAppDeviceDetails<'_>>] =
            |it| it.authentication_app_device_details.as_ref().map(AuthenticationAppDeviceDetails);
        /// "Authentication Protocol", such as `deviceCode`.
        authentication_protocol "authenticationProtocol" RECORD [Option<&str>] = |it| it.authentication_protocol.as_deref();
        /// "MFA info", in Microsoft's older shape.
        mfa_detail "mfaDetail" RECORD [Option<MfaDetail<'_>>] = |it| it.mfa_detail.as_ref().map(MfaDetail);
        /// The named locations it came from.
        network_location_details "networkLocationDetails" RECORD [Vec<NetworkLocationDetail<'_>>] =
            |it| it.network_location_details.iter().map(NetworkLocationDetail).collect();
        /// "Incoming token type", such as `primaryRefreshToken`.
        incoming_token_type "incomingTokenType" RECORD [Option<&str>] = |it| it.incoming_token_type.as_deref();
        /// "Unique token identifier": the id inside the token that was issued.
        unique_token_identifier "uniqueTokenIdentifier" RECORD [Option<&str>] = |it| it.unique_token_identifier.as_deref();
        /// "Session ID".
        session_id "sessionId" RECORD [Option<&str>] = |it| it.session_id.as_deref();
        /// "Original request ID": the first request of the sequence.
        original_request_id "originalRequestId" RECORD [Option<&str>] = |it| it.original_request_id.as_deref();
        /// "Cross tenant access type": whether and how the sign-in crossed tenants.
        cross_tenant_access_type "crossTenantAccessType" RECORD [Option<&str>] = |it| it.cross_tenant_access_type.as_deref();
        /// "Flagged for review": whether the user asked for a review.
        flagged_for_review "flaggedForReview" RECORD [Option<bool>] = |it| it.flagged_for_review;
        /// "Home tenant ID": the tenant of who signed in.
        home_tenant_id "homeTenantId" RECORD [Option<&str>] = |it| it.home_tenant_id.as_deref();
        /// "Resource tenant ID": the tenant of the resource.
        resource_tenant_id "resourceTenantId" RECORD [Option<&str>] = |it| it.resource_tenant_id.as_deref();
        /// "Token issuer type".
        token_issuer_type "tokenIssuerType" RECORD [Out<TokenIssuerType>] = |it| shown(it.token_issuer_type.as_ref());
        /// `tokenIssuerType` as it came.
        token_issuer_type_raw "tokenIssuerTypeRaw" RECORD [Option<&str>] = |it| raw(it.token_issuer_type.as_ref());
        /// "Token issuer name".
        token_issuer_name "tokenIssuerName" RECORD [Option<&str>] = |it| it.token_issuer_name.as_deref();
        /// "Latency": milliseconds that the request took.
        processing_time_in_milliseconds "processingTimeInMilliseconds" RECORD [Option<i64>] = |it| it.processing_time_in_milliseconds;
        /// "Sign-in identifier": the name typed in, where it is another than the username.
        alternate_sign_in_name "alternateSignInName" RECORD [Option<&str>] = |it| it.alternate_sign_in_name.as_deref();
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches ["user", "servicePrincipal", "detections", "appliedConditionalAccessPolicies" RECORD, "actions", "alerts"] {
        /// The actions about the sign-in, those asked for last first.
        #[graphql(name = "actions")]
        async fn actions(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        ) -> Result<Option<EachOne<Connection<Action>>>> {
            let targets = level::<Self>(ctx).iter().map(|it| Target::SignIn(it.0.id.clone())).collect();
            ask::actions_of(ctx, "SignIn.actions", targets, Window { first: first.unwrap_or(NESTED_PAGE), after }).await
        }

        /// "Conditional Access": the policies and what each did. Microsoft leaves them out unless the reader may see policies.
        #[graphql(name = "appliedConditionalAccessPolicies")]
        async fn applied_conditional_access_policies(&self, ctx: &Context<'_>) -> EachList<AppliedConditionalAccessPolicy> {
            let mut rows = Vec::new();
            let mut ends = Vec::new();
            for sign_in in level::<Self>(ctx) {
                rows.extend(AppliedConditionalAccessPolicy::of(&sign_in.0));
                ends.push(u32::try_from(rows.len()).expect("a page of sign-ins names no four billion policies"));
            }
            EachList::new(rows, ends)
        }

        /// The user who signed in, where it was one.
        async fn user(&self, ctx: &Context<'_>) -> Result<Option<EachOne<User>>> {
            ask::each_user(ctx, level::<Self>(ctx).iter().map(|it| it.0.user_id.as_ref()).collect()).await
        }

        /// The service principal or managed identity that signed in, where it was one.
        #[graphql(name = "servicePrincipal")]
        async fn service_principal(&self, ctx: &Context<'_>) -> Result<Option<EachOne<ServicePrincipal>>> {
            ask::each_service_principal(ctx, level::<Self>(ctx).iter().map(|it| it.0.service_principal_id.as_ref()).collect()).await
        }

        /// The detections that name this sign-in by its request id.
        #[graphql(name = "detections")]
        async fn detections(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<DetectionFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Detection>>>> {
            let ids = level::<Self>(ctx).iter().map(|it| it.0.id.clone()).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::detections(ctx, "SignIn.detections", Detected::SignIns(ids), arguments, Filter::All).await
        }

        /// "Alerts" of Microsoft Defender that name the sign-in.
        #[graphql(name = "alerts")]
        async fn alerts(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<AlertFilter>,
            #[graphql(desc = "By date: newest first, or oldest first.", default_with = "Some(OrderDirection::Descending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Alert>>>> {
            let sign_ins = level::<Self>(ctx).iter().map(|it| it.0.id.clone()).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_date(direction) };
            ask::alerts(ctx, "SignIn.alerts", Alerted::SignIns(sign_ins), arguments).await
        }
    }
}

impl Entity for SignIn {
    const CONNECTION: &'static str = "SignInConnection";
    const EDGE: &'static str = "SignInEdge";
}

impl Listed for SignIn {
    type Filter = SignInFilter;
}
