//! `$filter`: read into conditions, and asked of a row.

use riskgate_model::Time;
use serde_json::Value;

mod parse;

pub(crate) use parse::parse;

/// The conditions of a `$filter`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Condition(Condition),
}

/// One condition on a property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    /// Names, joined by `/`.
    pub path: String,
    pub operator: Operator,
    pub value: Value,
}

/// How a property is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    /// One of a list of texts is equal.
    Any,
    /// The row is of this type.
    Is,
}

/// The moments that all rows lie between, where a filter says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub from: Option<Time>,
    pub to: Option<Time>,
}

impl Filter {
    pub(crate) fn accepts(&self, row: &Value) -> bool {
        match self {
            Self::And(left, right) => left.accepts(row) && right.accepts(row),
            Self::Or(left, right) => left.accepts(row) || right.accepts(row),
            Self::Condition(condition) => condition.accepts(row),
        }
    }

    /// Its conditions, and whether any are joined by `or`.
    pub(crate) fn conditions(&self) -> (Vec<&Condition>, bool) {
        match self {
            Self::Condition(condition) => (vec![condition], false),
            Self::And(left, right) | Self::Or(left, right) => {
                let ((mut all, one), (more, other)) = (left.conditions(), right.conditions());
                all.extend(more);
                (all, one || other || matches!(self, Self::Or(..)))
            }
        }
    }

    /// What it says about a time of every row that it accepts.
    pub(crate) fn span(&self, path: &str) -> Span {
        match self {
            Self::And(left, right) => {
                let (left, right) = (left.span(path), right.span(path));
                let to = left.to.into_iter().chain(right.to).min();
                Span { from: left.from.max(right.from), to }
            }
            Self::Condition(condition) if condition.path == path => {
                let time = condition.value.as_str().and_then(|text| Time::parse(text).ok());
                match condition.operator {
                    Operator::Greater | Operator::GreaterOrEqual => Span { from: time, to: None },
                    Operator::Less | Operator::LessOrEqual => Span { from: None, to: time },
                    Operator::Equal => Span { from: time, to: time },
                    _ => Span::default(),
                }
            }
            Self::Or(..) | Self::Condition(_) => Span::default(),
        }
    }
}

impl Condition {
    fn accepts(&self, row: &Value) -> bool {
        let path = if self.operator == Operator::Is { "@odata.type" } else { &self.path };
        let found = found(row, path);
        match (found, &self.value) {
            (Value::Array(texts), Value::String(asked)) => {
                texts.iter().filter_map(Value::as_str).any(|text| self.operator.holds_for_text(text, asked))
            }
            (Value::String(text), Value::String(asked)) => match (Time::parse(text), Time::parse(asked)) {
                (Ok(time), Ok(asked)) => self.operator.holds(time.cmp(&asked)),
                _ => self.operator.holds_for_text(text, asked),
            },
            (Value::Number(number), Value::Number(asked)) => {
                let order = number.as_f64().partial_cmp(&asked.as_f64());
                order.is_some_and(|order| self.operator.holds(order))
            }
            (found, asked) => self.operator == Operator::Equal && found == asked,
        }
    }
}

impl Operator {
    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal | Self::Any | Self::Is => order.is_eq(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::StartsWith => false,
        }
    }

    /// Texts are compared without regard to case, as Microsoft Graph does.
    fn holds_for_text(self, text: &str, asked: &str) -> bool {
        let (text, asked) = (text.to_lowercase(), asked.to_lowercase());
        match self {
            Self::StartsWith => text.starts_with(&asked),
            Self::Is => text.trim_start_matches('#') == asked,
            _ => self.holds(text.cmp(&asked)),
        }
    }
}

/// The value at a path, whose names are compared without regard to case; null where there is none.
pub(crate) fn found<'a>(row: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(row, |value, name| {
        let exact = value.get(name);
        let loose = || value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        exact.or_else(loose).unwrap_or(&Value::Null)
    })
}
