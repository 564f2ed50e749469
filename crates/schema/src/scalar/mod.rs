//! Scalars of our own.

mod date_time;
mod json;

pub use date_time::DateTime;
pub(crate) use json::Json;
