//! GraphQL over the seam.

pub mod level;
