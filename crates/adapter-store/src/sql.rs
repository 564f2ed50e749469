//! A statement in the making: its text and the values bound into it. What the two engines write differently is told apart here.

use riskgate_model::{Cursor, Direction, SortKey, without_nul};
use sea_orm::{DbBackend, Statement, Value};

use crate::keys::Keys;

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

    /// Whether PostgreSQL will read it; else SQLite will.
    pub(crate) fn is_postgres(&self) -> bool {
        self.backend == DbBackend::Postgres
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
        if self.is_postgres() { self.push("$").push(&number.to_string()) } else { self.push("?") }
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

    /// Adds that what stands before is one of these words.
    pub(crate) fn any_of(&mut self, words: impl IntoIterator<Item = &'static str>) -> &mut Self {
        let words: Vec<&str> = words.into_iter().collect();
        // SQL has no empty list.
        if words.is_empty() {
            return self.push(" is null");
        }
        self.push(" in (").bind_all(words).push(")")
    }

    /// Adds a value as lists are sorted by it.
    pub(crate) fn bind_key(&mut self, value: &SortKey) -> &mut Self {
        self.bind(key(value))
    }

    /// Adds where `text` first stands in the column's text.
    pub(crate) fn position(&mut self, column: &str, text: String) -> &mut Self {
        let function = if self.is_postgres() { "strpos(" } else { "instr(" };
        self.push(function).push(column).push(", ").bind(text).push(")")
    }

    /// Says along which index the table before is read. SQLite then refuses the statement rather than read another way; PostgreSQL is told
    /// by [`Sql::order`].
    pub(crate) fn along(&mut self, index: &str) -> &mut Self {
        if self.is_postgres() { self } else { self.push(" indexed by ").push(index) }
    }

    /// Adds the rows of `links`, walked along the index, each beside the row of the table that it links to. Both have the `date`,
    /// and what is said of it, of the id and of the tenant is said of `links`, so that its index answers it.
    pub(crate) fn linked(&mut self, links: &str, index: &str, table: &str, date: &str) -> &mut Self {
        self.push(links).along(index);
        if self.is_postgres() {
            // The key finds the row: PostgreSQL can do no other thing with a condition that it cannot take out of the parentheses.
            self.push(" join lateral (select * from ").push(table).push(" it where it.id = ").push(links).push(".id and it.tenant = ");
            self.push(links).push(".tenant offset 0) ").push(table);
        } else {
            // SQLite joins as it is told only when it is told to cross.
            self.push(" cross join ").push(table);
        }
        self.push(" using (").push(date).push(", id, tenant)")
    }

    /// Adds that the column which leads the index equals the value that `value` adds. PostgreSQL is asked for any of one value: it reads
    /// the index as for an equality, but does not take the column for settled, so that the order still names it.
    pub(crate) fn held(&mut self, column: &str, value: impl for<'s> FnOnce(&'s mut Self) -> &'s mut Self) -> &mut Self {
        let (before, after) = if self.is_postgres() { (" = any(array[", "])") } else { (" = ", "") };
        self.push(column).push(before);
        value(self);
        self.push(after)
    }

    /// Adds ` order by ` the columns, all in one direction. On PostgreSQL the column that leads the index comes first, although all rows
    /// have one value there: no other index then has the order, and sorting is switched off.
    pub(crate) fn order(&mut self, lead: Option<&str>, columns: &[&str], direction: Direction) -> &mut Self {
        let word = match direction {
            Direction::Ascending => "",
            Direction::Descending => " desc",
        };
        let lead = lead.filter(|_| self.is_postgres());
        let columns: Vec<String> = lead.iter().chain(columns).map(|column| format!("{column}{word}")).collect();
        self.push(" order by ").push(&columns.join(", "))
    }

    /// Adds the condition that a row comes after the cursor, in the order of these columns.
    pub(crate) fn after(&mut self, columns: &[&str], direction: Direction, by: Option<&SortKey>, cursor: &Cursor) -> &mut Self {
        let than = match direction {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        };
        self.push("(").push(&columns.join(", ")).push(than);
        let text = |text: &str| Value::from(without_nul(text.to_owned()));
        let rest = [Value::from(cursor.date), text(&cursor.object), text(&cursor.tenant)];
        self.bind_all(by.map(key).into_iter().chain(rest)).push(")")
    }

    /// Adds the keys as a table; [`Sql::cell`] names its cells.
    pub(crate) fn keys(&mut self, keys: &Keys, alias: &str) -> &mut Self {
        if !self.is_postgres() {
            return self.push("json_each(").bind(keys.json()).push(") ").push(alias);
        }
        self.unnest(keys).push(" ").push(alias).push("(").push(&keys.names().join(", ")).push(")")
    }

    /// Adds the keys as PostgreSQL's function that answers them as rows.
    pub(crate) fn unnest(&mut self, keys: &Keys) -> &mut Self {
        for (position, array) in keys.arrays().enumerate() {
            self.push(if position > 0 { ", " } else { "unnest(" }).bind(array).push("::text[]");
        }
        self.push(")")
    }

    /// Adds a cell of a key: 0 is the tenant, 1 the id, 2 the kind of identity.
    pub(crate) fn cell(&mut self, keys: &Keys, alias: &str, cell: usize) -> &mut Self {
        if self.is_postgres() {
            self.push(alias).push(".").push(keys.names()[cell])
        } else {
            self.push(&format!("json_extract({alias}.value, '$[{cell}]')"))
        }
    }

    /// Adds ` from ` the rows `it` of the table that have these keys; `columns` are those that hold the keys' cells.
    pub(crate) fn wanted(&mut self, keys: &Keys, table: &str, columns: &[&str]) -> &mut Self {
        self.push(" from ").keys(keys, "wanted");
        // SQLite joins as it is told only when it is told to cross.
        self.push(if self.is_postgres() { " join " } else { " cross join " }).push(table).push(" it");
        for (cell, column) in columns.iter().enumerate() {
            self.push(if cell == 0 { " on it." } else { " and it." }).push(column).push(" = ").cell(keys, "wanted", cell);
        }
        self
    }

    /// Adds that each row so far stands beside those of `table`, called `alias`, for which the condition holds. It is found from what stands
    /// before, by an index.
    pub(crate) fn beside(&mut self, table: &str, alias: &str, condition: &str) -> &mut Self {
        self.push(if self.is_postgres() { " join " } else { " cross join " }).push(table).push(" ").push(alias);
        self.push(" on ").push(condition)
    }

    /// The finished statement.
    pub(crate) fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}

fn key(key: &SortKey) -> Value {
    match key {
        SortKey::Number(number) => Value::from(*number),
        SortKey::Text(text) => Value::from(without_nul(text.clone())),
    }
}
