//! The local store on sea-orm: what riskgate answers from.
//!
//! Read in this order: `store` (how it is opened), `table` (how each kind of record lies in its table, several
//! values in one column as `listed` says), `read` and `plan` (how lists are
//! asked for), `limits` (what is refused), `sources` (the questions of the seam), and `sink` (how records come in).

mod cells;
mod error;
mod filter;
mod limits;
mod listed;
mod plan;
mod read;
mod sink;
mod sources;
mod sql;
mod store;
mod table;

pub use error::{NAME, StoreError};
pub use store::Store;
