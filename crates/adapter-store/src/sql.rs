//! A statement in the making: its text and the values bound into it.

use riskgate_model::{Cursor, Direction, Id, SortKey};
use sea_orm::{DbBackend, Statement, Value};

/// A statement in the making.
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with `text`.
    pub(crate) fn new(backend: DbBackend, text: &str) -> Self {
        Self { backend, text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text, which must come from this crate and never from a client.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value where the text stands.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let number = self.values.len();
        match self.backend {
            DbBackend::Postgres => self.push("$").push(&number.to_string()),
            _ => self.push("?"),
        }
    }

    /// Adds values, parted by commas.
    pub(crate) fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self
    }

    /// Adds a value as lists are sorted by it.
    pub(crate) fn bind_key(&mut self, value: &SortKey) -> &mut Self {
        self.bind(key(value))
    }

    /// Adds where `text` first stands in the column's text.
    pub(crate) fn position(&mut self, column: &str, text: String) -> &mut Self {
        let function = match self.backend {
            DbBackend::Sqlite => "instr(",
            _ => "strpos(",
        };
        self.push(function).push(column).push(", ").bind(text).push(")")
    }

    /// Says along which index the table before is read. SQLite then refuses the statement rather than read another way.
    pub(crate) fn along(&mut self, index: &str) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self.push(" indexed by ").push(index),
            _ => self,
        }
    }

    /// Adds ` order by ` the columns, all in one direction.
    pub(crate) fn order(&mut self, columns: &[&str], direction: Direction) -> &mut Self {
        let word = match direction {
            Direction::Ascending => "",
            Direction::Descending => " desc",
        };
        let columns: Vec<String> = columns.iter().map(|column| format!("{column}{word}")).collect();
        self.push(" order by ").push(&columns.join(", "))
    }

    /// Adds the condition that a row comes after the cursor, in the order of these columns.
    pub(crate) fn after(&mut self, columns: &[&str], direction: Direction, by: Option<&SortKey>, cursor: &Cursor) -> &mut Self {
        let than = match direction {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        };
        self.push("(").push(&columns.join(", ")).push(than);
        let rest = [Value::from(cursor.date), Value::from(cursor.object.clone()), Value::from(cursor.tenant.clone())];
        self.bind_all(by.map(key).into_iter().chain(rest)).push(")")
    }

    /// The finished statement.
    pub(crate) fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}

fn key(key: &SortKey) -> Value {
    match key {
        SortKey::Number(number) => Value::from(*number),
        SortKey::Text(text) => Value::from(text.clone()),
    }
}

/// Keys of records as one value: a JSON list of `[tenant, id]`.
pub(crate) fn keys<'a, I: Id>(ids: impl IntoIterator<Item = &'a I>) -> String {
    list(ids.into_iter().map(|id| [id.tenant().as_str(), id.object()]))
}

/// Rows of texts as one value: a JSON list of lists.
pub(crate) fn list<'a, const N: usize>(rows: impl Iterator<Item = [&'a str; N]>) -> String
where
    [&'a str; N]: serde::Serialize,
{
    let rows: Vec<[&str; N]> = rows.collect();
    serde_json::to_string(&rows).expect("texts are always JSON")
}
