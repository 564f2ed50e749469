//! The same toys as plain async-graphql objects, to compare with where the stock executor is right.

use async_graphql::{EmptyMutation, EmptySubscription, ID, Interface, Object, Schema, Union};

use super::library::{AUTHORS, Home, Mood, books_of, home, reviews_of};

pub(super) struct Author(u32);
pub(super) struct Book(u32);
pub(super) struct Review(u32);

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
    async fn books(&self, #[graphql(default = 10)] first: usize) -> Vec<Book> {
        books_of(self.0).iter().take(first).map(|id| Book(*id)).collect()
    }
    async fn best(&self) -> Option<Book> {
        (self.0 != 2).then_some(Book(12))
    }
    async fn homes(&self) -> Vec<Home> {
        vec![home(self.0)]
    }
}

#[Object]
impl Book {
    pub(super) async fn id(&self) -> ID {
        self.0.into()
    }
    async fn title(&self) -> String {
        format!("Book {}", self.0)
    }
    async fn author(&self) -> Author {
        Author(self.0 / 10)
    }
    async fn reviews(&self) -> Vec<Review> {
        reviews_of(self.0).iter().map(|id| Review(*id)).collect()
    }
}

#[Object]
impl Review {
    pub(super) async fn id(&self) -> ID {
        self.0.into()
    }
    async fn stars(&self) -> u32 {
        self.0 % 10
    }
    async fn mentions(&self) -> Vec<Subject> {
        vec![Book(self.0 / 10).into(), Author(self.0 / 100).into()]
    }
}

#[derive(Union)]
pub(super) enum Subject {
    Author(Author),
    Book(Book),
}

#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID"))]
pub(super) enum AnyNode {
    Author(Author),
    Book(Book),
    Review(Review),
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn authors(&self, #[graphql(default = 3)] first: usize) -> Vec<Author> {
        AUTHORS.into_iter().cycle().take(first).map(Author).collect()
    }
    async fn author(&self, id: u32) -> Option<Author> {
        AUTHORS.contains(&id).then_some(Author(id))
    }
    async fn nodes(&self, ids: Vec<ID>) -> Vec<Option<AnyNode>> {
        let node = |id: &ID| {
            let number = id.parse().ok()?;
            match id.len() {
                1 => Some(Author(number).into()),
                2 => Some(Book(number).into()),
                _ => Some(Review(number).into()),
            }
        };
        ids.iter().map(node).collect()
    }
}

/// The plain schema's answer, as text.
pub(super) async fn ask(query: &str) -> String {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    serde_json::to_string(&schema.execute(query).await).unwrap()
}
