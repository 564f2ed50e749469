//! What is asked for of alerts of Microsoft Defender.

use async_graphql::{ID, InputObject};
use riskgate_model::{ActionContent, ActionKind, AlertChange, LONGEST_COMMENT, Vocabulary as _};

use crate::{
    acting::Asked,
    object::{UserError, UserErrorCode},
    vocabulary::{AlertClassification, AlertDetermination, AlertStatus, Words},
};

/// The longest name of who investigates an alert, in characters.
const LONGEST_NAME: usize = 255;

/// Changes alerts: those that the store knows. What is left out stays as it is.
#[derive(InputObject)]
pub(crate) struct UpdateAlertsInput {
    /// Which: the ids that riskgate shows, or the alerts' ids in Microsoft Defender; at most 500.
    alert_ids: Vec<ID>,
    /// "Status". `NEW` opens an alert again.
    status: Option<AlertStatus>,
    /// "Classification". `NOT_SET` takes one back.
    classification: Option<AlertClassification>,
    /// "Determination": one that goes with the classification, which must be given with it.
    determination: Option<AlertDetermination>,
    /// "Assigned to": the username of who investigates it. Nobody can be taken off an alert here, but somebody else put in their place.
    assigned_to: Option<String>,
    /// Why: kept in the audit trail.
    reason: Option<String>,
    /// A key of your choice for this act, of up to 255 characters. Asked again under the same key, with the same alerts in the same order,
    /// the same values and the same reason, nothing is done a second time, and the answer says how far it is.
    idempotency_key: String,
    /// Whether nothing is to be done: the answer says what would be.
    dry_run: Option<bool>,
}

/// Says something about an alert that the store knows.
#[derive(InputObject)]
pub(crate) struct CommentOnAlertInput {
    /// Which: the id that riskgate shows, or the alert's id in Microsoft Defender.
    alert_id: ID,
    /// What: up to 1,000 characters, as Microsoft Graph takes them.
    comment: String,
    /// Why: kept in the audit trail.
    reason: Option<String>,
    /// A key of your choice for this act, of up to 255 characters. Asked again under the same key, with the same comment and the same
    /// reason, nothing is done a second time, and the answer says how far it is.
    idempotency_key: String,
    /// Whether nothing is to be done: the answer says what would be.
    dry_run: Option<bool>,
}

impl UpdateAlertsInput {
    pub(super) fn asks(self, kind: ActionKind) -> Asked {
        let mut flaws = Vec::new();
        let change = AlertChange {
            status: settable(self.status, "status", &mut flaws).map(Into::into),
            classification: settable(self.classification, "classification", &mut flaws).map(Into::into),
            determination: self.determination(&mut flaws).map(Into::into),
            assigned_to: self.assigned_to.as_deref().and_then(|name| name_of(name, &mut flaws)),
        };
        if change.is_empty() && flaws.is_empty() {
            let told = "give a status, a classification, a determination or who it is assigned to";
            flaws.push(UserError::about("status", UserErrorCode::NothingToChange, told.to_owned()));
        }
        Asked {
            kind,
            content: Some(ActionContent::Change(change)),
            flaws,
            argument: "alertIds",
            ids: self.alert_ids,
            reason: self.reason,
            key: self.idempotency_key,
            is_rehearsal: self.dry_run.unwrap_or_default(),
        }
    }

    /// The determination, if it can be set, and goes with the classification.
    fn determination(&self, flaws: &mut Vec<UserError>) -> Option<riskgate_model::AlertDetermination> {
        const ARGUMENT: &str = "determination";
        let word = settable(self.determination, ARGUMENT, flaws)?;
        if word.newest() != word {
            let told = format!("it is an older word for `{}`", word.newest().word());
            flaws.push(UserError::about(ARGUMENT, UserErrorCode::ValueInvalid, told));
            return None;
        }
        let told = match self.classification.map(Words::word) {
            None => "give the classification that it goes with, too".to_owned(),
            // What is wrong with the classification is said of that.
            Some(None) => return None,
            Some(Some(classification)) if classification.determinations().contains(&word) => return Some(word),
            Some(Some(classification)) => {
                let words = classification.determinations().iter().filter(|word| **word != riskgate_model::AlertDetermination::NotSet);
                match words.map(|word| word.word()).collect::<Vec<_>>()[..] {
                    [] => "nothing more is known where no classification is set".to_owned(),
                    ref words => format!("with the classification `{}` go {}", classification.word(), words.join(", ")),
                }
            }
        };
        flaws.push(UserError::about(ARGUMENT, UserErrorCode::DeterminationMismatch, told));
        None
    }
}

impl CommentOnAlertInput {
    pub(super) fn asks(self, kind: ActionKind) -> Asked {
        let comment = tidy(&self.comment);
        let is_comment = (1..=LONGEST_COMMENT).contains(&comment.chars().count());
        let told = || format!("give a comment of 1 to {LONGEST_COMMENT} characters");
        let flaw = (!is_comment).then(|| UserError::about("comment", UserErrorCode::CommentInvalid, told()));
        Asked {
            kind,
            content: Some(ActionContent::Comment(comment)),
            flaws: flaw.into_iter().collect(),
            argument: "alertId",
            ids: vec![self.alert_id],
            reason: self.reason,
            key: self.idempotency_key,
            is_rehearsal: self.dry_run.unwrap_or_default(),
        }
    }
}

/// The word of a value, if it is one.
fn settable<W: Words>(value: Option<W>, argument: &str, flaws: &mut Vec<UserError>) -> Option<W::Model> {
    let value = value?;
    if value.word().is_none() {
        let told = "`UNKNOWN` stands for words that riskgate does not know, and cannot be set".to_owned();
        flaws.push(UserError::about(argument, UserErrorCode::ValueInvalid, told));
    }
    value.word()
}

fn name_of(given: &str, flaws: &mut Vec<UserError>) -> Option<String> {
    let name = tidy(given);
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !is_name {
        let told = format!("give a username of 1 to {LONGEST_NAME} characters");
        flaws.push(UserError::about("assignedTo", UserErrorCode::ValueInvalid, told));
    }
    Some(name).filter(|_| is_name)
}

/// A text without what is around it. PostgreSQL keeps no NUL: it is replaced, as in ids.
fn tidy(text: &str) -> String {
    text.trim().replace('\0', "\u{fffd}")
}
