//! The store as the responder of alerts: what is asked for becomes a version of the alert, as a list of Microsoft Defender would tell it.
//!
//! It goes the road of every record, so that what the alert then says of risks, and the lines of their histories, follow as they do from one
//! that was read. A version says no more than what was changed: what is imported later, and tells more, is not hidden by it.

use std::collections::HashSet;

use riskgate_adapter::Asked;
use riskgate_model::{ActionContent, Alert, AlertChange, AlertId, AlertStatus, Id as _, Kept, Record, Target, Time, Word};
use serde_json::{Map, Value, json};

use super::doing::Doing;
use crate::{
    error::StoreError,
    keys::Keys,
    sink::{
        acts::{self, Deed, Subject},
        links,
    },
    store::Store,
};

impl Store {
    /// Does what is asked for to the alerts that are known: to many at once, each of which is another. Answers what is done.
    pub(super) async fn act_on_alerts<'a>(&self, doing: &Doing<'_>, asked: Vec<&'a Asked>) -> Result<Vec<&'a Asked>, StoreError> {
        let (mut done, mut left) = (Vec::with_capacity(asked.len()), asked);
        while !left.is_empty() {
            // One that is acted on twice comes in another round, and finds what the one before has left.
            let mut seen = HashSet::new();
            let (round, later): (Vec<&Asked>, Vec<&Asked>) = left.into_iter().partition(|asked| seen.insert(&asked.target));
            let known = links::load(doing.transaction, &Keys::of(round.iter().filter_map(|asked| id_of(asked)))).await?;
            let (mut deeds, mut records) = (Vec::new(), Vec::new());
            for asked in round {
                let Some((id, known)) = id_of(asked).and_then(|id| Some((id, known.get(id)?))) else { continue };
                // The newer word is the later one, even where the alert tells of a later moment than this clock.
                let at = known.updated().map_or(doing.now, |last| doing.now.max(Time::from_nanos(last.nanos().saturating_add(1))));
                records.push(Record::Alert(Box::new(version(doing, asked, known, at)?)));
                deeds.push(Deed { asked, act: doing.act, subject: Subject::Alert(id.clone()), done: at, effect: None });
                done.push(asked);
            }
            acts::write(doing.transaction, &deeds).await?;
            let recorded = self.record_in(doing.transaction, &records, &[]).await?;
            if recorded.0.values().any(|counts| counts.refused > 0) {
                return Err(StoreError::Content("an alert is kept as one that changed too far in the future to be changed now".to_owned()));
            }
            left = later;
        }
        Ok(done)
    }
}

fn id_of(asked: &Asked) -> Option<&AlertId> {
    match &asked.target {
        Target::Alert(id) => Some(id),
        _ => None,
    }
}

/// The version of an alert that says what is asked for.
fn version(doing: &Doing<'_>, asked: &Asked, known: &Alert, at: Time) -> Result<Kept<Alert>, StoreError> {
    let id = &known.id;
    let mut version = match &asked.content {
        Some(ActionContent::Change(change)) => changed(change, known, at),
        Some(ActionContent::Comment(text)) => [("comments".to_owned(), json!([comment(text, &asked.by.name, at)]))].into_iter().collect(),
        None => return Err(StoreError::Content(format!("{} says nothing of what is to be done", doing.act))),
    };
    version.insert("id".to_owned(), id.object().into());
    version.insert("lastUpdateDateTime".to_owned(), at.to_string().into());
    Ok(Kept::read(version, id.tenant(), None).expect("texts, times and a list of objects make an alert"))
}

/// What an alert says that stands elsewhere. Status and classification are told together, or not at all: one of them says nothing of a risk.
fn changed(change: &AlertChange, known: &Alert, at: Time) -> Map<String, Value> {
    let mut version = change.properties();
    if change.status.is_some() || change.classification.is_some() {
        let stands =
            [("status", known.status.as_ref().map(Word::as_str)), ("classification", known.classification.as_ref().map(Word::as_str))];
        for (name, word) in stands.into_iter().filter_map(|(name, word)| Some((name, word?))) {
            version.entry(name).or_insert_with(|| word.into());
        }
    }
    let is_resolved = |status: Option<&Word<AlertStatus>>| status.and_then(Word::known) == Some(AlertStatus::Resolved);
    if is_resolved(change.status.as_ref()) && !is_resolved(known.status.as_ref()) {
        version.insert("resolvedDateTime".to_owned(), at.to_string().into());
    }
    version
}

fn comment(text: &str, by: &str, at: Time) -> Value {
    json!({"comment": text, "createdByDisplayName": by, "createdDateTime": at.to_string()})
}
