//! Every limit a document is held to, in one place.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The most levels of brackets that may be set.
const NESTING: usize = 64;

/// How large, deep and costly a document may be. The defaults let the product's own nested queries
/// and the full introspection query pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of query text. Default 16,384.
    pub query_bytes: usize,
    /// Tokens of query text; strings count as one, commas and comments as none. Default 2,000.
    pub tokens: usize,
    /// Levels of brackets in the text, of selection sets once fragments are expanded, and of lists
    /// and objects in a variable. Default 32: a debug build's parser takes kilobytes of stack a
    /// level, and the introspection query has eighteen. At most 64, or a short text could end the
    /// process.
    #[serde(deserialize_with = "safe_nesting")]
    pub nesting: usize,
    /// Levels of fields, fragments expanded. Default 20; users, sign-ins, detections and back to
    /// the user in the `edges`/`node` form are twelve, introspection is fifteen.
    pub depth: usize,
    /// Selections of all operations together, fragments expanded. Default 2,000.
    pub selections: u64,
    /// Directives in the text. Default 20.
    pub directives: usize,
    /// Aliases in the text. Default 30.
    pub aliases: usize,
    /// Fields at the root of the query, fragments expanded. Default 20.
    pub root_fields: u64,
    /// Fields at the root of a mutation, fragments expanded. Default 5.
    pub mutation_fields: u64,
    /// Rows a query may ask for: the product of `first` along each path, summed. Default 10,000,
    /// so that 50 users × 10 sign-ins × 10 detections (5,550 rows) pass.
    pub rows: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 16 * 1024,
            tokens: 2_000,
            nesting: 32,
            depth: 20,
            selections: 2_000,
            directives: 20,
            aliases: 30,
            root_fields: 20,
            mutation_fields: 5,
            rows: 10_000,
        }
    }
}

fn safe_nesting<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let nesting = usize::deserialize(from)?;
    if nesting > NESTING {
        return Err(D::Error::custom(format!("expected {NESTING} levels at most")));
    }
    Ok(nesting)
}
