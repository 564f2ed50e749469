//! What a level has to do, worked out once for all of its rows.

use async_graphql::ContextSelectionSet;

use super::{
    fields::{Asked, fields},
    node::Node,
    shape::Shape,
    writer::write_key,
};

/// One field of every row of a level.
pub(super) struct Slot<'a> {
    /// What stands before the value: brace or comma, key, colon.
    pub(super) head: Box<[u8]>,
    pub(super) asked: Asked<'a>,
    /// Whether null here fails the row.
    pub(super) required: bool,
    pub(super) kind: Kind,
}

/// How the value of a slot comes about.
pub(super) enum Kind {
    /// The name of the type, the same for all rows.
    Typename,
    /// Resolved for each row, and written in this shape.
    Leaf(Shape),
    /// Asked once for all rows.
    Branch,
    /// The selections of this key contradict each other.
    Conflict,
}

/// The slots of a level of `T`, in document order.
pub(super) fn plan<'a, T: Node>(ctx: &ContextSelectionSet<'a>) -> Vec<Slot<'a>> {
    let (query, schema) = (ctx.query_env, ctx.schema_env);
    let object = schema.registry.types.get(&*T::type_name());
    let asked = fields(query, schema, &ctx.item.node, &T::type_name());
    let mut slots: Vec<Slot<'a>> = Vec::with_capacity(asked.len());
    for asked in asked {
        let name = asked.name().as_str();
        let field = object.and_then(|object| object.field_by_name(name));
        // Only `__typename` is not in the registry.
        let ty = field.map_or("String!", |field| field.ty.as_str());
        let set = &asked.field.node.selection_set.node;
        let kind = match name {
            _ if asked.conflict => Kind::Conflict,
            "__typename" => Kind::Typename,
            name if T::BRANCHES.contains(&name) => Kind::Branch,
            _ => Kind::Leaf(Shape::of(query, schema, ty, set)),
        };
        slots.push(Slot { head: write_key(slots.is_empty(), asked.key()), required: ty.ends_with('!'), asked, kind });
    }
    slots
}
