//! What is asked below a field, for those who fetch no more than that.

use std::sync::Arc;

use async_graphql::{
    Context,
    parser::types::SelectionSet,
    registry::{MetaType, MetaTypeName},
};

use super::{
    branch::Branch,
    fields::{applies, visit},
    node::Node,
    root::root_type,
};

/// The fields that are asked of the object the current field returns, in document order, each once, by their names in
/// the schema. Of a connection they are `nodes`, `totalCount` and the like. Call it in a root field or a branch;
/// elsewhere it knows of none.
pub fn asked<'a>(ctx: &Context<'a>) -> Vec<&'a str> {
    let mut out = Vec::new();
    if let Some(ty) = returned(ctx) {
        collect(ctx, ty, &ctx.item.node.selection_set.node, &mut out);
    }
    out
}

/// The fields, leaves and branches, that are asked of rows of type `T` by the current field, in document order, each
/// once, by their names in the schema.
///
/// The rows are what the field returns, be it a `T`, a list, an interface or union that `T` belongs to, or what stands
/// in a connection's `nodes` and `edges { node }`.
///
/// Call it in a root field or a branch. Elsewhere, below a stock object, the type of the field is not known, and every
/// field of `T` is said to be asked: fetching too much is slow, fetching too little is wrong.
pub fn selected<'a, T: Node>(ctx: &Context<'a>) -> Vec<&'a str> {
    let row = T::type_name();
    let Some(ty) = returned(ctx) else {
        let object = ctx.schema_env.registry.types.get(&*row);
        let fields = object.and_then(MetaType::fields);
        return fields.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    };
    let mut out = Vec::new();
    let set = &ctx.item.node.selection_set.node;
    descend(ctx, ty, set, &row, &mut out);
    out
}

fn descend<'a>(ctx: &Context<'a>, ty: &str, set: &'a SelectionSet, row: &str, out: &mut Vec<&'a str>) {
    if applies(ctx.schema_env, ty, row) {
        return collect(ctx, row, set, out);
    }
    visit(ctx.query_env, ctx.schema_env, set, ty, &mut |field| {
        let name = field.node.name.node.as_str();
        if ["nodes", "edges", "node"].contains(&name)
            && let Some(ty) = type_of(ctx, ty, name)
        {
            descend(ctx, ty, &field.node.selection_set.node, row, out);
        }
    });
}

fn collect<'a>(ctx: &Context<'a>, on: &str, set: &'a SelectionSet, out: &mut Vec<&'a str>) {
    visit(ctx.query_env, ctx.schema_env, set, on, &mut |field| {
        let name = field.node.name.node.as_str();
        if name != "__typename" && !out.contains(&name) {
            out.push(name);
        }
    });
}

/// The named type of what the current field returns.
fn returned<'a>(ctx: &Context<'a>) -> Option<&'a str> {
    let branch: Option<&Arc<Branch>> = ctx.data_opt();
    let is_root = ctx.path_node.is_some_and(|node| node.parent.is_none());
    let owner = match branch {
        Some(branch) => &*branch.owner,
        None if is_root => root_type(ctx.query_env, ctx.schema_env),
        None => return None,
    };
    type_of(ctx, owner, &ctx.item.node.name.node)
}

fn type_of<'a>(ctx: &Context<'a>, owner: &str, field: &str) -> Option<&'a str> {
    let object = ctx.schema_env.registry.types.get(owner)?;
    let field = object.field_by_name(field)?;
    Some(MetaTypeName::concrete_typename(&field.ty))
}
