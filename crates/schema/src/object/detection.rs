//! A detection.

use async_graphql::{Context, ID, Object, Result};
use riskgate_model::{self as model, Id, IpAddress};

use super::{
    Alert, AlertCovering, ServicePrincipal, SignIn, User,
    claim::{Claimant, EntraRisk},
    detail::KeyValue,
    place::Location,
    table::object,
};
use crate::{
    ask,
    filter::DetectionFilter,
    id::global,
    level::{Each, EachOne, Entity, level},
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{ActivityType, DetectionTiming, Out, RiskDetail, RiskEventKind, RiskLevel, RiskState, Shown, TokenIssuerType, raw, shown},
};

object! {
    /// A risk detection: a risk seen on a user or on a workload identity. The report "Risk detections" lists them.
    Detection "Detection" shows Detection in DetectionFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The detection's id in Microsoft Entra.
        detection_id "detectionId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Detection time".
        detected_date_time "detectedDateTime" NONE [DateTime] = |it| DateTime(it.detected_date_time);
        /// "User ID", where it is a user's.
        user_id "userId" NONE [Option<&str>] = |it| it.user_id.as_ref().map(Id::object);
        /// "Service principal ID", where it is a workload identity's.
        service_principal_id "servicePrincipalId" NONE [Option<&str>] = |it| it.service_principal_id.as_ref().map(Id::object);
        /// "Request ID" of the sign-in in which the risk was seen, where it was in one.
        request_id "requestId" NONE [Option<&str>] = |it| it.request_id.as_ref().map(Id::object);
        /// "User".
        user_display_name "userDisplayName" IDENTITY [Option<&str>] = |it| it.user_display_name.as_deref();
        /// "Username".
        user_principal_name "userPrincipalName" IDENTITY [Option<&str>] = |it| it.user_principal_name.as_deref();
        /// "Service principal name".
        service_principal_display_name "servicePrincipalDisplayName" IDENTITY [Option<&str>] = |it| it.service_principal_display_name.as_deref();
        /// "App ID" of the workload identity.
        app_id "appId" IDENTITY [Option<&str>] = |it| it.app_id.as_deref();
        /// "Detection type", in Microsoft's own word, such as `unfamiliarFeatures`. The list of words grows.
        risk_event_type "riskEventType" KIND [Option<&str>] = |it| it.risk_event_type.as_deref();
        /// "Detection type", as a word this version knows.
        risk_event_kind "riskEventKind" KIND [Out<RiskEventKind>] = |it| it.risk_event_type.as_deref().map(Shown::read);
        /// "Activity time": when the risky activity took place.
        activity_date_time "activityDateTime" KIND [Option<DateTime>] = |it| DateTime::shown(it.activity_date_time);
        /// "Last updated".
        last_updated_date_time "lastUpdatedDateTime" KIND [Option<DateTime>] = |it| DateTime::shown(it.last_updated_date_time);
        /// "Detection timing".
        detection_timing_type "detectionTimingType" KIND [Out<DetectionTiming>] = |it| shown(it.detection_timing_type.as_ref());
        /// `detectionTimingType` as it came.
        detection_timing_type_raw "detectionTimingTypeRaw" KIND [Option<&str>] = |it| raw(it.detection_timing_type.as_ref());
        /// "Activity": what was going on.
        activity "activity" KIND [Out<ActivityType>] = |it| shown(it.activity.as_ref());
        /// `activity` as it came.
        activity_raw "activityRaw" KIND [Option<&str>] = |it| raw(it.activity.as_ref());
        /// "Source": the product that detected it, such as `IdentityProtection`.
        source "source" KIND [Option<&str>] = |it| it.source.as_deref();
        /// "Correlation ID".
        correlation_id "correlationId" KIND [Option<&str>] = |it| it.correlation_id.as_deref();
        /// Whether it belongs to a sign-in; false for "Detections not linked to a sign-in", which an administrator's confirmation is, too.
        is_linked_to_sign_in "isLinkedToSignIn" KIND [bool] = |it| it.is_linked_to_sign_in();
        /// "IP address" as it came.
        ip_address "ipAddress" LOCATION [Option<&str>] = |it| it.ip_address.as_ref().map(IpAddress::as_str);
        /// "Location".
        location "location" LOCATION [Option<Location<'_>>] = |it| it.location.as_ref().map(Location);
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
        /// Whose claim decides the risk shown, also where Entra says that there is no risk; null where nobody ever spoke.
        risk_decided_by "riskDecidedBy" RISK [Option<Claimant>] = |it| it.risk.decided_by.map(Into::into);
        /// The risk exactly as Microsoft Entra ID Protection last stated it.
        entra_risk "entraRisk" RECORD [EntraRisk] = |it| EntraRisk(it.entra_risk());
        /// The credentials concerned, of a workload identity.
        key_ids "keyIds" RECORD [&[String]] = |it| &it.key_ids;
        /// "Token issuer type".
        token_issuer_type "tokenIssuerType" RECORD [Out<TokenIssuerType>] = |it| shown(it.token_issuer_type.as_ref());
        /// `tokenIssuerType` as it came.
        token_issuer_type_raw "tokenIssuerTypeRaw" RECORD [Option<&str>] = |it| raw(it.token_issuer_type.as_ref());
        /// An older name of what was detected, less exact than `riskEventType`.
        risk_type "riskType" RECORD [Option<&str>] = |it| it.risk_type.as_deref();
        /// "Attack type": the MITRE ATT&CK technique.
        mitre_technique_id "mitreTechniqueId" RECORD [Option<&str>] = |it| it.mitre_technique_id.as_deref();
        /// "Additional info", read; null where there is none.
        additional_info "additionalInfo" RECORD [Option<AdditionalInfo>] =
            |it| it.additional_info.is_some().then(|| AdditionalInfo(it.additional_info()));
        /// `additionalInfo` as it came: JSON text.
        additional_info_raw "additionalInfoRaw" RECORD [Option<&str>] = |it| it.additional_info.as_deref();
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches ["user", "servicePrincipal", "signIn", "alert", "alertCovering"] {
        /// The user concerned, where it is a user's.
        async fn user(&self, ctx: &Context<'_>) -> Result<Option<EachOne<User>>> {
            ask::each_user(ctx, level::<Self>(ctx).iter().map(|it| it.0.user_id.as_ref()).collect()).await
        }

        /// The service principal concerned, where it is a workload identity's.
        #[graphql(name = "servicePrincipal")]
        async fn service_principal(&self, ctx: &Context<'_>) -> Result<Option<EachOne<ServicePrincipal>>> {
            ask::each_service_principal(ctx, level::<Self>(ctx).iter().map(|it| it.0.service_principal_id.as_ref()).collect()).await
        }

        /// The sign-in it names by its request id; null where it names none, or where the source does not have it.
        #[graphql(name = "signIn")]
        async fn sign_in(&self, ctx: &Context<'_>) -> Result<Option<EachOne<SignIn>>> {
            ask::each_sign_in(ctx, level::<Self>(ctx).iter().map(|it| it.0.request_id.as_ref()).collect()).await
        }

        /// The alert of Microsoft Defender that covers it: the one that was raised for it; else one that names its sign-in and whose it is,
        /// and tells of the same time. Of several of these the one that changed last; null where there is none.
        async fn alert(&self, ctx: &Context<'_>) -> Result<Option<EachOne<Alert>>> {
            ask::each_alert(ctx, level::<Self>(ctx).iter().map(|it| it.0.id.clone()).collect()).await
        }

        /// How it is known that `alert` covers it; null where there is none.
        #[graphql(name = "alertCovering")]
        async fn alert_covering(&self, ctx: &Context<'_>) -> Result<Option<Each<Option<AlertCovering>>>> {
            ask::each_covering(ctx, level::<Self>(ctx).iter().map(|it| it.0.id.clone()).collect()).await
        }
    }
}

impl Entity for Detection {
    const CONNECTION: &'static str = "DetectionConnection";
    const EDGE: &'static str = "DetectionEdge";
}

impl Listed for Detection {
    type Filter = DetectionFilter;
}

pub(crate) struct AdditionalInfo(model::AdditionalInfo);

/// "Additional info": more about a detection.
#[Object(name = "AdditionalInfo")]
impl AdditionalInfo {
    /// "User agent" of the activity.
    async fn user_agent(&self) -> Option<&str> {
        self.0.user_agent()
    }

    /// Why the risk was seen, such as `UnfamiliarASN`.
    async fn risk_reasons(&self) -> Vec<&str> {
        self.0.risk_reasons()
    }

    /// "Attack type": MITRE ATT&CK techniques, such as `T1078`.
    async fn mitre_techniques(&self) -> Vec<&str> {
        self.0.mitre_techniques()
    }

    /// The alert in Microsoft Defender for Cloud Apps.
    async fn alert_url(&self) -> Option<&str> {
        self.0.alert_url()
    }

    /// Every key and value, in order.
    async fn entries(&self) -> Vec<KeyValue<'_>> {
        self.0.entries.iter().map(KeyValue).collect()
    }
}
