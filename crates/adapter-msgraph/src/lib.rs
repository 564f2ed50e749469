//! Microsoft Graph as an adapter: feeds that keep a store fresh, and a source that is asked at once ([`live()`]).
//!
//! Graph tells no changes of the resources that matter here, and its pages are not to be relied on. So each kind of records is read in
//! stretches of time, a stretch at least once, and whatever was read twice is one record in the end:
//!
//! - the **head** reads the last day first and then, each time, from some time before it last began: detections arrive up to two days late;
//! - the **backfill** reads what lies before, newest first, back to where Graph forgets, and all of it again each day, because a record that
//!   changes does not come back by itself.
//!
//! Read in this order: `listing` (what is read, and how: a table), `round` (which stretch is next; pure), `feed` (a page of it), `error`; then `live`.

mod error;
mod feed;
mod listing;
mod live;
mod round;

use std::sync::Arc;

use riskgate_adapter::{Part, ScheduledFeed};
use riskgate_model::{Clock, RecordKind, Time};
use riskgate_msgraph_client::Client;

use feed::ListFeed;
use listing::LISTINGS;

pub use listing::word;
pub use live::{LiveOptions, live};

/// The adapter's name, unless it is given another.
pub const NAME: &str = "msgraph";

/// What is to be read.
#[derive(Clone, Debug, Default)]
pub struct SyncOptions {
    /// These kinds of records alone; all where there are none.
    pub kinds: Vec<RecordKind>,
    /// Nothing that is older, but for the last day; everything that Graph still has where there is none.
    pub since: Option<Time>,
}

/// The feeds of the client's tenant, heads and backfills.
pub fn feeds(client: &Arc<Client>, clock: &Arc<dyn Clock>, options: &SyncOptions) -> Vec<ScheduledFeed> {
    let wanted = LISTINGS.iter().filter(|listing| options.kinds.is_empty() || options.kinds.contains(&listing.kind));
    let parts = wanted.flat_map(|listing| listing.parts().map(move |part| (listing, part)));
    let scheduled = |(listing, part): (&'static listing::Listing, Part)| {
        let mut name = format!("{NAME}/{}/{}/{}", client.tenant(), listing.name, listing::word(part));
        let bounds = listing.bounds(part, options.since);
        if let Some(since) = bounds.since {
            // It is another feed: who has read it has not read what lies before.
            name = format!("{name} since {since}");
        }
        let feed = ListFeed::new(client.clone(), clock.clone(), listing, bounds, name.clone());
        ScheduledFeed { name, kind: listing.kind, part, every: listing::every(part), feed: Box::new(feed) }
    };
    parts.map(scheduled).collect()
}
