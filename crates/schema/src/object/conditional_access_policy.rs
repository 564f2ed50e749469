//! A Conditional Access policy.

use async_graphql::{ID, Result};
use riskgate_model::Id;

use super::{
    policy_parts::{PolicyConditions, PolicyGrantControls, PolicySessionControls},
    table::object,
};
use crate::{
    filter::ConditionalAccessPolicyFilter,
    id::global,
    level::Entity,
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{ConditionalAccessPolicyState, Out, raw, shown},
};

object! {
    /// "Conditional Access policy": a rule of the tenant on who may sign in, and how.
    ConditionalAccessPolicy "ConditionalAccessPolicy" shows ConditionalAccessPolicy in ConditionalAccessPolicyFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The policy's id in Microsoft Entra; sign-ins name it by this.
        conditional_access_policy_id "conditionalAccessPolicyId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Policy name".
        display_name "displayName" NONE [Option<&str>] = |it| it.display_name.as_deref();
        /// What it is for.
        description "description" NONE [Option<&str>] = |it| it.description.as_deref();
        /// "State": whether it is in force.
        state "state" NONE [Out<ConditionalAccessPolicyState>] = |it| shown(it.state.as_ref());
        /// `state` as it came.
        state_raw "stateRaw" NONE [Option<&str>] = |it| raw(it.state.as_ref());
        /// The template that it was made from.
        template_id "templateId" NONE [Option<&str>] = |it| it.template_id.as_deref();
        /// "Creation date".
        created_date_time "createdDateTime" NONE [Option<DateTime>] = |it| it.created_date_time.map(DateTime);
        /// "Modified date": when it was last modified, or made if it never was.
        modified_date_time "modifiedDateTime" NONE [Option<DateTime>] = |it| it.modified().map(DateTime);
        /// "Assignments": which sign-ins it is about; those that meet all of these.
        conditions "conditions" NONE [Option<PolicyConditions<'_>>] = |it| it.conditions.as_ref().map(PolicyConditions);
        /// "Grant": what such a sign-in must meet to pass.
        grant_controls "grantControls" NONE [Option<PolicyGrantControls<'_>>] = |it| it.grant_controls.as_ref().map(PolicyGrantControls);
        /// "Session": what holds for the session after it.
        session_controls "sessionControls" NONE [Option<PolicySessionControls<'_>>] =
            |it| it.session_controls.as_ref().map(PolicySessionControls);
        /// The whole record as it was received from Microsoft: also the conditions and controls that have no field of their own.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches [] {}
}

impl Entity for ConditionalAccessPolicy {
    const CONNECTION: &'static str = "ConditionalAccessPolicyConnection";
    const EDGE: &'static str = "ConditionalAccessPolicyEdge";
}

impl Listed for ConditionalAccessPolicy {
    type Filter = ConditionalAccessPolicyFilter;
}
