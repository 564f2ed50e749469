//! A list of Microsoft Graph as a feed: a page is a batch.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoint, ErrorKind, Feed};
use riskgate_model::{Clock, Record, Refusal, RefusalContext, Time};
use riskgate_msgraph_client::{Client, MsgraphError, NextLink, Page, Terms};
use riskgate_wire::{PageContext, Recognised, RecordDefaults, Refused, recognise};

use crate::{
    NAME,
    error::{ForeignCheckpoint, is_of_stretch, told},
    listing::Listing,
    round::{Bounds, Next, State, Stretch},
};

/// The longest that a page takes, with waiting for its turn and with tries.
const PATIENCE: Duration = Duration::from_mins(3);

/// The moment of a reading is cut to this, in seconds: a record without a time of its own that is read again within it is the same
/// observation, and costs the store nothing.
const MOMENT: i64 = 5 * 60;

/// The most bytes of a refused row that are kept.
const KEPT: usize = 64 * 1024;

/// Reads a part of a list.
pub(crate) struct ListFeed {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    listing: &'static Listing,
    bounds: Bounds,
    name: String,
    context: PageContext,
    /// Where the stretch goes on of which a page was read, for whoever asks from the checkpoint that came with it.
    open: Option<Open>,
}

/// A stretch of which some pages were read.
struct Open {
    checkpoint: Checkpoint,
    next: NextLink,
    pages: u64,
}

impl ListFeed {
    pub(crate) fn new(client: Arc<Client>, clock: Arc<dyn Clock>, listing: &'static Listing, bounds: Bounds, name: String) -> Self {
        let context = PageContext::new(&listing.context());
        Self { client, clock, listing, bounds, name, context, open: None }
    }

    /// The page that comes next, and how many of its stretch were read with it.
    async fn page(&mut self, stretch: Stretch, checkpoint: Option<&Checkpoint>) -> Result<(Page, u64), MsgraphError> {
        let terms = Terms::sync(PATIENCE);
        // A link is good for one use: where the page does not come, the stretch is read anew.
        match self.open.take().filter(|open| Some(&open.checkpoint) == checkpoint) {
            Some(open) => Ok((self.client.next(&open.next, terms).await?, open.pages + 1)),
            None => Ok((self.client.page(&self.listing.request(stretch), terms).await?, 1)),
        }
    }

    /// The batch of a page.
    fn batch(&self, rows: &[Box<serde_json::value::RawValue>], place: &str) -> Batch {
        let now = self.clock.now().nanos().div_euclid(1_000_000_000);
        let defaults =
            RecordDefaults { tenant: self.client.tenant().clone(), as_of: Some(Time::from_seconds(now - now.rem_euclid(MOMENT))) };
        let mut batch = empty();
        for (number, row) in rows.iter().enumerate() {
            let read = serde_json::from_str(row.get()).map(|row| recognise(row, Some(&self.context), &defaults));
            let refused = match read {
                Ok(Recognised::Record(record)) => {
                    batch.records.push(record);
                    continue;
                }
                Ok(Recognised::Skipped(name)) => {
                    *batch.skipped.entry(name).or_default() += 1;
                    continue;
                }
                Ok(Recognised::Refused(refused)) => refused,
                Err(error) => Refused { kind: Some(self.listing.kind), path: String::new(), reason: error.to_string() },
            };
            let cut = if row.get().len() > KEPT { format!("; only its first {} KiB are kept", KEPT >> 10) } else { String::new() };
            let path = if refused.path.is_empty() { String::new() } else { format!(".{}", refused.path) };
            batch.refused.push(Refusal {
                source: self.name.clone(),
                place: format!("{place}: value[{number}]{path}"),
                reason: refused.reason + &cut,
                text: row.get()[..row.get().floor_char_boundary(KEPT)].to_owned(),
                kind: refused.kind,
                context: RefusalContext {
                    tenant: defaults.tenant.clone(),
                    as_of: defaults.as_of,
                    page: Some(self.context.text().to_owned()),
                },
            });
        }
        batch
    }

    /// What becomes of a stretch that could not be read: it is tried again, or given up and shown among the refusals. A list that cannot be
    /// read in stretches fails as a whole, and is begun anew.
    fn go_on(&self, state: &mut State, stretch: Stretch, error: MsgraphError) -> Answer<Batch> {
        if !is_of_stretch(&error) || !self.bounds.has_end {
            return Err(told(error));
        }
        let mut batch = empty();
        batch.more = true;
        if let Next::GivenUp(_) = state.failed(self.bounds) {
            tracing::warn!(adapter.name = NAME, feed = self.name, error = error.word(), "a stretch of time is given up");
            batch.refused.push(Refusal {
                source: self.name.clone(),
                place: place(stretch),
                reason: format!("what Microsoft Graph has of this time was not read: {error}"),
                text: String::new(),
                kind: Some(self.listing.kind),
                context: RefusalContext { tenant: self.client.tenant().clone(), ..RefusalContext::default() },
            });
            batch.more = state.read(self.bounds, u64::MAX);
        }
        batch.checkpoint = written(state);
        Ok(batch)
    }
}

#[async_trait]
impl Feed for ListFeed {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let mut state = checkpoint.map(read).transpose()?.unwrap_or_default();
        state.begin(self.bounds, self.clock.now());
        let stretch = state.stretch(self.bounds).unwrap_or(Stretch { from: None, to: None });
        let (page, pages) = match self.page(stretch, checkpoint).await {
            Ok(read) => read,
            Err(error) => return self.go_on(&mut state, stretch, error),
        };
        let mut batch = self.batch(&page.value, &format!("{}, page {pages}", place(stretch)));
        if page.next.is_some() {
            state.read_in_part(pages);
        }
        batch.more = page.next.is_some() || state.read(self.bounds, pages);
        batch.checkpoint = written(&state);
        self.open = page.next.map(|next| Open { checkpoint: batch.checkpoint.clone(), next, pages });
        Ok(batch)
    }

    fn progress(&self, checkpoint: &Checkpoint) -> Option<f64> {
        read(checkpoint).ok()?.share(self.bounds)
    }
}

fn empty() -> Batch {
    let (records, refused): (Vec<Record>, Vec<Refusal>) = (Vec::new(), Vec::new());
    Batch { records, refused, skipped: BTreeMap::new(), checkpoint: Checkpoint(String::new()), more: false }
}

fn read(checkpoint: &Checkpoint) -> Answer<State> {
    let foreign = |error| AdapterError::new(NAME, ErrorKind::Internal).caused_by(ForeignCheckpoint(error));
    serde_json::from_str(&checkpoint.0).map_err(foreign)
}

fn written(state: &State) -> Checkpoint {
    Checkpoint(serde_json::to_string(state).expect("times and numbers are always JSON"))
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
