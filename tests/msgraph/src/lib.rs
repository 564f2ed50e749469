//! A stand-in for Microsoft Graph, as far as an investigation of identity risk asks it.
//!
//! [`StandIn`] listens on a port of its own and answers as Microsoft Graph's documentation says, quirks included: tokens, collections paged
//! by links that hold once, the few filters that are documented, limits with and without `Retry-After`, actions that take effect later. What
//! goes wrong with the real service can be armed as a [`Fault`]. It draws no real chance and reads no real clock beyond the one it is given,
//! so that a test sees the same twice.
//!
//! Start at [`server`](StandIn) and [`world`](World); `state` is where a request is answered.

mod accounts;
mod actions;
mod alerts;
mod assertion;
mod batch;
mod call;
mod collections;
mod dice;
mod effects;
mod faults;
mod filter;
mod generate;
mod limits;
mod listing;
mod log;
mod paging;
mod refusal;
mod reply;
mod respond;
mod route;
mod rows;
mod server;
mod settings;
mod shape;
mod state;
mod tenant;
mod token;
mod when;
mod world;

pub use actions::{ACTION_MOST_IDS, Effect};
pub use collections::Collection;
pub use faults::{Armed, Fault};
pub use generate::Size;
pub use limits::{Limits, Rate, RetryAfter};
pub use log::Request;
pub use rows::{ARRIVES, Made, Rows};
pub use server::StandIn;
pub use settings::{Settings, Undocumented};
pub use tenant::{App, Tenant};
pub use world::{Histories, MadeHistories, World};
