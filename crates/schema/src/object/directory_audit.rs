//! A directory audit.

use async_graphql::{Context, ID, Result};
use riskgate_model::Id;

use super::{
    ServicePrincipal, User,
    audit_parts::{AuditActivityInitiator, TargetResource},
    detail::KeyValue,
    table::object,
};
use crate::{
    ask,
    filter::DirectoryAuditFilter,
    id::global,
    level::{EachOne, Entity, level},
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{AuditResult, Out, raw, shown},
};

object! {
    /// A directory audit: one line of the "Audit logs", who did what to whom in the directory. It stands in the lists of who did it, and of
    /// every user and service principal that it was done to. A user or service principal that nothing but audits name is in no other list.
    DirectoryAudit "DirectoryAudit" shows DirectoryAudit in DirectoryAuditFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The audit's id in Microsoft Entra.
        directory_audit_id "directoryAuditId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Date".
        activity_date_time "activityDateTime" NONE [DateTime] = |it| DateTime(it.activity_date_time);
        /// "Activity": what was done, such as `Reset user password`.
        activity_display_name "activityDisplayName" ACTIVITY [Option<&str>] = |it| it.activity_display_name.as_deref();
        /// "Category": what kind of thing it was done to, such as `UserManagement`.
        category "category" ACTIVITY [Option<&str>] = |it| it.category.as_deref();
        /// `Add`, `Assign`, `Update`, `Unassign`, `Delete` and the like.
        operation_type "operationType" ACTIVITY [Option<&str>] = |it| it.operation_type.as_deref();
        /// "Service": which one logged it, such as `Core Directory`.
        logged_by_service "loggedByService" ACTIVITY [Option<&str>] = |it| it.logged_by_service.as_deref();
        /// "Correlation ID": ties together what was done in one go.
        correlation_id "correlationId" ACTIVITY [Option<&str>] = |it| it.correlation_id.as_deref();
        /// "Status": how it ended.
        result "result" RESULT [Out<AuditResult>] = |it| shown(it.result.as_ref());
        /// `result` as it came.
        result_raw "resultRaw" RESULT [Option<&str>] = |it| raw(it.result.as_ref());
        /// "Status reason": why it ended so.
        result_reason "resultReason" RESULT [Option<&str>] = |it| it.result_reason.as_deref();
        /// "Initiated by (actor)": who did it.
        initiated_by "initiatedBy" INITIATOR [Option<AuditActivityInitiator<'_>>] =
            |it| it.initiated_by.as_ref().map(AuditActivityInitiator);
        /// "Target(s)": what it was done to, and what was changed of each.
        target_resources "targetResources" RECORD [Vec<TargetResource<'_>>] =
            |it| it.target_resources.iter().map(TargetResource).collect();
        /// "Additional Details".
        additional_details "additionalDetails" RECORD [Vec<KeyValue<'_>>] = |it| it.additional_details.iter().map(KeyValue).collect();
        /// "User Agent", a property of its own or among the additional details.
        user_agent "userAgent" RECORD [Option<&str>] = |it| it.user_agent();
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches ["initiatedByUser", "initiatedByServicePrincipal"] {
        /// The user who did it, where it was one that other records tell of.
        #[graphql(name = "initiatedByUser")]
        async fn initiated_by_user(&self, ctx: &Context<'_>) -> Result<Option<EachOne<User>>> {
            ask::each_user(ctx, level::<Self>(ctx).iter().map(|it| it.0.initiator_user_id()).collect()).await
        }

        /// The service principal that did it, where it was one that other records tell of.
        #[graphql(name = "initiatedByServicePrincipal")]
        async fn initiated_by_service_principal(&self, ctx: &Context<'_>) -> Result<Option<EachOne<ServicePrincipal>>> {
            ask::each_service_principal(ctx, level::<Self>(ctx).iter().map(|it| it.0.initiator_service_principal_id()).collect()).await
        }
    }
}

impl Entity for DirectoryAudit {
    const CONNECTION: &'static str = "DirectoryAuditConnection";
    const EDGE: &'static str = "DirectoryAuditEdge";
}

impl Listed for DirectoryAudit {
    type Filter = DirectoryAuditFilter;
}
