//! Microsoft Graph as an adapter: feeds that keep a store fresh, and a source that is asked at once ([`live()`]).
//!
//! Graph tells no changes of the resources that matter here, and its pages are not to be relied on. So each kind of records is read in
//! stretches of time, a stretch at least once, and whatever was read twice is one record in the end:
//!
//! - the **head** reads the last day first (of detections, which arrive up to two days late, the last two) and then, each time, from so long
//!   before it last began;
//! - the **backfill** reads what lies before, newest first, back to where Graph forgets, and all of it again each day, because a record that
//!   changes does not come back by itself.
//!
//! A risk history costs a call for each user. So the **details** are read where a risk has changed after its history was last read, those
//! that changed last first, within a budget.
//!
//! Read in this order: `collection` and `listing` (what is read, and how: a table), `round` (which stretch is next; pure), `feed` (a page of
//! it), `history`, `rows` (a page's rows into records), `checkpoint`, `error`; then `live`, which answers questions by asking Graph at once, and
//! `acting`, which does acts.

mod acting;
mod checkpoint;
mod collection;
mod error;
mod feed;
mod history;
mod listing;
mod live;
mod round;
mod rows;

use std::sync::Arc;

use riskgate_adapter::{Histories, HistoryOf, Part, ScheduledFeed};
use riskgate_model::{Clock, RecordKind, Time};
use riskgate_msgraph_client::Client;

use feed::ListFeed;
use history::{HistoryFeed, Wanted};
use listing::{LISTINGS, Listing};

pub use acting::GraphResponder;
pub use live::{ANSWERS, LiveOptions, live};

/// The adapter's name, unless it is given another.
pub const NAME: &str = "msgraph";

/// What is to be read.
#[derive(Clone, Debug)]
pub struct SyncOptions {
    /// These kinds of records alone; all where there are none.
    pub kinds: Vec<RecordKind>,
    /// Nothing that is older, but for the last day; everything that Graph still has where there is none.
    pub since: Option<Time>,
    /// Whether sign-ins are read from beta, which has also those without a person, and tells of each how it was authenticated.
    pub beta_sign_ins: bool,
    /// Whether the alerts and incidents of Microsoft Defender are read, which takes permissions and a plan of its own.
    pub defender: bool,
    /// How many calls an hour may have that read the histories of users, and how many those of service principals. One call reads one
    /// history, and the tenant has 3,600 an hour for everything about risk. With 0 none is read.
    pub history_calls_per_hour: u32,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self { kinds: Vec::new(), since: None, beta_sign_ins: false, defender: false, history_calls_per_hour: 900 }
    }
}

/// The feeds of the client's tenant: heads, backfills, and details of what `histories` has.
pub fn feeds(client: &Arc<Client>, clock: &Arc<dyn Clock>, histories: &Arc<dyn Histories>, options: &SyncOptions) -> Vec<ScheduledFeed> {
    let named = |list: &str, part: Part| format!("{NAME}/{}/{list}/{}", client.tenant(), part.word());
    let shares = |class| format!("{}/{class}", client.tenant());
    let wanted = LISTINGS.iter().filter(|listing| listing.is_read(options));
    let parts = wanted.flat_map(|listing| listing.parts().map(move |part| (listing, part)));
    let lists = parts.map(|(listing, part): (&'static Listing, Part)| {
        let mut name = named(listing.name, part);
        let bounds = listing.bounds(part, options.since);
        if let Some(since) = bounds.since {
            // It is another feed: who has read it has not read what lies before.
            name = format!("{name} since {since}");
        }
        let feed = ListFeed::new(client.clone(), clock.clone(), listing, bounds, name.clone());
        ScheduledFeed { name, kind: listing.kind, part, shares: shares(listing.class()), every: listing.every(part), feed: Box::new(feed) }
    });
    let details = [(HistoryOf::Users, "riskyUserHistory"), (HistoryOf::ServicePrincipals, "riskyServicePrincipalHistory")];
    let details = details.into_iter().map(|(of, list)| {
        let (name, kind, part) = (named(list, Part::Details), RecordKind::RiskHistoryItems, Part::Details);
        let wanted = Wanted { of, budget: options.history_calls_per_hour, name: name.clone() };
        let feed = HistoryFeed::new(client.clone(), clock.clone(), histories.clone(), wanted);
        ScheduledFeed { name, kind, part, shares: shares(feed.class()), every: history::EVERY, feed: Box::new(feed) }
    });
    let with_details =
        options.history_calls_per_hour > 0 && (options.kinds.is_empty() || options.kinds.contains(&RecordKind::RiskHistoryItems));
    lists.chain(details.filter(|_| with_details)).collect()
}
