//! An adapter for a system behind HTTP that lists in pages of its own, newest first. Run, it shows that it keeps the laws.
use std::{collections::HashMap, num::NonZeroU32, sync::Arc, time::Duration};

use riskgate_adapter::conformance::{Skip, Subject, World, check};
use riskgate_adapter::model::{Direction, Id, IpAddress, Page, Query, SignIn, SignInField, SignInFields, SignInId, TenantId, Time, UserId};
use riskgate_adapter::{
    Adapter, AdapterError, Answer, ErrorKind, Grouped, Health, HealthProbe, Manifest, Offer, Question, Rate, SignInSource, async_trait,
    rows,
};

/// A login, as the portal sends it.
#[derive(Clone)]
struct Login {
    id: String,
    at: Time,
    user: String,
    address: Option<String>,
}

impl Login {
    fn of(row: &SignIn) -> Self {
        let address = row.ip_address.as_ref().map(|address| address.as_str().to_owned());
        let user = row.user_id.as_ref().map_or_else(String::new, |user| user.object().to_owned());
        Self { id: row.id.object().to_owned(), at: row.created_date_time, user, address }
    }

    fn sign_in(self, tenant: &TenantId) -> SignIn {
        SignIn {
            id: SignInId::new(tenant.clone(), &self.id),
            created_date_time: self.at,
            user_id: Some(UserId::new(tenant.clone(), &self.user)),
            ip_address: self.address.map(IpAddress::new),
            ..SignIn::default()
        }
    }
}

/// Stands for a client of the portal: `GET /logins?user=…&until=…&page=…` and `GET /logins/ID`, three logins a page.
struct Portal {
    logins: Vec<Login>,
    /// What it answers instead of logins.
    refusal: Option<Refused>,
}

/// An answer that is no success: its status, and its `Retry-After` in seconds.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the portal answered {status}")]
struct Refused {
    status: u16,
    retry_after: Option<u64>,
}

impl Portal {
    /// One page, newest first and in no other order, and the number of the next.
    async fn list(&self, user: Option<&str>, until: Option<Time>, page: usize) -> Result<(Vec<Login>, Option<usize>), Refused> {
        self.answers().await?;
        let is_listed = |it: &&Login| user.is_none_or(|user| it.user == user) && until.is_none_or(|until| it.at <= until);
        let mut logins: Vec<Login> = self.logins.iter().filter(is_listed).cloned().collect();
        logins.sort_by_key(|login| std::cmp::Reverse(login.at));
        let goes_on = logins.len() > 3 * (page + 1);
        Ok((logins.into_iter().skip(3 * page).take(3).collect(), goes_on.then_some(page + 1)))
    }

    async fn one(&self, id: &str) -> Result<Option<Login>, Refused> {
        self.answers().await?;
        Ok(self.logins.iter().find(|login| login.id == id).cloned())
    }

    async fn answers(&self) -> Result<(), Refused> {
        tokio::task::yield_now().await; // as long as a request takes
        self.refusal.clone().map_or(Ok(()), Err)
    }
}

/// The adapter: the portal, and the tenant whose people sign in there.
struct Logins {
    portal: Portal,
    tenant: TenantId,
    offer: Offer<SignInField>,
}

/// The portal's refusals, by what the caller can do about them.
fn error(refused: Refused) -> AdapterError {
    let error = match refused.status {
        401 | 403 => ErrorKind::Denied("the portal wants a token with the role `log reader`".to_owned()).into(),
        429 => AdapterError::from(ErrorKind::Throttled).retry_after(Duration::from_secs(refused.retry_after.unwrap_or(60))),
        504 => ErrorKind::Timeout.into(),
        _ => ErrorKind::Unavailable.into(),
    };
    error.caused_by(refused)
}

impl Logins {
    fn adapter(portal: Portal, tenant: TenantId) -> Adapter {
        let offer = Offer { page: 50, keys: 10, only_direction: Some(Direction::Descending), ..Offer::default() };
        // The portal allows 1,200 requests a minute; a question for ten users, or for fifty rows, costs about twenty.
        let calls = NonZeroU32::new(60).expect("sixty is not zero");
        let rate = Rate { questions: vec![Question::SignIns], calls, per: Duration::from_mins(1) };
        let manifest = Manifest { sign_ins: offer.clone(), rates: vec![rate], ..Manifest::new("portal", "1.0.0") };
        let logins = Arc::new(Self { portal, tenant, offer });
        Adapter { sign_ins: Some(logins.clone()), ..Adapter::new(manifest, logins) }
    }

    async fn list(&self, user: Option<&str>, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.offer.check(query)?;
        // What comes after the cursor is not newer than it.
        let until = query.after.as_ref().map(|after| Time::from_nanos(after.date));
        let read = |page: Option<usize>| async move {
            let (logins, next) = self.portal.list(user, until, page.unwrap_or(0)).await.map_err(error)?;
            Ok((logins.into_iter().map(|login| login.sign_in(&self.tenant)).collect(), next))
        };
        rows::paged(query, read).await
    }
}

#[async_trait]
impl HealthProbe for Logins {
    async fn health(&self) -> Health {
        self.portal.answers().await.map_or_else(|refused| Health::down(&refused.to_string()), |()| Health::up())
    }
}

#[async_trait]
impl SignInSource for Logins {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        let mut found = HashMap::new();
        for id in ids.iter().filter(|id| *id.tenant() == self.tenant) {
            if let Some(login) = self.portal.one(id.object()).await.map_err(error)? {
                found.insert(id.clone(), login.sign_in(&self.tenant));
            }
        }
        Ok(found)
    }
    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let mut grouped = Grouped::default();
        for user in users {
            if *user.tenant() == self.tenant {
                let page = self.list(Some(user.object()), query).await?;
                grouped.push(page.rows, page.next);
            } else {
                grouped.push([], None);
            }
        }
        Ok(grouped)
    }
    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.list(None, query).await
    }
}

/// How the adapter holds the World of the conformance kit: as much of it as logins say.
struct Proof;

fn north() -> TenantId {
    TenantId::new("north")
}

fn refusing(status: u16, retry_after: Option<u64>) -> Adapter {
    Logins::adapter(Portal { logins: Vec::new(), refusal: Some(Refused { status, retry_after }) }, north())
}

#[async_trait]
impl Subject for Proof {
    fn world(&self) -> World {
        let mut world = World::new().without_service_principals().of_one_tenant();
        for row in &mut world.sign_ins {
            *row = Login::of(row).sign_in(&north());
        }
        world
    }
    async fn holding(&self, world: &World) -> Adapter {
        Logins::adapter(Portal { logins: world.sign_ins.iter().map(Login::of).collect(), refusal: None }, north())
    }
    async fn denied(&self) -> Result<Adapter, Skip> {
        Ok(refusing(401, None))
    }
    async fn throttled(&self, delay: Duration) -> Result<Adapter, Skip> {
        Ok(refusing(429, Some(delay.as_secs())))
    }
}

#[tokio::main]
async fn main() {
    let report = check(&Proof).await;
    println!("{report}");
    report.assert();
}
