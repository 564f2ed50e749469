//! The local store on sea-orm: what riskgate answers from.
//!
//! It lies in SQLite or in PostgreSQL, and is the same store in both: the same tables, walks and answers. What the engines write differently
//! is told apart in `sql`, how they answer in `read`, how they are connected to in `sqlite` and `postgres`.
//!
//! Read in this order: `store` (how it is opened), `migrate` (how its tables come to be), `table` (how each kind of record lies in its
//! table, several values in one column as `listed` says), `plan` and `read` (how lists are asked for), `limits` (what is refused), `sources`
//! and `alerts` (the questions of the seam), `sink` (how records come in), and `actions` (what is asked for, and done here where nobody else does it).

mod actions;
mod address;
mod alerts;
mod array;
mod cells;
mod effect;
mod error;
mod failure;
mod filter;
mod keys;
mod limits;
mod listed;
mod migrate;
mod plan;
mod postgres;
mod reach;
mod read;
mod refusals;
mod sink;
mod sources;
mod sql;
mod sqlite;
mod store;
mod table;
mod tenant;
mod upkeep;

pub use actions::{AuditFlaw, AuditHead, AuditLink};
pub use error::{NAME, StoreError};
pub use failure::Failure;
pub use migrate::{Migration, Migrations};
pub use store::Store;
