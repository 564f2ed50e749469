//! Sign-ins whose questions and answers can be tampered with.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, AdapterError, Answer, ErrorKind, Grouped, Memory, Offer, SignInScope, SignInSource};
use riskgate_model::{Filter, Page, Query, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, UserId};
use tokio::task::yield_now;

/// What happens to questions and answers on their way. By default nothing.
#[derive(Clone)]
pub(crate) struct Seam {
    /// Which questions for a list it refuses.
    pub(crate) refuses: fn(&Query<SignIn>) -> bool,
    /// To a question for a list.
    pub(crate) asked: fn(Query<SignIn>) -> Query<SignIn>,
    /// To the page of all.
    pub(crate) page: fn(&Query<SignIn>, &mut Page<SignIn>),
    /// To the pages of users.
    pub(crate) groups: fn(&[UserId], &mut Grouped<SignIn>),
    /// To records by their ids.
    pub(crate) by_id: fn(&[SignInId], &mut HashMap<SignInId, SignIn>),
    /// To counts.
    pub(crate) counts: fn(&mut Vec<Option<u64>>),
    /// How many calls a question for so many keys is.
    pub(crate) calls: fn(usize) -> u64,
    /// What it refuses to go beyond.
    pub(crate) offer: Option<fn() -> Offer<SignInField>>,
    /// What the calls for the page of all have in common.
    pub(crate) shared: Shared,
}

/// What calls have in common that they should not.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Shared {
    Nothing,
    /// The question: the last one that was asked is answered.
    Question,
    /// A seat, which a call that is given up never leaves; then there is nothing to sit on.
    Seat,
}

impl Default for Seam {
    fn default() -> Self {
        Self {
            refuses: |_| false,
            asked: |query| query,
            page: |_, _| {},
            groups: |_, _| {},
            by_id: |_, _| {},
            counts: |_| {},
            calls: |keys| u64::from(keys > 0),
            offer: None,
            shared: Shared::Nothing,
        }
    }
}

/// Sign-ins behind a seam.
pub(crate) struct Faulty {
    inner: Arc<dyn SignInSource>,
    seam: Seam,
    calls: Arc<AtomicU64>,
    question: Mutex<Option<Query<SignIn>>>,
    seats: Mutex<Vec<Weak<()>>>,
}

impl Faulty {
    pub(crate) fn new(inner: Arc<dyn SignInSource>, seam: Seam, calls: Arc<AtomicU64>) -> Self {
        Self { inner, seam, calls, question: Mutex::default(), seats: Mutex::default() }
    }

    fn called(&self, keys: usize) {
        self.calls.fetch_add((self.seam.calls)(keys), Ordering::Relaxed);
    }

    fn asked(&self, query: &Query<SignIn>) -> Answer<Query<SignIn>> {
        if let Some(offer) = self.seam.offer {
            offer().check(query)?;
        }
        if (self.seam.refuses)(query) {
            return Err(ErrorKind::FilterNotPushable("this list cannot be filtered so".to_owned()).into());
        }
        Ok((self.seam.asked)(query.clone()))
    }

    /// The page as it was asked for, or as it should not be.
    async fn shared(&self, query: Query<SignIn>) -> Answer<Page<SignIn>> {
        match self.seam.shared {
            Shared::Nothing => self.inner.sign_ins(&query).await,
            Shared::Question => {
                *self.question.lock().expect("no panic") = Some(query);
                yield_now().await;
                let last = self.question.lock().expect("no panic").clone().expect("a question");
                self.inner.sign_ins(&last).await
            }
            Shared::Seat => {
                let seat = Arc::new(());
                let is_left = {
                    let mut seats = self.seats.lock().expect("no panic");
                    seats.push(Arc::downgrade(&seat));
                    seats.iter().all(|seat| seat.strong_count() > 0)
                };
                yield_now().await;
                self.seats.lock().expect("no panic").retain(|other| !std::ptr::eq(other.as_ptr(), Arc::as_ptr(&seat)));
                if is_left { self.inner.sign_ins(&query).await } else { Ok(Page { rows: Vec::new(), next: None, as_of: None }) }
            }
        }
    }
}

#[async_trait]
impl SignInSource for Faulty {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        self.called(ids.len());
        let mut found = self.inner.sign_ins_by_id(ids, fields).await?;
        (self.seam.by_id)(ids, &mut found);
        Ok(found)
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.called(users.len());
        let mut grouped = self.inner.sign_ins_by_user(users, &self.asked(query)?).await?;
        (self.seam.groups)(users, &mut grouped);
        Ok(grouped)
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.called(principals.len());
        self.inner.sign_ins_by_service_principal(principals, &self.asked(query)?).await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.called(1);
        let mut page = self.shared(self.asked(query)?).await?;
        (self.seam.page)(query, &mut page);
        Ok(page)
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        self.called(scope.parts());
        let mut counts = self.inner.count_sign_ins(scope, filter).await?;
        (self.seam.counts)(&mut counts);
        Ok(counts)
    }
}

/// Sign-ins of a source that answers by an error, whatever it is asked.
pub(crate) struct Refusing(AdapterError);

impl Refusing {
    /// The adapter over such sign-ins.
    pub(crate) fn adapter(error: AdapterError) -> Adapter {
        let memory = Memory::default().into_adapter("memory");
        Adapter { sign_ins: Some(Arc::new(Self(error))), ..Adapter::new(memory.manifest, memory.health) }
    }
}

#[async_trait]
impl SignInSource for Refusing {
    async fn sign_ins_by_id(&self, _: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        Err(self.0.clone())
    }

    async fn sign_ins_by_user(&self, _: &[UserId], _: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        Err(self.0.clone())
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], _: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let mut grouped = Grouped::none(principals.len());
        grouped.failed = (0..).zip(principals).map(|(parent, _)| (parent, self.0.clone())).collect();
        Ok(grouped)
    }

    async fn sign_ins(&self, _: &Query<SignIn>) -> Answer<Page<SignIn>> {
        Err(self.0.clone())
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, _: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        match scope {
            SignInScope::All => Err(self.0.clone()),
            _ => Ok(vec![None; scope.parts()]),
        }
    }
}

/// The error of an adapter's defect.
pub(crate) fn throttled() -> AdapterError {
    ErrorKind::Throttled.into()
}
