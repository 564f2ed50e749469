//! The loops beside the requests: **sync**, which reads feeds into a sink and keeps where each goes on, and **response**, which does what the
//! action log has and keeps what became of it.
//!
//! [`Sync`] reads, of feeds that share a limit, heads before backfills and details, each feed in turns of its own, so that what is newest is
//! there first and one that fails stops no other. Read in this order: `sync`, `reading` (one feed to its end), `pause` (how long one that
//! fails is left alone), `response`.

mod outcome;
mod pause;
mod reading;
mod response;
mod sync;

pub use outcome::{End, Outcome};
pub use reading::Progress;
pub use response::Response;
pub use sync::Sync;
