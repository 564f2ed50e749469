//! Users and service principals: what the directory and Entra say of each, the names that sign-ins know, and the fold of the risk.

use std::collections::BTreeMap;

use riskgate_adapter::Counts;
use riskgate_model::{DirectoryUser, Id, Identity, Kept, RiskyServicePrincipal, RiskyUser, SORTED, Time, Verdict, comparable};
use sea_orm::{DatabaseTransaction, Value};

use super::{
    rows::{self, Row, flag, json, rank, text, time, word},
    together,
    touched::Touched,
    versions,
};
use crate::{cells::claimant, error::StoreError};

/// Records users of the directory.
pub(super) async fn record_directory_users(
    transaction: &DatabaseTransaction,
    users: &[&Kept<DirectoryUser>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, users).await?;
    touched.know(merged.iter().map(|user| Identity::User(user.value.id.clone())));
    let rows = merged.iter().map(|user| {
        let mut row = key(&user.value.id);
        row.extend([
            ("directory", user.body.as_str().into()),
            ("directory_display_name", text(user.value.display_name.as_deref())),
            ("directory_user_principal_name", text(user.value.user_principal_name.as_deref())),
            ("user_type", text(user.value.user_type.as_deref())),
            ("sid", sid(user.value.security_identifier.as_deref())),
            ("on_premises_sid", sid(user.value.on_premises_security_identifier.as_deref())),
        ]);
        row.extend(user.observed());
        row
    });
    rows::upsert(transaction, "users", KEY, rows.collect(), "").await?;
    Ok(counts)
}

/// Records what Entra says of users' risks.
pub(super) async fn record_risky_users(
    transaction: &DatabaseTransaction,
    users: &[&Kept<RiskyUser>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, users).await?;
    touched.know(merged.iter().map(|user| Identity::User(user.value.id.clone())));
    let rows = merged.iter().map(|user| {
        let mut row = key(&user.value.id);
        row.extend([
            ("entra", user.body.as_str().into()),
            ("entra_display_name", text(user.value.user_display_name.as_deref())),
            ("entra_user_principal_name", text(user.value.user_principal_name.as_deref())),
            ("entra_is_deleted", flag(user.value.is_deleted)),
            ("is_processing", flag(user.value.is_processing)),
        ]);
        row.extend(user.observed());
        row
    });
    rows::upsert(transaction, "users", KEY, rows.collect(), "").await?;
    Ok(counts)
}

/// Records what Entra says of service principals' risks.
pub(super) async fn record_risky_service_principals(
    transaction: &DatabaseTransaction,
    principals: &[&Kept<RiskyServicePrincipal>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, principals).await?;
    touched.know(merged.iter().map(|principal| Identity::ServicePrincipal(principal.value.id.clone())));
    let rows = merged.iter().map(|principal| {
        let mut row = key(&principal.value.id);
        row.extend([
            ("entra", principal.body.as_str().into()),
            ("entra_display_name", text(principal.value.display_name.as_deref())),
            ("entra_app_id", text(principal.value.app_id.as_deref())),
            ("service_principal_type", text(principal.value.service_principal_type.as_deref())),
            ("is_enabled", flag(principal.value.is_enabled)),
            ("is_processing", flag(principal.value.is_processing)),
        ]);
        row.extend(principal.observed());
        row
    });
    rows::upsert(transaction, "service_principals", KEY, rows.collect(), "").await?;
    Ok(counts)
}

/// The names that a sign-in or detection knows of its identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stub {
    /// When they were used.
    pub(super) at: Time,
    /// Name.
    pub(super) display_name: Option<String>,
    /// A user's sign-in name; a service principal's app id.
    pub(super) second_name: Option<String>,
}

/// Makes known the identities of sign-ins and detections, by the names used last.
pub(super) async fn record_stubs(
    transaction: &DatabaseTransaction,
    stubs: impl Iterator<Item = (Identity, Stub)>,
    touched: &mut Touched,
) -> Result<(), StoreError> {
    let mut newest: BTreeMap<Identity, Stub> = BTreeMap::new();
    for (identity, stub) in stubs {
        let known = newest.entry(identity).or_insert_with(|| stub.clone());
        *known = stub.max(known.clone());
    }
    touched.know(newest.keys().cloned());
    let (mut users, mut principals) = (Vec::new(), Vec::new());
    for (identity, stub) in newest {
        let (rows, second) = match identity {
            Identity::User(_) => (&mut users, "stub_user_principal_name"),
            Identity::ServicePrincipal(_) => (&mut principals, "stub_app_id"),
        };
        rows.push(vec![
            ("tenant", identity.tenant().as_str().into()),
            ("id", identity.object().into()),
            ("stub_at", time(Some(stub.at))),
            ("stub_display_name", text(stub.display_name.as_deref())),
            (second, text(stub.second_name.as_deref())),
        ]);
    }
    together::upsert_if(transaction, "users", KEY, &users, &newer("users", "stub_user_principal_name")).await?;
    together::upsert_if(transaction, "service_principals", KEY, &principals, &newer("service_principals", "stub_app_id")).await
}

/// A security identifier as it is compared. Microsoft's have no more than 184 letters; what does not fit into an index is none.
fn sid(sid: Option<&str>) -> Value {
    sid.map(comparable).filter(|sid| sid.chars().count() < SORTED).into()
}

/// The condition that a stub is newer than the one held; of two at one moment the greater names win, as in [`Stub`]'s order.
fn newer(table: &str, second: &str) -> String {
    let order = |row: &str| format!("({row}.stub_at, coalesce({row}.stub_display_name, ''), coalesce({row}.{second}, ''))");
    format!("where {table}.stub_at is null or {} > {}", order("excluded"), order(table))
}

/// Writes what the fold came to.
pub(super) async fn write_risks(transaction: &DatabaseTransaction, verdicts: &[(Identity, Verdict)]) -> Result<(), StoreError> {
    let (mut users, mut principals) = (Vec::new(), Vec::new());
    for (identity, verdict) in verdicts {
        let rows = match identity {
            Identity::User(_) => &mut users,
            Identity::ServicePrincipal(_) => &mut principals,
        };
        let risk = &verdict.risk;
        rows.push(vec![
            ("tenant", identity.tenant().as_str().into()),
            ("id", identity.object().into()),
            ("risk_state", word(risk.state.as_ref())),
            ("risk_state_rank", rank(risk.state.as_ref())),
            ("risk_level", word(risk.level.as_ref())),
            ("risk_level_rank", rank(risk.level.as_ref())),
            ("risk_detail", word(risk.detail.as_ref())),
            ("risk_detail_rank", rank(risk.detail.as_ref())),
            ("risk_updated", time(risk.updated)),
            ("risk_decided_by", text(risk.decided_by.map(claimant))),
            // Where nobody says anything any more it is as if nobody ever had.
            ("claims", json(Some(&verdict.claims).filter(|_| *verdict != Verdict::default()))?),
        ]);
    }
    together::upsert(transaction, "users", KEY, &users).await?;
    together::upsert(transaction, "service_principals", KEY, &principals).await
}

/// The columns that make an identity, sign-in or detection the same one.
pub(super) const KEY: &[&str] = &["tenant", "id"];

/// The first columns of a row.
pub(super) fn key<I: Id>(id: &I) -> Row {
    vec![("tenant", id.tenant().as_str().into()), ("id", id.object().into())]
}
