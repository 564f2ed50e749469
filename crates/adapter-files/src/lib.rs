//! Exports as a feed of records: pages of Microsoft Graph and Azure Monitor diagnostic logs, in files.
//!
//! A file is never held whole. [`FileFeed`] opens it (`input`), cuts it into elements (`splitter`, by the grammar in `scanner`), and has each
//! recognised by `riskgate-wire` (`reading`); a batch is what a few hundred elements came to.

mod cursor;
mod element;
mod error;
mod feed;
mod input;
mod reading;
mod scanner;
mod splitter;
mod text;

pub use error::{FileError, Position};
pub use feed::{FileFeed, Progress};
