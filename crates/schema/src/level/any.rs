//! Interfaces and unions: rows of several types in one answer.

use std::{borrow::Cow, marker::PhantomData};

use async_graphql::{
    ContextSelectionSet, Error, OutputType, Positioned, ServerError, ServerResult, Value, parser::types::Field, registry::Registry,
};

use super::{
    branch::Branch,
    column::{Cell, Column},
    each::{Failed, fail, fits, typed_as},
    parts::{At, Parts},
};

/// An interface or union of level types: an enum with `#[derive(Interface)]` or `#[derive(Union)]`, whose variants
/// each hold a [`Node`](super::Node).
///
/// The derive declares it in the schema; what stays to be said is where a row of each variant goes:
///
/// ```
/// # use async_graphql::{ID, Interface, Object};
/// # use riskgate_schema::level::{At, Kinds, Node, Parts};
/// # struct Cat;
/// # impl Node for Cat { const BRANCHES: &'static [&'static str] = &[]; }
/// # #[Object] impl Cat { async fn id(&self) -> ID { "c".into() } }
/// # struct Dog;
/// # impl Node for Dog { const BRANCHES: &'static [&'static str] = &[]; }
/// # #[Object] impl Dog { async fn id(&self) -> ID { "d".into() } }
/// #[derive(Interface)]
/// #[graphql(field(name = "id", ty = "ID"))]
/// enum Pet {
///     Cat(Cat),
///     Dog(Dog),
/// }
///
/// impl Kinds for Pet {
///     fn sort(self, parts: &mut Parts) -> At {
///         match self {
///             Self::Cat(row) => parts.put(row),
///             Self::Dog(row) => parts.put(row),
///         }
///     }
/// }
/// ```
pub trait Kinds: OutputType + Sized + 'static {
    /// Puts the row to the others of its type.
    fn sort(self, parts: &mut Parts) -> At;
}

/// An item of a list of interfaces or unions: `A`, or `Option<A>` where it may be absent.
pub trait Item: OutputType + Sized {
    /// The interface or union.
    type Kinds: Kinds;
    /// Whether null may stand in the list.
    const NULLABLE: bool;

    /// The row, if there is one.
    fn row(self) -> Option<Self::Kinds>;
}

impl<A: Kinds> Item for A {
    type Kinds = A;
    const NULLABLE: bool = false;

    fn row(self) -> Option<A> {
        Some(self)
    }
}

impl<A: Kinds> Item for Option<A> {
    type Kinds = A;
    const NULLABLE: bool = true;

    fn row(self) -> Self {
        self
    }
}

/// For each parent a row of one of several types, or none: `A!`, as `Option<EachAny<A>>` nullable.
///
/// The rows of each type are a level of their own, so a branch is asked once for each type that has it.
pub struct EachAny<A> {
    parts: Parts,
    at: Vec<Option<At>>,
    failed: Failed,
    kinds: PhantomData<fn() -> A>,
}

/// For each parent a list of rows of several types: `[A!]!`, or `[A]!` as `EachAnyList<Option<A>>`.
pub struct EachAnyList<I> {
    parts: Parts,
    at: Vec<Option<At>>,
    ends: Vec<u32>,
    failed: Failed,
    items: PhantomData<fn() -> I>,
}

impl<A: Kinds> EachAny<A> {
    /// Parent `i` has `rows[i]`.
    pub fn new(rows: Vec<Option<A>>) -> Self {
        let mut parts = Parts::default();
        let at = rows.into_iter().map(|row| row.map(|row| row.sort(&mut parts)));
        Self { at: at.collect(), parts, failed: Vec::new(), kinds: PhantomData }
    }

    /// What the one parent that a root field has, has.
    pub fn single(row: Option<A>) -> Self {
        Self::new(vec![row])
    }

    /// Says that this parent's row failed: it is null, and the error is reported there.
    #[must_use]
    pub fn fail(mut self, parent: usize, error: Error) -> Self {
        self.failed.push((parent, error));
        self
    }
}

impl<I: Item> EachAnyList<I> {
    /// The items of all parents, one parent after the other; those of parent `i` end at `ends[i]`.
    pub fn new(items: Vec<I>, ends: Vec<u32>) -> Self {
        let mut parts = Parts::default();
        let rows = items.into_iter().map(Item::row);
        let at = rows.map(|row| row.map(|row| row.sort(&mut parts)));
        Self { at: at.collect(), parts, ends, failed: Vec::new(), items: PhantomData }
    }

    /// The items of the one parent that a root field has.
    ///
    /// # Panics
    ///
    /// With more than 4,294,967,295 items.
    pub fn single(items: Vec<I>) -> Self {
        let end = u32::try_from(items.len()).expect("no list has four billion items");
        Self::new(items, vec![end])
    }

    /// Says that this parent's list failed: it is null, and the error is reported there.
    #[must_use]
    pub fn fail(mut self, parent: usize, error: Error) -> Self {
        self.failed.push((parent, error));
        self
    }
}

impl<A: Kinds> OutputType for EachAny<A> {
    typed_as!(A);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let branch = Branch::of(ctx, field)?;
        let at = self.at.iter().enumerate();
        let owners = at.map(|(parent, at)| (*at, (parent, None))).collect();
        let columns = self.parts.render(ctx, field, branch, owners).await;
        let mut out = Column::default();
        for at in &self.at {
            let mark = out.text.len();
            let cell = at.map_or(Cell::Null, |at| at.cell(&columns).clone());
            let text = at.and_then(|at| at.text(&columns));
            let cell = match text {
                Some(text) => {
                    out.text.extend_from_slice(text);
                    Cell::Text(mark..out.text.len())
                }
                None => cell,
            };
            out.cells.push(cell);
        }
        fail(ctx, field, branch, &self.failed, &mut out.cells);
        branch.answer(field, Ok(out));
        Ok(Value::Null)
    }
}

impl<I: Item> OutputType for EachAnyList<I> {
    typed_as!(Vec<I>);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let branch = Branch::of(ctx, field)?;
        branch.answer(field, self.column(ctx, field, branch).await);
        Ok(Value::Null)
    }
}

impl<I: Item> EachAnyList<I> {
    async fn column(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>, branch: &Branch) -> Result<Column, ServerError> {
        if !fits(&self.ends, self.at.len()) {
            return Err(branch.wrong(field, "answered lists that do not hold its rows"));
        }
        let lists = lists(&self.ends);
        let owners = lists.clone().enumerate().flat_map(|(parent, list)| {
            let items = self.at[list].iter().enumerate();
            items.map(move |(index, at)| (*at, (parent, Some(index))))
        });
        let owners = owners.collect();
        let columns = self.parts.render(ctx, field, branch, owners).await;
        let mut out = Column::default();
        for list in lists {
            let mark = out.text.len();
            let whole = Self::list(&self.at[list], &columns, &mut out.text);
            out.cells.push(if whole {
                Cell::Text(mark..out.text.len())
            } else {
                out.text.truncate(mark);
                Cell::Failed
            });
        }
        fail(ctx, field, branch, &self.failed, &mut out.cells);
        Ok(out)
    }

    /// Writes one list; false where an item is null and must not be.
    fn list(items: &[Option<At>], columns: &[Column], out: &mut Vec<u8>) -> bool {
        out.push(b'[');
        for (index, at) in items.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            let text = at.and_then(|at| at.text(columns));
            match text {
                Some(text) => out.extend_from_slice(text),
                None if I::NULLABLE => out.extend_from_slice(b"null"),
                None => return false,
            }
        }
        out.push(b']');
        true
    }
}

/// The ranges of lists that end at `ends`.
fn lists(ends: &[u32]) -> impl Iterator<Item = std::ops::Range<usize>> + Clone {
    ends.iter().scan(0, |start, end| {
        let end = *end as usize;
        Some(std::mem::replace(start, end)..end)
    })
}
