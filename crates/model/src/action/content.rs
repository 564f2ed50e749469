//! What is asked for of alerts: what is to be changed of them, or written about one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Alert, AlertClassification, AlertDetermination, AlertStatus, Time, Word};

/// The longest comment, in characters, that Microsoft Graph takes.
pub const LONGEST_COMMENT: usize = 1_000;

/// What is asked for beside the kind of action, where that does not say it all. It is the same for all targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActionContent {
    /// So alerts are to be.
    Change(AlertChange),
    /// This is to be written about an alert.
    Comment(String),
}

/// What is to be changed of an alert; what is not told stays. Serialized, it is the body that Microsoft Graph takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertChange {
    /// How far its investigation has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Word<AlertStatus>>,
    /// What it turned out to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Word<AlertClassification>>,
    /// What more is known of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub determination: Option<Word<AlertDetermination>>,
    /// Who investigates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<String>,
}

impl ActionContent {
    /// Whether an alert, as it was read, shows that this was done since it was requested. A comment that was written before counts for
    /// nothing, whatever it says.
    pub fn shows_in(&self, alert: &Alert, requested: Time) -> bool {
        match self {
            Self::Change(change) => change.shows_in(alert),
            Self::Comment(text) => alert.comments.iter().any(|comment| {
                let is_since = comment.created_date_time.is_none_or(|written| seconds(written) >= seconds(requested));
                is_since && comment.comment.as_deref().is_some_and(|written| lines(written).eq(lines(text)))
            }),
        }
    }
}

impl AlertChange {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The properties that it sets, with the words of Microsoft Graph.
    pub fn properties(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(properties)) => properties,
            _ => unreachable!("a struct of texts is a JSON object"),
        }
    }

    /// Whether the alert is so. Graph may tell of what is not set in two ways, and of a determination by an older word.
    fn shows_in(&self, alert: &Alert) -> bool {
        let classification = alert.classification.clone().unwrap_or(AlertClassification::NotSet.into());
        let determination = alert.determination.clone().unwrap_or(AlertDetermination::NotSet.into());
        let newest = |word: &Word<AlertDetermination>| word.known().map_or_else(|| word.clone(), |word| word.newest().into());
        let is_assigned = |name: &String| alert.assigned_to.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name));
        self.status.as_ref().is_none_or(|status| alert.status.as_ref() == Some(status))
            && self.classification.as_ref().is_none_or(|wanted| classification == *wanted)
            && self.determination.as_ref().is_none_or(|wanted| newest(&determination) == newest(wanted))
            && self.assigned_to.as_ref().is_none_or(is_assigned)
    }
}

impl AlertClassification {
    /// The determinations that go with it, as Microsoft documents them for updating an alert, without the older of two words. Not set goes
    /// with every one.
    pub const fn determinations(self) -> &'static [AlertDetermination] {
        use AlertDetermination as D;
        match self {
            Self::NotSet => &[D::NotSet],
            Self::TruePositive => &[
                D::NotSet,
                D::MultiStagedAttack,
                D::MaliciousUserActivity,
                D::CompromisedAccount,
                D::Malware,
                D::Phishing,
                D::UnwantedSoftware,
                D::Apt,
                D::Other,
            ],
            Self::InformationalExpectedActivity => {
                &[D::NotSet, D::SecurityTesting, D::SecurityPersonnel, D::LineOfBusinessApplication, D::ConfirmedActivity, D::Other]
            }
            Self::FalsePositive => &[D::NotSet, D::NotMalicious, D::NotEnoughDataToValidate, D::Other],
        }
    }
}

impl AlertDetermination {
    /// The newer word for the same, where there are two.
    #[must_use]
    pub const fn newest(self) -> Self {
        match self {
            Self::CompromisedUser => Self::CompromisedAccount,
            Self::Clean => Self::NotMalicious,
            Self::InsufficientData => Self::NotEnoughDataToValidate,
            Self::ConfirmedUserActivity => Self::ConfirmedActivity,
            other => other,
        }
    }
}

/// Graph tells whole seconds of when something was written.
fn seconds(time: Time) -> i64 {
    time.nanos().div_euclid(1_000_000_000)
}

/// The lines of a text, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim().lines()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AlertComment, Vocabulary as _};

    fn change(status: &str, classification: &str, determination: &str) -> AlertChange {
        AlertChange {
            status: Some(Word::read(status)),
            classification: Some(Word::read(classification)),
            determination: Some(Word::read(determination)),
            assigned_to: Some("Soc@contoso.example".to_owned()),
        }
    }

    #[test]
    fn a_change_shows_in_an_alert_that_is_so_whichever_words_tell_it() {
        let change = change("resolved", "unknown", "notMalicious");
        let alert = Alert {
            status: Some(Word::read("Resolved")),
            determination: Some(Word::read("clean")),
            assigned_to: Some("soc@contoso.example".to_owned()),
            ..Alert::default()
        };
        let shows = |alert: Alert| ActionContent::Change(change.clone()).shows_in(&alert, Time::default());
        assert!(shows(alert.clone()), "not set may be left out");
        assert!(!shows(Alert { status: Some(Word::read("new")), ..alert.clone() }));
        assert!(!shows(Alert { classification: Some(Word::read("truePositive")), ..alert.clone() }));
        assert!(!shows(Alert { determination: None, ..alert.clone() }));
        assert!(!shows(Alert { assigned_to: None, ..alert }));
        assert!(AlertChange::default().shows_in(&Alert::default()));
    }

    #[test]
    fn a_comment_shows_by_its_text_and_not_one_from_before() {
        let alert = |text: &str, second| {
            let comment = AlertComment {
                comment: Some(text.to_owned()),
                created_date_time: Some(Time::from_seconds(second)),
                ..AlertComment::default()
            };
            Alert { comments: vec![AlertComment::default(), comment], ..Alert::default() }
        };
        let requested = Time::from_nanos(10_700_000_000);
        let shows = |alert: Alert| ActionContent::Comment("Seen.\nAgain.".to_owned()).shows_in(&alert, requested);
        assert!(shows(alert("Seen.\r\nAgain.\n", 10)), "Graph tells whole seconds");
        assert!(!shows(alert("Seen.\nAgain.", 9)));
        assert!(!shows(alert("Seen.", 11)));
    }

    #[test]
    fn the_body_has_what_is_to_be_changed_and_nothing_else() {
        let change = AlertChange { assigned_to: None, ..change("inProgress", "informationalExpectedActivity", "other") };
        let body = serde_json::json!({
            "status": "inProgress", "classification": "informationalExpectedActivity", "determination": "other"
        });
        assert_eq!(Value::Object(change.properties()), body);
        let content = ActionContent::Change(change);
        let kept = serde_json::to_string(&content).expect("JSON");
        assert_eq!(serde_json::from_str::<ActionContent>(&kept).expect("what was written"), content);
    }

    #[test]
    fn every_determination_goes_with_a_classification_but_the_older_of_two_words() {
        for (word, _) in AlertDetermination::WORDS {
            let goes = AlertClassification::WORDS.iter().any(|(classification, _)| classification.determinations().contains(word));
            assert_eq!(goes, word.newest() == *word, "{word:?}");
        }
    }
}
