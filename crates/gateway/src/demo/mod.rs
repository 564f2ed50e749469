//! The demo tenant: an invented company whose records are a pure function of a seed and a day.
//!
//! Its users work, travel and mistype their passwords, and some are attacked. Every record agrees with every other one: a detection
//! names a sign-in of its user, a risk record is where its history ends. Addresses, networks and domains are reserved for documentation.
//!
//! Read in this order: `tenant` (who and where), `sign_in` (one attempt), `background` (a month of ordinary work), `case` (how the risk of
//! one identity unfolds), `stories` (what happened in this tenant), `audits` (what the
//! audit log keeps of it), `alerts` (what Microsoft Defender noticed), `access` (the policies that sign-ins met), `records` (all of it),
//! `graph` (the same in the lists of Microsoft Graph).

mod access;
mod alerts;
mod apps;
mod audits;
mod background;
mod case;
mod client;
mod dice;
mod finding;
pub mod graph;
mod names;
mod outcome;
mod person;
mod places;
mod records;
mod sign_in;
mod stories;
mod summary;
mod tenant;
mod told;
mod workload;

pub use records::{Demo, TooSmall};
pub use summary::{Story, Summary};

#[cfg(test)]
mod tests;
