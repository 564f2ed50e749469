//! Vendor payloads into the model: pure and tolerant.
//!
//! [`recognise`] takes one JSON value, as a page of Microsoft Graph or a line of an Azure Monitor diagnostic log holds it, finds out by its
//! content what it is, and makes a [`Record`](riskgate_model::Record) of it; [`TableHead`] does so with the rows of a table. What it knows
//! but does not load is named, and what it cannot understand is refused with the property at fault.
//!
//! An incident of Microsoft Defender may hold its alerts, each a record by itself: [`take_alerts`] takes them out first.
//!
//! Read in this order: `recognise`, then how a value is told apart (`context`, `diagnostic`, `shape`), how rows are (`head`, `log_row`,
//! `portal_row`), then how it is put in order (`kind`, `tables`, `normalise`, `record`, `row`), and what rows tell of alerts (`alert`).

mod alert;
mod context;
mod diagnostic;
mod flaw;
mod head;
mod kind;
mod log_row;
mod normalise;
mod portal_row;
mod recognise;
mod record;
mod resource;
mod row;
mod shape;
mod tables;
mod when;

pub use alert::{AlertWithin, take_alerts};
pub use context::PageContext;
pub use head::TableHead;
pub use recognise::{Recognised, RecordDefaults, Refused, recognise};
