//! Which fields a selection asks of an object type.

use std::borrow::Cow;

use async_graphql::{
    Name, Positioned, QueryEnv, SchemaEnv,
    parser::types::{Field, Selection, SelectionSet},
    registry::MetaType,
};

/// One response key of an object and the field behind it.
pub(super) struct Asked<'a> {
    /// The field; where several selections name the key, their own selections are put together in it.
    pub(super) field: Cow<'a, Positioned<Field>>,
    /// Whether the selections of this key disagree about the field or its arguments. async-graphql's validation lets
    /// that pass when they stand under different type conditions.
    pub(super) conflict: bool,
}

impl Asked<'_> {
    /// The key in the response.
    pub(super) fn key(&self) -> &Name {
        &self.field.node.response_key().node
    }

    /// The name in the schema.
    pub(super) fn name(&self) -> &Name {
        &self.field.node.name.node
    }
}

/// The fields asked of the object type `on`, in document order, one for each response key.
pub(super) fn fields<'a>(query: &'a QueryEnv, schema: &SchemaEnv, set: &'a SelectionSet, on: &str) -> Vec<Asked<'a>> {
    let mut out: Vec<Asked<'a>> = Vec::with_capacity(set.items.len());
    visit(query, schema, set, on, &mut |field| {
        let key = &field.node.response_key().node;
        let Some(same) = out.iter_mut().find(|asked| asked.key() == key) else {
            let (field, conflict) = (Cow::Borrowed(field), false);
            return out.push(Asked { field, conflict });
        };
        same.conflict |= !same_call(&same.field.node, &field.node);
        let more = &field.node.selection_set.node.items;
        if !same.conflict && !more.is_empty() {
            let merged = &mut same.field.to_mut().node.selection_set.node.items;
            merged.extend(more.iter().cloned());
        }
    });
    out
}

/// Visits the fields asked of the object type `on`, through fragments, in document order.
pub(super) fn visit<'a>(
    query: &'a QueryEnv,
    schema: &SchemaEnv,
    set: &'a SelectionSet,
    on: &str,
    seen: &mut dyn FnMut(&'a Positioned<Field>),
) {
    let spread = Vec::new();
    let mut walk = Walk { query, schema, on, spread, seen };
    walk.set(set);
}

struct Walk<'a, 'w> {
    query: &'a QueryEnv,
    schema: &'w SchemaEnv,
    on: &'w str,
    /// Fragments seen: a second spread asks nothing new, and walking it again could double at every turn.
    spread: Vec<&'a Name>,
    seen: &'w mut dyn FnMut(&'a Positioned<Field>),
}

impl<'a> Walk<'a, '_> {
    fn set(&mut self, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => (self.seen)(field),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|on| self.fits(&on.node.on.node)) {
                        self.set(&fragment.node.selection_set.node);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if self.spread.contains(&name) {
                        continue;
                    }
                    self.spread.push(name);
                    let fragment = self.query.fragments.get(name);
                    if let Some(fragment) = fragment.filter(|f| self.fits(&f.node.type_condition.node.on.node)) {
                        self.set(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn fits(&self, condition: &str) -> bool {
        applies(self.schema, condition, self.on)
    }
}

/// Whether a type condition holds for the object type `on`.
pub(super) fn applies(schema: &SchemaEnv, condition: &str, on: &str) -> bool {
    condition == on || schema.registry.types.get(condition).and_then(MetaType::possible_types).is_some_and(|possible| possible.contains(on))
}

fn same_call(one: &Field, other: &Field) -> bool {
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| other.get_argument(&name.node) == Some(value))
}
