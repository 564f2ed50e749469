//! Whose risk history was read: kept in the transaction that records it.

use async_trait::async_trait;
use riskgate_adapter::{Answer, Histories, HistoryOf, ReadHistory};
use riskgate_model::{Id, Identity, ServicePrincipalId, TenantId, Time, UserId};
use sea_orm::{DatabaseTransaction, DbBackend, QueryResult, Statement};

use super::rows;
use crate::{error::StoreError, sql::Sql, store::Store, table::identity_kind};

/// Whose history it is.
const KEY: &[&str] = &["id", "tenant", "identity_kind"];

#[async_trait]
impl Histories for Store {
    async fn unread_histories(&self, tenant: &TenantId, of: HistoryOf, most: usize) -> Answer<Vec<ReadHistory>> {
        let rows = self.rows(unread(self.backend(), tenant, of, most)).await?;
        Ok(rows.iter().map(|row| read(row, tenant, of)).collect::<Result<_, _>>()?)
    }
}

/// Asks for so many whose history was not read since their risk changed last.
pub(crate) fn unread(backend: DbBackend, tenant: &TenantId, of: HistoryOf, most: usize) -> Statement {
    let (table, kind) = match of {
        HistoryOf::Users => ("users", "user"),
        HistoryOf::ServicePrincipals => ("service_principals", "servicePrincipal"),
    };
    let mut sql = Sql::new(backend, &format!("select it.id, it.risk_updated from {table} it"));
    sql.push(" left join histories read on read.id = it.id and read.tenant = it.tenant and read.identity_kind = ").bind(kind);
    // Those without a risk have the least key of all.
    sql.push(" where it.risk_updated_key > 0 and it.tenant = ").bind(tenant.as_str()).push(" and it.entra is not null");
    sql.push(" and (read.as_of is null or read.as_of < it.risk_updated)");
    sql.push(" order by it.risk_updated_key desc, it.id desc, it.tenant desc limit ").bind(i64::try_from(most).unwrap_or(i64::MAX));
    sql.statement()
}

/// Notes whose histories were read.
pub(super) async fn write(transaction: &DatabaseTransaction, histories: &[ReadHistory]) -> Result<(), StoreError> {
    let row = |read: &ReadHistory| {
        vec![
            ("id", read.identity.object().into()),
            ("tenant", read.identity.tenant().as_str().into()),
            ("identity_kind", identity_kind(&read.identity).into()),
            ("as_of", read.as_of.nanos().into()),
        ]
    };
    rows::upsert(transaction, "histories", KEY, histories.iter().map(row).collect(), "").await
}

fn read(row: &QueryResult, tenant: &TenantId, of: HistoryOf) -> Result<ReadHistory, StoreError> {
    let id: String = row.try_get_by_index(0)?;
    let identity = match of {
        HistoryOf::Users => Identity::User(UserId::new(tenant.clone(), &id)),
        HistoryOf::ServicePrincipals => Identity::ServicePrincipal(ServicePrincipalId::new(tenant.clone(), &id)),
    };
    Ok(ReadHistory { identity, as_of: Time::from_nanos(row.try_get_by_index(1)?) })
}
