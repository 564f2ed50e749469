//! What all enums of vocabularies have in common, and how they leave.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, InputType, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry,
};
use bytes::Bytes;
use riskgate_model::{Operand, Vocabulary, Word};

/// A GraphQL enum that stands for a vocabulary.
pub(crate) trait Words: InputType + OutputType + Copy + Eq {
    /// The vocabulary.
    type Model: Vocabulary;

    /// The value for words this version does not know.
    const UNKNOWN: Self;

    /// The value that stands for a word.
    fn of(word: Self::Model) -> Self;

    /// The word that the value stands for; none for `UNKNOWN`.
    fn word(self) -> Option<Self::Model>;

    /// The value as finished JSON, quotes included.
    fn json(self) -> &'static str;

    /// The value to compare with in a filter.
    fn operand(self) -> Operand {
        self.word().map_or(Operand::UnknownWord, |word| Operand::Word(word.word()))
    }
}

/// A value on its way out: finished text that is copied, so that a column of states allocates nothing.
pub(crate) struct Shown<W>(W);

/// What a field of a vocabulary returns.
pub(crate) type Out<W> = Option<Shown<W>>;

/// The value for a word.
pub(crate) fn shown<W: Words>(word: Option<&Word<W::Model>>) -> Out<W> {
    word.map(Shown::of)
}

/// The word as it came.
pub(crate) fn raw<V: Vocabulary>(word: Option<&Word<V>>) -> Option<&str> {
    word.map(Word::as_str)
}

impl<W: Words> Shown<W> {
    /// The value for a word.
    pub(crate) fn of(word: &Word<W::Model>) -> Self {
        Self(word.known().map_or(W::UNKNOWN, W::of))
    }

    /// The value for a text that should be a word.
    pub(crate) fn read(text: &str) -> Self {
        Self(W::Model::read(text).map_or(W::UNKNOWN, W::of))
    }
}

impl<W: Words> OutputType for Shown<W> {
    fn type_name() -> Cow<'static, str> {
        <W as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <W as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Binary(Bytes::from_static(self.0.json().as_bytes())))
    }
}
