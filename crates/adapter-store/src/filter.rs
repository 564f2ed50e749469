//! Filters as conditions of SQL, with the two-valued logic of `model`.

use riskgate_model::{Field, FieldKind, Filter, Operand, Test, comparable};
use sea_orm::Value;

use crate::{
    listed,
    sql::Sql,
    table::{Column, Stored},
};

/// Adds the condition.
pub(crate) fn condition<E: Stored>(sql: &mut Sql, filter: &Filter<E::Field>) {
    match filter {
        Filter::All => {
            sql.push("1 = 1");
        }
        Filter::Is(field, test) => is(sql, field.kind(), E::column(*field), test),
        Filter::And(filters) => joined::<E>(sql, filters, " and ", "1 = 1"),
        Filter::Or(filters) => joined::<E>(sql, filters, " or ", "1 = 0"),
        Filter::Not(filter) => {
            // A comparison with null is neither true nor false in SQL; in the model it is false, and its negation true.
            sql.push("not coalesce((");
            condition::<E>(sql, filter);
            sql.push("), false)");
        }
    }
}

fn joined<E: Stored>(sql: &mut Sql, filters: &[Filter<E::Field>], word: &str, none: &str) {
    if filters.is_empty() {
        sql.push(none);
    }
    for (position, filter) in filters.iter().enumerate() {
        sql.push(if position > 0 { word } else { "" }).push("(");
        condition::<E>(sql, filter);
        sql.push(")");
    }
}

fn is(sql: &mut Sql, kind: FieldKind, column: Column, test: &Test) {
    match test {
        Test::In(operands) if matches!(kind, FieldKind::Texts | FieldKind::Words) => {
            let places: Vec<String> = operands.iter().filter_map(|operand| listed::equal(kind, operand)).collect();
            any_found(sql, column, &places);
        }
        Test::In(operands) => one_of(sql, kind, column, operands),
        Test::Lt(operand) => compared(sql, kind, column, " < ", operand),
        Test::Le(operand) => compared(sql, kind, column, " <= ", operand),
        Test::Gt(operand) => compared(sql, kind, column, " > ", operand),
        Test::Ge(operand) => compared(sql, kind, column, " >= ", operand),
        Test::StartsWith(start) if kind == FieldKind::Texts => any_found(sql, column, listed::start(start).as_slice()),
        Test::Contains(part) if kind == FieldKind::Texts => any_found(sql, column, listed::part(part).as_slice()),
        Test::StartsWith(start) => found(sql, kind, column, start, " = 1"),
        Test::Contains(part) => found(sql, kind, column, part, " > 0"),
        Test::Within(range) => match column.bytes {
            Some(bytes) => {
                sql.push(bytes).push(" between ").bind(range.first.to_vec()).push(" and ").bind(range.last.to_vec());
            }
            None => never(sql),
        },
        Test::IsNull => {
            sql.push(column.sql).push(" is null");
        }
    }
}

fn one_of(sql: &mut Sql, kind: FieldKind, column: Column, operands: &[Operand]) {
    let values: Vec<Value> = operands.iter().filter_map(|operand| value(kind, operand)).collect();
    let unknown = kind == FieldKind::Word && operands.contains(&Operand::UnknownWord);
    let known = !values.is_empty();
    if !known && !unknown {
        return never(sql);
    }
    sql.push("(");
    if known {
        sql.push(column.sql).push(" in (").bind_all(values).push(")");
    }
    if unknown {
        sql.push(if known { " or " } else { "" });
        sql.push(column.sql).push(" not in (").bind_all((column.words)()).push(")");
    }
    sql.push(")");
}

fn compared(sql: &mut Sql, kind: FieldKind, column: Column, than: &str, operand: &Operand) {
    match value(kind, operand).filter(|_| kind != FieldKind::Word) {
        Some(value) => {
            sql.push(column.sql).push(than).bind(value);
        }
        None => never(sql),
    }
}

/// Where a text is found in the column's, counted from 1; not at all is 0.
fn found(sql: &mut Sql, kind: FieldKind, column: Column, text: &str, place: &str) {
    if !matches!(kind, FieldKind::Text | FieldKind::Address) {
        return never(sql);
    }
    sql.position(column.sql, comparable(text)).push(place);
}

/// Whether any of these stands in the column. Halved again and again, because engines bound how deep a condition is.
fn any_found(sql: &mut Sql, column: Column, texts: &[String]) {
    match texts {
        [] => never(sql),
        [text] => {
            sql.position(column.sql, text.clone()).push(" > 0");
        }
        texts => {
            let (some, others) = texts.split_at(texts.len() / 2);
            sql.push("(");
            any_found(sql, column, some);
            sql.push(" or ");
            any_found(sql, column, others);
            sql.push(")");
        }
    }
}

/// A test that values of this kind cannot pass.
fn never(sql: &mut Sql) {
    sql.push("1 = 0");
}

/// The operand as the column holds its values; none when they are never equal.
fn value(kind: FieldKind, operand: &Operand) -> Option<Value> {
    match (kind, operand) {
        (FieldKind::Text | FieldKind::Address, Operand::Text(text)) => Some(comparable(text).into()),
        (FieldKind::Word, Operand::Word(word)) => Some((*word).into()),
        (FieldKind::Number, Operand::Number(number)) => Some((*number).into()),
        (FieldKind::Flag, Operand::Flag(flag)) => Some(i64::from(*flag).into()),
        (FieldKind::Time, Operand::Time(time)) => Some(time.nanos().into()),
        _ => None,
    }
}
