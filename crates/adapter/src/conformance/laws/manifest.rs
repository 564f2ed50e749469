//! The manifest.

use riskgate_model::Field;

use crate::{
    Offer, Question,
    conformance::{findings::Findings, held::Held},
};

/// What the manifest declares can be asked.
pub(super) fn is_sane(held: &Held<'_>) -> Findings {
    let mut found = Findings::default();
    let manifest = &held.adapter.manifest;
    must(&mut found, !manifest.name.trim().is_empty(), "name", "it is empty", "a name, by which routes and errors call the adapter");
    must(&mut found, !manifest.deadline.is_zero(), "deadline", "it is zero", "a time in which the adapter can answer");
    for rate in &manifest.rates {
        must(&mut found, !rate.per.is_zero(), "rates", &format!("{rate:?}"), "a time that is not zero");
        must(&mut found, !rate.questions.is_empty(), "rates", &format!("{rate:?}"), "a rate over some questions");
    }
    for question in held.adapter.answers() {
        match question {
            Question::Users => offer(&mut found, question, &manifest.users),
            Question::ServicePrincipals => offer(&mut found, question, &manifest.service_principals),
            Question::SignIns => offer(&mut found, question, &manifest.sign_ins),
            Question::Detections => offer(&mut found, question, &manifest.detections),
            Question::RiskHistory => offer(&mut found, question, &manifest.risk_history),
            Question::DirectoryAudits => offer(&mut found, question, &manifest.directory_audits),
            Question::NamedLocations => offer(&mut found, question, &manifest.named_locations),
            Question::ConditionalAccessPolicies => offer(&mut found, question, &manifest.conditional_access_policies),
            Question::Alerts => offer(&mut found, question, &manifest.alerts),
            Question::Incidents => offer(&mut found, question, &manifest.incidents),
        }
    }
    found
}

fn offer<F: Field>(found: &mut Findings, question: Question, offer: &Offer<F>) {
    let of = |part: &str| format!("{}.{part}", question.name());
    must(found, offer.page > 0, &of("page"), "0", "at least one row a page");
    must(found, offer.keys > 0, &of("keys"), "0", "at least one id or parent a call");
    must(found, offer.retention_days != Some(0), &of("retention_days"), "0", "at least a day, or none for ever");
    for (place, filterable) in offer.filters.iter().enumerate() {
        let field = filterable.field;
        let again = offer.filters[..place].iter().any(|before| before.field == field);
        must(found, !again, &of("filters"), &format!("{} twice", field.name()), "each property once, with all its operators");
        must(found, !filterable.operators.is_empty(), &of("filters"), &format!("{} without operators", field.name()), "at least one");
        for (place, operator) in filterable.operators.iter().enumerate() {
            let named = format!("{} {}", field.name(), operator.name());
            let makes_sense = field.kind().operators().contains(operator);
            must(found, makes_sense, &of("filters"), &named, &format!("an operator that can find a {:?}", field.kind()));
            let again = filterable.operators[..place].contains(operator);
            must(found, !again, &of("filters"), &format!("{named} twice"), "each operator once");
        }
    }
    for (place, field) in offer.orders.iter().enumerate() {
        must(found, field.is_sortable(), &of("orders"), field.name(), "a property that lists can be ordered by");
        let again = *field == F::DATE || offer.orders[..place].contains(field);
        must(found, !again, &of("orders"), &format!("{} again", field.name()), "each property once; the date goes without saying");
    }
}

/// One thing that must be so.
fn must(found: &mut Findings, holds: bool, part: &str, declared: &str, expected: &str) {
    if holds { found.right() } else { found.wrong(format!("manifest.{part}"), declared, expected) }
}
