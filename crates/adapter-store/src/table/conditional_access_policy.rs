//! Conditional Access policies in their table.

use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyState, FieldSet,
};

use super::{Column, Stored, words};
use crate::cells::Cells;

impl Stored for ConditionalAccessPolicy {
    const TABLE: &'static str = "conditional_access_policies";
    const DATE: &'static str = "modified_key";

    fn column(field: ConditionalAccessPolicyField) -> Column {
        match field {
            ConditionalAccessPolicyField::ModifiedDateTime => Column::plain("modified"),
            ConditionalAccessPolicyField::DisplayName => Column::sorted("lower(display_name)", "display_name_key"),
            ConditionalAccessPolicyField::State => Column::word("state", words::<ConditionalAccessPolicyState>()),
            ConditionalAccessPolicyField::UserRiskLevels => Column::plain("user_risk_levels"),
            ConditionalAccessPolicyField::SignInRiskLevels => Column::plain("sign_in_risk_levels"),
            ConditionalAccessPolicyField::ServicePrincipalRiskLevels => Column::plain("service_principal_risk_levels"),
            ConditionalAccessPolicyField::IncludeUsers => Column::plain("include_users"),
            ConditionalAccessPolicyField::ExcludeUsers => Column::plain("exclude_users"),
            ConditionalAccessPolicyField::IncludeApplications => Column::plain("include_applications"),
            ConditionalAccessPolicyField::IncludeLocations => Column::plain("include_locations"),
            ConditionalAccessPolicyField::ExcludeLocations => Column::plain("exclude_locations"),
            ConditionalAccessPolicyField::BuiltInControls => Column::plain("built_in_controls"),
            ConditionalAccessPolicyField::ConditionalAccessPolicyId => Column::id(),
            ConditionalAccessPolicyField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(_: ConditionalAccessPolicyFields) -> Vec<&'static str> {
        vec!["tenant", "id", "record"]
    }

    /// There are few, so that each is read from its record.
    fn read<C: Cells>(cells: &mut C, fields: ConditionalAccessPolicyFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let _ = cells.required_text()?;
        let keep =
            |policy: &mut Self, record| policy.record = Some(record).filter(|_| fields.contains(ConditionalAccessPolicyFields::RECORD));
        cells.record(&tenant, keep)?.ok_or_else(|| C::fault("a Conditional Access policy has no record"))
    }
}
