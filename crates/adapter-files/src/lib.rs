//! Exports as a feed of records.
