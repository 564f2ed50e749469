//! The shape a stock value must have in the response.

use std::sync::Mutex;

use async_graphql::{Name, PathSegment, QueryEnv, SchemaEnv, ServerError, Value, parser::types::SelectionSet, registry::MetaType};

use super::{
    fields::fields,
    writer::{write_key, write_value},
};

/// A type of the schema together with what is selected of it.
///
/// async-graphql's own containers leave the key of a failed field out, order keys by completion and stop no null at a
/// required field. What they return is therefore written along the selection, not as it comes.
pub(super) struct Shape {
    required: bool,
    kind: Kind,
}

enum Kind {
    /// A scalar or enum, and a stock union or interface, whose type a value does not tell.
    Plain,
    List(Box<Shape>),
    Object(Vec<Member>),
}

struct Member {
    key: Name,
    head: Box<[u8]>,
    shape: Shape,
}

/// Where a value stands inside the one that is written.
pub(super) struct Trail<'t> {
    above: Option<&'t Trail<'t>>,
    step: Step<'t>,
}

enum Step<'t> {
    Key(&'t str),
    Index(usize),
}

impl Shape {
    /// The shape of a type as the registry spells it, such as `[Place!]!`, under a selection.
    pub(super) fn of(query: &QueryEnv, schema: &SchemaEnv, ty: &str, set: &SelectionSet) -> Self {
        let (ty, required) = match ty.strip_suffix('!') {
            Some(ty) => (ty, true),
            None => (ty, false),
        };
        let list = ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']'));
        let kind = match (list, schema.registry.types.get(ty)) {
            (Some(item), _) => Kind::List(Box::new(Self::of(query, schema, item, set))),
            (None, Some(object @ MetaType::Object { .. })) => Kind::Object(Self::members(query, schema, object, set)),
            _ => Kind::Plain,
        };
        Self { required, kind }
    }

    fn members(query: &QueryEnv, schema: &SchemaEnv, object: &MetaType, set: &SelectionSet) -> Vec<Member> {
        let asked = fields(query, schema, set, object.name());
        let mut members = Vec::with_capacity(asked.len());
        for asked in asked {
            let field = object.field_by_name(asked.name());
            let ty = field.map_or("String!", |field| field.ty.as_str());
            members.push(Member {
                key: asked.key().clone(),
                head: write_key(members.is_empty(), asked.key()),
                shape: Self::of(query, schema, ty, &asked.field.node.selection_set.node),
            });
        }
        members
    }

    /// Writes a value; false, and nothing written, where it is null and must not be.
    ///
    /// `failed` says whether an error was reported from below a place. It tells an object whose every field failed,
    /// for which async-graphql returns null, from one that is not there.
    pub(super) fn write(&self, value: &Value, at: &Trail<'_>, failed: &dyn Fn(&Trail<'_>) -> bool, out: &mut Vec<u8>) -> bool {
        let mark = out.len();
        let whole = match (&self.kind, value) {
            (Kind::Object(members), Value::Object(_)) => write_members(members, value, at, failed, out),
            (Kind::Object(members), Value::Null) if failed(at) => write_members(members, value, at, failed, out),
            (_, Value::Null) => false,
            (Kind::List(item), Value::List(values)) => {
                out.push(b'[');
                let whole = values.iter().enumerate().all(|(index, value)| {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(value, &at.index(index), failed, out)
                });
                out.push(b']');
                whole
            }
            _ => {
                write_value(value, out);
                true
            }
        };
        if whole {
            return true;
        }
        out.truncate(mark);
        if !self.required {
            out.extend_from_slice(b"null");
        }
        !self.required
    }
}

fn write_members(members: &[Member], object: &Value, at: &Trail<'_>, failed: &dyn Fn(&Trail<'_>) -> bool, out: &mut Vec<u8>) -> bool {
    let map = match object {
        Value::Object(map) => Some(map),
        _ => None,
    };
    if members.is_empty() {
        out.push(b'{');
    }
    for member in members {
        out.extend_from_slice(&member.head);
        let value = map.and_then(|map| map.get(&member.key));
        let at = at.key(&member.key);
        let value = value.unwrap_or(&Value::Null);
        if !member.shape.write(value, &at, failed, out) {
            return false;
        }
    }
    out.push(b'}');
    true
}

impl<'t> Trail<'t> {
    /// A trail that begins at a field.
    pub(super) fn from(key: &'t str) -> Self {
        let step = Step::Key(key);
        Self { above: None, step }
    }

    fn key(&'t self, key: &'t str) -> Self {
        let (above, step) = (Some(self), Step::Key(key));
        Self { above, step }
    }

    fn index(&'t self, index: usize) -> Self {
        let (above, step) = (Some(self), Step::Index(index));
        Self { above, step }
    }

    /// How many of the path's segments this trail covers, where it is the beginning of the path.
    fn covers(&self, path: &[PathSegment]) -> Option<usize> {
        let covered = match self.above {
            Some(above) => above.covers(path)?,
            None => 0,
        };
        let same = match (&self.step, path.get(covered)?) {
            (Step::Key(key), PathSegment::Field(name)) => key == name,
            (Step::Index(index), PathSegment::Index(other)) => index == other,
            _ => false,
        };
        same.then_some(covered + 1)
    }

    /// Whether one of the errors comes from here or below.
    pub(super) fn covers_any(&self, errors: &[ServerError]) -> bool {
        errors.iter().any(|error| self.covers(&error.path).is_some())
    }

    /// Whether one of the errors comes from below here.
    pub(super) fn has_below(&self, errors: &[ServerError]) -> bool {
        let below = |error: &ServerError| self.covers(&error.path).is_some_and(|covered| covered < error.path.len());
        errors.iter().any(below)
    }
}

/// The errors a request has reported so far.
pub(super) fn reported(query: &QueryEnv) -> std::sync::MutexGuard<'_, Vec<ServerError>> {
    let errors: &Mutex<Vec<ServerError>> = &query.errors;
    errors.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
