//! The store, by example and by law.

mod bench;
mod listed;
mod questions;
mod reading;
mod recording;
mod world;
