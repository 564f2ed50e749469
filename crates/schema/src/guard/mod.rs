//! What stands between a request and the parser: no document may end the process or hold a core.
//!
//! A GraphQL document is small text with unbounded effect. Nested literals use up the parser's
//! stack, fragments that spread each other double with every line, and a page inside a page inside
//! a page multiplies. [`admit`] measures all of that in time linear in the text, refuses with a
//! sentence that says which limit was passed and by how much, and otherwise hands back the parsed
//! document and its cost. Everything here is a pure function.

mod admit;
mod cost;
mod limits;
mod measure;
mod refusal;
mod scan;
#[cfg(test)]
mod tests;

pub use admit::{Admitted, admit};
pub use cost::Cost;
pub(crate) use cost::{NESTED_PAGE, ROOT_PAGE};
pub use limits::Limits;
pub use refusal::Refusal;
