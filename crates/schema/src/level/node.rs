//! What makes an object type part of level execution.

use std::sync::Arc;

use async_graphql::{Context, ObjectType};

/// An object type that is resolved level by level.
///
/// It is an ordinary `#[Object]` whose fields are leaves, except those named in [`BRANCHES`](Node::BRANCHES).
///
/// A leaf must be ready at once; one that waits is an error naming the field. It may be a scalar, an enum, a plain
/// stock object (`#[Object]` or `SimpleObject` with ready fields and without branches), and options and lists of those.
/// Inside such an object keys, merged fields and nulls follow the specification too. Not as a leaf: a stock union or
/// interface (declare a branch that returns [`EachAny`](super::EachAny)) and any `Each…` value.
///
/// ```
/// use async_graphql::{Context, Object, Result};
/// use riskgate_schema::level::{EachList, Node, level};
///
/// struct Planet(u32);
///
/// impl Node for Planet {
///     const BRANCHES: &'static [&'static str] = &["moons"];
/// }
///
/// #[Object]
/// impl Planet {
///     async fn number(&self) -> u32 {
///         self.0
///     }
///
///     async fn moons(&self, ctx: &Context<'_>, first: u32) -> Result<EachList<Moon>> {
///         // One call for every planet of the level; here the call is a sum.
///         let (mut rows, mut ends) = (Vec::new(), Vec::new());
///         for planet in level::<Planet>(ctx) {
///             rows.extend((0..planet.0.min(first)).map(Moon));
///             ends.push(u32::try_from(rows.len())?);
///         }
///         Ok(EachList::new(rows, ends))
///     }
/// }
///
/// struct Moon(u32);
///
/// impl Node for Moon {
///     const BRANCHES: &'static [&'static str] = &[];
/// }
///
/// #[Object]
/// impl Moon {
///     async fn number(&self) -> u32 {
///         self.0
///     }
/// }
/// ```
pub trait Node: ObjectType + 'static {
    /// The names, as the schema spells them, of the fields that are asked once a level.
    const BRANCHES: &'static [&'static str];
}

/// The rows of the level whose branch is being asked.
pub(super) struct Level<T>(pub(super) Arc<Vec<T>>);

/// Every parent of the branch that is being asked, in the order its answer must have.
///
/// A branch method reads its parents here and nothing from `self`, which is only the first of them.
///
/// # Panics
///
/// Where the field is no branch of `T`: in a leaf, in a root field, or with the name of another type.
pub fn level<'a, T: Send + Sync + 'static>(ctx: &Context<'a>) -> &'a [T] {
    let rows: &Level<T> = ctx.data_opt().expect("level::<T> is called in a method that T names in BRANCHES");
    &rows.0
}
