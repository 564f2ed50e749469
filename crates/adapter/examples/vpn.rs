//! A complete adapter: users and sign-ins in the log of a VPN appliance. Run, it shows that it keeps the laws.
use std::{collections::HashMap, sync::Arc, time::Duration};

use riskgate_adapter::conformance::{Skip, Subject, World, check};
use riskgate_adapter::model::{
    Operator, Page, Query, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, User, UserFields, UserId,
};
use riskgate_adapter::{Adapter, Answer, Grouped, Health, HealthProbe, Manifest, Offer, SignInSource, UserSource, async_trait, rows};

struct Vpn {
    manifest: Manifest,
    users: Vec<User>,
    sign_ins: Vec<SignIn>,
}

impl Vpn {
    fn adapter(users: Vec<User>, sign_ins: Vec<SignIn>) -> Adapter {
        let offer = Offer { page: 100, ..Offer::default() }.filter(SignInField::IpAddress, &[Operator::In]);
        let manifest = Manifest { sign_ins: offer, ..Manifest::new("vpn", "1.0.0") };
        let vpn = Arc::new(Self { manifest: manifest.clone(), users, sign_ins });
        Adapter { users: Some(vpn.clone()), sign_ins: Some(vpn.clone()), ..Adapter::new(manifest, vpn) }
    }
}

#[async_trait]
impl HealthProbe for Vpn {
    async fn health(&self) -> Health {
        Health::up()
    }
}

#[async_trait]
impl UserSource for Vpn {
    async fn users_by_id(&self, ids: &[UserId], _: UserFields) -> Answer<HashMap<UserId, User>> {
        Ok(rows::by_id(&self.users, ids))
    }
    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        self.manifest.users.check(query)?;
        rows::page(&self.users, query)
    }
}

#[async_trait]
impl SignInSource for Vpn {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        Ok(rows::by_id(&self.sign_ins, ids))
    }
    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.manifest.sign_ins.check(query)?;
        rows::grouped(&self.sign_ins, users, query, |row, user| row.user_id.as_ref() == Some(user))
    }
    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.manifest.sign_ins.check(query)?;
        rows::grouped(&self.sign_ins, principals, query, |row, principal| row.service_principal_id.as_ref() == Some(principal))
    }
    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.manifest.sign_ins.check(query)?;
        rows::page(&self.sign_ins, query)
    }
}

/// How the adapter holds the World of the conformance kit.
struct Proof;

#[async_trait]
impl Subject for Proof {
    async fn holding(&self, world: &World) -> Adapter {
        Vpn::adapter(world.users.clone(), world.sign_ins.clone())
    }
    async fn denied(&self) -> Result<Adapter, Skip> {
        Err(Skip::because("a log in memory has no credentials"))
    }
    async fn throttled(&self, _: Duration) -> Result<Adapter, Skip> {
        Err(Skip::because("a log in memory does not ask to slow down"))
    }
}

#[tokio::main]
async fn main() {
    let report = check(&Proof).await;
    println!("{report}");
    report.assert();
}
