//! How lists are asked of the database: one statement a question, whatever the number of parents.

mod answer;
mod statements;
#[cfg(test)]
mod tests;

pub(crate) use answer::decode;
pub(crate) use statements::{Parents, by_id, count, groups};
