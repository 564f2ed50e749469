//! The root of the graph.

mod by;
mod root;

pub(crate) use root::Query;
