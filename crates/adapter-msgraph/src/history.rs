//! Risk histories as a feed: each costs a call of its own, so that they are read where a risk has changed, and no more of them in an hour
//! than the budget has.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Answer, Batch, Checkpoint, Feed, Histories, HistoryOf, ReadHistory};
use riskgate_model::{Clock, RecordKind, Time};
use riskgate_msgraph_client::{Client, MsgraphError, Request, Terms, Version};
use riskgate_wire::PageContext;
use serde::{Deserialize, Serialize};

use crate::{
    checkpoint::{read, written},
    error::{is_of_stretch, told},
    rows::{Origin, empty},
};

/// The longest that a page takes, with waiting for its turn and with tries.
const PATIENCE: Duration = Duration::from_mins(3);

/// How long after their end they are looked for again, which costs Graph no call where no risk has changed.
pub(crate) const EVERY: Duration = Duration::from_mins(1);

/// How long a budget lasts, in seconds.
const HOUR: i64 = 60 * 60;

/// For how many the store is asked at once. Few: whose risk changes meanwhile comes after them.
const QUEUE: usize = 50;

/// The most pages of one history that are read.
const PAGES: u32 = 20;

/// Reads the histories of the users, or of the service principals, of a tenant.
pub(crate) struct HistoryFeed {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    histories: Arc<dyn Histories>,
    of: HistoryOf,
    /// How many calls an hour may have.
    budget: u32,
    origin: Origin,
    queue: VecDeque<ReadHistory>,
    /// Whose history was read last. The store may not have it yet: it is recorded while the next one is read.
    last: Option<ReadHistory>,
    /// Whose history could not be read this time, and why the last of them.
    failed: Vec<ReadHistory>,
    failure: Option<MsgraphError>,
}

/// What was spent of the budget: all that the checkpoint holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spent {
    /// When its hour began.
    since: Time,
    calls: u32,
}

impl HistoryFeed {
    pub(crate) fn new(
        client: Arc<Client>,
        clock: Arc<dyn Clock>,
        histories: Arc<dyn Histories>,
        (of, name): (HistoryOf, String),
        budget: u32,
    ) -> Self {
        let context = PageContext::new(&format!("https://graph.microsoft.com/v1.0/$metadata#{}/history", path(of).join("/")));
        let origin = Origin { feed: name, tenant: client.tenant().clone(), kind: RecordKind::RiskHistoryItems, context };
        let (queue, failed) = (VecDeque::new(), Vec::new());
        Self { client, clock, histories, of, budget, origin, queue, last: None, failed, failure: None }
    }

    /// Whose limit its calls count against.
    pub(crate) fn class(&self) -> &'static str {
        Request::get(Version::V1, &path(self.of)).class().word()
    }

    /// Whose history is to be read now.
    async fn next(&mut self) -> Answer<Option<ReadHistory>> {
        if self.queue.is_empty() {
            let most = QUEUE + self.failed.len() + 1;
            let unread = self.histories.unread_histories(self.client.tenant(), self.of, most).await?;
            let is_over = |read: &ReadHistory| self.last.as_ref() == Some(read) || self.failed.contains(read);
            self.queue = unread.into_iter().filter(|read| !is_over(read)).collect();
        }
        Ok(self.queue.pop_front())
    }

    /// The whole history of one.
    async fn history(&self, read: &ReadHistory, spent: &mut Spent) -> Result<Batch, MsgraphError> {
        let mut batch = empty();
        let [first, second] = path(self.of);
        let request = Request::get(Version::V1, &[first, second, read.identity.object(), "history"]);
        let (mut next, mut pages) = (None, 0);
        loop {
            let terms = Terms::sync(PATIENCE);
            spent.calls += 1;
            let page = match &next {
                Some(next) => self.client.next(next, terms).await,
                None => self.client.page(&request, terms).await,
            };
            let page = match page {
                // Whose risk is gone has no history.
                Err(MsgraphError::NotFound) => break,
                page => page?,
            };
            pages += 1;
            let place = format!("{}, page {pages}", read.identity.object());
            self.origin.read(&page.value, self.clock.now(), &place, &mut batch);
            next = page.next;
            if next.is_none() {
                break;
            }
            if pages == PAGES {
                batch.refused.push(self.origin.refusal(place, format!("what comes after {PAGES} pages of one history is not read")));
                break;
            }
        }
        batch.histories.push(read.clone());
        Ok(batch)
    }

    /// Nothing more this time.
    fn end(&mut self) -> Answer<Batch> {
        self.failed.clear();
        match self.failure.take() {
            Some(error) => Err(told(error)),
            None => Ok(empty()),
        }
    }
}

#[async_trait]
impl Feed for HistoryFeed {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let mut spent = checkpoint.map(read::<Spent>).transpose()?.unwrap_or_default();
        let now = self.clock.now();
        if !(spent.since..spent.since.plus_seconds(HOUR)).contains(&now) {
            spent = Spent { since: now, calls: 0 };
        }
        let mut batch = loop {
            let next = if spent.calls < self.budget { self.next().await? } else { None };
            let Some(next) = next else { break self.end()? };
            match self.history(&next, &mut spent).await {
                Ok(mut batch) => {
                    batch.more = true;
                    self.last = Some(next);
                    break batch;
                }
                // The histories of others may be read all the same.
                Err(error) if is_of_stretch(&error) => {
                    self.failed.push(next);
                    self.failure = Some(error);
                }
                Err(error) => {
                    self.queue.clear();
                    return Err(told(error));
                }
            }
        };
        batch.checkpoint = written(&spent);
        Ok(batch)
    }
}

const fn path(of: HistoryOf) -> [&'static str; 2] {
    [
        "identityProtection",
        match of {
            HistoryOf::Users => "riskyUsers",
            HistoryOf::ServicePrincipals => "riskyServicePrincipals",
        },
    ]
}
