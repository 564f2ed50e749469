//! The seam between riskgate and the places that risk data comes from: what every adapter promises.
//!
//! An adapter is a value, [`Adapter`]: a manifest, and an object for each question it can answer. The questions are the traits of
//! [`sources`](UserSource): every one takes many keys and answers them all at once. `*_by_id` answers a map, in which an unknown id is
//! simply absent; `*_by_<parent>` answers [`Grouped`] rows in the order of the parents, and one bad parent does not fail the others;
//! the plain question answers one [`Page`](model::Page).
//!
//! Records come in the other way: a [`Feed`] reads them from a source, batch by batch, and a [`Sink`] records them.
//!
//! # Write an adapter in six steps
//!
//! This crate is all that an adapter depends on: the vocabulary is [`model`], and [`macro@async_trait`] is here too.
//!
//! 1. **Keep what you need to ask your system**: a struct with a client, a pool, or rows. Riskgate asks it from many tasks at once, so it
//!    is `Send + Sync`, and whatever it does, a call that is dropped half-way must leave it whole.
//! 2. **Make records of your rows**: a [`User`](model::User), [`SignIn`](model::SignIn), [`Detection`](model::Detection). An id has a
//!    tenant (`SignInId::new(TenantId::new(tenant), id)`), a moment is read by [`Time::parse`](model::Time::parse), a word of Microsoft's
//!    by [`Word::read`](model::Word::read), which keeps those that nobody knows. What your system does not know stays at its default.
//! 3. **Say what you offer**, in the [`Manifest`]: under which name, how often and how long you may be asked, and for each source the
//!    filters, orders, and sizes of pages and calls ([`Offer`]). Declare only what your system does itself. A new manifest offers nothing
//!    but rows by date, newest or oldest first, and that will do: riskgate tests the rest of a filter on your rows, within the `scan` that
//!    you allow, and refuses what needs more.
//! 4. **Answer** what you can: implement [`UserSource`], [`SignInSource`], … and [`HealthProbe`], which says how you are doing, and put the
//!    object into the [`Adapter`]. You are asked for no more than you offer; lists of a parent only by date; counts may be none, as they are
//!    unless you write them. A query names the groups of properties it shows (`fields`): fill these, and always ids, dates and what the list
//!    is sorted by. A list is in order of one property, then the date, then id and tenant, and goes on after
//!    [`query.after`](model::Query::after); where it goes on next is [`Order::position`](model::Order::position) of your last row. If your
//!    system neither filters nor sorts, [`rows`] does it over rows at hand. Failures are [`ErrorKind`]s, by what the caller can do; never
//!    an empty page.
//! 5. **Prove it**: the kit in `conformance` (a feature of this crate, for your tests) asks everything that your manifest declares, over a
//!    small World of facts, and judges the answers by the reference. Your test says only how your adapter holds the World, and how its
//!    source refuses. What comes back is a report: each law holds, or is broken (with what was asked, answered and expected), or was not
//!    judged, for a reason that is told.
//! 6. **Plug it in**: one arm of `AdapterKind` in `crates/gateway/src/config/adapters.rs` says what can be configured, one arm of the
//!    `match` in `crates/gateway/src/wiring.rs` builds it. Then `[adapters.NAME] kind = "…"` opens it, and `[routes] sign_ins = "NAME"`
//!    sends it questions. Riskgate supervises it ([`Adapter::supervised`]): breaker, rates, deadline, metrics, and answers that cannot be.
//!
//! The whole of it, for a system that keeps users and sign-ins:
//!
#![cfg_attr(not(feature = "conformance"), doc = "```ignore")]
#![cfg_attr(feature = "conformance", doc = "```")]
#![doc = include_str!("../examples/vpn.rs")]
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
mod refusals;
pub mod rows;
mod sink;
mod sources;
mod supervised;

pub use adapter::{Adapter, Health, HealthProbe};
pub use async_trait::async_trait;
pub use error::{AdapterError, ErrorKind};
pub use feed::{Batch, Checkpoint, Feed};
pub use grouped::Grouped;
pub use manifest::{Filterable, Freshness, Limit, Manifest, Offer, Rate};
pub use memory::Memory;
pub use question::Question;
pub use refusals::RefusalSource;
pub use riskgate_model as model;
pub use sink::{Counts, Recorded, Sink};
pub use sources::{DetectionScope, DetectionSource, RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource};

/// What every question comes to.
pub type Answer<T> = Result<T, AdapterError>;
