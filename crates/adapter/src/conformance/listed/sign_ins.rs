//! Sign-ins as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{FieldSet, Filter, Query, SignIn, SignInField, SignInFields};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, SignInScope, conformance::World};

#[async_trait]
impl Listed for SignIn {
    const QUESTION: Question = Question::SignIns;
    const GROUPS: &'static [(&'static str, SignInFields)] = &[
        ("IDENTITY", SignInFields::IDENTITY),
        ("APPLICATION", SignInFields::APPLICATION),
        ("LOCATION", SignInFields::LOCATION),
        ("DEVICE", SignInFields::DEVICE),
        ("OUTCOME", SignInFields::OUTCOME),
        ("RISK", SignInFields::RISK),
        ("RECORD", SignInFields::RECORD),
    ];

    fn rows(world: &World) -> &[Self] {
        &world.sign_ins
    }

    fn offer(manifest: &Manifest) -> &Offer<SignInField> {
        &manifest.sign_ins
    }

    fn scopes(world: &World) -> Vec<Scope> {
        let parents = [Scope::users(world), Scope::service_principals(world)];
        [Scope::All].into_iter().chain(parents.map(|scope| scope.busiest_first::<Self>(world))).collect()
    }

    fn is_child(&self, _: &World, scope: &Scope, parent: usize) -> bool {
        match scope {
            Scope::All => true,
            Scope::Users(ids) => self.user_id.as_ref() == Some(&ids[parent]),
            Scope::ServicePrincipals(ids) => self.service_principal_id.as_ref() == Some(&ids[parent]),
            _ => false,
        }
    }

    fn masked(self, fields: SignInFields) -> Self {
        let blank = Self::default();
        let ids = Self {
            id: self.id.clone(),
            created_date_time: self.created_date_time,
            user_id: self.user_id.clone(),
            service_principal_id: self.service_principal_id.clone(),
            ..Self::default()
        };
        let mut masked = if fields.contains(SignInFields::RECORD) { self.clone() } else { ids };
        let of = |group| if fields.contains(group) { &self } else { &blank };
        let identity = of(SignInFields::IDENTITY);
        masked.user_display_name.clone_from(&identity.user_display_name);
        masked.user_principal_name.clone_from(&identity.user_principal_name);
        masked.user_type.clone_from(&identity.user_type);
        masked.service_principal_name.clone_from(&identity.service_principal_name);
        let application = of(SignInFields::APPLICATION);
        masked.app_id.clone_from(&application.app_id);
        masked.app_display_name.clone_from(&application.app_display_name);
        masked.resource_id.clone_from(&application.resource_id);
        masked.resource_display_name.clone_from(&application.resource_display_name);
        masked.client_app_used.clone_from(&application.client_app_used);
        let location = of(SignInFields::LOCATION);
        masked.ip_address.clone_from(&location.ip_address);
        masked.autonomous_system_number.clone_from(&location.autonomous_system_number);
        masked.location.clone_from(&location.location);
        let device = of(SignInFields::DEVICE);
        masked.device_detail.clone_from(&device.device_detail);
        masked.user_agent.clone_from(&device.user_agent);
        let outcome = of(SignInFields::OUTCOME);
        masked.status.clone_from(&outcome.status);
        masked.conditional_access_status.clone_from(&outcome.conditional_access_status);
        masked.is_interactive.clone_from(&outcome.is_interactive);
        masked.sign_in_event_types.clone_from(&outcome.sign_in_event_types);
        masked.authentication_requirement.clone_from(&outcome.authentication_requirement);
        masked.correlation_id.clone_from(&outcome.correlation_id);
        let risk = of(SignInFields::RISK);
        masked.risk_level_during_sign_in.clone_from(&risk.risk_level_during_sign_in);
        masked.risk.clone_from(&risk.risk);
        masked
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.sign_ins.as_ref().expect("only what is offered is asked");
        match scope {
            Scope::Users(ids) => source.sign_ins_by_user(ids, query).await,
            Scope::ServicePrincipals(ids) => source.sign_ins_by_service_principal(ids, query).await,
            _ => source.sign_ins(query).await.map(one),
        }
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        let scope = match scope {
            Scope::Users(ids) => SignInScope::Users(ids),
            Scope::ServicePrincipals(ids) => SignInScope::ServicePrincipals(ids),
            _ => SignInScope::All,
        };
        adapter.sign_ins.as_ref().expect("only what is offered is asked").count_sign_ins(scope, filter).await
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: SignInFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.sign_ins.as_ref().expect("only what is offered is asked").sign_ins_by_id(ids, fields).await.map(Some)
    }
}
