//! The root of a request: its fields are branches with one parent.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Data, Name, ObjectType, OutputType, PathSegment, Positioned, QueryEnv, QueryPathNode,
    QueryPathSegment, SchemaEnv, ServerError, ServerResult, Value,
    parser::types::{Field, OperationType},
    registry::Registry,
};
use bytes::Bytes;

use super::{branch::Branch, column::Cell, each::typed_as, execute::Answers, fields::fields, place::Place};

/// The answer of a root field, of queries, mutations and subscriptions: an `Each…` with one parent.
///
/// `Result<Option<Root<EachOne<Connection<User>>>>>` is a nullable root field of type `UserConnection`.
pub struct Root<E>(pub E);

impl<E: OutputType> OutputType for Root<E> {
    typed_as!(E);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let owner = root_type(ctx.query_env, ctx.schema_env).to_owned();
        let branch = Branch::new(Place::top(above(ctx)), 1, Cow::Owned(owner));
        let mut data = Data::default();
        data.insert(branch.clone());
        let mut at = ctx.clone();
        at.execute_data = Some(&data);
        at.path_node = ctx.path_node.map(|node| QueryPathNode { parent: None, segment: node.segment });
        let value = self.0.resolve(&at, field).await?;
        let column = branch.taken(field, Some(&value));
        let mut column = column.map_err(|error| ctx.set_error_path(error))?;
        Ok(match column.cells.pop() {
            Some(Cell::Text(range)) => Value::Binary(Bytes::from(column.text).slice(range)),
            _ => Value::Null,
        })
    }
}

/// The path of what holds the field.
fn above(ctx: &ContextSelectionSet<'_>) -> Vec<PathSegment> {
    let Some(node) = &ctx.path_node else {
        return Vec::new();
    };
    let segments = node.parents().map(|node| match node.segment {
        QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
        QueryPathSegment::Index(index) => PathSegment::Index(index),
    });
    let mut path = segments.collect::<Vec<_>>();
    path.reverse();
    path
}

/// The query or mutation type, with right answers for its fields: build the schema with `Rooted(Query)`.
///
/// The stock root keeps neither document order nor the null rule, runs a field twice that is selected twice under one
/// key, and cannot merge what came of it. Here each key runs once, with its selections merged, and its value is put
/// aside for [`execute`](super::execute), which knows the order; the stock root sees nulls.
pub struct Rooted<Q>(pub Q);

impl<Q: ObjectType> OutputType for Rooted<Q> {
    typed_as!(Q);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl<Q: ObjectType> ObjectType for Rooted<Q> {}

impl<Q: ObjectType> ContainerType for Rooted<Q> {
    fn is_empty() -> bool {
        Q::is_empty()
    }

    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let answers: Option<&Arc<Answers>> = ctx.data_opt();
        let Some(answers) = answers.filter(|_| !is_meta(&ctx.item.node.name.node)) else {
            return self.0.resolve_field(ctx).await;
        };
        let set = &ctx.query_env.operation.node.selection_set.node;
        let asked = fields(ctx.query_env, ctx.schema_env, set, &Q::type_name());
        answers.open(ctx, &Q::type_name(), &asked);
        let key = &ctx.item.node.response_key().node;
        let mine = asked.iter().find(|asked| asked.key() == key);
        let Some(mine) = mine.filter(|_| answers.claim(key)) else {
            return Ok(None);
        };
        let answer = if mine.conflict {
            let message = format!("`{key}` is asked with different fields or arguments");
            Err(ServerError::new(message, Some(ctx.item.pos)))
        } else {
            let mut at = ctx.clone();
            at.item = &mine.field;
            self.0.resolve_field(&at).await
        };
        match answer {
            Ok(value) => answers.put(key, value.unwrap_or_default()),
            Err(error) if error.path.is_empty() => ctx.add_error(ctx.set_error_path(error)),
            Err(error) => ctx.add_error(error),
        }
        Ok(None)
    }
}

/// Whether a root field is async-graphql's own, such as `__schema`.
pub(super) fn is_meta(name: &Name) -> bool {
    name.starts_with("__")
}

/// The name of the type whose fields the operation asks.
pub(super) fn root_type<'a>(query: &QueryEnv, schema: &'a SchemaEnv) -> &'a str {
    let registry: &'a Registry = &schema.registry;
    let named = match query.operation.node.ty {
        OperationType::Query => None,
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    };
    named.unwrap_or(&registry.query_type)
}
