//! A level becomes text: branches are asked together, then row after row is written.

use std::{ops::Range, sync::Arc};

use async_graphql::{Context, ContextSelectionSet, PathSegment, QueryEnv, ServerError};
use futures::{FutureExt, future::join_all};

use super::{
    branch::ask,
    column::{Cell, Column},
    failures::{Failures, at_field},
    node::Node,
    place::Place,
    plan::{Kind, Slot, plan},
    shape::{Shape, Trail, reported},
    writer::write_text,
};

/// What the cells of a rendered level are.
pub(super) enum Layout<'l> {
    /// A cell for each row.
    Rows,
    /// A cell for each list of rows, of which list `i` ends at `ends[i]`.
    Lists(&'l [u32]),
}

/// Renders the rows of a level, which stand at `place`, under the selection of `ctx`.
pub(super) async fn render<T: Node>(ctx: &ContextSelectionSet<'_>, rows: &Arc<Vec<T>>, place: &Arc<Place>, layout: Layout<'_>) -> Column {
    let slots = plan::<T>(ctx);
    let mut failures = Failures::of(slots.len());
    let columns = columns(ctx, rows, place, &slots, &mut failures).await;
    write(ctx, rows, place, &slots, &columns, failures, &layout)
}

/// Asks every branch of the level; none where there are no rows to ask for.
async fn columns<T: Node>(
    ctx: &ContextSelectionSet<'_>,
    rows: &Arc<Vec<T>>,
    place: &Arc<Place>,
    slots: &[Slot<'_>],
    failures: &mut Failures,
) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = slots.iter().map(|_| None).collect();
    if rows.is_empty() {
        return columns;
    }
    let branches = slots.iter().enumerate();
    let branches = branches.filter(|(_, slot)| matches!(slot.kind, Kind::Branch));
    let answers = join_all(branches.map(|(number, slot)| async move { (number, ask(ctx, rows, place, &slot.asked.field).await) }));
    for (number, answer) in answers.await {
        match answer {
            Ok(column) => columns[number] = Some(column),
            Err(error) => {
                let error = at_field(error, slots[number].asked.key());
                (0..rows.len()).for_each(|row| failures.note(number, place, row, &error));
            }
        }
    }
    columns
}

/// Writes the rows. Not async, so that it is plain to see that nothing waits here.
fn write<T: Node>(
    ctx: &ContextSelectionSet<'_>,
    rows: &[T],
    place: &Place,
    slots: &[Slot<'_>],
    columns: &[Option<Column>],
    failures: Failures,
    layout: &Layout<'_>,
) -> Column {
    let mut bare = ctx.clone();
    bare.path_node = None;
    bare.execute_data = None;
    let contexts = slots.iter().map(|slot| bare.with_field(&slot.asked.field));
    let mut page = Page {
        query: ctx.query_env,
        rows,
        place,
        slots,
        columns,
        contexts: contexts.collect(),
        failures,
        earlier: reported(ctx.query_env).len(),
        out: Vec::with_capacity(rows.len() * slots.len() * 24),
    };
    let cells = match layout {
        Layout::Rows => page.cells(),
        Layout::Lists(ends) => page.lists(ends),
    };
    page.failures.report(ctx);
    let text = page.out;
    Column { text, cells }
}

struct Page<'p, T> {
    query: &'p QueryEnv,
    rows: &'p [T],
    place: &'p Place,
    slots: &'p [Slot<'p>],
    columns: &'p [Option<Column>],
    /// The context of each slot's field.
    contexts: Vec<Context<'p>>,
    failures: Failures,
    /// How many errors the request had before the first row.
    earlier: usize,
    out: Vec<u8>,
}

/// What became of one field of one row.
enum Outcome {
    /// A value, or a null that may stand there, is written.
    Written,
    /// There is no value.
    Absent,
    /// It failed, and the error is noted.
    Failed,
}

impl<T: Node> Page<'_, T> {
    fn cells(&mut self) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(self.rows.len());
        for row in 0..self.rows.len() {
            let mark = self.out.len();
            let whole = self.row(row);
            cells.push(self.cell(mark, whole));
        }
        cells
    }

    fn lists(&mut self, ends: &[u32]) -> Vec<Cell> {
        let mut start = 0;
        let mut cells = Vec::with_capacity(ends.len());
        for end in ends {
            let mark = self.out.len();
            let whole = self.list(start..*end as usize);
            cells.push(self.cell(mark, whole));
            start = *end as usize;
        }
        cells
    }

    fn cell(&mut self, mark: usize, whole: bool) -> Cell {
        if whole {
            return Cell::Text(mark..self.out.len());
        }
        self.out.truncate(mark);
        Cell::Failed
    }

    fn list(&mut self, rows: Range<usize>) -> bool {
        self.out.push(b'[');
        let first = rows.start;
        for row in rows {
            if row > first {
                self.out.push(b',');
            }
            if !self.row(row) {
                return false;
            }
        }
        self.out.push(b']');
        true
    }

    /// Writes one row; false where a required field of it is null.
    fn row(&mut self, row: usize) -> bool {
        let whole = self.row_fields(row);
        self.adopt(row);
        whole
    }

    fn row_fields(&mut self, row: usize) -> bool {
        let slots = self.slots;
        if slots.is_empty() {
            self.out.push(b'{');
        }
        for (number, slot) in slots.iter().enumerate() {
            self.out.extend_from_slice(&slot.head);
            match self.field(row, number, slot) {
                Outcome::Written => {}
                _ if !slot.required => self.out.extend_from_slice(b"null"),
                Outcome::Failed => return false,
                Outcome::Absent => {
                    let name = slot.asked.name();
                    let message = format!("required field `{}.{name}` is null", T::type_name());
                    self.fail(row, number, message);
                    return false;
                }
            }
        }
        self.out.push(b'}');
        true
    }

    fn field(&mut self, row: usize, number: usize, slot: &Slot<'_>) -> Outcome {
        match &slot.kind {
            Kind::Leaf(shape) => self.leaf(row, number, slot, shape),
            Kind::Typename => {
                write_text(&T::type_name(), &mut self.out);
                Outcome::Written
            }
            Kind::Branch => {
                let Some(column) = &self.columns[number] else {
                    return Outcome::Failed;
                };
                match &column.cells[row] {
                    Cell::Text(range) => {
                        self.out.extend_from_slice(&column.text[range.clone()]);
                        Outcome::Written
                    }
                    Cell::Null => Outcome::Absent,
                    Cell::Failed => Outcome::Failed,
                }
            }
            Kind::Conflict => {
                let key = slot.asked.key();
                let message = format!("`{key}` is asked with different fields or arguments");
                self.fail(row, number, message);
                Outcome::Failed
            }
        }
    }

    fn leaf(&mut self, row: usize, number: usize, slot: &Slot<'_>, shape: &Shape) -> Outcome {
        let answer = self.rows[row].resolve_field(&self.contexts[number]);
        let answer = answer.now_or_never();
        let Some(answer) = answer else {
            let name = slot.asked.name();
            let message = format!("leaf `{}.{name}` waits; a field that does must be a branch", T::type_name());
            self.fail(row, number, message);
            return Outcome::Failed;
        };
        let value = match answer {
            Ok(value) => value.unwrap_or_default(),
            Err(error) => {
                let error = at_field(error, slot.asked.key());
                self.failures.note(number, self.place, row, &error);
                return Outcome::Failed;
            }
        };
        let trail = Trail::from(slot.asked.key());
        let (query, earlier) = (self.query, self.earlier);
        let failed = |at: &Trail<'_>| at.has_below(&reported(query)[earlier..]);
        if shape.write(&value, &trail, &failed, &mut self.out) {
            return Outcome::Written;
        }
        if trail.covers_any(&reported(query)[earlier..]) {
            return Outcome::Failed;
        }
        Outcome::Absent
    }

    fn fail(&mut self, row: usize, number: usize, message: String) {
        let field = &self.slots[number].asked;
        let error = ServerError::new(message, Some(field.field.pos));
        let error = at_field(error, field.key());
        self.failures.note(number, self.place, row, &error);
    }

    /// Takes over what async-graphql reported by itself while this row was written, whose paths begin at the field.
    fn adopt(&mut self, row: usize) {
        let mut errors = reported(self.query);
        for error in errors.drain(self.earlier..) {
            let key = match error.path.first() {
                Some(PathSegment::Field(key)) => key.as_str(),
                _ => "",
            };
            let number = self.slots.iter().position(|slot| slot.asked.key() == key);
            self.failures.note(number.unwrap_or(0), self.place, row, &error);
        }
    }
}
