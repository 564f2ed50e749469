//! The toy reviews, and the interface and union their world has.

use async_graphql::{Context, ID, Interface, Object, Union};

use super::{
    super::{At, EachAny, EachAnyList, Kinds, Node, Parts, level},
    library::{Author, Book, calls, coded},
};

#[derive(Clone, Copy)]
pub(super) struct Review(pub(super) u32);

impl Node for Review {
    const BRANCHES: &'static [&'static str] = &["mentions", "subject"];
}

#[Object]
impl Review {
    pub(super) async fn id(&self) -> ID {
        self.0.into()
    }
    async fn stars(&self) -> u32 {
        self.0 % 10
    }

    /// The author for the first review of a book, the book for the others.
    async fn subject(&self, ctx: &Context<'_>) -> Option<EachAny<Subject>> {
        let reviews = level::<Review>(ctx);
        calls(ctx).note(format!("subject of {}", reviews.len()));
        let subject = |review: &Review| match review.0 {
            112 => Some(Subject::Book(Book(12))),
            id => Some(Subject::Author(Author(id / 100))),
        };
        let each = EachAny::new(reviews.iter().map(subject).collect());
        Some(each.fail(2, coded()))
    }
    async fn mentions(&self, ctx: &Context<'_>) -> EachAnyList<Subject> {
        let (mut items, mut ends) = (Vec::new(), Vec::new());
        for (number, review) in level::<Review>(ctx).iter().enumerate() {
            items.push(Subject::Book(Book(review.0 / 10)));
            items.push(Subject::Author(Author(review.0 / 100)));
            ends.push(u32::try_from(2 * number + 2).unwrap());
        }
        EachAnyList::new(items, ends)
    }
}

#[derive(Union)]
pub(super) enum Subject {
    Author(Author),
    Book(Book),
}

impl Kinds for Subject {
    fn sort(self, parts: &mut Parts) -> At {
        match self {
            Self::Author(row) => parts.put(row),
            Self::Book(row) => parts.put(row),
        }
    }
}

#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID"))]
pub(super) enum AnyNode {
    Author(Author),
    Book(Book),
    Review(Review),
}

impl Kinds for AnyNode {
    fn sort(self, parts: &mut Parts) -> At {
        match self {
            Self::Author(row) => parts.put(row),
            Self::Book(row) => parts.put(row),
            Self::Review(row) => parts.put(row),
        }
    }
}

/// The node of an id; ids have as many digits as their kind is deep.
pub(super) fn find(id: &str) -> Option<AnyNode> {
    let number = id.parse().ok()?;
    match id.len() {
        1 => Some(AnyNode::Author(Author(number))),
        2 => Some(AnyNode::Book(Book(number))),
        3 => Some(AnyNode::Review(Review(number))),
        _ => None,
    }
}
