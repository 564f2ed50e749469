//! Vendor payloads into the model: pure and tolerant.
//!
//! [`recognise`] takes one JSON value, as a page of Microsoft Graph or a line of an Azure Monitor diagnostic log holds it, finds out by its
//! content what it is, and makes a [`Record`](riskgate_model::Record) of it. What it knows but does not load is named, and what it cannot
//! understand is refused with the property at fault.
//!
//! Read in this order: `recognise`, then how a value is told apart (`context`, `diagnostic`, `shape`), then how it is put in order (`kind`,
//! `tables`, `normalise`, `record`).

mod context;
mod diagnostic;
mod flaw;
mod kind;
mod normalise;
mod recognise;
mod record;
mod resource;
mod shape;
mod tables;
mod when;

pub use context::PageContext;
pub use recognise::{Recognised, RecordDefaults, Refused, recognise};
