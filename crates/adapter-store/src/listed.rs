//! Several values in one column: `,one,two,`, so that equality with one of them is the place of `,one,`.

use riskgate_model::{FieldKind, Operand, Value, comparable};

/// What parts the values, and stands before the first and after the last. No value holds it.
const COMMA: char = ',';

/// What stands before a word that this version does not know. No word that it knows is spelled like this.
const UNKNOWN: &str = "?";

/// Several values as their column holds them; none for none.
pub(crate) fn column(value: &Value<'_>) -> Option<String> {
    let Value::Many(values) = value else { return None };
    let mut text = String::from(COMMA);
    let mut add = |value: &str| {
        text.push_str(value);
        text.push(COMMA);
    };
    for value in values {
        match value {
            Value::Text(value) => add(&comparable(value)),
            Value::Word(word, rank) => {
                if *rank == 0 {
                    add(UNKNOWN);
                }
                add(word);
            }
            _ => {}
        }
    }
    Some(text)
}

/// What stands in the column if one of the values equals the operand; none if none ever does.
pub(crate) fn equal(kind: FieldKind, operand: &Operand) -> Option<String> {
    let value = match (kind, operand) {
        (FieldKind::Texts, Operand::Text(text)) => part(text)?,
        (FieldKind::Words, Operand::Word(word)) => (*word).to_owned(),
        (FieldKind::Words, Operand::UnknownWord) => UNKNOWN.to_owned(),
        _ => return None,
    };
    Some(format!("{COMMA}{value}{COMMA}"))
}

/// What stands in the column if one of the texts starts with `start`; none if none ever does.
pub(crate) fn start(start: &str) -> Option<String> {
    part(start).map(|start| format!("{COMMA}{start}"))
}

/// What stands in the column if one of the texts contains `part`; none if none ever does.
pub(crate) fn part(part: &str) -> Option<String> {
    (!part.contains(COMMA)).then(|| comparable(part))
}
