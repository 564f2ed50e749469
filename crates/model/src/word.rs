//! Words of vocabularies that Microsoft may extend at any time.

use std::{convert::Infallible, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text;

/// A closed list of the words this version knows.
pub trait Vocabulary: Copy + Eq + Ord + fmt::Debug + Send + Sync + 'static {
    /// Every word, in rising gravity where the vocabulary has one, as Microsoft spells it.
    const WORDS: &'static [(Self, &'static str)];

    /// The word as Microsoft Graph spells it.
    fn word(self) -> &'static str;

    /// Where the word stands in [`Vocabulary::WORDS`], from 1; lists are sorted by it.
    fn rank(self) -> i64;

    /// The word that `text` spells, in any case.
    fn read(text: &str) -> Option<Self> {
        let exact = Self::WORDS.iter().find(|(_, word)| *word == text);
        exact.or_else(|| Self::WORDS.iter().find(|(_, word)| word.eq_ignore_ascii_case(text))).map(|(known, _)| *known)
    }
}

/// A word of a vocabulary: one this version knows, or another as it came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word<V> {
    /// A word this version knows.
    Known(V),
    /// A word this version does not know, as it came.
    Other(Box<str>),
}

impl<V: Vocabulary> Word<V> {
    /// Reads a word in any case.
    pub fn read(text: &str) -> Self {
        V::read(text).map_or_else(|| Self::Other(text.into()), Self::Known)
    }

    /// The word, if this version knows it.
    pub fn known(&self) -> Option<V> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Other(_) => None,
        }
    }

    /// The word as Microsoft Graph spells it; an unknown one as it came.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.word(),
            Self::Other(text) => text,
        }
    }

    /// Where the word is sorted: unknown words (0) below the known ones.
    pub fn rank(&self) -> i64 {
        self.known().map_or(0, V::rank)
    }
}

impl<V: Vocabulary> AsRef<str> for Word<V> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<V: Vocabulary> From<V> for Word<V> {
    fn from(word: V) -> Self {
        Self::Known(word)
    }
}

impl<V: Vocabulary> fmt::Debug for Word<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<V: Vocabulary> Serialize for Word<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, V: Vocabulary> Deserialize<'de> for Word<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, |text| Ok::<_, Infallible>(Self::read(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RiskState;

    #[test]
    fn a_known_word_is_read_in_any_case() {
        assert_eq!(Word::<RiskState>::read("ATRISK"), Word::Known(RiskState::AtRisk));
        assert_eq!(Word::<RiskState>::read("AtRisk").as_str(), "atRisk");
    }

    #[test]
    fn an_unknown_word_is_kept_as_it_came() {
        let word = Word::<RiskState>::read("underReview");
        assert_eq!((word.known(), word.as_str(), word.rank()), (None, "underReview", 0));
    }
}
