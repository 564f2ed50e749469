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
//!    you allow, and refuses what needs more. Who lists newest first and no other way says so (`only_direction`).
//! 4. **Answer** what you can: implement [`UserSource`], [`SignInSource`], … and [`HealthProbe`], which says how you are doing, and put the
//!    object into the [`Adapter`]. You are asked for no more than you offer; lists of a parent only by date; counts may be none, as they are
//!    unless you write them. A query names the groups of properties it shows (`fields`): fill these, and always ids, dates and what the list
//!    is sorted by. A list is in order of one property, then the date, then id and tenant, and goes on after
//!    [`query.after`](model::Query::after); where it goes on next is [`Order::position`](model::Order::position) of your last row. If your
//!    system neither filters nor sorts, [`rows`] does it over rows at hand; if it lists newest first in pages of its own, [`rows::paged`]
//!    reads as many of them as an answer needs, with a second example. Failures are [`ErrorKind`]s, by what the caller can do; never an
//!    empty page.
//! 5. **Prove it**: the kit in `conformance` (a feature of this crate, for your tests) asks everything that your manifest declares, over a
//!    small World of facts, and judges the answers by the reference. Your test says only how your adapter holds the World, which part of it
//!    (`Subject::world`: people alone, one tenant, fewer properties), and how its source refuses. What comes back is a report: each law
//!    holds, or is broken (with what was asked, answered and expected), or was not judged, for a reason that is told. The World is small,
//!    12 users, 24 sign-ins and a dozen alerts: judge your adapter a second time over a source with three rows a page, so that its own pages are turned.
//!    `cargo doc -p riskgate-adapter --features conformance --open` has the kit's pages.
//! 6. **Plug it in**: your crate goes to `crates/adapter-NAME`, and depends on `riskgate-adapter.workspace = true`; the root `Cargo.toml`
//!    names it among `[workspace.dependencies]`, `crates/gateway/Cargo.toml` among its dependencies, and `tests/tests/house.rs` and
//!    `crates/README.md` draw its arrows. One arm of `AdapterKind` in `crates/gateway/src/config/adapters.rs` says what can be configured,
//!    one arm of the `match` in `crates/gateway/src/wiring.rs` builds it: an error of any type that says why it cannot be opened stops the
//!    start, under the section's name. Then `[adapters.NAME] kind = "…"` opens it, and `[routes] sign_ins = "NAME"` sends it questions.
//!    A credential is a key of the section like any other, given as `RISKGATE_ADAPTERS__NAME__TOKEN` rather than in the file; wrap it in a
//!    type whose `Debug` and `Serialize` do not show it. Riskgate supervises the adapter ([`Adapter::supervised`]): breaker, rates,
//!    deadline, metrics, and answers that cannot be.
//!
//! # What to know besides
//!
//! - **Filters**: with `combines` false you are asked for [`Filter::All`](model::Filter::All), a [`Filter::Is`](model::Filter::Is) whose
//!   property and operator you declared, or a [`Filter::And`](model::Filter::And) of these, perhaps one within another; never for `Or` and
//!   `Not`. `eq` is `In` with one value.
//! - **Links** are answered by the route of what they lead to: `signIns` of a user asks whoever has the route `sign_ins`, and `user` of a
//!   sign-in whoever has `users`. So an adapter for sign-ins alone is whole, if its users have the ids of Entra.
//! - **Alerts** ([`AlertSource`], [`IncidentSource`]) name people and applications by several names, and sign-ins by their ids: an alert is
//!   of the users and service principals that [`Alert::named`](model::Alert::named) comes to among those that your system knows, of one that
//!   it names by id even if it does not, and an incident is of whomever its alerts are of. Where a question leaves out `RECORD`, evidence may
//!   be missing, but not what alerts can be filtered by.
//! - **Ids**: a source that cannot be asked by id answers `*_by_id` with [`ErrorKind::Unsupported`]. Fields and links by id then fail with
//!   the code `UNSUPPORTED`, its lists do not, and the kit says that it judged no ids.
//! - **Dates**: the date of a user is `riskLastUpdatedDateTime`, and users without one are fine: they come after all others, newest first.
//! - **A [`Rate`]** counts questions of riskgate, not the requests that you make for one: divide what your system allows by the most that a
//!   question costs you. Who waits for a rate waits up to half of the deadline, then is refused as throttled. Asking for your health does
//!   not count, and the kit does not mind rates.
//! - **Costs**: a system that can be asked so seldom that a question for many parents cannot be answered in time says so in its offer
//!   ([`Beyond::Refused`]), and refuses with [`ErrorKind::TooExpensive`], which tells calls and seconds.
//! - **`retry_after`** is told to the client; riskgate does not try again by itself. Tell it where your system does.
//! - **The breaker** counts [`ErrorKind::Unavailable`], `Malformed`, `Internal`, and what says nothing until the deadline. A question that
//!   you gave up because it was too much is an [`ErrorKind::Timeout`] of your own, before the deadline, and is not held against you.
//!
//! # A whole adapter
//!
//! For a system that keeps sign-ins:
//!
#![cfg_attr(not(feature = "conformance"), doc = "```ignore")]
#![cfg_attr(feature = "conformance", doc = "```")]
#![doc = include_str!("../examples/vpn.rs")]
//! ```

mod actions;
mod adapter;
mod alerts;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod feed;
mod grouped;
mod health;
mod histories;
mod links;
mod manifest;
mod memory;
mod question;
mod refusals;
pub mod rows;
mod sink;
mod sources;
mod supervised;

pub use actions::{
    ActionFilter, ActionLog, Asked, AuditRecord, Claimed, Looked, Recalled, RefusedRequest, Rehearsed, Requested, Responder,
};
pub use adapter::Adapter;
pub use alerts::{AlertScope, AlertSource, IncidentScope, IncidentSource, ORDERS_OF_INCIDENT};
pub use async_trait::async_trait;
pub use error::{AdapterError, ErrorKind};
pub use feed::{Batch, Checkpoint, Feed, Part, ScheduledFeed};
pub use grouped::Grouped;
pub use health::{Budget, FeedHealth, Health, HealthProbe};
pub use histories::{Histories, HistoryOf, ReadHistory};
pub use manifest::{Beyond, Filterable, Freshness, Limit, Manifest, Offer, Rate};
pub use memory::Memory;
pub use question::Question;
pub use refusals::RefusalSource;
pub use riskgate_model as model;
pub use sink::{Checkpoints, Counts, Failure, FeedState, Recorded, Sink};
pub use sources::{
    ConditionalAccessPolicySource, DetectionScope, DetectionSource, DirectoryAuditScope, DirectoryAuditSource, NamedLocationSource,
    RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource,
};

/// What every question comes to.
pub type Answer<T> = Result<T, AdapterError>;
