//! Exports as a feed of records: pages of Microsoft Graph, Azure Monitor diagnostic logs, rows of Log Analytics and the portal's downloads,
//! in files.
//!
//! A file is never held whole. [`FileFeed`] opens it (`input`), cuts it into elements (`cutter`: JSON by `splitter` and the grammar in
//! `scanner`, tables by `table` and `cells`), and has each recognised by `riskgate-wire` (`reading`); a batch is what a few hundred elements came to.

mod cells;
mod cursor;
mod cutter;
mod element;
mod error;
mod feed;
mod input;
mod reading;
mod scanner;
mod splitter;
mod table;
mod text;
mod utf16;

pub use error::{FileError, Position};
pub use feed::{FileFeed, Progress};
