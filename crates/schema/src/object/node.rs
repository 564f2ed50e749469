//! `Node`: everything that can be read by its global id.

use std::collections::HashMap;

use async_graphql::{Context, ID, Interface};
use riskgate_model::{
    ActionId, AlertId, ConditionalAccessPolicyId, DetectionId, DirectoryAuditId, Id, IncidentId, NamedLocationId, RefusalId,
    ServicePrincipalId, SignInId, UserId,
};

use super::{
    Action, Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation, Refusal, ServicePrincipal, SignIn, User,
};
use crate::{
    ask,
    error::Fault,
    id::GlobalId,
    level::{At, Kinds, Parts},
};

/// Characters of a client's text that a message quotes.
const QUOTED: usize = 100;

/// Everything that can be read by its global id.
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID", desc = "The id, unique among everything riskgate shows."))]
#[expect(clippy::large_enum_variant, reason = "rows of an answer, moved to their kind at once")]
pub(crate) enum AnyNode {
    User(User),
    ServicePrincipal(ServicePrincipal),
    SignIn(SignIn),
    Detection(Detection),
    DirectoryAudit(DirectoryAudit),
    NamedLocation(NamedLocation),
    ConditionalAccessPolicy(ConditionalAccessPolicy),
    Refusal(Refusal),
    Action(Action),
    Alert(Alert),
    Incident(Incident),
}

impl Kinds for AnyNode {
    fn sort(self, parts: &mut Parts) -> At {
        match self {
            Self::User(row) => parts.put(row),
            Self::ServicePrincipal(row) => parts.put(row),
            Self::SignIn(row) => parts.put(row),
            Self::Detection(row) => parts.put(row),
            Self::DirectoryAudit(row) => parts.put(row),
            Self::NamedLocation(row) => parts.put(row),
            Self::ConditionalAccessPolicy(row) => parts.put(row),
            Self::Refusal(row) => parts.put(row),
            Self::Action(row) => parts.put(row),
            Self::Alert(row) => parts.put(row),
            Self::Incident(row) => parts.put(row),
        }
    }
}

/// The nodes of these ids in their order, null where there is none, and what went wrong at which place. One call for each kind of node.
pub(crate) async fn nodes(ctx: &Context<'_>, ids: &[ID]) -> (Vec<Option<AnyNode>>, Vec<(usize, Fault)>) {
    let mut wanted = Wanted::default();
    let mut faults = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if !wanted.add(place, id) {
            faults.push((place, Fault::input(format!("{} is no id of a node; give one that riskgate showed", quoted(id)))));
        }
    }
    let mut found = (0..ids.len()).map(|_| None).collect::<Vec<_>>();
    macro_rules! fill {
        ($ask:ident, $kind:ident, $wanted:expr) => {{
            let keys = $wanted.keys().cloned().collect::<Vec<_>>();
            match ask::$ask(ctx, &keys).await {
                Ok(mut records) => {
                    for (id, places) in $wanted {
                        let record = records.remove(&id);
                        for place in places {
                            found[place] = record.clone().map(|record| AnyNode::$kind(record.into()));
                        }
                    }
                }
                Err(fault) => faults.extend($wanted.into_values().flatten().map(|place| (place, fault.clone()))),
            }
        }};
    }
    fill!(users_by_id, User, wanted.users);
    fill!(service_principals_by_id, ServicePrincipal, wanted.service_principals);
    fill!(sign_ins_by_id, SignIn, wanted.sign_ins);
    fill!(detections_by_id, Detection, wanted.detections);
    fill!(directory_audits_by_id, DirectoryAudit, wanted.directory_audits);
    fill!(named_locations_by_id, NamedLocation, wanted.named_locations);
    fill!(conditional_access_policies_by_id, ConditionalAccessPolicy, wanted.conditional_access_policies);
    fill!(refusals_by_id, Refusal, wanted.refusals);
    fill!(actions_by_id, Action, wanted.actions);
    fill!(alerts_by_id, Alert, wanted.alerts);
    fill!(incidents_by_id, Incident, wanted.incidents);
    faults.sort_by_key(|(place, _)| *place);
    (found, faults)
}

/// A client's text in a message: its beginning, so that the answer stays short however long the text is.
fn quoted(text: &str) -> String {
    let start: String = text.chars().take(QUOTED).collect();
    let rest = if start.len() < text.len() { " and so on" } else { "" };
    format!("{start:?}{rest}")
}

/// The places at which each id is asked for.
type Places<I> = HashMap<I, Vec<usize>>;

#[derive(Default)]
struct Wanted {
    users: Places<UserId>,
    service_principals: Places<ServicePrincipalId>,
    sign_ins: Places<SignInId>,
    detections: Places<DetectionId>,
    directory_audits: Places<DirectoryAuditId>,
    named_locations: Places<NamedLocationId>,
    conditional_access_policies: Places<ConditionalAccessPolicyId>,
    refusals: Places<RefusalId>,
    actions: Places<ActionId>,
    alerts: Places<AlertId>,
    incidents: Places<IncidentId>,
}

impl Wanted {
    /// Takes an id; false where it is no node's.
    fn add(&mut self, place: usize, id: &str) -> bool {
        GlobalId::read(id).is_some_and(|id| {
            note(&mut self.users, &id, place)
                || note(&mut self.service_principals, &id, place)
                || note(&mut self.sign_ins, &id, place)
                || note(&mut self.detections, &id, place)
                || note(&mut self.directory_audits, &id, place)
                || note(&mut self.named_locations, &id, place)
                || note(&mut self.conditional_access_policies, &id, place)
                || note(&mut self.refusals, &id, place)
                || note(&mut self.actions, &id, place)
                || note(&mut self.alerts, &id, place)
                || note(&mut self.incidents, &id, place)
        })
    }
}

fn note<I: Id>(places: &mut Places<I>, id: &GlobalId, place: usize) -> bool {
    id.of().map(|id| places.entry(id).or_default().push(place)).is_some()
}
