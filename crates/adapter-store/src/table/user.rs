//! Users in their table.

use riskgate_model::{FieldSet, Id, RiskDetail, RiskLevel, RiskState, User, UserField, UserFields, UserId};

use super::{Column, Stored, words};
use crate::cells::{Cells, RISK};

impl Stored for User {
    const TABLE: &'static str = "users";
    const DATE: &'static str = "risk_updated_key";

    fn column(field: UserField) -> Column {
        match field {
            UserField::RiskLastUpdatedDateTime => Column::plain("risk_updated"),
            UserField::RiskState => Column::ranked("risk_state", "risk_state_rank", words::<RiskState>()),
            UserField::RiskLevel => Column::ranked("risk_level", "risk_level_rank", words::<RiskLevel>()),
            UserField::RiskDetail => Column::ranked("risk_detail", "risk_detail_rank", words::<RiskDetail>()),
            UserField::IsProcessing => Column::plain("is_processing"),
            UserField::IsDeleted => Column::sorted("is_deleted", "is_deleted_key"),
            UserField::DisplayName => Column::sorted("lower(display_name)", "display_name_key"),
            UserField::UserPrincipalName => Column::sorted("lower(user_principal_name)", "user_principal_name_key"),
            UserField::UserType => Column::sorted("lower(user_type)", "user_type_key"),
            UserField::ObjectId => Column::id(),
            UserField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: UserFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id"];
        if fields.contains(UserFields::PROFILE) {
            columns.extend(["display_name", "user_principal_name", "user_type", "is_deleted"]);
        }
        if fields.contains(UserFields::RISK) {
            columns.extend(RISK);
            columns.push("is_processing");
        } else {
            columns.push("risk_updated");
        }
        if fields.contains(UserFields::CLAIMS) {
            columns.push("claims");
        }
        if fields.contains(UserFields::ENTRA) {
            columns.push("entra");
        }
        if fields.contains(UserFields::DIRECTORY) {
            columns.push("directory");
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: UserFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let mut user = User { id: UserId::new(tenant.clone(), &cells.required_text()?), ..User::default() };
        if fields.contains(UserFields::PROFILE) {
            user.display_name = cells.text()?;
            user.user_principal_name = cells.text()?;
            user.user_type = cells.text()?;
            user.is_deleted = cells.flag()?;
        }
        if fields.contains(UserFields::RISK) {
            user.risk = cells.risk()?;
            user.is_processing = cells.flag()?;
        } else {
            user.risk.updated = cells.time()?;
        }
        if fields.contains(UserFields::CLAIMS) {
            user.claims = cells.claims(&tenant)?;
        }
        if fields.contains(UserFields::ENTRA) {
            user.entra = cells.record(&tenant, |entra: &mut riskgate_model::RiskyUser, record| entra.record = Some(record))?;
        }
        if fields.contains(UserFields::DIRECTORY) {
            user.directory =
                cells.record(&tenant, |directory: &mut riskgate_model::DirectoryUser, record| directory.record = Some(record))?;
        }
        Ok(user)
    }
}
