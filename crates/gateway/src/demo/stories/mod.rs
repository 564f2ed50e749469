//! What happened in the tenant. Each story is told on the cases of the people it touches, in the order of time.

mod anonymizer;
mod closed;
mod everyday;
mod leak;
mod plot;
mod rule;
mod spray;
mod token;
mod travel;
mod workloads;

pub(super) use plot::{DETECTIONS, Plot};
pub(super) use travel::is_away;
