//! Directory audits: Graph lists them newest first, and is not known to filter them by whom they are about.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, DirectoryAuditSource, ErrorKind, Grouped};
use riskgate_model::{DirectoryAudit, DirectoryAuditFields, DirectoryAuditId, Identity, Page, Query};

use super::{
    LiveSource,
    clause::clauses,
    list::DIRECTORY_AUDITS,
    newest::newest,
    offers,
    ordered::ordered,
    parents::{Owner, Whose, askable, check},
    single,
};

#[async_trait]
impl DirectoryAuditSource for LiveSource {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        _: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        self.by_id(&DIRECTORY_AUDITS, &askable(ids, self.tenant())).await
    }

    async fn directory_audits_by_identity(&self, _: &[Identity], _: &Query<DirectoryAudit>) -> Answer<Grouped<DirectoryAudit>> {
        let told = "Microsoft Graph is not asked for the directory audits of an identity; it is asked for those of a time, newest first";
        Err(ErrorKind::Unsupported(told.to_owned()).into())
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        check(&offers::directory_audits(), query)?;
        let (mut asking, anyone) = (self.asking(), [Whose::<DirectoryAuditId>::Anyone]);
        let owner: Owner<DirectoryAudit, DirectoryAuditId> = |row| Some(&row.id);
        let filters = clauses(&query.filter, offers::DIRECTORY_AUDITS).lists(DIRECTORY_AUDITS.either);
        if let [filter] = &filters[..] {
            return ordered(&mut asking, &DIRECTORY_AUDITS, &anyone, query, owner, |_| filter.clone()).await.map(single);
        }
        let lists: Vec<_> = filters.into_iter().map(|filter| (DIRECTORY_AUDITS, filter)).collect();
        newest(&mut asking, &lists, &anyone, query, owner).await.map(single)
    }
}
