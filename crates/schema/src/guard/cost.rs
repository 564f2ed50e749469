//! What a query costs: the rows it may ask its sources for.

use std::convert::Infallible;

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql::{Name, Value, Variables};

/// Rows of a page at the root where the query does not say.
pub(crate) const ROOT_PAGE: i32 = 25;
/// Rows of a page below it where the query does not say.
pub(crate) const NESTED_PAGE: i32 = 10;

/// Steps of an action where the query does not say. They are no page, and known by their name alone.
const STEPS: u64 = 100;

/// What a query costs, shown to clients as `extensions.cost`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Rows the query may read: the product of `first` along each path, summed over the paths.
    pub requested: u64,
    /// Rows a query may read.
    pub maximum: u64,
}

/// The values that decide how long the pages of an operation are.
pub(super) struct Arguments<'a> {
    pub(super) operation: Option<&'a OperationDefinition>,
    pub(super) variables: &'a Variables,
}

impl Arguments<'_> {
    /// How many rows the field brings for each parent, or nothing when it brings no page.
    ///
    /// Without the schema a page is known by its marks: an argument `first`, a list of `ids`, or a
    /// selection of what pages alone have. A `first` that is no whole number counts as absent, because
    /// validation refuses it.
    pub(super) fn rows(&self, field: &Field, is_root: bool, has_rows: bool) -> Option<u64> {
        let default = u64::from(if is_root { ROOT_PAGE } else { NESTED_PAGE }.unsigned_abs());
        if let Some(ids) = self.argument(field, "ids", |ids| match ids {
            Value::List(ids) => ids.len() as u64,
            _ => 1,
        }) {
            return Some(ids);
        }
        if let Some(first) = self.argument(field, "first", |first| match first {
            Value::Number(first) => first.as_u64().unwrap_or(default),
            _ => default,
        }) {
            return Some(first);
        }
        if !is_root && field.name.node == "steps" {
            return Some(STEPS);
        }
        has_rows.then_some(default)
    }

    /// Reads an argument without copying the variable it may stand for, which can be long.
    fn argument(&self, field: &Field, name: &str, read: impl Fn(&Value) -> u64) -> Option<u64> {
        let mut variable = None;
        let argument = field.get_argument(name)?.node.clone();
        let literal = argument.into_const_with(|name| {
            variable = Some(name);
            Ok::<_, Infallible>(Value::Null)
        });
        let Ok(literal) = literal;
        Some(match (literal, variable) {
            (Value::Null, Some(variable)) => read(self.variable(&variable).unwrap_or(&Value::Null)),
            (literal, _) => read(&literal),
        })
    }

    fn variable(&self, name: &Name) -> Option<&Value> {
        let definitions = &self.operation?.variable_definitions;
        self.variables.get(name).or_else(|| {
            let mut definitions = definitions.iter();
            let own = definitions.find(|definition| definition.node.name.node == *name)?;
            own.node.default_value()
        })
    }
}
