//! An incident of Microsoft Defender.

use async_graphql::{Context, ID, Result};
use riskgate_model::Id;

use super::{Alert, alert::AlertComment, portal, table::object};
use crate::{
    ask::{self, Alerted},
    filter::{AlertFilter, IncidentFilter},
    guard::NESTED_PAGE,
    id::global,
    level::{Connection, EachOne, Entity, level},
    list::{Arguments, Listed},
    order::{OrderDirection, by_first_activity},
    scalar::{DateTime, Json},
    vocabulary::{AlertClassification, AlertDetermination, AlertSeverity, IncidentStatus, Out, raw, shown},
};

object! {
    /// An incident of Microsoft Defender XDR: alerts that belong together. It says nothing of anybody's risk itself; its alerts do.
    Incident "Incident" shows Incident in IncidentFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// "Incident ID" in Microsoft Defender.
        incident_id "incidentId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Incident name": what happened, in one line.
        display_name "displayName" NONE [Option<&str>] = |it| it.display_name.as_deref();
        /// "Status": how far its investigation has come.
        status "status" NONE [Out<IncidentStatus>] = |it| shown(it.status.as_ref());
        /// `status` as it came.
        status_raw "statusRaw" NONE [Option<&str>] = |it| raw(it.status.as_ref());
        /// "Classification": what it turned out to be.
        classification "classification" NONE [Out<AlertClassification>] = |it| shown(it.classification.as_ref());
        /// `classification` as it came.
        classification_raw "classificationRaw" NONE [Option<&str>] = |it| raw(it.classification.as_ref());
        /// "Determination": what more is known of that.
        determination "determination" NONE [Out<AlertDetermination>] = |it| shown(it.determination.as_ref());
        /// `determination` as it came.
        determination_raw "determinationRaw" NONE [Option<&str>] = |it| raw(it.determination.as_ref());
        /// "Severity": how much harm it may mean.
        severity "severity" NONE [Out<AlertSeverity>] = |it| shown(it.severity.as_ref());
        /// `severity` as it came.
        severity_raw "severityRaw" NONE [Option<&str>] = |it| raw(it.severity.as_ref());
        /// "Assigned to": who investigates it.
        assigned_to "assignedTo" NONE [Option<&str>] = |it| it.assigned_to.as_deref();
        /// When it began.
        created_date_time "createdDateTime" NONE [Option<DateTime>] = |it| DateTime::shown(it.created_date_time);
        /// When it last changed, or began if it never did.
        last_update_date_time "lastUpdateDateTime" NONE [Option<DateTime>] = |it| DateTime::shown(it.updated());
        /// "Description": what happened.
        description "description" RECORD [Option<&str>] = |it| it.description.as_deref();
        /// "Summary": what happened, told by Microsoft.
        summary "summary" RECORD [Option<&str>] = |it| it.summary.as_deref();
        /// Why it was resolved.
        resolving_comment "resolvingComment" RECORD [Option<&str>] = |it| it.resolving_comment.as_deref();
        /// "Priority score": how urgent it is, from 0 to 100.
        priority_score "priorityScore" RECORD [Option<i64>] = |it| it.priority_score;
        /// The id, in Microsoft Defender, of the incident that it was merged into.
        redirect_incident_id "redirectIncidentId" RECORD [Option<&str>] = |it| it.redirect_incident_id.as_ref().map(Id::object);
        /// Who changed it last.
        last_modified_by "lastModifiedBy" RECORD [Option<&str>] = |it| it.last_modified_by.as_deref();
        /// "Comments": what people wrote about it.
        comments "comments" RECORD [Vec<AlertComment<'_>>] = |it| it.comments.iter().map(AlertComment).collect();
        /// "Tags" that people gave it.
        custom_tags "customTags" RECORD [&[String]] = |it| &it.custom_tags;
        /// "Tags" that Microsoft gave it.
        system_tags "systemTags" RECORD [&[String]] = |it| &it.system_tags;
        /// Its page in the Microsoft Defender portal.
        investigate_url "investigateUrl" RECORD [String] = |it| it.incident_web_url.clone().unwrap_or_else(|| portal::incident(it));
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches ["alerts", "incidentMergedInto" RECORD] {
        /// "Attack story": its alerts, by when what each tells of began, or else was raised; oldest first, unless `direction` says otherwise.
        #[graphql(name = "alerts")]
        async fn alerts(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
            #[graphql(desc = "Which rows.")] filter: Option<AlertFilter>,
            #[graphql(desc = "Oldest first, or newest first.", default_with = "Some(OrderDirection::Ascending)")] direction: Option<OrderDirection>,
        ) -> Result<Option<EachOne<Connection<Alert>>>> {
            let incidents = level::<Self>(ctx).iter().map(|it| it.0.id.clone()).collect();
            let arguments = Arguments { first: first.unwrap_or(NESTED_PAGE), after, filter, order: by_first_activity(direction) };
            ask::alerts(ctx, "Incident.alerts", Alerted::Incidents(incidents), arguments).await
        }

        /// The incident that it was merged into; null where it was not, or where the source does not have it.
        #[graphql(name = "incidentMergedInto")]
        async fn incident_merged_into(&self, ctx: &Context<'_>) -> Result<Option<EachOne<Incident>>> {
            ask::each_incident(ctx, level::<Self>(ctx).iter().map(|it| it.0.redirect_incident_id.as_ref()).collect()).await
        }
    }
}

impl Entity for Incident {
    const CONNECTION: &'static str = "IncidentConnection";
    const EDGE: &'static str = "IncidentEdge";
}

impl Listed for Incident {
    type Filter = IncidentFilter;
}
