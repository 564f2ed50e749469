//! What is asked for of alerts.

use clap::Args;
use serde_json::Value;

/// What is asked for of alerts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of alerts")]
pub(super) struct OfAlerts {
    /// new, in-progress or resolved
    #[arg(long, value_name = "WORD")]
    status: Option<String>,
    /// true-positive, informational-expected-activity, false-positive or not-set
    #[arg(long, value_name = "WORD")]
    classification: Option<String>,
    /// What more is known of that, such as compromised-account
    #[arg(long, value_name = "WORD")]
    determination: Option<String>,
    /// Who investigates them
    #[arg(long, value_name = "USERNAME")]
    assigned_to: Option<String>,
    /// What is to be written
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

impl OfAlerts {
    /// Adds it to the input of the mutation, which refuses what it does not take.
    pub(super) fn add_to(&self, input: &mut Value) {
        for (argument, word) in [("status", &self.status), ("classification", &self.classification), ("determination", &self.determination)]
        {
            if let Some(word) = word {
                // As the schema's values are written.
                input[argument] = word.replace('-', "_").to_ascii_uppercase().into();
            }
        }
        for (argument, text) in [("assignedTo", &self.assigned_to), ("comment", &self.comment)] {
            if let Some(text) = text {
                input[argument] = text.as_str().into();
            }
        }
    }
}
