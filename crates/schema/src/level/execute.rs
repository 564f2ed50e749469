//! Executing a request: the root values, in order, under the null rule.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{
    Context, Name, ObjectType, PathSegment, Request, Response, Schema, ServerError, SubscriptionType, Value, Variables, indexmap::IndexMap,
    parser::types::ExecutableDocument,
};

use super::{
    fields::Asked,
    root::is_meta,
    shape::{Shape, Trail},
    writer::{Stage, write_response},
};

/// A response and how far its request came.
#[derive(Debug)]
pub struct Reply {
    /// The response. Its values are finished text; write it with [`Reply::write`].
    pub response: Response,
    /// Whether the request was executed at all.
    pub stage: Stage,
}

impl Reply {
    /// Writes the response as JSON.
    pub fn write(&self, out: &mut Vec<u8>) {
        write_response(&self.response, self.stage, out);
    }
}

/// Executes a query or mutation on a schema whose roots are [`Rooted`](super::Rooted).
///
/// The request may carry data and a document parsed before; whoever guards against harmful documents does that first.
pub async fn execute<Q, M, S>(schema: &Schema<Q, M, S>, mut request: Request) -> Reply
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    if let Err(error) = settle_variables(&mut request) {
        let response = Response::from_errors(vec![error]);
        let stage = Stage::Refused;
        return Reply { response, stage };
    }
    let answers = Arc::new(Answers::default());
    let response = schema.execute(request.data(answers.clone())).await;
    answers.reply(response)
}

/// Gives variables that the request leaves out their defaults, which async-graphql overlooks in `@skip` and `@include`.
///
/// # Errors
///
/// Where one is required and not there, which async-graphql finds out only in the middle of the execution.
fn settle_variables(request: &mut Request) -> Result<(), ServerError> {
    let name = request.operation_name.clone();
    let given = std::mem::take(&mut request.variables);
    let (settled, outcome) = match request.parsed_query() {
        Ok(document) => settled(document, name.as_deref(), given),
        // Reported by the execution.
        Err(_) => (given, Ok(())),
    };
    request.variables = settled;
    outcome
}

fn settled(document: &ExecutableDocument, name: Option<&str>, mut variables: Variables) -> (Variables, Result<(), ServerError>) {
    let mut operations = document.operations.iter();
    let operation = match name {
        Some(name) => operations.find(|(own, _)| own.is_some_and(|own| own == name)),
        None => operations.next(),
    };
    let Some((_, operation)) = operation else {
        return (variables, Ok(()));
    };
    for definition in &operation.node.variable_definitions {
        let variable = &definition.node;
        let name = &variable.name.node;
        if let Some(default) = &variable.default_value {
            let entry = variables.entry(name.clone());
            entry.or_insert_with(|| default.node.clone());
        }
        let value = variables.get(name).unwrap_or(&Value::Null);
        if !variable.var_type.node.nullable && *value == Value::Null {
            let ty = &variable.var_type.node;
            let message = format!("variable `${name}` of type `{ty}` is not given");
            let error = ServerError::new(message, Some(definition.pos));
            return (variables, Err(error));
        }
    }
    (variables, Ok(()))
}

/// The values of the root fields of one request.
#[derive(Default)]
pub(super) struct Answers {
    /// The root fields in document order; none before the first was asked.
    slots: Mutex<Option<Vec<Slot>>>,
}

struct Slot {
    key: Name,
    shape: Shape,
    /// Answered by async-graphql itself, such as `__schema`.
    meta: bool,
    claimed: bool,
    value: Value,
}

impl Answers {
    /// Lays out the root fields, unless that is done.
    pub(super) fn open(&self, ctx: &Context<'_>, root: &str, asked: &[Asked<'_>]) {
        let mut slots = self.slots();
        if slots.is_some() {
            return;
        }
        let (query, schema) = (ctx.query_env, ctx.schema_env);
        let object = schema.registry.types.get(root);
        let slot = |asked: &Asked<'_>| {
            let field = object.and_then(|object| object.field_by_name(asked.name()));
            let ty = field.map_or("String", |field| field.ty.as_str());
            Slot {
                key: asked.key().clone(),
                shape: Shape::of(query, schema, ty, &asked.field.node.selection_set.node),
                meta: is_meta(asked.name()),
                claimed: false,
                value: Value::Null,
            }
        };
        *slots = Some(asked.iter().map(slot).collect());
    }

    /// Whether the caller is the first to ask this field, and so has to run it.
    pub(super) fn claim(&self, key: &Name) -> bool {
        let mut slots = self.slots();
        let slot = slots.iter_mut().flatten().find(|slot| slot.key == *key);
        slot.is_some_and(|slot| !std::mem::replace(&mut slot.claimed, true))
    }

    /// Keeps the value of a field.
    pub(super) fn put(&self, key: &Name, value: Value) {
        let mut slots = self.slots();
        if let Some(slot) = slots.iter_mut().flatten().find(|slot| slot.key == *key) {
            slot.value = value;
        }
    }

    fn slots(&self) -> MutexGuard<'_, Option<Vec<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reply(&self, mut response: Response) -> Reply {
        let Some(slots) = self.slots().take() else {
            return unasked(response);
        };
        let mut meta = match std::mem::take(&mut response.data) {
            Value::Object(map) => map,
            _ => IndexMap::new(),
        };
        let mut data = IndexMap::with_capacity(slots.len());
        for slot in slots {
            let value = if slot.meta {
                meta.swap_remove(&slot.key).unwrap_or_default()
            } else if let Some(value) = finished(&slot, &mut response.errors) {
                value
            } else {
                let stage = Stage::Executed;
                return Reply { response, stage };
            };
            data.insert(slot.key, value);
        }
        response.data = Value::Object(data);
        let stage = Stage::Executed;
        Reply { response, stage }
    }
}

/// The value of a root field as it stands in the response; none where it is null and must not be.
fn finished(slot: &Slot, errors: &mut Vec<ServerError>) -> Option<Value> {
    if let Value::Binary(_) = slot.value {
        return Some(slot.value.clone());
    }
    let mut out = Vec::new();
    let trail = Trail::from(&slot.key);
    let failed = |at: &Trail<'_>| at.has_below(errors);
    if slot.shape.write(&slot.value, &trail, &failed, &mut out) {
        return Some(Value::Binary(out.into()));
    }
    if !trail.covers_any(errors) {
        let message = format!("required field `{}` is null", slot.key);
        let path = vec![PathSegment::Field(slot.key.to_string())];
        errors.push(ServerError::new(message, None).with_path(path));
    }
    None
}

/// A response for which no field of ours was asked: refused, or of introspection alone, or of nothing at all.
fn unasked(mut response: Response) -> Reply {
    let stage = match (&response.data, response.errors.is_empty()) {
        (Value::Null, false) => Stage::Refused,
        (Value::Null, true) => {
            response.data = Value::Object(IndexMap::new());
            Stage::Executed
        }
        _ => Stage::Executed,
    };
    Reply { response, stage }
}
