//! What a table of properties says of each.

use riskgate_model::Vocabulary;

/// The properties of a resource, or of a part of one, and what each must be.
pub(crate) struct Table {
    /// Graph's spelling and the kind, sorted by spelling.
    pub properties: &'static [(&'static str, Kind)],
    /// Other names of properties, each with Graph's.
    pub aliases: &'static [(&'static str, &'static str)],
}

/// What a property must be.
pub(crate) enum Kind {
    /// An id: a text, and none when it is all zeros.
    Id,
    /// A text; anything else becomes its own JSON text.
    Text,
    /// A word of a vocabulary, in Graph's spelling where it is known.
    Word(Spelling),
    /// A time.
    Time,
    /// True or false.
    Flag,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A list of texts.
    Texts,
    /// A list of words.
    Words(Spelling),
    /// An object.
    Object(&'static Table),
    /// A point on the map, which is none at 0°/0°.
    Point(&'static Table),
    /// A list of objects.
    List(&'static Table),
    /// A list of evidence, each of its type's table.
    Evidence,
    /// A text, id or object of this kind, or whatever else it is.
    Loose(&'static Kind),
    /// Whatever it is; it stays.
    Any,
    /// Something that must not be kept.
    Secret,
}

/// Graph's spelling of a word, where the word is known.
pub(crate) type Spelling = fn(&str) -> Option<&'static str>;

/// Graph's spelling of the vocabulary's words.
pub(crate) fn spelling<V: Vocabulary>(text: &str) -> Option<&'static str> {
    V::read(text).map(V::word)
}

impl Table {
    /// The kind of the property that Graph spells `name`.
    pub(crate) fn kind(&self, name: &str) -> Option<&'static Kind> {
        let properties: &'static [(&'static str, Kind)] = self.properties;
        properties.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| &properties[at].1)
    }

    /// Graph's spelling of a property that came as `name`, in another case or by another name.
    pub(crate) fn respell(&self, name: &str) -> Option<&'static str> {
        let alias = self.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, known)| *known);
        alias.or_else(|| self.properties.iter().map(|(known, _)| *known).find(|known| known.eq_ignore_ascii_case(name)))
    }
}
