//! A complete adapter: the log of a VPN appliance, held in memory. Run, it shows that it keeps the laws.
use std::{collections::HashMap, sync::Arc, time::Duration};

use riskgate_adapter::conformance::{Skip, Subject, World, check};
use riskgate_adapter::model::{Operator, Page, Query, SignIn, SignInField, SignInFields, SignInId, UserId};
use riskgate_adapter::{Adapter, Answer, Grouped, Health, Manifest, Offer, SignInSource, async_trait, rows};

struct Vpn {
    offer: Offer<SignInField>,
    sign_ins: Vec<SignIn>,
}

impl Vpn {
    fn adapter(sign_ins: Vec<SignIn>) -> Adapter {
        let offer = Offer { page: 100, ..Offer::default() }.filter(SignInField::IpAddress, &[Operator::In]);
        let manifest = Manifest { sign_ins: offer.clone(), ..Manifest::new("vpn", "1.0.0") };
        Adapter { sign_ins: Some(Arc::new(Self { offer, sign_ins })), ..Adapter::new(manifest, Arc::new(Health::up())) }
    }
}

#[async_trait]
impl SignInSource for Vpn {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        Ok(rows::by_id(&self.sign_ins, ids))
    }
    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.offer.check(query)?;
        rows::grouped(&self.sign_ins, users, query, |row, user| row.user_id.as_ref() == Some(user))
    }
    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.offer.check(query)?;
        rows::page(&self.sign_ins, query)
    }
}

/// How the adapter holds the World of the conformance kit.
struct Proof;

#[async_trait]
impl Subject for Proof {
    fn world(&self) -> World {
        World::new().without_service_principals() // a VPN knows people alone
    }
    async fn holding(&self, world: &World) -> Adapter {
        Vpn::adapter(world.sign_ins.clone())
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
