//! GraphQL over the seam.

pub mod guard;
