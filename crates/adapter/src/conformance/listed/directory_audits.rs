//! Directory audits as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, FieldSet, Filter, Query, TargetResource};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, DirectoryAuditScope, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for DirectoryAudit {
    const QUESTION: Question = Question::DirectoryAudits;
    const GROUPS: &'static [(&'static str, DirectoryAuditFields)] = &[
        ("ACTIVITY", DirectoryAuditFields::ACTIVITY),
        ("RESULT", DirectoryAuditFields::RESULT),
        ("INITIATOR", DirectoryAuditFields::INITIATOR),
        ("RECORD", DirectoryAuditFields::RECORD),
    ];

    fn rows(world: &World) -> &[Self] {
        &world.directory_audits
    }

    fn offer(manifest: &Manifest) -> &Offer<DirectoryAuditField> {
        &manifest.directory_audits
    }

    fn scopes(world: &World) -> Vec<Scope> {
        vec![Scope::All, Scope::identities(world).busiest_first::<Self>(world)]
    }

    fn is_child(&self, _: &World, scope: &Scope, parent: usize) -> bool {
        match scope {
            Scope::All => true,
            Scope::Identities(identities) => self.identities().contains(&identities[parent]),
            _ => false,
        }
    }

    fn masked(self, fields: DirectoryAuditFields) -> Self {
        let blank = Self::default();
        let ids = Self {
            id: self.id.clone(),
            activity_date_time: self.activity_date_time,
            target_resources: self.target_resources.iter().map(TargetResource::key).collect(),
            ..Self::default()
        };
        let mut masked = if fields.contains(DirectoryAuditFields::RECORD) { self.clone() } else { ids };
        let of = |group| if fields.contains(group) { &self } else { &blank };
        let activity = of(DirectoryAuditFields::ACTIVITY);
        masked.activity_display_name.clone_from(&activity.activity_display_name);
        masked.category.clone_from(&activity.category);
        masked.operation_type.clone_from(&activity.operation_type);
        masked.logged_by_service.clone_from(&activity.logged_by_service);
        masked.correlation_id.clone_from(&activity.correlation_id);
        let result = of(DirectoryAuditFields::RESULT);
        masked.result.clone_from(&result.result);
        masked.result_reason.clone_from(&result.result_reason);
        let initiator = self.initiated_by.clone();
        masked.initiated_by =
            if fields.contains(DirectoryAuditFields::INITIATOR) { initiator } else { initiator.and_then(|initiator| initiator.ids()) };
        masked
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.directory_audits.as_ref().expect("only what is offered is asked");
        match scope {
            Scope::Identities(identities) => source.directory_audits_by_identity(identities, query).await,
            _ => source.directory_audits(query).await.map(one),
        }
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<DirectoryAuditField>) -> Answer<Vec<Option<u64>>> {
        let scope = match scope {
            Scope::Identities(identities) => DirectoryAuditScope::Identities(identities),
            _ => DirectoryAuditScope::All,
        };
        adapter.directory_audits.as_ref().expect("only what is offered is asked").count_directory_audits(scope, filter).await
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: DirectoryAuditFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.directory_audits.as_ref().expect("only what is offered is asked").directory_audits_by_id(ids, fields).await.map(Some)
    }
}
