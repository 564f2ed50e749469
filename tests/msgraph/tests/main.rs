//! What the stand-in does, asked over HTTP.

mod acts;
mod batches;
mod client;
mod defender;
mod faults;
mod filters;
mod limits;
mod pages;
mod reads;
mod sized;
mod tokens;
