//! GraphQL over the seam.

pub mod guard;
pub mod level;
