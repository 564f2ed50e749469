//! An alert of Microsoft Defender.

use async_graphql::{Context, ID, Result};
use riskgate_model::{self as model, Id, Target};

use super::{
    Action, Incident,
    evidence::AlertEvidence,
    mitre::MitreTechnique,
    table::{object, part},
};
use crate::{
    ask::{self, Window},
    filter::AlertFilter,
    guard::NESTED_PAGE,
    id::global,
    level::{Connection, EachOne, Entity, level},
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, Out, ServiceSource, raw, shown},
};

object! {
    /// An alert of Microsoft Defender XDR: what one of its products noticed, whom it names, and what became of it. It stands in the lists of
    /// every user, service principal and sign-in that its evidence names. Its status and classification decide what it says of a risk, as
    /// `claims` and `riskHistory` show.
    Alert "Alert" shows Alert in AlertFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The alert's id in Microsoft Defender.
        alert_id "alertId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Alert name": what was noticed, in one line.
        title "title" NONE [Option<&str>] = |it| it.title.as_deref();
        /// "Status": how far its investigation has come.
        status "status" NONE [Out<AlertStatus>] = |it| shown(it.status.as_ref());
        /// `status` as it came.
        status_raw "statusRaw" NONE [Option<&str>] = |it| raw(it.status.as_ref());
        /// "Classification": what it turned out to be; null where its source does not tell, so that it says nothing of a risk.
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
        /// "Service source": the product that noticed it.
        service_source "serviceSource" NONE [Out<ServiceSource>] = |it| shown(it.service_source.as_ref());
        /// `serviceSource` as it came.
        service_source_raw "serviceSourceRaw" NONE [Option<&str>] = |it| raw(it.service_source.as_ref());
        /// "Category": the stage of the attack, such as `CredentialAccess`.
        category "category" NONE [Option<&str>] = |it| it.category.as_deref();
        /// "Assigned to": who investigates it.
        assigned_to "assignedTo" NONE [Option<&str>] = |it| it.assigned_to.as_deref();
        /// The id of its incident in Microsoft Defender.
        incident_id "incidentId" NONE [Option<&str>] = |it| it.incident_id.as_ref().map(Id::object);
        /// The id in the product that noticed it; of an alert of Microsoft Entra ID Protection, the detection's.
        provider_alert_id "providerAlertId" NONE [Option<&str>] = |it| it.provider_alert_id.as_deref();
        /// When it was raised.
        created_date_time "createdDateTime" NONE [Option<DateTime>] = |it| DateTime::shown(it.created_date_time);
        /// When it last changed, or was raised if it never did.
        last_update_date_time "lastUpdateDateTime" NONE [Option<DateTime>] = |it| DateTime::shown(it.updated());
        /// When it was resolved.
        resolved_date_time "resolvedDateTime" RECORD [Option<DateTime>] = |it| DateTime::shown(it.resolved_date_time);
        /// "First activity": when what it tells of began.
        first_activity_date_time "firstActivityDateTime" RECORD [Option<DateTime>] = |it| DateTime::shown(it.first_activity_date_time);
        /// "Last activity": when what it tells of was last seen.
        last_activity_date_time "lastActivityDateTime" RECORD [Option<DateTime>] = |it| DateTime::shown(it.last_activity_date_time);
        /// "Detection source": the part of the product that noticed it, such as `antivirus`.
        detection_source "detectionSource" RECORD [Option<&str>] = |it| it.detection_source.as_deref();
        /// "Product name".
        product_name "productName" RECORD [Option<&str>] = |it| it.product_name.as_deref();
        /// What noticed it, within the product.
        detector_id "detectorId" RECORD [Option<&str>] = |it| it.detector_id.as_deref();
        /// "Alert description": what was noticed.
        description "description" RECORD [Option<&str>] = |it| it.description.as_deref();
        /// "Recommended actions": what Microsoft recommends to do.
        recommended_actions "recommendedActions" RECORD [Option<&str>] = |it| it.recommended_actions.as_deref();
        /// The stages of the attack, where there are several.
        categories "categories" RECORD [&[String]] = |it| &it.categories;
        /// "MITRE ATT&CK techniques", with their names and tactics.
        mitre_techniques "mitreTechniques" RECORD [Vec<MitreTechnique<'_>>] = |it| it.mitre_techniques.iter().map(|id| MitreTechnique(id)).collect();
        /// The attacker's name, where one is known.
        actor_display_name "actorDisplayName" RECORD [Option<&str>] = |it| it.actor_display_name.as_deref();
        /// The threat's name.
        threat_display_name "threatDisplayName" RECORD [Option<&str>] = |it| it.threat_display_name.as_deref();
        /// The threat's family.
        threat_family_name "threatFamilyName" RECORD [Option<&str>] = |it| it.threat_family_name.as_deref();
        /// "Comments": what people wrote about it.
        comments "comments" RECORD [Vec<AlertComment<'_>>] = |it| it.comments.iter().map(AlertComment).collect();
        /// "Evidence": who and what is involved. What this version does not know is `OtherEvidence`, whole.
        evidence "evidence" RECORD [Vec<AlertEvidence<'_>>] = |it| it.evidence.iter().map(AlertEvidence::from).collect();
        /// "Tags" that Microsoft gave it.
        system_tags "systemTags" RECORD [&[String]] = |it| &it.system_tags;
        /// Its page in the Microsoft Defender portal.
        investigate_url "investigateUrl" RECORD [String] = |it| it.alert_web_url.clone().unwrap_or_else(|| page(it));
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches ["incident", "actions"] {
        /// The actions about the alert, those asked for last first.
        #[graphql(name = "actions")]
        async fn actions(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many rows; at most 500.", default_with = "Some(NESTED_PAGE)")] first: Option<i32>,
            #[graphql(desc = "The cursor to continue from.")] after: Option<String>,
        ) -> Result<Option<EachOne<Connection<Action>>>> {
            let targets = level::<Self>(ctx).iter().map(|it| Target::Alert(it.0.id.clone())).collect();
            ask::actions_of(ctx, "Alert.actions", targets, Window { first: first.unwrap_or(NESTED_PAGE), after }).await
        }

        /// The incident that it belongs to; null where it belongs to none, or where the source does not have it.
        async fn incident(&self, ctx: &Context<'_>) -> Result<Option<EachOne<Incident>>> {
            ask::each_incident(ctx, level::<Self>(ctx).iter().map(|it| it.0.incident_id.as_ref()).collect()).await
        }
    }
}

/// Where the Defender portal shows an alert that does not say so itself.
fn page(alert: &model::Alert) -> String {
    format!("https://security.microsoft.com/alerts/{}?tid={}", alert.id.object(), alert.id.tenant())
}

part! {
    /// "Comment": what someone wrote about an alert or incident.
    AlertComment "AlertComment" shows AlertComment;

    /// The text.
    comment "comment" [Option<&str>] = |it| it.comment.as_deref();
    /// Who wrote it.
    created_by_display_name "createdByDisplayName" [Option<&str>] = |it| it.created_by_display_name.as_deref();
    /// When.
    created_date_time "createdDateTime" [Option<DateTime>] = |it| DateTime::shown(it.created_date_time);
}

impl Entity for Alert {
    const CONNECTION: &'static str = "AlertConnection";
    const EDGE: &'static str = "AlertEdge";
}

impl Listed for Alert {
    type Filter = AlertFilter;
}
