//! GraphQL over the seam.
