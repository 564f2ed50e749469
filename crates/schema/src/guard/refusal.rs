//! Why a document is refused, in words for the person who wrote it.

use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use thiserror::Error;

use crate::Code;

/// A document that is not executed, and the limit or rule it broke.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The text is too long.
    #[error(
        "The query text is {value} bytes long and the limit is {maximum}; \
         select less, or send long values as variables."
    )]
    Text {
        /// Bytes sent.
        value: usize,
        /// Bytes allowed.
        maximum: usize,
    },
    /// The text has too many tokens.
    #[error("The query has {value} tokens and the limit is {maximum}; select less.")]
    Tokens {
        /// Tokens sent.
        value: usize,
        /// Tokens allowed.
        maximum: usize,
    },
    /// Brackets, or selection sets once fragments are expanded, are nested too deep.
    #[error("The query is nested {value} brackets deep or more and the limit is {maximum}.")]
    Nesting {
        /// Levels seen when the walk stopped.
        value: usize,
        /// Levels allowed.
        maximum: usize,
    },
    /// Lists and objects in a variable are nested too deep.
    #[error(
        "The variable `${name}` is nested more than {maximum} lists and objects deep, \
         which is the limit."
    )]
    VariableNesting {
        /// The variable.
        name: String,
        /// Levels allowed.
        maximum: usize,
    },
    /// Too many levels of fields.
    #[error("The query is {value} fields deep and the limit is {maximum}; ask in two queries.")]
    Depth {
        /// Levels sent.
        value: usize,
        /// Levels allowed.
        maximum: usize,
    },
    /// Too many selections once fragments are expanded.
    #[error(
        "The query selects {value} fields with its fragments expanded and the limit is {maximum}; \
         select less, or spread fewer fragments."
    )]
    Selections {
        /// Selections sent, fragments expanded.
        value: u64,
        /// Selections allowed.
        maximum: u64,
    },
    /// Too many directives.
    #[error("The query has {value} directives and the limit is {maximum}.")]
    Directives {
        /// Directives sent.
        value: usize,
        /// Directives allowed.
        maximum: usize,
    },
    /// Too many aliases.
    #[error("The query has {value} aliases and the limit is {maximum}; ask in two queries.")]
    Aliases {
        /// Aliases sent.
        value: usize,
        /// Aliases allowed.
        maximum: usize,
    },
    /// Too many fields at the root.
    #[error("The operation has {value} root fields and the limit is {maximum}; ask in two requests.")]
    RootFields {
        /// Root fields sent.
        value: u64,
        /// Root fields allowed.
        maximum: u64,
    },
    /// The query asks for too many rows.
    #[error("The query may read {requested} rows and the limit is {maximum}; lower {lower}.")]
    Cost {
        /// Rows asked for.
        requested: u64,
        /// Rows allowed.
        maximum: u64,
        /// The pages that multiply to most of it, such as ``first` of `users` (500)``.
        lower: String,
    },
    /// A fragment spreads itself, directly or through others.
    #[error("The fragment `{name}` spreads itself.")]
    FragmentCycle {
        /// The fragment.
        name: String,
        /// Where it is spread again.
        at: Pos,
    },
    /// The text is no GraphQL document.
    #[error("The query does not parse at line {}, column {}: {reason}.", at.line, at.column)]
    Parse {
        /// What the parser expected.
        reason: String,
        /// Where it stopped.
        at: Pos,
    },
}

impl Refusal {
    /// The stable word for this refusal, sent as `extensions.code`.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Text { .. } | Self::Tokens { .. } => Code::QueryTooLarge,
            Self::Nesting { .. }
            | Self::VariableNesting { .. }
            | Self::Depth { .. }
            | Self::Selections { .. }
            | Self::Directives { .. }
            | Self::Aliases { .. }
            | Self::RootFields { .. }
            | Self::Cost { .. } => Code::QueryTooComplex,
            Self::FragmentCycle { .. } => Code::ValidationFailed,
            Self::Parse { .. } => Code::ParseFailed,
        }
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", refusal.code().as_str());
        extensions.set("retryable", refusal.code().is_retryable());
        let mut at = None;
        match &refusal {
            Refusal::Cost { requested, maximum, .. } => {
                extensions.set("cost", async_graphql::value!({ "requested": *requested, "maximum": *maximum }));
            }
            Refusal::FragmentCycle { at: pos, .. } | Refusal::Parse { at: pos, .. } => {
                at = Some(*pos);
            }
            _ => {}
        }
        let mut error = ServerError::new(refusal.to_string(), at);
        error.extensions = Some(extensions);
        error
    }
}
