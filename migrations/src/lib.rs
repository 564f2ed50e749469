//! The store's schema, one idea a file.
