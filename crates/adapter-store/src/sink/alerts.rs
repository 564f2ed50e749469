//! Alerts: each as a row, and beside it whom and which sign-ins it names. Who and what that is, is found in `links`; what it says of them
//! is heard in `speaking`.

use riskgate_adapter::Counts;
use riskgate_model::{Alert, Evidence, Id, Identity, Kept, Named, SORTED, ServiceSource, SignInId, Time, date_key};
use sea_orm::DatabaseTransaction;

use super::{
    claim_sources,
    identities::{KEY, Stub, key, record_stubs},
    rows::{self, Row, json, rank, text, time, word},
    touched::Touched,
    versions::{self, Merged},
};
use crate::{error::StoreError, keys::Keys};

/// Records alerts.
pub(super) async fn record(
    transaction: &DatabaseTransaction,
    alerts: &[&Kept<Alert>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    if alerts.is_empty() {
        return Ok(Counts::default());
    }
    touched.watch();
    let (merged, counts) = versions::add(transaction, alerts).await?;
    let keys = Keys::of(merged.iter().map(|alert| &alert.value.id));
    touched.due.add(transaction, &keys).await?;
    touched.alerts.extend(merged.iter().map(|alert| alert.value.id.clone()));
    let stubs: Vec<_> = merged.iter().flat_map(Merged::versions).flat_map(|(alert, _)| stubs(alert)).collect();
    record_stubs(transaction, stubs.into_iter(), touched).await?;
    let sources = claim_sources::now(transaction).await?;
    let rows = merged.iter().map(|alert| row(alert, &sources)).collect::<Result<_, _>>()?;
    rows::upsert(transaction, "alerts", KEY, rows, "").await?;
    write_names(transaction, merged.iter().map(|alert| &alert.value), &sources).await?;
    rows::remove(transaction, "alert_sign_ins", &keys).await?;
    let rows = merged.iter().flat_map(|alert| sign_ins(&alert.value)).collect();
    rows::upsert(transaction, "alert_sign_ins", &["id", "tenant", "sign_in_id"], rows, "").await?;
    Ok(counts)
}

/// Writes whom these alerts name, and whom they claim something about if the alerts of these products do.
pub(super) async fn write_names(
    transaction: &DatabaseTransaction,
    alerts: impl Iterator<Item = &Alert> + Clone,
    sources: &[ServiceSource],
) -> Result<(), StoreError> {
    rows::remove(transaction, "alert_names", &Keys::of(alerts.clone().map(|alert| &alert.id))).await?;
    let rows = alerts.flat_map(|alert| names(alert, sources)).collect();
    rows::upsert(transaction, "alert_names", &["id", "tenant", "kind", "name"], rows, "").await
}

/// Those whom it names by id, and the names that it knows of them. Who signed in, or has a record, is better known from there: so these
/// names are older than all others.
fn stubs(alert: &Alert) -> Vec<(Identity, Stub)> {
    let at = Time::from_nanos(i64::MIN);
    let user = |evidence: &Evidence| {
        let account = evidence.account()?;
        let id = account.azure_ad_user_id.clone().filter(|id| !id.object().is_empty())?;
        let (display_name, second_name) = (account.display_name.clone(), account.user_principal_name.clone());
        Some((Identity::User(id), Stub { at, display_name, second_name }))
    };
    let principal = |evidence: &Evidence| {
        let id = evidence.service_principal_object_id.clone().filter(|id| !id.object().is_empty())?;
        let (display_name, second_name) = (evidence.service_principal_name.clone(), evidence.app_id.clone());
        Some((Identity::ServicePrincipal(id), Stub { at, display_name, second_name }))
    };
    alert.evidence.iter().filter_map(|evidence| user(evidence).or_else(|| principal(evidence))).collect()
}

/// Whom it names. A name that is longer than what users are sorted by is nobody's.
fn names(alert: &Alert, sources: &[ServiceSource]) -> Vec<Row> {
    let about = alert.about(sources);
    let row = |who: Named| {
        let (kind, name, is_id) = match &who {
            Named::User(id) => ("user", id.object(), true),
            Named::ServicePrincipal(id) => ("servicePrincipal", id.object(), true),
            Named::SecurityIdentifier(name) => ("sid", name.as_str(), false),
            Named::UserPrincipalName(name) => ("upn", name.as_str(), false),
            Named::Application(name) => ("app", name.as_str(), false),
        };
        let mut row = key(&alert.id);
        row.extend([("kind", kind.into()), ("name", name.into()), ("is_about", i64::from(about.contains(&who)).into())]);
        Some(row).filter(|_| is_id || name.chars().count() < SORTED)
    };
    alert.named().into_keys().filter_map(row).collect()
}

fn sign_ins(alert: &Alert) -> Vec<Row> {
    let row = |id: &SignInId| {
        let mut row = key(&alert.id);
        row.extend([("updated_key", date_key(alert.updated()).into()), ("sign_in_id", id.object().into())]);
        row
    };
    alert.sign_ins().into_iter().map(row).collect()
}

fn row(merged: &Merged<Alert>, sources: &[ServiceSource]) -> Result<Row, StoreError> {
    let alert = &merged.value;
    let standing = |(version, observed): (&Alert, Option<Time>)| {
        let standing = version.standing()?;
        Some((observed.map(Time::nanos), standing.status.as_str().to_owned(), standing.classification.as_str().to_owned()))
    };
    let standings: Vec<(Option<i64>, String, String)> = merged.versions().filter_map(standing).collect();
    let mut row = key(&alert.id);
    row.extend([
        ("updated", time(alert.updated())),
        ("last_update", time(alert.last_update_date_time)),
        ("created", time(alert.created_date_time)),
        ("status", word(alert.status.as_ref())),
        ("status_rank", rank(alert.status.as_ref())),
        ("classification", word(alert.classification.as_ref())),
        ("classification_rank", rank(alert.classification.as_ref())),
        ("determination", word(alert.determination.as_ref())),
        ("severity", word(alert.severity.as_ref())),
        ("severity_rank", rank(alert.severity.as_ref())),
        ("service_source", word(alert.service_source.as_ref())),
        ("category", text(alert.category.as_deref())),
        ("title", text(alert.title.as_deref())),
        ("assigned_to", text(alert.assigned_to.as_deref())),
        ("incident_id", text(alert.incident_id.as_ref().map(Id::object))),
        ("provider_alert_id", text(alert.provider_alert_id.as_deref())),
        ("raised_for", text(alert.detection().as_ref().map(Id::object))),
        ("speaks", i64::from(alert.speaks(sources)).into()),
        ("standings", json(Some(&standings))?),
        ("record", merged.body.as_str().into()),
    ]);
    row.extend(merged.observed());
    Ok(row)
}
