//! Level execution: how a selection becomes bytes, one level at a time.
//!
//! # The idea
//!
//! A GraphQL answer is a tree, and the stock executor walks it node by node: fifty users ask fifty times for their
//! sign-ins. Here the unit is the *level*, all rows that one selection of the document reaches. Three words carry it:
//!
//! - a **leaf** is a field that a row already holds. It is resolved for each row, in place, and must be ready at once;
//! - a **branch** is a field that asks a source. Its method is called once a level, takes every parent from
//!   [`level`], makes one call and returns an answer for each of them: [`EachList`], [`EachOne`], [`Each`],
//!   [`EachAny`] or [`EachAnyList`];
//! - a **root** field is a branch with a single parent, the request; it returns [`Root`] around one of those.
//!
//! So the calls of a request are the branch selections of its document, whatever the page sizes are.
//!
//! # One request, followed
//!
//! 1. [`execute`] hands the request to async-graphql, which parses, validates and drops what `@skip` and `@include`
//!    drop, then asks [`Rooted`], our wrapper of the query type, for each root field.
//! 2. `Rooted` merges the root fields of one response key, lets each key run once and keeps its value aside. [`Root`]
//!    opens the first `Branch`: one parent, the path of the field.
//! 3. An answer such as [`EachList`] holds the rows of the next level. `plan` flattens the selection for their type,
//!    once: fields in document order, one slot a response key, marked leaf or branch.
//! 4. `render` asks all branches of the level, concurrently, through the first row of the level; each answers with a
//!    `Column`, finished text for each parent, by going to 3 with its own rows.
//! 5. Then, without any further waiting, `render` writes row after row into one buffer: leaves are resolved on the
//!    spot, cells of the columns are copied. The buffer is the column that this level answers with.
//! 6. [`execute`] puts the root values into document order and applies the null rule one last time; [`write_response`]
//!    copies the finished text and adds the errors.
//!
//! # Nulls and errors
//!
//! A failed nullable field is null; a failed required one fails its row, that row its list or its parent's field, up to
//! the nearest nullable place, at last `data`. An error has the path of every place it made null, but no more than
//! twenty of them for one field of one level; the twentieth says how many more there were.
//!
//! # Where errors get their paths
//!
//! While a level is rendered async-graphql does not know which row is meant, so its context starts afresh: what it
//! reports has a path that begins at the field. `Place` knows where each row of a level stands and puts the rest in
//! front.
//!
//! # What is leaned on
//!
//! `with_field`, `execute_data`, `schema_env` and `query_env` of async-graphql's context are public but undocumented;
//! the version is pinned for them. Extension hooks for fields and custom directives on fields do not run inside a level.

mod any;
mod branch;
mod column;
mod connection;
mod each;
mod execute;
mod failures;
mod fields;
mod node;
mod pages;
mod parts;
mod place;
mod plan;
mod render;
mod root;
mod selected;
mod shape;
mod writer;

#[cfg(test)]
mod tests;

pub use any::{EachAny, EachAnyList, Item, Kinds};
pub use connection::{Connection, Counter, Edge, Entity, PageInfo};
pub use each::{Each, EachList, EachOne};
pub use execute::{Reply, execute};
pub use node::{Node, level};
pub use pages::Pages;
pub use parts::{At, Parts};
pub use root::{Root, Rooted};
pub use selected::{asked, selected};
pub use writer::{Stage, write_response};
