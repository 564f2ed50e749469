//! The laws of sinks.

use std::sync::Arc;

use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation, Record, RiskChange, ServicePrincipal, SignIn, User,
};

use super::{Law, Report, World, findings::Findings, held::Held, listed::Listed};
use crate::{Adapter, Question, Sink};

/// Judges a sink: `make` makes an empty one, and the adapter that answers from what it records.
pub async fn check_sink(make: impl AsyncFn() -> (Arc<dyn Sink>, Adapter)) -> Report {
    let world = World::new();
    let mut again = Findings::default();
    let (sink, adapter) = make().await;
    record(&mut again, &*sink, &world.records).await;
    let once = answers(&world, &adapter).await;
    recorded_again(&mut again, &*sink, &world).await;
    same(&mut again, "every list, after recording the same once more", &answers(&world, &adapter).await, &once);
    let mut order = Findings::default();
    let backwards: Vec<Record> = world.records.iter().rev().cloned().collect();
    let orders = [("one by one", &world.records, 1), ("backwards, one by one", &backwards, 1), ("backwards, by seven", &backwards, 7)];
    for (how, records, size) in orders {
        let (sink, adapter) = make().await;
        for batch in records.chunks(size) {
            record(&mut order, &*sink, batch).await;
        }
        same(&mut order, &format!("every list, after recording {how}"), &answers(&world, &adapter).await, &once);
    }
    let subject = format!("{} {}", adapter.manifest.name, adapter.manifest.version);
    Report { subject, results: vec![again.judged(Law::RecordingAgainIsNothing), order.judged(Law::RecordingHasNoOrder)] }
}

async fn record(found: &mut Findings, sink: &dyn Sink, records: &[Record]) {
    if let Err(error) = sink.record(records, &[]).await {
        found.wrong(format!("{} records to record", records.len()), error.kind.to_string(), "that they are recorded");
    }
}

/// Every record is unchanged.
async fn recorded_again(found: &mut Findings, sink: &dyn Sink, world: &World) {
    let asked = "the World to record once more";
    match sink.record(&world.records, &[]).await {
        Ok(recorded) => {
            for (kind, counts) in &recorded.0 {
                let told = format!("{}: {} new, {} changed, {} refused", kind.name(), counts.new, counts.changed, counts.refused);
                found.same(asked, &told, &format!("{}: 0 new, 0 changed, 0 refused", kind.name()));
            }
            let unchanged: u64 = recorded.0.values().map(|counts| counts.unchanged).sum();
            found.same(asked, &format!("{unchanged} unchanged"), &format!("{} unchanged", world.records.len()));
        }
        Err(error) => found.wrong(asked, error.kind.to_string(), "that nothing is new"),
    }
}

/// Every row of every list, as a text under its id.
async fn answers(world: &World, adapter: &Adapter) -> Vec<(String, String)> {
    let held = Held { world, adapter, calls: &|| None };
    let mut answers = Vec::new();
    for question in adapter.answers() {
        match question {
            Question::Users => all::<User>(&held, &mut answers).await,
            Question::ServicePrincipals => all::<ServicePrincipal>(&held, &mut answers).await,
            Question::SignIns => all::<SignIn>(&held, &mut answers).await,
            Question::Detections => all::<Detection>(&held, &mut answers).await,
            Question::RiskHistory => all::<RiskChange>(&held, &mut answers).await,
            Question::DirectoryAudits => all::<DirectoryAudit>(&held, &mut answers).await,
            Question::NamedLocations => all::<NamedLocation>(&held, &mut answers).await,
            Question::ConditionalAccessPolicies => all::<ConditionalAccessPolicy>(&held, &mut answers).await,
            Question::Alerts => all::<Alert>(&held, &mut answers).await,
            Question::Incidents => all::<Incident>(&held, &mut answers).await,
        }
    }
    answers
}

async fn all<E: Listed>(held: &Held<'_>, answers: &mut Vec<(String, String)>) {
    for scope in held.scopes::<E>().iter().take(1) {
        for place in 0..scope.parents() {
            let list = scope.pick(&[place]);
            match held.list(&list, &held.whole::<E>()).await {
                Ok(rows) => {
                    answers.extend(rows.into_iter().map(|row| (format!("{} {}", E::QUESTION.name(), row.id()), format!("{row:#?}"))));
                }
                Err(error) => answers.push((format!("{}{list}", E::QUESTION.name()), error)),
            }
        }
    }
}

fn same(found: &mut Findings, asked: &str, answered: &[(String, String)], expected: &[(String, String)]) {
    let ids = |answers: &[(String, String)]| answers.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    found.same_sequence(asked, &ids(answered), &ids(expected));
    for ((id, answered), (_, expected)) in answered.iter().zip(expected).filter(|((one, _), (other, _))| one == other) {
        found.same_lines(&format!("{asked}: {id}"), answered, expected);
    }
}
