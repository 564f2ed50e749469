//! The local store on sea-orm.
