//! A line of a risk history.

use async_graphql::{ID, Result};
use riskgate_model::{Id, Identity};

use super::{
    claim::{AlertStanding, Claimant},
    table::object,
};
use crate::{
    filter::Unfiltered,
    id::global,
    level::Entity,
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{Out, RiskDetail, RiskEventKind, RiskLevel, RiskState, Shown, raw, shown},
};

object! {
    /// "Risk history": a change in the risk of a user or service principal, which detections raise and actions lower. What is done through
    /// riskgate says who asked for it and why. Where Microsoft Entra did it, it stands on Entra's own line if that is taken for the same act:
    /// the only one of that state and detail between the request and its effect, by nobody else who was known by then. Of acts on sign-ins, and of
    /// passwords, Entra tells what became of the user only later, and another may have done the same by then: they are a line of their own, and
    /// Entra's stands beside it.
    RiskChange "RiskChange" shows RiskChange in RiskChangeFields;

    leaves {
        /// The id, made by riskgate: Microsoft's own ids of history items are not unique.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The object id of the user, where it is a user's risk.
        user_id "userId" NONE [Option<&str>] = |it| match &it.identity {
            Identity::User(id) => Some(id.object()),
            Identity::ServicePrincipal(_) => None,
        };
        /// The object id of the service principal, where it is a workload identity's risk.
        service_principal_id "servicePrincipalId" NONE [Option<&str>] = |it| match &it.identity {
            Identity::ServicePrincipal(id) => Some(id.object()),
            Identity::User(_) => None,
        };
        /// When the risk changed, or when an act through riskgate was seen to have its effect; null where Microsoft names no time.
        risk_last_updated_date_time "riskLastUpdatedDateTime" NONE [Option<DateTime>] =
            |it| DateTime::shown(it.risk_last_updated_date_time);
        /// "Risk state" from then on. Of an act on a sign-in that leaves the user's risk as it is: the state the user had then.
        risk_state "riskState" NONE [Out<RiskState>] = |it| shown(it.risk_state.as_ref());
        /// `riskState` as it came.
        risk_state_raw "riskStateRaw" NONE [Option<&str>] = |it| raw(it.risk_state.as_ref());
        /// "Risk level" from then on.
        risk_level "riskLevel" NONE [Out<RiskLevel>] = |it| shown(it.risk_level.as_ref());
        /// `riskLevel` as it came.
        risk_level_raw "riskLevelRaw" NONE [Option<&str>] = |it| raw(it.risk_level.as_ref());
        /// "Risk detail": why.
        risk_detail "riskDetail" NONE [Out<RiskDetail>] = |it| shown(it.risk_detail.as_ref());
        /// `riskDetail` as it came.
        risk_detail_raw "riskDetailRaw" NONE [Option<&str>] = |it| raw(it.risk_detail.as_ref());
        /// What was detected, in Microsoft's own words.
        risk_event_types "riskEventTypes" NONE [&[String]] = |it| &it.risk_event_types;
        /// `riskEventTypes` as words this version knows.
        risk_event_kinds "riskEventKinds" NONE [Vec<Shown<RiskEventKind>>] =
            |it| it.risk_event_types.iter().map(|word| Shown::read(word)).collect();
        /// The object id of the person or application that acted; null when it was Microsoft's own system, or an act through riskgate by a
        /// token that names nobody.
        initiated_by "initiatedBy" NONE [Option<&str>] = |it| it.initiated_by.as_deref();
        /// Of an act through riskgate: the name of the token by which it was asked for.
        requested_by "requestedBy" NONE [Option<&str>] = |it| it.requested_by.as_deref();
        /// Of an act through riskgate: why it was asked for, if a reason was given.
        reason "reason" NONE [Option<&str>] = |it| it.reason.as_deref();
        /// Of an act through riskgate: the id of the action that it is part of.
        action_id "actionId" NONE [Option<ID>] = |it| it.action.as_ref().map(|id| ID(global(id)));
        /// Who says that the risk changed: `ADMINISTRATOR` for an act through riskgate that stands on no line of Entra's, `DEFENDER` for an alert whose status or classification
        /// changed.
        claimant "claimant" NONE [Claimant] = |it| it.claimant.into();
        /// Where the alert stood that says so, where one does.
        alert "alert" NONE [Option<AlertStanding<'_>>] = |it| it.alert.as_ref().map(AlertStanding);
        /// "Risk processing state": whether Microsoft was still working on the change.
        is_processing "isProcessing" RECORD [Option<bool>] = |it| it.is_processing;
        /// The detail of the activity that changed the risk.
        activity_detail "activityDetail" RECORD [Out<RiskDetail>] = |it| shown(it.activity_detail.as_ref());
        /// `activityDetail` as it came.
        activity_detail_raw "activityDetailRaw" RECORD [Option<&str>] = |it| raw(it.activity_detail.as_ref());
        /// The whole record as Microsoft Graph writes it, properties included that this version does not know; null where the line is not
        /// Entra's.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches [] {}
}

impl Entity for RiskChange {
    const CONNECTION: &'static str = "RiskChangeConnection";
    const EDGE: &'static str = "RiskChangeEdge";
}

impl Listed for RiskChange {
    type Filter = Unfiltered;
}
