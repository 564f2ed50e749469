//! What was asked for of alerts.

use async_graphql::SimpleObject;
use riskgate_model::{self as model, Word};

use crate::vocabulary::{AlertClassification, AlertDetermination, AlertStatus, Words};

/// What is to be changed of alerts; null is what stays.
#[derive(SimpleObject)]
#[graphql(name = "AlertChange")]
pub(crate) struct AlertChange {
    /// "Status": how far their investigation has come.
    status: Option<AlertStatus>,
    /// "Classification": what they turned out to be.
    classification: Option<AlertClassification>,
    /// "Determination": what more is known of that.
    determination: Option<AlertDetermination>,
    /// "Assigned to": who investigates them.
    assigned_to: Option<String>,
}

impl From<&model::AlertChange> for AlertChange {
    fn from(change: &model::AlertChange) -> Self {
        Self {
            status: value(change.status.as_ref()),
            classification: value(change.classification.as_ref()),
            determination: value(change.determination.as_ref()),
            assigned_to: change.assigned_to.clone(),
        }
    }
}

fn value<W: Words>(word: Option<&Word<W::Model>>) -> Option<W> {
    word.map(|word| word.known().map_or(W::UNKNOWN, W::of))
}
