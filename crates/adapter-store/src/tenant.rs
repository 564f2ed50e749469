//! Whose the records are.

use riskgate_model::TenantId;
use sea_orm::Statement;

use crate::{error::StoreError, store::Store};

/// The first tenant and the last, of all identities: whatever happened is of one of them. An index has them all, and nothing else is read.
const TENANTS: &str =
    "select min(tenant), max(tenant) from (select tenant from users union all select tenant from service_principals) identities";

impl Store {
    /// The tenant of all users and service principals; nothing where there are none, or those of several tenants.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn only_tenant(&self) -> Result<Option<TenantId>, StoreError> {
        let rows = self.rows(Statement::from_string(self.backend(), TENANTS)).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (first, last): (Option<String>, Option<String>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(first.filter(|first| Some(first) == last.as_ref()).map(|tenant| TenantId::new(&tenant)))
    }
}
