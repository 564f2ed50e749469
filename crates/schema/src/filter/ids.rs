//! Ids in filters: Entra's own, or riskgate's, which name a kind and a tenant.

use riskgate_model::{Entity, Field, Filter, Id, Operand, Test};

use crate::id::GlobalId;

/// The condition that a property passes a test, in which ids of riskgate stand for the object and the tenant they name.
///
/// # Errors
/// When an id is one of another kind of object than the property names.
pub(super) fn read<F: Field>(field: F, test: Test) -> Result<Filter<F>, String> {
    let (Some(kind), Test::In(operands)) = (kind(field), &test) else { return Ok(Filter::Is(field, test)) };
    let (mut own, mut named) = (Vec::new(), Vec::new());
    for operand in operands {
        match operand {
            Operand::Text(id) => match GlobalId::read(id) {
                Some(id) if id.kind != kind => return Err(format!("this is the id of a {}; give one of a {kind}", id.kind)),
                Some(id) => named.push(id),
                None => own.push(operand.clone()),
            },
            other => own.push(other.clone()),
        }
    }
    let mut alternatives: Vec<Filter<F>> = named.into_iter().map(|id| of(field, id)).collect();
    if alternatives.is_empty() || !own.is_empty() {
        alternatives.push(Filter::Is(field, Test::In(own)));
    }
    Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Filter::Or(alternatives) })
}

/// The condition that a property is this object of this tenant.
fn of<F: Field>(field: F, id: GlobalId) -> Filter<F> {
    let object = Filter::eq(field, Operand::Text(id.object));
    match F::ALL.iter().find(|field| field.name() == "tenantId") {
        Some(tenant) => object.and(Filter::eq(*tenant, Operand::Text(id.tenant))),
        None => object,
    }
}

/// The kind of object that a property names.
fn kind<F: Field>(field: F) -> Option<&'static str> {
    match field.name() {
        "userId" | "initiatedByUserId" => Some(riskgate_model::UserId::KIND),
        "servicePrincipalId" | "initiatedByServicePrincipalId" => Some(riskgate_model::ServicePrincipalId::KIND),
        "requestId" => Some(riskgate_model::SignInId::KIND),
        "detectionId" => Some(riskgate_model::DetectionId::KIND),
        "directoryAuditId" => Some(riskgate_model::DirectoryAuditId::KIND),
        "namedLocationId" => Some(riskgate_model::NamedLocationId::KIND),
        "conditionalAccessPolicyId" => Some(riskgate_model::ConditionalAccessPolicyId::KIND),
        "alertId" => Some(riskgate_model::AlertId::KIND),
        "incidentId" => Some(riskgate_model::IncidentId::KIND),
        "objectId" => Some(<F::Entity as Entity>::Id::KIND),
        _ => None,
    }
}
