//! Systems that hold a part of the World are judged by that part.

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, Answer, ErrorKind, Grouped, SignInSource,
    conformance::{Law, World, check},
};
use riskgate_model::{FieldSet, Identity, Page, Query, SignIn, SignInFields, SignInId, UserFields, UserId};

use crate::patient::Patient;

/// Sign-ins of people: what is not overwritten here is answered as by default.
struct OfPeople(std::sync::Arc<dyn SignInSource>);

#[async_trait]
impl SignInSource for OfPeople {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<std::collections::HashMap<SignInId, SignIn>> {
        self.0.sign_ins_by_id(ids, fields).await
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.0.sign_ins_by_user(users, query).await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.0.sign_ins(query).await
    }
}

fn of_people(adapter: Adapter) -> Adapter {
    let sign_ins = adapter.sign_ins.clone().map(|sign_ins| std::sync::Arc::new(OfPeople(sign_ins)) as _);
    Adapter { users: adapter.users, sign_ins, ..Adapter::new(adapter.manifest, adapter.health) }
}

#[tokio::test]
async fn a_system_that_knows_people_alone_breaks_no_law() {
    check(&Patient { world: || World::new().without_service_principals(), treated: of_people, ..Patient::default() }).await.assert();
}

#[tokio::test]
async fn a_system_of_people_is_found_out_by_a_world_with_service_principals() {
    assert!(!check(&Patient { treated: of_people, ..Patient::default() }).await.failed().is_empty());
}

/// Sign-ins that are listed, and not asked by id.
struct Listing(std::sync::Arc<dyn SignInSource>);

#[async_trait]
impl SignInSource for Listing {
    async fn sign_ins_by_id(&self, _: &[SignInId], _: SignInFields) -> Answer<std::collections::HashMap<SignInId, SignIn>> {
        Err(ErrorKind::Unsupported("sign-ins are listed, and not asked by id".to_owned()).into())
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.0.sign_ins_by_user(users, query).await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.0.sign_ins(query).await
    }
}

#[tokio::test]
async fn a_system_that_is_not_asked_by_id_is_told_to_be_one() {
    let treated = |adapter: Adapter| {
        let sign_ins = adapter.sign_ins.clone().map(|sign_ins| std::sync::Arc::new(Listing(sign_ins)) as _);
        Adapter { sign_ins, ..Adapter::new(adapter.manifest, adapter.health) }
    };
    let report = check(&Patient { world: || World::new().without_service_principals(), treated, ..Patient::default() }).await;
    report.assert();
    for law in [Law::KnownIdsAreAnswered, Law::UnknownIdsAreAbsent] {
        assert!(report.not_judged().contains(&(law, "sign_ins says that it is not asked by id")), "{report}");
    }
}

#[test]
fn a_world_without_service_principals_names_none() {
    let world = World::new().without_service_principals();
    assert!(world.service_principals.is_empty() && world.users.len() == World::new().users.len());
    assert!(world.sign_ins.iter().all(|it| it.service_principal_id.is_none()) && world.sign_ins.len() > 15);
    assert!(world.detections.iter().all(|it| it.service_principal_id.is_none()) && world.detections.len() > 5);
    let names_one = |it: &riskgate_model::DirectoryAudit| it.identities().iter().any(|it| matches!(it, Identity::ServicePrincipal(_)));
    assert!(!world.directory_audits.iter().any(names_one) && world.directory_audits.len() > 5);
}

#[tokio::test]
async fn a_system_of_one_tenant_and_few_properties_breaks_no_law() {
    let world = || {
        let sign_ins = SignInFields::IDENTITY.with(SignInFields::LOCATION);
        World::new().of_one_tenant().with_sign_ins_of(sign_ins).with_users_of(UserFields::PROFILE)
    };
    assert!(world().users.iter().all(|user| user.claims.is_empty() && user.id.to_string().starts_with("north/")));
    assert!(world().sign_ins.iter().all(|it| it.app_id.is_none()) && world().sign_ins.iter().any(|it| it.ip_address.is_some()));
    check(&Patient { world, ..Patient::default() }).await.assert();
}
