//! The toy query and mutation types.
#![expect(clippy::unused_async, reason = "methods of `#[Object]` are async")]

use async_graphql::{Context, ID, Object, Result};

use super::super::{
    super::{Connection, EachAny, EachAnyList, EachList, EachOne, Pages, Root, asked, selected},
    library::{AUTHORS, Author, Book, calls, coded},
    review::{AnyNode, find},
};

pub(in super::super) struct Query;

#[Object]
impl Query {
    async fn version(&self) -> &str {
        "v1"
    }
    async fn authors(&self, ctx: &Context<'_>, #[graphql(default = 3)] first: usize) -> Root<EachList<Author>> {
        calls(ctx).note(format!("authors: {}", selected::<Author>(ctx).join(" ")));
        let authors = AUTHORS.into_iter().cycle().take(first).map(Author);
        Root(EachList::single(authors.collect()))
    }
    async fn author(&self, ctx: &Context<'_>, id: u32) -> Option<Root<EachOne<Author>>> {
        calls(ctx).note(format!("author {id}"));
        let author = AUTHORS.contains(&id).then_some(Author(id));
        Some(Root(EachOne::single(author)))
    }
    async fn lost(&self) -> Root<EachOne<Author>> {
        Root(EachOne::single(None))
    }
    async fn author_connection(&self, ctx: &Context<'_>) -> Root<EachOne<Connection<Author>>> {
        calls(ctx).note(format!("{}: {}", asked(ctx).join(" "), selected::<Author>(ctx).join(" ")));
        let pages = Pages::single(AUTHORS.map(Author).into(), |author| format!("c{}", author.0));
        Root(pages.previous(vec![true]).connect())
    }
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<Root<EachAny<AnyNode>>> {
        calls(ctx).note(selected::<Book>(ctx).join(" "));
        Some(Root(EachAny::single(find(&id))))
    }
    async fn nodes(&self, ids: Vec<ID>) -> Root<EachAnyList<Option<AnyNode>>> {
        Root(EachAnyList::single(ids.iter().map(|id| find(id)).collect()))
    }
    async fn late(&self, turns: u32) -> Root<EachOne<Book>> {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        Root(EachOne::single(Some(Book(turns))))
    }
    async fn broken(&self) -> Result<Option<i32>> {
        Err(coded())
    }
    async fn broken_required(&self) -> Result<i32> {
        Err(coded())
    }
    async fn stock(&self) -> Stock {
        Stock
    }
}

/// A stock object whose fields are in no hurry.
struct Stock;

#[Object]
impl Stock {
    async fn late(&self) -> i32 {
        tokio::task::yield_now().await;
        1
    }
    async fn early(&self) -> i32 {
        2
    }
    async fn broken(&self) -> Result<Option<i32>> {
        Err(coded())
    }
    async fn shelf(&self, ctx: &Context<'_>) -> Root<EachList<Author>> {
        calls(ctx).note(selected::<Author>(ctx).join(" "));
        Root(EachList::single(vec![Author(1)]))
    }
}

pub(in super::super) struct Mutation;

#[Object]
impl Mutation {
    async fn write(&self, ctx: &Context<'_>, word: String, turns: u32) -> Root<EachOne<Author>> {
        calls(ctx).note(format!("begin {word}"));
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        calls(ctx).note(format!("end {word}"));
        Root(EachOne::single(Some(Author(1))))
    }
}
