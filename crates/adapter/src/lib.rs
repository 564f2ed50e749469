//! The seam between riskgate and the places that risk data comes from: what every adapter promises.
//!
//! An adapter is a value, [`Adapter`]: a manifest, and an object for each question it can answer. The questions are the traits of
//! [`sources`](UserSource): every one takes many keys and answers them all at once. `*_by_id` answers a map, in which an unknown id is
//! simply absent; `*_by_<parent>` answers [`Grouped`] rows in the order of the parents, and one bad parent does not fail the others;
//! the plain question answers one [`Page`](riskgate_model::Page).
//!
//! A query names the groups of properties to fill (`fields`). Fill at least these, and always ids and dates; what was not asked for may
//! stay at its default.
//!
//! Records come in the other way: a [`Feed`] reads them from a source, batch by batch, and a [`Sink`] records them.
//!
//! # Prove it: the conformance kit
//!
//! With the feature `conformance`, for the tests of an adapter, the kit in `conformance` asks an adapter everything that its manifest
//! declares, over a small World of facts, and judges the answers by the reference. An adapter says only how it holds the World, and how its
//! source refuses. What comes back is a report: each law holds, or is broken (with what was asked, answered and expected), or was not
//! judged, for a reason that is told.
//!
#![cfg_attr(not(feature = "conformance"), doc = "```ignore")]
#![cfg_attr(feature = "conformance", doc = "```")]
//! use std::time::Duration;
//!
//! use riskgate_adapter::{Adapter, conformance::{Skip, Subject, World, check}};
//!
//! struct Remembered;
//!
//! #[async_trait::async_trait]
//! impl Subject for Remembered {
//!     async fn holding(&self, world: &World) -> Adapter {
//!         world.memory().into_adapter("memory")
//!     }
//!
//!     async fn denied(&self) -> Result<Adapter, Skip> {
//!         Err(Skip::because("memory asks for no credentials"))
//!     }
//!
//!     async fn throttled(&self, _: Duration) -> Result<Adapter, Skip> {
//!         Err(Skip::because("memory is never busy"))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let report = check(&Remembered).await;
//! println!("{report}");
//! report.assert();
//! # }
//! ```

mod adapter;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod feed;
mod grouped;
mod manifest;
mod memory;
mod question;
pub mod rows;
mod sink;
mod sources;
mod supervised;

pub use adapter::{Adapter, Health, HealthProbe};
pub use error::{AdapterError, ErrorKind};
pub use feed::{Batch, Checkpoint, Feed};
pub use grouped::Grouped;
pub use manifest::{Filterable, Freshness, Limit, Manifest, Offer, Rate};
pub use memory::Memory;
pub use question::Question;
pub use sink::{Counts, Recorded, Sink};
pub use sources::{DetectionScope, DetectionSource, RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource};

/// What every question comes to.
pub type Answer<T> = Result<T, AdapterError>;
