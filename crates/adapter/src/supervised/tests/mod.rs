//! An adapter under supervision, whatever it does.

mod calls;
mod faults;
mod meter;
mod offers;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use riskgate_model::{Id, Page, Query, SignIn, SignInField, SignInFields, SignInId, SignInStatus, TenantId, Time, UserId};

use crate::{Adapter, Answer, Grouped, Health, HealthProbe, Manifest, SignInSource, rows};

/// What a source does with a page that it has made.
type Twist = fn(Answer<Page<SignIn>>) -> Answer<Page<SignIn>>;

/// A source of a hundred sign-ins of ten users, newest first; every third failed, with an error code of its own.
pub(super) struct Toy {
    rows: Vec<SignIn>,
    /// The queries it was asked, as `first`, `filter`.
    asked: Mutex<Vec<String>>,
    calls: AtomicU32,
    twist: Twist,
}

impl Toy {
    fn new(twist: Twist) -> Arc<Self> {
        Arc::new(Self { rows: (0..100).map(sign_in).collect(), asked: Mutex::default(), calls: AtomicU32::default(), twist })
    }

    fn honest() -> Arc<Self> {
        Self::new(|page| page)
    }

    /// It as an adapter under supervision.
    fn supervised(self: &Arc<Self>, manifest: Manifest) -> Arc<dyn SignInSource> {
        let adapter = Adapter { sign_ins: Some(self.clone()), ..Adapter::new(manifest, self.clone()) };
        adapter.supervised().sign_ins.expect("it answers for sign-ins")
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    fn note(&self, query: &Query<SignIn>) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.asked.lock().unwrap().push(format!("{} {:?}", query.first, query.filter));
    }
}

/// The n-th newest sign-in.
fn sign_in(n: i64) -> SignIn {
    let tenant = TenantId::new("t");
    let code = (n % 3 == 0).then_some(50_000 + n);
    SignIn {
        id: SignInId::new(tenant.clone(), &format!("s{n:02}")),
        created_date_time: Time::from_seconds(1_000 - n),
        user_id: Some(user(n % 10)),
        status: code.map(|code| SignInStatus { error_code: Some(code), ..SignInStatus::default() }),
        ..SignIn::default()
    }
}

fn user(n: i64) -> UserId {
    UserId::new(TenantId::new("t"), &format!("u{n}"))
}

fn manifest() -> Manifest {
    Manifest::new("toy", "1")
}

fn objects(rows: &[SignIn]) -> Vec<&str> {
    rows.iter().map(|row| row.id.object()).collect()
}

#[async_trait]
impl HealthProbe for Toy {
    async fn health(&self) -> Health {
        Health::up()
    }
}

#[async_trait]
impl SignInSource for Toy {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<std::collections::HashMap<SignInId, SignIn>> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(rows::by_id(&self.rows, ids))
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.note(query);
        rows::grouped(&self.rows, users, query, |row, user| row.user_id.as_ref() == Some(user))
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.note(query);
        (self.twist)(rows::page(&self.rows, query))
    }

    async fn count_sign_ins(
        &self,
        scope: crate::SignInScope<'_>,
        filter: &riskgate_model::Filter<SignInField>,
    ) -> Answer<Vec<Option<u64>>> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let count = self.rows.iter().filter(|row| filter.matches(row)).count() as u64;
        Ok(vec![Some(count); scope.parts()])
    }
}
