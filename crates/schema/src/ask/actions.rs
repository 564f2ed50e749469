//! Actions, and the audit trail: what the action log keeps.

use std::collections::HashMap;

use async_graphql::{Context, Result};
use riskgate_adapter::ActionFilter;
use riskgate_model::{Action as Kept, ActionId, Cursor, Id as _, Target, TenantId};

use crate::{
    cursor::Binding,
    error::{Fault, report},
    level::{Connection, EachOne, Entity, Pages},
    list::length,
    object::{Action, AuditRecord},
    routes::world,
};

/// A page of a list, as the client asked for it.
pub(crate) struct Window {
    pub(crate) first: i32,
    pub(crate) after: Option<String>,
}

/// The actions of these ids.
pub(crate) async fn actions_by_id(ctx: &Context<'_>, ids: &[ActionId]) -> Result<HashMap<ActionId, Kept>, Fault> {
    // No ids, no call.
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let actions = world(ctx).acting.log.source.actions_by_id(ids).await.map_err(|error| report(&error))?;
    Ok(actions.into_iter().map(|action| (action.id.clone(), action)).collect())
}

/// All actions that meet the condition.
pub(crate) async fn actions(ctx: &Context<'_>, window: Window, filter: ActionFilter) -> Result<Option<EachOne<Connection<Action>>>> {
    let list = Newest::read(&window, Binding::newest("actions", &filter))?;
    let log = &world(ctx).acting.log;
    let after = list.after.as_ref().map(action_at);
    let rows = log.source.actions(&filter, list.asked(), after.as_ref()).await.map_err(|error| report(&error))?;
    Ok(Some(list.connect(&log.adapter, vec![rows.into_iter().map(Action::from).collect()], place_of)))
}

/// The actions about each of these targets.
pub(crate) async fn actions_of(
    ctx: &Context<'_>,
    name: &str,
    targets: Vec<Target>,
    window: Window,
) -> Result<Option<EachOne<Connection<Action>>>> {
    let list = Newest::read(&window, Binding::newest(name, &()))?;
    let log = &world(ctx).acting.log;
    let after = list.after.as_ref().map(action_at);
    let lists = log.source.actions_of(&targets, list.asked(), after.as_ref()).await.map_err(|error| report(&error))?;
    let lists = lists.into_iter().map(|rows| rows.into_iter().map(Action).collect()).collect();
    Ok(Some(list.connect(&log.adapter, lists, place_of)))
}

/// The audit trail.
pub(crate) async fn audit_records(ctx: &Context<'_>, window: Window) -> Result<Option<EachOne<Connection<AuditRecord>>>> {
    let list = Newest::read(&window, Binding::newest("auditRecords", &()))?;
    let log = &world(ctx).acting.log;
    let before = list.after.as_ref().map(|cursor| cursor.date);
    let rows = log.source.audit(before, list.asked() as usize).await.map_err(|error| report(&error))?;
    let rows = rows.into_iter().map(AuditRecord::from).collect();
    Ok(Some(list.connect(&log.adapter, vec![rows], |row| Cursor {
        by: None,
        date: row.seq(),
        object: String::new(),
        tenant: String::new(),
    })))
}

/// A list that has one order, the newest first.
struct Newest {
    first: u32,
    after: Option<Cursor>,
    binding: Binding,
}

impl Newest {
    fn read(window: &Window, binding: Binding) -> Result<Self, Fault> {
        let after = window.after.as_deref().map(|text| binding.decode(text)).transpose()?;
        Ok(Self { first: length(window.first)?, after, binding })
    }

    /// One row more than the page has: it says whether there are more.
    const fn asked(&self) -> u32 {
        self.first + 1
    }

    fn connect<T: Entity>(self, adapter: &str, lists: Vec<Vec<T>>, place: fn(&T) -> Cursor) -> EachOne<Connection<T>> {
        let more = lists.iter().map(|rows| rows.len() > self.first as usize).collect();
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for list in lists {
            rows.extend(list.into_iter().take(self.first as usize));
            ends.push(u32::try_from(rows.len()).expect("no page has four billion rows"));
        }
        let (previous, binding) = (vec![self.after.is_some(); ends.len()], self.binding);
        let pages = Pages::new(rows, ends, move |row| binding.encode(&place(row)));
        pages.next(more).previous(previous).source(adapter).connect()
    }
}

/// Where an action stands in its list.
fn place_of(action: &Action) -> Cursor {
    let id = &action.0.id;
    Cursor { by: None, date: action.0.requested.nanos(), object: id.object().to_owned(), tenant: id.tenant().to_string() }
}

fn action_at(cursor: &Cursor) -> ActionId {
    ActionId::new(TenantId::new(&cursor.tenant), &cursor.object)
}
