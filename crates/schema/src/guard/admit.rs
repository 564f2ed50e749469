//! From a request to a document that is safe to execute.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Name, Pos, Request, Value, Variables};

use super::cost::Arguments;
use super::measure::{Measure, Walk};
use super::{Cost, Limits, Refusal, scan};

/// A document within every limit, parsed, and what it costs.
#[derive(Debug)]
pub struct Admitted {
    /// The document; hand it to the executor with `Request::set_parsed_query`.
    pub document: ExecutableDocument,
    /// The rows it may read.
    pub cost: Cost,
}

/// Measures a request and parses it, in time linear in its text.
///
/// A directive that would skip a field is not looked at: a document is held to what it may select.
///
/// # Errors
///
/// Refuses a document that passes a limit, spreads a fragment into itself, or does not parse.
pub fn admit(request: &Request, limits: &Limits) -> Result<Admitted, Refusal> {
    check_variables(&request.variables, limits)?;
    scan::check(&request.query, limits)?;
    let document = parse_query(&request.query).map_err(|error| parse_failed(&error))?;
    check_aliases(&document, limits)?;
    let cost = check_measure(&document, request, limits)?;
    Ok(Admitted { document, cost })
}

fn check_variables(variables: &Variables, limits: &Limits) -> Result<(), Refusal> {
    for (name, value) in variables.iter() {
        if !nests_within(value, limits.nesting) {
            return Err(Refusal::VariableNesting { name: name.to_string(), maximum: limits.nesting });
        }
    }
    Ok(())
}

fn nests_within(value: &Value, levels: usize) -> bool {
    match value {
        Value::List(items) => levels > 0 && items.iter().all(|item| nests_within(item, levels - 1)),
        Value::Object(fields) => levels > 0 && fields.values().all(|field| nests_within(field, levels - 1)),
        _ => true,
    }
}

fn check_aliases(document: &ExecutableDocument, limits: &Limits) -> Result<(), Refusal> {
    let operations = document.operations.iter();
    let in_operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    let in_fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let value = in_operations.chain(in_fragments).map(aliases).sum();
    if value > limits.aliases {
        return Err(Refusal::Aliases { value, maximum: limits.aliases });
    }
    Ok(())
}

/// The aliases written in a set; the scan has bounded how deep it is.
fn aliases(set: &SelectionSet) -> usize {
    let of_one = |selection: &Selection| match selection {
        Selection::Field(field) => usize::from(field.node.alias.is_some()) + aliases(&field.node.selection_set.node),
        Selection::InlineFragment(inline) => aliases(&inline.node.selection_set.node),
        Selection::FragmentSpread(_) => 0,
    };
    set.items.iter().map(|item| of_one(&item.node)).sum()
}

fn check_measure(document: &ExecutableDocument, request: &Request, limits: &Limits) -> Result<Cost, Refusal> {
    let chosen = chosen_operation(&document.operations, request.operation_name.as_deref());
    let arguments = Arguments { operation: chosen, variables: &request.variables };
    let mut walk = Walk::new(document, arguments, limits);
    let mut selections = 0_u64;
    let mut rows = 0;
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let measure = walk.measure(&operation.selection_set.node, 1, true)?;
        selections = selections.saturating_add(measure.selections);
        check_selections(selections, limits)?;
        check_operation(operation, &measure, limits)?;
        if chosen.is_some_and(|chosen| std::ptr::eq(chosen, operation)) {
            check_rows(&measure, limits)?;
            rows = measure.rows;
        }
    }
    // A fragment that no operation spreads is validated all the same.
    for fragment in document.fragments.values() {
        let measure = walk.measure(&fragment.node.selection_set.node, 1, false)?;
        check_selections(measure.selections, limits)?;
    }
    Ok(Cost { requested: rows, maximum: limits.rows })
}

/// The operation that will run; without one the executor says why.
fn chosen_operation<'a>(operations: &'a DocumentOperations, name: Option<&str>) -> Option<&'a OperationDefinition> {
    let mut candidates = operations.iter().filter(|(own, _)| name.is_none() || own.map(Name::as_str) == name);
    let (_, first) = candidates.next()?;
    candidates.next().is_none().then_some(&first.node)
}

fn check_selections(value: u64, limits: &Limits) -> Result<(), Refusal> {
    let maximum = limits.selections;
    if value > maximum {
        return Err(Refusal::Selections { value, maximum });
    }
    Ok(())
}

fn check_operation(operation: &OperationDefinition, measure: &Measure, limits: &Limits) -> Result<(), Refusal> {
    if measure.depth > limits.depth {
        return Err(Refusal::Depth { value: measure.depth, maximum: limits.depth });
    }
    let maximum = match operation.ty {
        OperationType::Mutation => limits.mutation_fields,
        OperationType::Query | OperationType::Subscription => limits.root_fields,
    };
    if measure.fields > maximum {
        return Err(Refusal::RootFields { value: measure.fields, maximum });
    }
    Ok(())
}

fn check_rows(measure: &Measure, limits: &Limits) -> Result<(), Refusal> {
    if measure.rows <= limits.rows {
        return Ok(());
    }
    let pages = measure.heaviest.iter();
    let pages: Vec<_> = pages.map(|page| format!("`{}` ({})", page.field, page.rows)).collect();
    Err(Refusal::Cost { requested: measure.rows, maximum: limits.rows, lower: format!("`first` of {}", pages.join(" × ")) })
}

fn parse_failed(error: &parser::Error) -> Refusal {
    let at = error.positions().next().unwrap_or(Pos { line: 1, column: 1 });
    let reason = match error {
        // The parser draws the line with a caret; its last line says what was expected.
        parser::Error::Syntax { message, .. } => {
            let expected = message.rsplit("= ").next().unwrap_or(message);
            expected.trim().to_owned()
        }
        other => other.to_string(),
    };
    Refusal::Parse { reason, at }
}
