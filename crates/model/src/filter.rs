//! Which records a question asks for; and the reference by which every source's answer is judged.

use std::borrow::Cow;

use crate::{AddressRange, Entity, Field, FieldSet, IpAddress, Time, Vocabulary, Word, comparable};

/// A condition on records.
///
/// Logic is two-valued: a property without a value equals nothing, lies below and above nothing, and [`Filter::Not`] is plain negation. One
/// of several values equals, starts with or contains what any of them does; several lie below and above nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter<F> {
    /// Every record.
    All,
    /// A property passes a test.
    Is(F, Test),
    /// All conditions hold.
    And(Vec<Filter<F>>),
    /// At least one condition holds.
    Or(Vec<Filter<F>>),
    /// The condition does not hold.
    Not(Box<Filter<F>>),
}

/// A test of one property.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// It equals one of these.
    In(Vec<Operand>),
    /// It is lower.
    Lt(Operand),
    /// It is lower or equal.
    Le(Operand),
    /// It is higher.
    Gt(Operand),
    /// It is higher or equal.
    Ge(Operand),
    /// Its text starts with this, in any case.
    StartsWith(String),
    /// Its text contains this, in any case.
    Contains(String),
    /// The address lies in this range.
    Within(AddressRange),
    /// It has no value.
    IsNull,
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A text, in any case.
    Text(String),
    /// A word, as Microsoft spells it.
    Word(&'static str),
    /// Any word that this version does not know.
    UnknownWord,
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Time(Time),
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// None.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A word, its rank (0 when this version does not know it).
    Word(&'a str, i64),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Time(Time),
    /// An address of the internet.
    Address(&'a IpAddress),
    /// Several texts or words: at least one, none of them empty or with a comma.
    Many(Vec<Value<'a>>),
}

impl<F: Field> Filter<F> {
    /// The condition that `field` equals `operand`.
    pub fn eq(field: F, operand: Operand) -> Self {
        Self::Is(field, Test::In(vec![operand]))
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, filter) | (filter, Self::All) => filter,
            (Self::And(mut filters), other) => {
                filters.push(other);
                Self::And(filters)
            }
            (filter, other) => Self::And(vec![filter, other]),
        }
    }

    /// The groups of properties that the condition is tested on.
    pub fn groups(&self) -> <F::Entity as Entity>::Fields {
        match self {
            Self::All => <F::Entity as Entity>::Fields::default(),
            Self::Is(field, _) => field.group(),
            Self::And(filters) | Self::Or(filters) => {
                filters.iter().map(Self::groups).fold(<F::Entity as Entity>::Fields::default(), FieldSet::with)
            }
            Self::Not(filter) => filter.groups(),
        }
    }

    /// Whether the record meets the condition.
    pub fn matches(&self, record: &F::Entity) -> bool {
        match self {
            Self::All => true,
            Self::Is(field, test) => test.passes(&field.value(record)),
            Self::And(filters) => filters.iter().all(|filter| filter.matches(record)),
            Self::Or(filters) => filters.iter().any(|filter| filter.matches(record)),
            Self::Not(filter) => !filter.matches(record),
        }
    }
}

impl Test {
    /// Whether the value passes.
    pub fn passes(&self, value: &Value<'_>) -> bool {
        match self {
            Self::In(operands) => operands.iter().any(|operand| operand.equals(value)),
            Self::Lt(operand) => operand.compare(value).is_some_and(std::cmp::Ordering::is_gt),
            Self::Le(operand) => operand.compare(value).is_some_and(std::cmp::Ordering::is_ge),
            Self::Gt(operand) => operand.compare(value).is_some_and(std::cmp::Ordering::is_lt),
            Self::Ge(operand) => operand.compare(value).is_some_and(std::cmp::Ordering::is_le),
            Self::StartsWith(start) => value.has(|text| text.starts_with(&comparable(start))),
            Self::Contains(part) => value.has(|text| text.contains(&comparable(part))),
            Self::Within(range) => match value {
                Value::Address(address) => address.bytes().is_some_and(|bytes| range.contains(bytes)),
                _ => false,
            },
            Self::IsNull => *value == Value::Null,
        }
    }
}

impl Operand {
    fn equals(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (_, Value::Many(values)) => values.iter().any(|value| self.equals(value)),
            (Self::UnknownWord, Value::Word(_, rank)) => *rank == 0,
            (Self::Word(wanted), Value::Word(word, _)) => wanted == word,
            _ => self.compare(value).is_some_and(std::cmp::Ordering::is_eq),
        }
    }

    /// How the operand compares to the value; none when they cannot be compared.
    fn compare(&self, value: &Value<'_>) -> Option<std::cmp::Ordering> {
        match (self, value) {
            (Self::Number(wanted), Value::Number(number)) => Some(wanted.cmp(number)),
            (Self::Time(wanted), Value::Time(time)) => Some(wanted.cmp(time)),
            (Self::Flag(wanted), Value::Flag(flag)) => Some(wanted.cmp(flag)),
            (Self::Text(wanted), value) => value.folded().map(|text| comparable(wanted).cmp(&text)),
            _ => None,
        }
    }
}

impl<'a> Value<'a> {
    /// A text, or none.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A word, or none.
    pub fn word<V: Vocabulary>(word: Option<&'a Word<V>>) -> Self {
        word.map_or(Self::Null, |word| Self::Word(word.as_str(), word.rank()))
    }

    /// A number, or none.
    pub fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }

    /// A flag, or none.
    pub fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Null, Self::Flag)
    }

    /// A moment, or none.
    pub fn time(time: Option<Time>) -> Self {
        time.map_or(Self::Null, Self::Time)
    }

    /// Several texts, or none. A text that lists several, parted by commas, is several.
    pub fn texts<T: AsRef<str>>(texts: &[T]) -> Value<'static> {
        Value::many(parts(texts).map(|text| Value::Text(text.to_owned().into())))
    }

    /// Several words, or none. A word that lists several, parted by commas, is several.
    pub fn words<V: Vocabulary>(words: &'a [Word<V>]) -> Self {
        let known = |word: &'a str| V::read(word).map_or(Self::Word(word, 0), |known| Self::Word(known.word(), known.rank()));
        Self::many(parts(words).map(known))
    }

    fn many(values: impl Iterator<Item = Self>) -> Self {
        let values: Vec<Self> = values.collect();
        if values.is_empty() { Self::Null } else { Self::Many(values) }
    }

    /// Whether the text, or any of several, passes the test in lower case.
    fn has(&self, test: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Many(values) => values.iter().filter_map(Self::folded).any(|text| test(&text)),
            one => one.folded().is_some_and(|text| test(&text)),
        }
    }

    /// The text in lower case, where there is one.
    fn folded(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(comparable(text)),
            Self::Address(address) => Some(comparable(address.as_str())),
            _ => None,
        }
    }
}

/// What stands between the commas.
fn parts<T: AsRef<str>>(texts: &[T]) -> impl Iterator<Item = &str> {
    texts.iter().flat_map(|text| text.as_ref().split(',')).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RiskState, SignIn, SignInField};

    fn check(filter: &Filter<SignInField>, sign_in: &SignIn, expected: bool) {
        assert_eq!(filter.matches(sign_in), expected, "{filter:?}");
        assert_eq!(Filter::Not(Box::new(filter.clone())).matches(sign_in), !expected, "not {filter:?}");
    }

    #[test]
    fn texts_are_compared_in_any_case() {
        let sign_in = SignIn { app_display_name: Some("Office 365".into()), ..SignIn::default() };
        let is = |test| Filter::Is(SignInField::AppDisplayName, test);
        check(&is(Test::In(vec![Operand::Text("OFFICE 365".into())])), &sign_in, true);
        check(&is(Test::StartsWith("off".into())), &sign_in, true);
        check(&is(Test::Contains("ICE 3".into())), &sign_in, true);
        check(&is(Test::Contains("exchange".into())), &sign_in, false);
    }

    #[test]
    fn no_value_equals_and_exceeds_nothing() {
        let is = |test| Filter::Is(SignInField::AppDisplayName, test);
        check(&is(Test::In(vec![Operand::Text(String::new())])), &SignIn::default(), false);
        check(&is(Test::Ge(Operand::Text(String::new()))), &SignIn::default(), false);
        check(&is(Test::IsNull), &SignIn::default(), true);
    }

    #[test]
    fn any_of_several_values_may_pass() {
        let types = vec!["unfamiliarFeatures".to_owned(), "T1078, T1110.003".to_owned()];
        let several = SignIn { risk_event_types_v2: types, ..SignIn::default() };
        let is = |test| Filter::Is(SignInField::RiskEventTypes, test);
        check(&is(Test::In(vec![Operand::Text("t1110.003".into())])), &several, true);
        check(&is(Test::In(vec![Operand::Text("T1110".into())])), &several, false);
        check(&is(Test::In(vec![Operand::Text("T1078, T1110.003".into())])), &several, false);
        check(&is(Test::StartsWith("t1110".into())), &several, true);
        check(&is(Test::Contains("FAMILIAR".into())), &several, true);
        check(&is(Test::Ge(Operand::Text("a".into()))), &several, false);
        check(&is(Test::IsNull), &several, false);
        let blank = SignIn { risk_event_types: vec![" ,".to_owned()], ..SignIn::default() };
        check(&is(Test::Contains(String::new())), &blank, false);
        check(&is(Test::IsNull), &blank, true);
    }

    #[test]
    fn any_of_several_words_may_be_the_one_asked_for() {
        let types = ["interactiveUser", "brandNew"].map(Word::read).to_vec();
        let several = SignIn { sign_in_event_types: types, ..SignIn::default() };
        let is = |operand| Filter::eq(SignInField::SignInEventType, operand);
        check(&is(Operand::Word("interactiveUser")), &several, true);
        check(&is(Operand::Word("managedIdentity")), &several, false);
        check(&is(Operand::UnknownWord), &several, true);
        check(&Filter::Is(SignInField::SignInEventType, Test::Contains("interactive".into())), &several, false);
    }

    #[test]
    fn unknown_words_can_be_asked_for() {
        let sign_in = |word: &str| {
            let mut sign_in = SignIn::default();
            sign_in.risk.state = Some(Word::read(word));
            sign_in
        };
        let unknown = Filter::eq(SignInField::RiskState, Operand::UnknownWord);
        check(&unknown, &sign_in("underReview"), true);
        check(&unknown, &sign_in("atRisk"), false);
        check(&Filter::eq(SignInField::RiskState, Operand::Word(RiskState::AtRisk.word())), &sign_in("atRisk"), true);
    }
}
