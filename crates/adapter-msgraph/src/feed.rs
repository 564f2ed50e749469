//! A list of Microsoft Graph as a feed: a page is a batch.
//!
//! Where pages are joined by how many rows came before, a page that does not begin with the last row of the one before may have lost some
//! between the two. Then the stretch is read again, and narrower: one that fits into a page loses none.

use std::{collections::HashSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Answer, Batch, Checkpoint, Feed};
use riskgate_model::Clock;
use riskgate_msgraph_client::{Client, Malformation, MsgraphError, NextLink, Page, Terms};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    NAME,
    checkpoint::{read, written},
    error::Unread,
    listing::{Joined, Listing},
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
    next: Onward,
    pages: u64,
    /// The links that led to the pages before: a list that leads back to one has no end.
    seen: HashSet<u64>,
}

/// Where a stretch goes on.
enum Onward {
    /// Where the page before led to.
    Link(NextLink),
    /// After so many rows, with the last of them once more, where there was one in the page before.
    Row { rows: usize, last: Option<String> },
}

/// A page that was read, where its stretch goes on, how many of its pages were read with it, and the links that led to them.
struct Read {
    value: Vec<Box<RawValue>>,
    next: Option<Onward>,
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
    async fn page(&mut self, stretch: Stretch, tries: u32, checkpoint: Option<&Checkpoint>) -> Result<Read, Unread> {
        let (terms, request) = (Terms::sync(PATIENCE), self.listing.request(stretch, tries));
        // A link is good for one use: where the page does not come, the stretch is read anew.
        let open = self.open.take().filter(|open| Some(&open.checkpoint) == checkpoint);
        let (next, pages, mut seen) = open.map_or_else(Default::default, |open| (Some(open.next), open.pages, open.seen));
        let (Page { value, next, .. }, before, last) = match next {
            None => (self.client.page(&request, terms).await?, 0, None),
            Some(Onward::Link(link)) => (self.client.next(&link, terms).await?, 0, None),
            Some(Onward::Row { rows, last }) => {
                let skip = rows - usize::from(last.is_some());
                let page = self.client.page(&request.with("$skip", skip.to_string()), terms).await?;
                (without_overlap(page, last.as_deref())?, rows, last)
            }
        };
        if let Some(link) = &next
            && !seen.insert(link.fingerprint())
        {
            return Err(MsgraphError::Malformed(Malformation::Loop).into());
        }
        let next = next.map(|link| match self.listing.joined() {
            Joined::Linked => Onward::Link(link),
            // Of a page that brought no other row, the last one is still the same.
            Joined::Overlapping => Onward::Row { rows: before + value.len(), last: value.last().map(|row| name(row)).or(last) },
        });
        Ok(Read { value, next, pages: pages + 1, seen })
    }

    /// What becomes of a stretch that could not be read: it is tried again, or given up and shown among the refusals. A list that cannot be
    /// read in stretches is begun anew, with smaller pages each time, and fails as a whole in the end.
    fn go_on(&self, state: &mut State, stretch: Stretch, error: Unread) -> Answer<Batch> {
        if !error.is_of_stretch() {
            return Err(error.into());
        }
        let mut batch = empty();
        batch.more = true;
        if let Next::GivenUp(_) = state.failed(self.bounds) {
            if !self.bounds.has_end {
                return Err(error.into());
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
        let Read { value, next, pages, seen } = match self.page(stretch, state.tries(), checkpoint).await {
            Ok(read) => read,
            Err(error) => return self.go_on(&mut state, stretch, error),
        };
        let mut batch = empty();
        self.origin.read(&value, self.clock.now(), &mut batch);
        if next.is_some() {
            state.read_in_part(pages);
        }
        batch.more = next.is_some() || state.read(self.bounds, pages);
        batch.checkpoint = written(&state);
        self.open = next.map(|next| Open { checkpoint: batch.checkpoint.clone(), next, pages, seen });
        Ok(batch)
    }

    fn progress(&self, checkpoint: &Checkpoint) -> Option<f64> {
        read::<State>(checkpoint).ok()?.share(self.bounds)
    }
}

/// The page without the row that it has in common with the one before.
fn without_overlap(mut page: Page, last: Option<&str>) -> Result<Page, Unread> {
    let Some(last) = last else { return Ok(page) };
    if page.value.first().is_none_or(|row| name(row) != last) {
        return Err(Unread::Shifted);
    }
    page.value.remove(0);
    Ok(page)
}

/// What a row is known by: its id, or all of it where it has none.
fn name(row: &RawValue) -> String {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    serde_json::from_str(row.get()).map_or_else(|_| row.get().to_owned(), |Named { id }| id)
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
