//! From a filter as clients write it to `model`'s, within bounds.

use riskgate_model::{Field, Filter, Test};

use super::{conditions::Condition, ids};
use crate::error::Fault;

/// Levels of `and`, `or` and `not`.
const NESTING: usize = 8;
/// Values of one `in` or `notIn`.
const VALUES: usize = 500;
/// Values of the whole filter.
const ALL_VALUES: usize = 5_000;
/// Conditions in the whole filter.
const CONDITIONS: usize = 100;
/// Filters in the whole filter's `and`, `or` and `not`, empty ones too: a source may spend a level of its own on each.
const FILTERS: usize = 200;

/// The filter of one kind of record.
pub(crate) trait Conditions: Sized {
    /// The properties it is about.
    type Field: Field;

    /// Its parts.
    fn parts(self) -> Parts<Self>;
}

/// What stands in a filter.
pub(crate) struct Parts<C: Conditions> {
    pub(super) and: Option<Vec<C>>,
    pub(super) or: Option<Vec<C>>,
    pub(super) not: Option<Box<C>>,
    pub(super) properties: Vec<(C::Field, Vec<Condition>)>,
}

/// Reads a filter; none lets every record pass.
///
/// # Errors
/// When it passes a bound or says what makes no sense; the message names the place.
pub(crate) fn read<C: Conditions>(filter: Option<C>) -> Result<Filter<C::Field>, Fault> {
    let mut reader = Reader { place: "filter".to_owned(), filters: 0, conditions: 0, values: 0 };
    filter.map_or(Ok(Filter::All), |filter| reader.filter(filter, 0))
}

struct Reader {
    /// Where the reader is, such as `filter.and[1].riskState`.
    place: String,
    filters: usize,
    conditions: usize,
    values: usize,
}

impl Reader {
    fn filter<C: Conditions>(&mut self, filter: C, level: usize) -> Result<Filter<C::Field>, Fault> {
        if level > NESTING {
            return Err(self.fault(&format!("`and`, `or` and `not` may be nested {NESTING} levels deep")));
        }
        self.filters += usize::from(level > 0);
        if self.filters > FILTERS {
            return Err(self.fault(&format!("a filter may have {FILTERS} filters in its `and`, `or` and `not`")));
        }
        let parts = filter.parts();
        let mut all = Vec::new();
        for (field, conditions) in parts.properties {
            self.within(&format!(".{}", field.name()), |reader| reader.property(field, conditions, &mut all))?;
        }
        if let Some(filters) = parts.and {
            // Flat, so that a source sees at a glance what must hold.
            for filter in self.within(".and", |reader| reader.filters(filters, level))? {
                match filter {
                    Filter::All => {}
                    Filter::And(filters) => all.extend(filters),
                    filter => all.push(filter),
                }
            }
        }
        if let Some(filters) = parts.or {
            all.push(Filter::Or(self.within(".or", |reader| reader.alternatives(filters, level))?));
        }
        if let Some(filter) = parts.not {
            all.push(Filter::Not(Box::new(self.within(".not", |reader| reader.filter(*filter, level + 1))?)));
        }
        Ok(match all.len() {
            0 => Filter::All,
            1 => all.remove(0),
            _ => Filter::And(all),
        })
    }

    fn filters<C: Conditions>(&mut self, filters: Vec<C>, level: usize) -> Result<Vec<Filter<C::Field>>, Fault> {
        let read = |(index, filter)| self.within(&format!("[{index}]"), |reader| reader.filter(filter, level + 1));
        filters.into_iter().enumerate().map(read).collect()
    }

    /// An empty `or` would match nothing, which nobody means who builds a filter from choices.
    fn alternatives<C: Conditions>(&mut self, filters: Vec<C>, level: usize) -> Result<Vec<Filter<C::Field>>, Fault> {
        if filters.is_empty() {
            return Err(self.fault("an empty `or` matches nothing; leave it out"));
        }
        self.filters(filters, level)
    }

    fn property<F: Field>(&mut self, field: F, conditions: Vec<Condition>, all: &mut Vec<Filter<F>>) -> Result<(), Fault> {
        for condition in conditions {
            let is = self.within(&format!(".{}", condition.operator), |reader| {
                let test = reader.test(condition.test)?;
                ids::read(field, test).map_err(|reason| reader.fault(&reason))
            })?;
            all.push(if condition.is_negated { Filter::Not(Box::new(is)) } else { is });
        }
        Ok(())
    }

    fn test(&mut self, test: Result<Test, String>) -> Result<Test, Fault> {
        self.conditions += 1;
        if self.conditions > CONDITIONS {
            return Err(self.fault(&format!("a filter may have {CONDITIONS} conditions")));
        }
        let test = test.map_err(|reason| self.fault(&reason))?;
        if let Test::In(values) = &test {
            self.refuse_values(values.len())?;
        }
        Ok(test)
    }

    fn refuse_values(&mut self, given: usize) -> Result<(), Fault> {
        if given > VALUES {
            return Err(self.fault(&format!("{given} values were given and {VALUES} is the maximum; ask in several queries")));
        }
        self.values += given;
        if self.values > ALL_VALUES {
            return Err(self.fault(&format!("a filter may have {ALL_VALUES} values in all; ask in several queries")));
        }
        Ok(())
    }

    /// Reads what stands one step further.
    fn within<R>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.place.len();
        self.place.push_str(step);
        let result = read(self);
        self.place.truncate(length);
        result
    }

    fn fault(&self, reason: &str) -> Fault {
        Fault::input(format!("`{}`: {reason}", self.place))
    }
}
