//! The conformance kit: a small World, and the laws that every adapter over it keeps.
//!
//! An adapter says only how it holds the [`World`] (a [`Subject`]); [`check`] asks it everything that its manifest declares and judges the
//! answers by the reference (`rows`, `Filter::matches`, `Order::sort`). [`check_feed`] and [`check_sink`] do the same for the way in. What
//! comes out is a [`Report`]: each law holds, is broken (with what was asked, answered and expected), or was not judged, for a reason that
//! is told. Each law judges one thing, so that an adapter with one fault breaks one law.

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
