//! How a list is walked: along which index, between which places, and what is left to be tested row by row.

use std::cmp::Ordering;

use riskgate_model::{Cursor, Direction, Field, FieldKind, Filter, Operand, Order, Query, SORTED, SortKey, Test, comparable};

use crate::{
    filter::condition,
    read::Parents,
    sql::Sql,
    table::{Equality, Stored},
};

/// A walk along one index. The index answers an equality, a range of dates and the cursor; the rest is tested row by row.
pub(crate) struct Plan<'a, E: Stored> {
    /// The columns of the order; one that the equality holds fast is left out.
    order: Vec<&'static str>,
    direction: Direction,
    equality: Option<(Equality, SortKey)>,
    /// The first and the last date, in nanoseconds.
    dates: (Option<i64>, Option<i64>),
    after: Option<&'a Cursor>,
    /// Whether no row can come after the cursor.
    over: bool,
    rest: Vec<&'a Filter<E::Field>>,
    lead: Option<&'static str>,
}

impl<'a, E: Stored> Plan<'a, E> {
    /// The walk for a query.
    pub(crate) fn of(query: &'a Query<E>, parents: &Parents<'_>) -> Self {
        let mut plan = Self::new(&query.filter, query.order, parents);
        plan.begin(query);
        plan
    }

    /// The walk for a list from its beginning. With parents, the parent's index serves it, and of equalities only those of flags that
    /// have an index of their own under each parent.
    pub(crate) fn new(filter: &'a Filter<E::Field>, order: Order<E::Field>, parents: &Parents<'_>) -> Self {
        let lead = parents.column();
        let mut parts: Vec<&Filter<E::Field>> = match filter {
            Filter::All => Vec::new(),
            Filter::And(filters) => filters.iter().collect(),
            filter => vec![filter],
        };
        let found = parts.iter().enumerate().find_map(|(place, part)| Some((place, served::<E>(part, order, lead)?)));
        let by = Self::by(order).filter(|key| !matches!(found, Some((_, (Equality::Leading(column), _))) if column == *key));
        let mut dates = (None, None);
        if let Some((place, _)) = found {
            parts.remove(place);
        }
        if by.is_none() {
            parts.retain(|part| !narrow::<E>(part, &mut dates));
        }
        Self {
            order: by.into_iter().chain([E::DATE, "id", "tenant"]).collect(),
            direction: order.direction,
            equality: found.map(|(_, equality)| equality),
            dates,
            after: None,
            over: false,
            rest: parts,
            lead,
        }
    }

    /// Begins after the query's cursor. Of two limits on one side SQLite would seek to one and walk on to the other, so that the nearer is
    /// chosen here.
    fn begin(&mut self, query: &'a Query<E>) {
        let Some(cursor) = &query.after else { return };
        let toward = |ordering: Ordering| if self.direction == Direction::Ascending { ordering } else { ordering.reverse() };
        if let (true, Some((_, held))) = (query.order.field != E::Field::DATE && self.order.len() == 3, &self.equality) {
            match toward(Some(held).cmp(&cursor.by.as_ref())) {
                Ordering::Less => self.over = true,
                Ordering::Equal => self.after = Some(cursor),
                Ordering::Greater => {}
            }
        } else {
            self.after = Some(cursor);
        }
        if self.order.len() > 3 || self.after.is_none() {
            return;
        }
        let start = if self.direction == Direction::Ascending { &mut self.dates.0 } else { &mut self.dates.1 };
        match start.map(|start| toward(start.cmp(&cursor.date))) {
            Some(Ordering::Greater) => self.after = None,
            Some(_) => *start = None,
            None => {}
        }
    }

    /// Whether rows are left to be tested one by one.
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    /// The column that a list of this order is sorted by; none where that is the date.
    pub(crate) fn by(order: Order<E::Field>) -> Option<&'static str> {
        E::column(order.field).key.filter(|_| order.field != E::Field::DATE)
    }

    /// Adds the walk: these columns of the rows that the index answers, in the order of the list.
    pub(crate) fn walk(&self, sql: &mut Sql, columns: &str, parents: &Parents<'_>) {
        sql.push("select ").push(columns);
        self.from(sql, parents);
        if let Some(cursor) = self.after {
            let by = cursor.by.as_ref().filter(|_| self.order.len() > 3);
            sql.push(" and ").after(&self.order, self.direction, by, cursor);
        }
        self.ordered(sql);
    }

    /// Adds the order of the list.
    pub(crate) fn ordered(&self, sql: &mut Sql) {
        let lead = match self.equality {
            Some((Equality::Leading(column), _)) => Some(column),
            Some((Equality::Id, _)) => None,
            Some((Equality::Flag { .. }, _)) | None => self.lead,
        };
        sql.order(lead, &self.order, self.direction);
    }

    /// Adds the table, and the condition that the index answers.
    pub(crate) fn from(&self, sql: &mut Sql, parents: &Parents<'_>) {
        sql.push(" from ");
        match (&self.equality, self.index()) {
            // PostgreSQL would rather walk the whole list in its order than sort, unless it cannot look into what is sorted.
            (Some((Equality::Id, value)), _) if sql.is_postgres() => {
                sql.push("(select * from ").push(E::TABLE).push(" where id = ").bind_key(value).push(" offset 0) ").push(E::TABLE);
            }
            (_, Some(index)) if self.walked() != E::TABLE => {
                sql.linked(self.walked(), &index, E::TABLE, E::DATE);
            }
            (_, index) => {
                sql.push(E::TABLE);
                if let Some(index) = index {
                    sql.along(&index);
                }
            }
        }
        sql.push(" where ").push(if self.over { "1 = 0" } else { "1 = 1" });
        parents.condition(sql);
        match &self.equality {
            Some((Equality::Leading(column), value)) => {
                sql.push(" and ").held(column, |sql| sql.bind_key(value));
            }
            Some((Equality::Id, value)) if !sql.is_postgres() => {
                sql.push(" and id = ").bind_key(value);
            }
            Some((Equality::Flag { condition, .. }, _)) => {
                sql.push(" and ").push(condition);
            }
            Some((Equality::Id, _)) | None => {}
        }
        for (date, than) in [(self.dates.0, " >= "), (self.dates.1, " <= ")] {
            if let Some(date) = date {
                sql.push(" and ").push(E::DATE).push(than).bind(date);
            }
        }
    }

    /// Adds what is tested row by row, each part behind `and`.
    pub(crate) fn tested(&self, sql: &mut Sql) {
        for filter in &self.rest {
            sql.push(" and (");
            condition::<E>(sql, filter);
            sql.push(")");
        }
    }

    /// The index; none for an id, which the primary key finds.
    fn index(&self) -> Option<String> {
        let lead = self.lead.unwrap_or(self.order[0]);
        match self.equality {
            Some((Equality::Id, _)) => None,
            Some((Equality::Flag { name, .. }, _)) => Some(format!("{}_{name}_by_{lead}", self.walked())),
            Some((Equality::Leading(column), _)) => Some(format!("{}_by_{column}", self.walked())),
            // An order of a parent's list that is not by date.
            None if self.lead.is_some() && self.order.len() > 3 => Some(format!("{}_by_{lead}_and_{}", self.walked(), self.order[0])),
            None => Some(format!("{}_by_{lead}", self.walked())),
        }
    }

    /// The table along whose index the list is walked.
    fn walked(&self) -> &'static str {
        self.lead.and_then(E::links).unwrap_or(E::TABLE)
    }
}

/// The equality that this part of a filter is, if an index answers it in the order of the walk.
fn served<E: Stored>(part: &Filter<E::Field>, order: Order<E::Field>, lead: Option<&str>) -> Option<(Equality, SortKey)> {
    let Filter::Is(field, Test::In(operands)) = part else { return None };
    let [operand] = operands.as_slice() else { return None };
    let column = E::column(*field);
    let key = sort_key(field.kind(), &(column.words)(), operand)?;
    let equality = column.equality?;
    let by_date = order.field == E::Field::DATE;
    let fits = match equality {
        Equality::Leading(_) => lead.is_none() && (by_date || order.field == *field),
        Equality::Flag { value, .. } => by_date && key == SortKey::Number(value.into()),
        Equality::Id => lead.is_none(),
    };
    // The least key stands for no value; no value equals nothing.
    fits.then_some((equality, key)).filter(|(_, key)| *key != field.kind().least())
}

/// The value as the column of the order holds it; none if it equals no value there, or if the column does not tell it from others: of a
/// long text it holds the beginning.
fn sort_key(kind: FieldKind, words: &[&str], operand: &Operand) -> Option<SortKey> {
    Some(match (kind, operand) {
        (FieldKind::Text | FieldKind::Address, Operand::Text(text)) => {
            let text = comparable(text);
            if text.chars().count() >= SORTED {
                return None;
            }
            SortKey::Text(text)
        }
        (FieldKind::Number, Operand::Number(number)) => SortKey::Number(*number),
        (FieldKind::Time, Operand::Time(time)) => SortKey::Number(time.nanos()),
        (FieldKind::Flag, Operand::Flag(flag)) => SortKey::Number(i64::from(*flag)),
        (FieldKind::Word, Operand::UnknownWord) => SortKey::Number(0),
        (FieldKind::Word, Operand::Word(wanted)) => {
            let place = words.iter().position(|word| word == wanted)?;
            SortKey::Number(i64::try_from(place).expect("vocabularies are short") + 1)
        }
        _ => return None,
    })
}

/// Narrows the range of dates by this part of a filter, if it is one on the date.
fn narrow<E: Stored>(part: &Filter<E::Field>, (first, last): &mut (Option<i64>, Option<i64>)) -> bool {
    let Filter::Is(field, test) = part else { return false };
    if *field != E::Field::DATE {
        return false;
    }
    // No date is the least number: every range leaves it out.
    let all = (i64::MIN + 1, i64::MAX);
    let range = match test {
        Test::Lt(Operand::Time(time)) => (all.0, time.nanos().saturating_sub(1)),
        Test::Le(Operand::Time(time)) => (all.0, time.nanos()),
        Test::Gt(Operand::Time(time)) => (time.nanos().saturating_add(1), all.1),
        Test::Ge(Operand::Time(time)) => (time.nanos(), all.1),
        Test::In(operands) => match operands.as_slice() {
            [Operand::Time(time)] => (time.nanos(), time.nanos()),
            _ => return false,
        },
        _ => return false,
    };
    *first = Some(range.0.max(all.0)).max(*first);
    *last = Some(last.map_or(range.1, |last| last.min(range.1)));
    true
}
