//! The conformance kit: a small World, and the laws that every adapter over it keeps.
//!
//! An adapter says only how it holds the [`World`] (a [`Subject`]); [`check`] asks it everything that its manifest declares and judges the
//! answers by the reference (`rows`, `Filter::matches`, `Order::sort`). [`check_feed`] and [`check_sink`] do the same for the way in. What
//! comes out is a [`Report`]: each law holds, is broken (with what was asked, answered and expected), or was not judged, for a reason that
//! is told. Each law judges one thing, so that an adapter with one fault breaks one law.
//!
//! No law is about time: an adapter that never answers is ended by the host at the manifest's deadline, whatever it does, and the host keeps
//! to the manifest's rates. So the kit asks without waiting for rates, and an adapter under test needs a source that lets it.
//!
//! A system that holds less than the World is judged by what it holds: see [`Subject::world`].

mod feed;
mod findings;
mod held;
mod law;
mod laws;
mod listed;
mod report;
mod sink;
mod subject;
mod world;

pub use feed::check_feed;
pub use law::Law;
pub use laws::check;
pub use report::{Failure, Judged, Report, Verdict};
pub use sink::check_sink;
pub use subject::{Skip, Subject};
pub use world::World;
