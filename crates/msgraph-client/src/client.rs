//! The client of one tenant: what can be asked.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use riskgate_model::{Clock, TenantId};
use serde_json::value::RawValue;
use tokio::time::Instant;

use crate::{
    BatchAnswer, Class, Credential, Method, MsgraphError, NextLink, One, Outlook, Page, Request, Settings, SettingsError, Terms, Usage,
    address::Address,
    assertion::Certificate,
    batch, body,
    call::{Call, Caller},
    http::{Http, Reply},
    judge::{Asked, Kind, Verdict},
    lane::Lane,
    needs::Needs,
    one,
    retry::RetryBudget,
    token::{Proof, Tokens},
};

/// Microsoft Graph, as one application sees one tenant. It is shared by all who ask, so that they keep to the tenant's limits together.
pub struct Client {
    tenant: TenantId,
    address: Address,
    caller: Caller,
}

impl Client {
    /// A client with these settings. Nothing is asked yet.
    ///
    /// # Errors
    /// When a setting is not what it should be, or the certificate cannot be used.
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let Settings { cloud, base_url, authority, tenant_id, client_id, credential, bounds } = settings;
        let (tenant_id, client_id) = (guid("tenant_id", tenant_id)?, guid("client_id", client_id)?);
        let address = Address::parse("base_url", base_url.as_deref().unwrap_or(cloud.base_url()))?;
        let authority = Address::parse("authority", authority.as_deref().unwrap_or(cloud.authority()))?;
        let proof = match credential {
            Credential::Secret(secret) if secret.exposed().is_empty() => return Err(SettingsError::NoSecret),
            Credential::Secret(secret) => Proof::Secret(secret.clone()),
            Credential::Certificate(path) => Proof::Certificate(Certificate::read(path)?),
        };
        let http = Arc::new(Http::new(bounds)?);
        let tokens = Tokens {
            http: http.clone(),
            endpoint: authority.below(&format!("{tenant_id}/oauth2/v2.0/token")),
            scope: address.scope(),
            client_id,
            proof,
            clock: clock.clone(),
            attempts: bounds.attempts,
            backoff: bounds.backoff,
            held: Mutex::default(),
            flight: tokio::sync::Mutex::default(),
        };
        let caller = Caller {
            http,
            tokens,
            lanes: Class::ALL.map(|class| Lane::new(class, bounds)),
            budget: Mutex::new(RetryBudget::new(Instant::now())),
            clock,
            attempts: bounds.attempts,
            backoff: bounds.backoff,
        };
        Ok(Self { tenant: TenantId::new(&tenant_id), address, caller })
    }

    /// The tenant.
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Sees that the application is given a token; no data is asked for.
    ///
    /// # Errors
    /// When it is given none.
    pub async fn authenticate(&self, terms: Terms) -> Result<(), MsgraphError> {
        self.caller.tokens.get(terms.until).await.map(drop)
    }

    /// The one object that `request` reads, as it came, and when that was.
    ///
    /// # Errors
    /// When it is not answered; see [`MsgraphError`].
    pub async fn one(&self, request: &Request, terms: Terms) -> Result<One, MsgraphError> {
        let read = |reply: &Reply| {
            Ok(One { object: body::read(&reply.body)?, date: one::date(&reply.headers), received: self.caller.clock.now() })
        };
        self.caller.make(&self.call(request)?, terms, read).await
    }

    /// The first page of the list that `request` reads.
    ///
    /// # Errors
    /// When it is not answered; see [`MsgraphError`].
    pub async fn page(&self, request: &Request, terms: Terms) -> Result<Page, MsgraphError> {
        self.page_at(self.call(request)?, request, terms).await
    }

    /// The page that a link leads to.
    ///
    /// # Errors
    /// When it is not answered; see [`MsgraphError`].
    pub async fn next(&self, link: &NextLink, terms: Terms) -> Result<Page, MsgraphError> {
        let call = Call { url: link.url.0.clone(), ..self.call(&link.request)? };
        self.page_at(call, &link.request, terms).await
    }

    async fn page_at(&self, call: Call, request: &Request, terms: Terms) -> Result<Page, MsgraphError> {
        self.caller.make(&call, terms, |reply| Page::read(&reply.body, request, &call.url, &self.address)).await
    }

    /// Does what `request` asks for, and hands back what it is answered, if that is anything. It is sent again only where it was certainly
    /// not done.
    ///
    /// # Errors
    /// When it is not answered; see [`MsgraphError`], above all [`MsgraphError::AnswerLost`].
    pub async fn act(&self, request: &Request, terms: Terms) -> Result<Option<Box<RawValue>>, MsgraphError> {
        self.caller.make(&self.call(request)?, terms, |reply| body::read_if_any(&reply.body)).await
    }

    /// Sends up to twenty requests as one. Each is answered or refused alone, in the order of the requests, and none of them is sent again
    /// alone; one that was throttled pauses its class.
    ///
    /// # Errors
    /// When the batch as a whole is not answered; see [`MsgraphError`].
    pub async fn batch(&self, requests: &[Request], terms: Terms) -> Result<Vec<BatchAnswer>, MsgraphError> {
        let body = batch::write(requests)?;
        let mut asked = Asked::of(&requests[0]);
        if requests.iter().any(|request| request.method != Method::Get) {
            asked.kind = Kind::Write;
        }
        let mut shares = BTreeMap::new();
        for request in requests {
            *shares.entry(request.class()).or_insert(0) += request.units();
        }
        let url = self.address.below(&format!("{}/$batch", requests[0].version.folder()));
        let (body, shares) = (Some(body.to_string().into_bytes()), shares.into_iter().collect());
        let call = Call { method: Method::Post, url, page_size: None, body, asked, shares };
        let read = |reply: &Reply| {
            let verdicts = batch::read(&reply.body, requests, self.caller.clock.now())?;
            Ok(verdicts.into_iter().zip(requests).map(|(verdict, request)| self.answer(verdict, request)).collect())
        };
        self.caller.make(&call, terms, read).await
    }

    /// What one request of a batch came to.
    fn answer(&self, verdict: Verdict, request: &Request) -> BatchAnswer {
        match verdict {
            Verdict::Answered(reply) => body::read_if_any(&reply.body).map_err(|error| Asked::of(request).unread(error)),
            Verdict::Throttled(said) => Err(MsgraphError::Throttled { retry_after: self.caller.lane(request.class()).throttled(said) }),
            // The batch as a whole was let in with it.
            Verdict::TokenRefused => {
                let Needs { permission, .. } = Needs::of(request);
                Err(MsgraphError::Denied { permission, code: "InvalidAuthenticationToken".into() })
            }
            Verdict::Failed { error, .. } | Verdict::Refused(error) => Err(error),
        }
    }

    /// What each class has been asked, and what is left of its limit.
    pub fn usage(&self) -> [Usage; Class::ALL.len()] {
        Class::ALL.map(|class| self.caller.lane(class).usage())
    }

    /// When a class would let go what people may yet ask.
    pub fn outlook(&self, class: Class) -> Outlook {
        self.caller.lane(class).outlook()
    }

    fn call(&self, request: &Request) -> Result<Call, MsgraphError> {
        let mut url = self.address.below(&format!("{}/{}", request.version.folder(), request.path()?));
        url.set_query(request.query().as_deref());
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        let shares = vec![(request.class(), request.units())];
        Ok(Call { method: request.method, url, page_size: request.page_size, body, asked: Asked::of(request), shares })
    }
}

/// Reads a GUID, as the ids of tenants and applications are; a name such as `common` stands for many tenants.
fn guid(setting: &'static str, given: &str) -> Result<String, SettingsError> {
    let is_guid = given.len() == 36
        && given
            .char_indices()
            .all(|(place, letter)| if [8, 13, 18, 23].contains(&place) { letter == '-' } else { letter.is_ascii_hexdigit() });
    if is_guid { Ok(given.to_ascii_lowercase()) } else { Err(SettingsError::NoGuid { setting }) }
}

#[cfg(test)]
mod tests {
    use riskgate_model::Time;

    use super::*;
    use crate::{Bounds, Cloud, Secret};

    const TENANT: &str = "4A1C7F4E-0000-4000-8000-0123456789AB";

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Time {
            Time::default()
        }
    }

    fn settings() -> Settings {
        Settings {
            cloud: Cloud::UsGovDod,
            base_url: None,
            authority: None,
            tenant_id: TENANT.to_owned(),
            client_id: TENANT.to_owned(),
            credential: Credential::Secret(Secret::new("swordfish")),
            bounds: Bounds::default(),
        }
    }

    #[tokio::test]
    async fn a_cloud_says_where_everything_is_and_each_place_can_be_another() {
        let client = Client::new(&settings(), Arc::new(Still)).expect("a client");
        let tokens = &client.caller.tokens;
        assert_eq!(tokens.endpoint.as_str(), format!("https://login.microsoftonline.us/{}/oauth2/v2.0/token", TENANT.to_ascii_lowercase()));
        assert_eq!(tokens.scope, "https://dod-graph.microsoft.us/.default");
        let base_url = Some("http://localhost:3000/graph".to_owned());
        let client = Client::new(&Settings { base_url, ..settings() }, Arc::new(Still)).expect("a client");
        let call = client.call(&Request::get(crate::Version::Beta, &["users"]).with("$top", "5")).expect("a call");
        assert_eq!(call.url.as_str(), "http://localhost:3000/graph/beta/users?$top=5");
    }

    #[test]
    fn settings_that_cannot_be_are_refused_by_name() {
        let refused = |settings: Settings| Client::new(&settings, Arc::new(Still)).err().expect("a refusal").to_string();
        for tenant_id in ["common", "organizations", "contoso.onmicrosoft.com", "", "4a1c7f4e-0000-4000-8000-0123456789ab/../x"] {
            let error = refused(Settings { tenant_id: tenant_id.to_owned(), ..settings() });
            assert!(error.starts_with("tenant_id: "), "{error}");
        }
        let error = refused(Settings { client_id: "riskgate".to_owned(), ..settings() });
        assert!(error.starts_with("client_id: it is not a GUID") && !error.contains("riskgate"), "{error}");
        let error = refused(Settings { authority: Some("http://login.example".to_owned()), ..settings() });
        assert_eq!(error, "authority: expected https, or http to this machine");
        let error = refused(Settings { credential: Credential::Secret(Secret::new("")), ..settings() });
        assert_eq!(error, "client_secret: it is empty");
        let error = refused(Settings { credential: Credential::Certificate("/nowhere.pem".into()), ..settings() });
        assert!(error.starts_with("certificate_file /nowhere.pem: it cannot be read"), "{error}");
    }

    #[test]
    fn settings_are_shown_without_the_secret() {
        assert!(!format!("{:?}", settings()).contains("swordfish"));
    }
}
