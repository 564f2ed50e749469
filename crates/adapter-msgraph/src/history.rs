//! Risk histories as a feed: each costs a call of its own, so that they are read where a risk has changed, and no more of them in an hour
//! than the budget has.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Answer, Batch, Checkpoint, Feed, Histories, HistoryOf, ReadHistory};
use riskgate_model::{Clock, RecordKind, Time};
use riskgate_msgraph_client::{Client, MsgraphError, Request, Terms, Version};
use serde::{Deserialize, Serialize};

use crate::{
    NAME,
    checkpoint::{read, written},
    error::{is_of_one, told},
    rows::{Origin, context, empty},
};

/// The longest that a page takes, with waiting for its turn and with tries.
const PATIENCE: Duration = Duration::from_mins(3);

/// How long after their end they are looked for again, which costs Graph no call where no risk has changed.
pub(crate) const EVERY: Duration = Duration::from_mins(1);

/// How long a budget lasts, in seconds.
const HOUR: i64 = 60 * 60;

/// For how many the store is asked at once. Few: whose risk changes meanwhile comes after them.
const QUEUE: usize = 50;

/// After how many failures in one turn the trouble is not that of some.
const TROUBLED: usize = 10;

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
    /// What was spent. The checkpoint is not told where nothing could be read.
    spent: Spent,
    /// Whose history could not be read this time, and why the last of them.
    failed: Vec<ReadHistory>,
    failure: Option<MsgraphError>,
}

/// What was spent of the budget: all that the checkpoint holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spent {
    /// When its hour began.
    since: Time,
    calls: u32,
}

/// Which histories are read.
pub(crate) struct Wanted {
    /// Whose.
    pub of: HistoryOf,
    /// How many calls an hour may have.
    pub budget: u32,
    /// The feed's name.
    pub name: String,
}

impl HistoryFeed {
    pub(crate) fn new(client: Arc<Client>, clock: Arc<dyn Clock>, histories: Arc<dyn Histories>, wanted: Wanted) -> Self {
        let Wanted { of, budget, name } = wanted;
        let context = context(&format!("{}/history", path(of).join("/")));
        let list = format!("{NAME}/{}/{}/history", client.tenant(), path(of)[1]);
        let origin = Origin { feed: name, list, tenant: client.tenant().clone(), kind: RecordKind::RiskHistoryItems, context };
        let (queue, failed, spent) = (VecDeque::new(), Vec::new(), Spent::default());
        Self { client, clock, histories, of, budget, origin, queue, last: None, spent, failed, failure: None }
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
    async fn history(&mut self, read: &ReadHistory) -> Result<Batch, MsgraphError> {
        let mut batch = empty();
        let [first, second] = path(self.of);
        let request = Request::get(Version::V1, &[first, second, read.identity.object(), "history"]);
        let (mut next, mut pages) = (None, 0);
        loop {
            let terms = Terms::sync(PATIENCE);
            self.spent.calls += 1;
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
            self.origin.read(&page.value, self.clock.now(), &mut batch);
            next = page.next;
            if next.is_none() {
                break;
            }
            if pages == PAGES {
                let reason = format!("what comes after {PAGES} pages of one history is not read");
                batch.refused.push(self.origin.refusal(read.identity.object().to_owned(), reason));
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
        self.spent = self.spent.max(checkpoint.map(read::<Spent>).transpose()?.unwrap_or_default());
        let now = self.clock.now();
        if !(self.spent.since..self.spent.since.plus_seconds(HOUR)).contains(&now) {
            self.spent = Spent { since: now, calls: 0 };
        }
        let mut batch = loop {
            let Some(next) = self.next().await? else { break self.end()? };
            if self.spent.calls >= self.budget {
                // Those that are left wait for the next hour; it is looked anew then, whose risk changed last.
                let waiting = 1 + self.queue.len() as u64;
                self.queue.clear();
                break Batch { waiting, ..self.end()? };
            }
            match self.history(&next).await {
                Ok(mut batch) => {
                    batch.more = true;
                    self.last = Some(next);
                    break batch;
                }
                // The histories of others may be read all the same.
                Err(error) if is_of_one(&error) && self.failed.len() < TROUBLED => {
                    tracing::warn!(
                        adapter.name = NAME,
                        feed = self.origin.feed,
                        id = next.identity.object(),
                        error = error.word(),
                        "a history cannot be read"
                    );
                    self.failed.push(next);
                    self.failure = Some(error);
                }
                Err(error) => {
                    self.queue.clear();
                    self.failed.clear();
                    self.failure = None;
                    return Err(told(error));
                }
            }
        };
        batch.checkpoint = written(&self.spent);
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
