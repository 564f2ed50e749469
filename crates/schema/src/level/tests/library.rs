//! The toy nodes: authors have books, books have reviews, and both know their way back.
#![expect(clippy::unused_async, reason = "methods of `#[Object]` are async")]

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, ErrorExtensions, ID, Object, Result, SimpleObject};

use super::{
    super::{Connection, Each, EachList, EachOne, Entity, Node, Pages, level, selected},
    Calls,
    review::Review,
};

/// Authors 1, 2, 3; author 2 has no book, and what can fail fails for that one.
pub(super) const AUTHORS: [u32; 3] = [1, 2, 3];

pub(super) fn books_of(author: u32) -> &'static [u32] {
    match author {
        1 => &[11, 12, 13],
        3 => &[31],
        _ => &[],
    }
}

pub(super) fn reviews_of(book: u32) -> &'static [u32] {
    match book {
        11 => &[111, 112],
        31 => &[311],
        _ => &[],
    }
}

pub(super) fn calls<'a>(ctx: &Context<'a>) -> &'a Calls {
    let calls: &Arc<Calls> = ctx.data_unchecked();
    calls
}

pub(super) fn coded() -> Error {
    Error::new("the source is down").extend_with(|_, e| e.set("code", "UNAVAILABLE"))
}

/// Groups children below their parents, at most `first` each.
pub(super) fn group<T>(
    parents: impl Iterator<Item = u32>,
    children: fn(u32) -> &'static [u32],
    first: usize,
    make: fn(u32) -> T,
) -> (Vec<T>, Vec<u32>) {
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    for parent in parents {
        rows.extend(children(parent).iter().take(first).map(|id| make(*id)));
        ends.push(u32::try_from(rows.len()).unwrap());
    }
    (rows, ends)
}

#[derive(Clone, Copy, Enum, PartialEq, Eq)]
pub(super) enum Mood {
    Merry,
    Grim,
}

#[derive(Clone, SimpleObject)]
pub(super) struct Home {
    pub(super) street: String,
    pub(super) city: Option<String>,
    pub(super) floors: Vec<Floor>,
}

#[derive(Clone, SimpleObject)]
pub(super) struct Floor {
    pub(super) number: i32,
    pub(super) rooms: i32,
}

pub(super) fn home(author: u32) -> Home {
    let number = i32::try_from(author).unwrap();
    let floors = (0..2).map(|rooms| Floor { number, rooms });
    Home { street: format!("{author} \"Main\" Street"), city: (author != 2).then(|| "Paris".to_owned()), floors: floors.collect() }
}

/// A stock object whose fields fail.
pub(super) struct Fragile(pub(super) u32);

#[Object]
impl Fragile {
    async fn fine(&self) -> u32 {
        self.0
    }
    async fn broken(&self) -> Result<Option<i32>> {
        Err(coded())
    }
    async fn fatal(&self) -> Result<i32> {
        match self.0 {
            2 => Err(coded()),
            _ => Ok(7),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Author(pub(super) u32);

impl Node for Author {
    const BRANCHES: &'static [&'static str] = &[
        "best",
        "bookConnection",
        "books",
        "down",
        "downRequired",
        "homes",
        "meet",
        "misfit",
        "none",
        "partly",
        "plain",
        "score",
        "scoreRequired",
        "short",
        "wanted",
    ];
}

impl Entity for Author {
    const CONNECTION: &'static str = "AuthorConnection";
    const EDGE: &'static str = "AuthorEdge";
}

fn authors(ctx: &Context<'_>) -> impl Iterator<Item = u32> {
    level::<Author>(ctx).iter().map(|author| author.0)
}

fn books(ctx: &Context<'_>, first: usize) -> (Vec<Book>, Vec<u32>) {
    group(authors(ctx), books_of, first, Book)
}

#[Object]
impl Author {
    pub(super) async fn id(&self) -> ID {
        self.0.into()
    }
    async fn name(&self) -> String {
        format!("Author {}", self.0)
    }
    async fn nick(&self) -> Option<&str> {
        (self.0 != 2).then_some("ink\n")
    }
    async fn mood(&self) -> Mood {
        if self.0 == 2 { Mood::Grim } else { Mood::Merry }
    }
    async fn home(&self) -> Home {
        home(self.0)
    }
    async fn fragile(&self) -> Fragile {
        Fragile(self.0)
    }
    async fn maybe_fragile(&self) -> Option<Fragile> {
        (self.0 != 3).then_some(Fragile(self.0))
    }
    async fn fragiles(&self) -> Vec<Option<Fragile>> {
        vec![Some(Fragile(1)), Some(Fragile(2)), None]
    }
    async fn shaky(&self) -> Result<Option<i32>> {
        Err(coded())
    }
    async fn must(&self) -> Result<i32> {
        match self.0 {
            2 => Err(coded()),
            _ => Ok(1),
        }
    }
    async fn nan(&self) -> f64 {
        f64::NAN
    }
    async fn inner(&self) -> Option<Result<i32>> {
        Some(Err(coded()))
    }
    async fn waits(&self) -> Option<i32> {
        tokio::task::yield_now().await;
        Some(1)
    }
    async fn unlisted(&self) -> Option<EachList<Book>> {
        Some(EachList::new(Vec::new(), Vec::new()))
    }

    async fn books(&self, ctx: &Context<'_>, #[graphql(default = 10)] first: usize) -> EachList<Book> {
        calls(ctx).note(format!("books {first} of {}", level::<Author>(ctx).len()));
        let (rows, ends) = books(ctx, first);
        EachList::new(rows, ends)
    }
    async fn wanted(&self, ctx: &Context<'_>) -> EachList<Book> {
        calls(ctx).note(selected::<Book>(ctx).join(" "));
        let (rows, ends) = books(ctx, 1);
        EachList::new(rows, ends)
    }
    async fn partly(&self, ctx: &Context<'_>) -> Option<EachList<Book>> {
        let (rows, ends) = books(ctx, 1);
        Some(EachList::new(rows, ends).fail(1, coded()))
    }
    async fn book_connection(&self, ctx: &Context<'_>, #[graphql(default = 10)] first: usize) -> Result<Option<EachOne<Connection<Book>>>> {
        let asked = super::super::asked(ctx).join(" ");
        let wanted = selected::<Book>(ctx).join(" ");
        calls(ctx).note(format!("connection {first}: {asked}: {wanted}"));
        let more = authors(ctx).map(|author| books_of(author).len() > first);
        let more = more.collect();
        let (rows, ends) = books(ctx, first);
        let totals = authors(ctx).map(|author| Some(books_of(author).len() as u64));
        let counter = super::connections::toy_counter(ctx, totals.collect());
        let pages = Pages::new(rows, ends, super::connections::toy_cursor(ctx));
        let pages = pages.next(more).counted(counter).source("shelf");
        Ok(Some(pages.connect()))
    }
    async fn best(&self, ctx: &Context<'_>) -> Option<EachOne<Book>> {
        let at = authors(ctx).map(|author| (author != 2).then_some(0));
        Some(EachOne::new(vec![Book(12)], at.collect()))
    }
    async fn score(&self, ctx: &Context<'_>) -> Each<Option<i32>> {
        Each(authors(ctx).map(score).collect())
    }
    async fn score_required(&self, ctx: &Context<'_>) -> Each<i32> {
        Each(authors(ctx).map(|id| score(id).map(Option::unwrap_or_default)).collect())
    }
    async fn homes(&self, ctx: &Context<'_>) -> Each<Vec<Home>> {
        Each(authors(ctx).map(|id| Ok(vec![home(id)])).collect())
    }
    async fn down(&self, ctx: &Context<'_>) -> Result<Option<EachList<Book>>> {
        calls(ctx).note("down");
        Err(coded())
    }
    async fn down_required(&self) -> Result<EachList<Book>> {
        Err(coded())
    }
    async fn none(&self) -> Option<EachOne<Book>> {
        None
    }
    /// Whether another branch was asked before this one answered.
    async fn meet(&self, ctx: &Context<'_>) -> Each<bool> {
        calls(ctx).note("meet");
        for _ in 0..9 {
            tokio::task::yield_now().await;
        }
        let met = calls(ctx).times("meet") > 1;
        Each(authors(ctx).map(|_| Ok(met)).collect())
    }
    async fn plain(&self) -> Option<i32> {
        Some(1)
    }
    async fn short(&self) -> Option<EachList<Book>> {
        Some(EachList::new(Vec::new(), vec![0]))
    }
    async fn misfit(&self) -> Option<EachList<Book>> {
        Some(EachList::new(vec![Book(11)], vec![0, 0, 0]))
    }
}

fn score(author: u32) -> Result<Option<i32>> {
    match author {
        2 => Err(coded()),
        3 => Ok(None),
        _ => Ok(Some(5)),
    }
}

#[derive(Clone, Copy)]
pub(super) struct Book(pub(super) u32);

impl Node for Book {
    const BRANCHES: &'static [&'static str] = &["author", "lost", "reviews"];
}

impl Entity for Book {
    const CONNECTION: &'static str = "BookConnection";
    const EDGE: &'static str = "BookEdge";
}

#[Object]
impl Book {
    pub(super) async fn id(&self) -> ID {
        self.0.into()
    }
    async fn title(&self) -> String {
        format!("Book {}", self.0)
    }
    async fn must(&self) -> Result<i32> {
        match self.0 {
            12 => Err(coded()),
            _ => Ok(1),
        }
    }

    async fn author(&self, ctx: &Context<'_>) -> EachOne<Author> {
        calls(ctx).note(format!("author of {}", level::<Book>(ctx).len()));
        let authors = level::<Book>(ctx).iter().map(|book| Author(book.0 / 10));
        EachOne::all(authors.collect())
    }
    async fn reviews(&self, ctx: &Context<'_>) -> EachList<Review> {
        let parents = level::<Book>(ctx).iter().map(|book| book.0);
        calls(ctx).note(format!("reviews of {}", level::<Book>(ctx).len()));
        let (rows, ends) = group(parents, reviews_of, 10, Review);
        EachList::new(rows, ends)
    }
    /// Required, but absent.
    async fn lost(&self, ctx: &Context<'_>) -> EachOne<Author> {
        EachOne::new(Vec::new(), vec![None; level::<Book>(ctx).len()])
    }
}
