//! GraphQL over the seam: what clients ask, and how it is answered.
//!
//! [`Graph`] is the whole: a request goes through the [`guard`], is executed [`level`] by level, and leaves as JSON. The objects
//! (`object/`) are newtypes over the records of `model`; what they ask of the sources goes through `ask/`, one call for a whole level. What
//! is asked to be done goes through `acting/`. The arguments of lists are read by `filter/`, `order`, `cursor` and `list`; ids by `id`; words by `vocabulary/`. What went wrong becomes a
//! GraphQL error in `error` alone.

mod acting;
mod ask;
mod cursor;
mod error;
mod filter;
mod graph;
pub mod guard;
mod home;
mod id;
mod ingest;
pub mod level;
mod list;
mod mutation;
mod object;
mod order;
mod query;
mod routes;
mod scalar;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use acting::{Acting, ActionRules, Viewer};
pub use error::Code;
pub use graph::{Answered, Graph, Setup};
pub use home::FindTenant;
pub use id::object_of;
pub use routes::{Route, Routes, Unanswered};
pub use scalar::DateTime;
