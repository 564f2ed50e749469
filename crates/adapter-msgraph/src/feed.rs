//! A list of Microsoft Graph as a feed: a page is a batch.

use std::{collections::HashSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Answer, Batch, Checkpoint, Feed};
use riskgate_model::Clock;
use riskgate_msgraph_client::{Client, Malformation, MsgraphError, NextLink, Page, Terms};

use crate::{
    NAME,
    checkpoint::{read, written},
    error::{is_of_stretch, told},
    listing::Listing,
    round::{Bounds, Next, State, Stretch},
    rows::{Origin, empty},
};

/// The longest that a page takes, with waiting for its turn and with tries.
const PATIENCE: Duration = Duration::from_mins(3);

/// Reads a part of a list.
pub(crate) struct ListFeed {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    listing: &'static Listing,
    bounds: Bounds,
    origin: Origin,
    /// Where the stretch goes on of which a page was read, for whoever asks from the checkpoint that came with it.
    open: Option<Open>,
}

/// A stretch of which some pages were read.
struct Open {
    checkpoint: Checkpoint,
    next: NextLink,
    pages: u64,
    /// The links that led to the pages before: a list that leads back to one has no end.
    seen: HashSet<u64>,
}

/// A page that was read, how many of its stretch were read with it, and the links that led to them.
struct Read {
    page: Page,
    pages: u64,
    seen: HashSet<u64>,
}

impl ListFeed {
    pub(crate) fn new(client: Arc<Client>, clock: Arc<dyn Clock>, listing: &'static Listing, bounds: Bounds, name: String) -> Self {
        let context = listing.context();
        let list = format!("{NAME}/{}/{}", client.tenant(), listing.name);
        let origin = Origin { feed: name, list, tenant: client.tenant().clone(), kind: listing.kind, context };
        Self { client, clock, listing, bounds, origin, open: None }
    }

    /// The page that comes next of a stretch that was tried so often before.
    async fn page(&mut self, stretch: Stretch, tries: u32, checkpoint: Option<&Checkpoint>) -> Result<Read, MsgraphError> {
        let terms = Terms::sync(PATIENCE);
        // A link is good for one use: where the page does not come, the stretch is read anew.
        let mut read = match self.open.take().filter(|open| Some(&open.checkpoint) == checkpoint) {
            Some(open) => Read { page: self.client.next(&open.next, terms).await?, pages: open.pages + 1, seen: open.seen },
            None => Read { page: self.client.page(&self.listing.request(stretch, tries), terms).await?, pages: 1, seen: HashSet::new() },
        };
        match &read.page.next {
            Some(next) if !read.seen.insert(next.fingerprint()) => Err(MsgraphError::Malformed(Malformation::Loop)),
            _ => Ok(read),
        }
    }

    /// What becomes of a stretch that could not be read: it is tried again, or given up and shown among the refusals. A list that cannot be
    /// read in stretches is begun anew, with smaller pages each time, and fails as a whole in the end.
    fn go_on(&self, state: &mut State, stretch: Stretch, error: MsgraphError) -> Answer<Batch> {
        if !is_of_stretch(&error) {
            return Err(told(error));
        }
        let mut batch = empty();
        batch.more = true;
        if let Next::GivenUp(_) = state.failed(self.bounds) {
            if !self.bounds.has_end {
                return Err(told(error));
            }
            tracing::warn!(adapter.name = NAME, feed = self.origin.feed, error = error.word(), "a stretch of time is given up");
            let reason = format!("what Microsoft Graph has of this time was not read: {error}");
            batch.refused.push(self.origin.refusal(place(stretch), reason));
            batch.more = state.read(self.bounds, u64::MAX);
        }
        batch.checkpoint = written(&state);
        Ok(batch)
    }
}

#[async_trait]
impl Feed for ListFeed {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let mut state = checkpoint.map(read::<State>).transpose()?.unwrap_or_default();
        state.begin(self.bounds, self.clock.now());
        let stretch = state.stretch(self.bounds).unwrap_or(Stretch { from: None, to: None });
        let Read { page, pages, seen } = match self.page(stretch, state.tries(), checkpoint).await {
            Ok(read) => read,
            Err(error) => return self.go_on(&mut state, stretch, error),
        };
        let mut batch = empty();
        self.origin.read(&page.value, self.clock.now(), &mut batch);
        if page.next.is_some() {
            state.read_in_part(pages);
        }
        batch.more = page.next.is_some() || state.read(self.bounds, pages);
        batch.checkpoint = written(&state);
        self.open = page.next.map(|next| Open { checkpoint: batch.checkpoint.clone(), next, pages, seen });
        Ok(batch)
    }

    fn progress(&self, checkpoint: &Checkpoint) -> Option<f64> {
        read::<State>(checkpoint).ok()?.share(self.bounds)
    }
}

/// A stretch, as it is told to people.
fn place(Stretch { from, to }: Stretch) -> String {
    match (from, to) {
        (None, None) => "all".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("up to {to}"),
        (Some(from), Some(to)) => format!("from {from} to {to}"),
    }
}
