//! Users as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{FieldSet, Filter, Query, User, UserField, UserFields};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for User {
    const QUESTION: Question = Question::Users;
    const GROUPS: &'static [(&'static str, UserFields)] = &[
        ("PROFILE", UserFields::PROFILE),
        ("RISK", UserFields::RISK),
        ("CLAIMS", UserFields::CLAIMS),
        ("ENTRA", UserFields::ENTRA),
        ("DIRECTORY", UserFields::DIRECTORY),
    ];

    fn rows(world: &World) -> &[Self] {
        &world.users
    }

    fn offer(manifest: &Manifest) -> &Offer<UserField> {
        &manifest.users
    }

    fn scopes(_: &World) -> Vec<Scope> {
        vec![Scope::All]
    }

    fn is_child(&self, _: &World, scope: &Scope, _: usize) -> bool {
        scope.is_all()
    }

    fn masked(self, fields: UserFields) -> Self {
        let mut masked = Self { id: self.id, ..Self::default() };
        masked.risk.updated = self.risk.updated;
        if fields.contains(UserFields::PROFILE) {
            masked.display_name = self.display_name;
            masked.user_principal_name = self.user_principal_name;
            masked.user_type = self.user_type;
            masked.is_deleted = self.is_deleted;
        }
        if fields.contains(UserFields::RISK) {
            masked.risk = self.risk;
            masked.is_processing = self.is_processing;
        }
        if fields.contains(UserFields::CLAIMS) {
            masked.claims = self.claims;
        }
        if fields.contains(UserFields::ENTRA) {
            masked.entra = self.entra;
        }
        if fields.contains(UserFields::DIRECTORY) {
            masked.directory = self.directory;
        }
        masked
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.users.as_ref().expect("only what is offered is asked").users(query).await.map(one)
    }

    async fn counts(adapter: &Adapter, _: &Scope, filter: &Filter<UserField>) -> Answer<Vec<Option<u64>>> {
        Ok(vec![adapter.users.as_ref().expect("only what is offered is asked").count_users(filter).await?])
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: UserFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.users.as_ref().expect("only what is offered is asked").users_by_id(ids, fields).await.map(Some)
    }
}
