//! The same question for every kind of record, so that a law is written once.

mod alerts;
mod conditional_access_policies;
mod detections;
mod directory_audits;
mod incidents;
mod named_locations;
mod risk_changes;
mod scope;
mod service_principals;
mod sign_ins;
mod users;

use std::{collections::HashMap, fmt::Debug};

use async_trait::async_trait;
use riskgate_model::{Entity, Filter, Page, Query};

pub(super) use scope::Scope;

use super::World;
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question};

/// A kind of record that an adapter lists.
#[async_trait]
pub(super) trait Listed: Entity + PartialEq + Debug {
    /// The question it is the answer to.
    const QUESTION: Question;

    /// The groups that it can be projected to, each alone, by their names.
    const GROUPS: &'static [(&'static str, Self::Fields)];

    /// All of the World.
    fn rows(world: &World) -> &[Self];

    /// What can be asked.
    fn offer(manifest: &Manifest) -> &Offer<Self::Field>;

    /// The scopes it is listed in, the parents with most children first.
    fn scopes(world: &World) -> Vec<Scope>;

    /// What lists of a parent can be ordered by in this scope, beside the date.
    fn orders_of(scope: &Scope) -> &'static [Self::Field] {
        let _ = scope;
        &[]
    }

    /// Whether it is a child of this parent of the scope.
    fn is_child(&self, world: &World, scope: &Scope, parent: usize) -> bool;

    /// Only what these groups fill, and ids and dates.
    #[must_use]
    fn masked(self, fields: Self::Fields) -> Self;

    /// One page for each parent of the scope.
    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>>;

    /// How many there are for each parent of the scope.
    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Answer<Vec<Option<u64>>>;

    /// Those of these ids; none when they are not asked for by id.
    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> Answer<Option<HashMap<Self::Id, Self>>>;
}

/// A page as the only group.
fn one<T>(page: Page<T>) -> Grouped<T> {
    let mut grouped = Grouped { as_of: page.as_of, ..Grouped::default() };
    grouped.push(page.rows, page.next);
    grouped
}
