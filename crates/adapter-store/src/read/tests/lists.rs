//! Every list that an index serves.

use riskgate_model::{Cursor, Direction, Field, FieldKind, Filter, Operand, Order, Query, SortKey, Test, Time};

use crate::{
    read::Parents,
    table::{Equality, Stored},
};

/// A list, and how it is to be walked.
pub(super) struct List<E: Stored> {
    /// What is asked.
    pub(super) query: Query<E>,
    /// Whether its index is walked by date, the columns before being held by an equality, or there being none.
    pub(super) by_date: bool,
    /// The index.
    pub(super) index: String,
}

/// All lists of one kind: every offered order, both directions, alone and with each equality that an index answers, from the beginning and
/// from a cursor on, with and without a range of dates. `lead` is the column of their parents.
pub(super) fn lists<E: Stored>(lead: Option<&'static str>) -> Vec<List<E>> {
    let at_root = lead.is_none();
    let mut lists = Vec::new();
    let of_parent = lead.map_or(&[][..], E::orders_of);
    let is_offered = |field: &E::Field| *field == E::Field::DATE || (at_root && field.is_sortable()) || of_parent.contains(field);
    for field in E::Field::ALL.iter().copied().filter(is_offered) {
        for direction in [Direction::Ascending, Direction::Descending] {
            let order = Order { field, direction };
            let column = E::column(field).key.filter(|_| field != E::Field::DATE);
            let mut served = vec![(
                Filter::All,
                field.kind().least(),
                match lead.zip(column) {
                    Some((lead, column)) => format!("{}_by_{lead}_and_{column}", E::TABLE),
                    None => format!("{}_by_{}", lead.and_then(E::links).unwrap_or(E::TABLE), lead.or(column).unwrap_or(E::DATE)),
                },
            )];
            for (other, operand, key) in equalities::<E>(at_root) {
                let is_flag = matches!(E::column(other).equality, Some(Equality::Flag { .. }));
                if field == E::Field::DATE || (field == other && !is_flag) {
                    served.push((Filter::eq(other, operand), key, index::<E>(other, lead)));
                }
            }
            for (filter, key, index) in served {
                let by_date = field == E::Field::DATE || filter != Filter::All;
                let dated = filter.clone().and(Filter::Is(E::Field::DATE, Test::Ge(Operand::Time(Time::from_nanos(1)))));
                let dated = dated.and(Filter::Is(E::Field::DATE, Test::Lt(Operand::Time(Time::from_nanos(9)))));
                for filter in [Some(filter), by_date.then_some(dated)].into_iter().flatten() {
                    for after in [None, Some(cursor::<E>(order, key.clone()))] {
                        let query = Query { filter: filter.clone(), order, after, ..Query::first(25) };
                        lists.push(List { query, by_date, index: index.clone() });
                    }
                }
            }
        }
    }
    lists
}

/// The table along which a list with these parents is walked.
pub(super) fn walked<E: Stored>(parents: &Parents<'_>) -> &'static str {
    parents.column().and_then(E::links).unwrap_or(E::TABLE)
}

/// The index that answers an equality.
fn index<E: Stored>(field: E::Field, lead: Option<&str>) -> String {
    match E::column(field).equality {
        Some(Equality::Leading(column)) => format!("{}_by_{column}", E::TABLE),
        Some(Equality::Flag { name, .. }) => format!("{}_{name}_by_{}", E::TABLE, lead.unwrap_or(E::DATE)),
        _ => unreachable!("it is one of those that an index answers"),
    }
}

/// Where a cursor of this order may stand.
fn cursor<E: Stored>(order: Order<E::Field>, by: SortKey) -> Cursor {
    let by = (order.field != E::Field::DATE).then_some(by);
    Cursor { by, date: 5, object: "x".to_owned(), tenant: "t".to_owned() }
}

/// A value that an index might be asked for.
fn operand(kind: FieldKind, words: &[&'static str]) -> Operand {
    match kind {
        FieldKind::Text | FieldKind::Address | FieldKind::Texts => Operand::Text("a".to_owned()),
        FieldKind::Word => Operand::Word(words[0]),
        FieldKind::Words => Operand::UnknownWord,
        FieldKind::Number => Operand::Number(1),
        FieldKind::Flag => Operand::Flag(true),
        FieldKind::Time => Operand::Time(Time::from_nanos(1)),
    }
}

/// The equalities that an index answers, with the value it is asked for as a list sorts it.
fn equalities<E: Stored>(at_root: bool) -> Vec<(E::Field, Operand, SortKey)> {
    let mut equalities = Vec::new();
    for field in E::Field::ALL {
        let column = E::column(*field);
        let operand = operand(field.kind(), &(column.words)());
        match column.equality {
            Some(Equality::Leading(_)) if at_root => {
                let key =
                    if field.kind().least() < SortKey::Text(String::new()) { SortKey::Number(1) } else { SortKey::Text("a".to_owned()) };
                equalities.push((*field, operand, key));
            }
            Some(Equality::Flag { value, .. }) => equalities.push((*field, Operand::Flag(value), SortKey::Number(value.into()))),
            _ => {}
        }
    }
    equalities
}
