//! What Conditional Access is made of: named locations and policies, each as a row.

use riskgate_adapter::Counts;
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField as PolicyField, Field, Kept, NamedLocation, NamedLocationField,
};
use sea_orm::{DatabaseTransaction, Value};

use super::{
    identities::{KEY, key},
    rows::{self, Row, flag, text, time, word},
    versions::{self, Merged},
};
use crate::{error::StoreError, listed};

/// Records named locations.
pub(super) async fn record_locations(transaction: &DatabaseTransaction, locations: &[&Kept<NamedLocation>]) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, locations).await?;
    rows::upsert(transaction, "named_locations", KEY, merged.iter().map(location_row).collect(), "").await?;
    Ok(counts)
}

/// Records Conditional Access policies.
pub(super) async fn record_policies(
    transaction: &DatabaseTransaction,
    policies: &[&Kept<ConditionalAccessPolicy>],
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, policies).await?;
    rows::upsert(transaction, "conditional_access_policies", KEY, merged.iter().map(policy_row).collect(), "").await?;
    Ok(counts)
}

fn location_row(merged: &Merged<NamedLocation>) -> Row {
    let location = &merged.value;
    let several = |field: NamedLocationField| Value::from(listed::column(&field.value(location)));
    let mut row = key(&location.id);
    row.extend([
        ("modified", time(location.modified())),
        ("display_name", text(location.display_name.as_deref())),
        ("kind", word(location.kind.as_ref())),
        ("is_trusted", flag(location.is_trusted)),
        ("ip_ranges", several(NamedLocationField::IpRanges)),
        ("countries_and_regions", several(NamedLocationField::CountriesAndRegions)),
        ("record", merged.body.as_str().into()),
    ]);
    row.extend(merged.observed());
    row
}

fn policy_row(merged: &Merged<ConditionalAccessPolicy>) -> Row {
    let policy = &merged.value;
    let several = |field: PolicyField| Value::from(listed::column(&field.value(policy)));
    let mut row = key(&policy.id);
    row.extend([
        ("modified", time(policy.modified())),
        ("display_name", text(policy.display_name.as_deref())),
        ("state", word(policy.state.as_ref())),
        ("user_risk_levels", several(PolicyField::UserRiskLevels)),
        ("sign_in_risk_levels", several(PolicyField::SignInRiskLevels)),
        ("service_principal_risk_levels", several(PolicyField::ServicePrincipalRiskLevels)),
        ("include_users", several(PolicyField::IncludeUsers)),
        ("exclude_users", several(PolicyField::ExcludeUsers)),
        ("include_applications", several(PolicyField::IncludeApplications)),
        ("include_locations", several(PolicyField::IncludeLocations)),
        ("exclude_locations", several(PolicyField::ExcludeLocations)),
        ("built_in_controls", several(PolicyField::BuiltInControls)),
        ("record", merged.body.as_str().into()),
    ]);
    row.extend(merged.observed());
    row
}
