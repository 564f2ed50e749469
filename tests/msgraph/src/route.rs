//! What a path asks for.

use crate::{actions::Action, collections::Collection, refusal::Refusal};

/// A version of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    Beta,
}

/// What a path asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// The rows of a collection, of this parent if it has one.
    List(Collection, Option<String>),
    /// One row.
    Item(Collection, Option<String>, String),
    /// An action of risk.
    Act(Action),
    /// A user is signed out everywhere.
    RevokeSessions(String),
    /// The comments on an alert.
    Comments(String),
}

impl Version {
    pub(crate) fn of(segment: &str) -> Option<Self> {
        match segment {
            "v1.0" => Some(Self::V1),
            "beta" => Some(Self::Beta),
            _ => None,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl Target {
    /// What the segments below the version ask for; their case does not matter.
    ///
    /// # Errors
    /// When there is no such thing.
    pub(crate) fn of(segments: &[&str]) -> Result<Self, Refusal> {
        if let ["users", id, last] = segments
            && bare(last) == "revokesigninsessions"
        {
            return Ok(Self::RevokeSessions((*id).to_owned()));
        }
        if let [security, alerts, id, comments] = segments
            && begins(&["security", "alerts_v2", "{}", "comments"], &[security, alerts, id, comments])
        {
            return Ok(Self::Comments((*id).to_owned()));
        }
        for collection in Collection::ALL {
            let path: Vec<&str> = collection.rules().path.split('/').collect();
            if !begins(&path, segments) {
                continue;
            }
            let parent = path.iter().position(|part| *part == "{}").map(|at| segments[at].to_owned());
            match &segments[path.len()..] {
                [] => return Ok(Self::List(collection, parent)),
                [last] => {
                    let action = Action::of(collection, &bare(last));
                    return Ok(action.map_or_else(|| Self::Item(collection, parent, (*last).to_owned()), Self::Act));
                }
                _ => {}
            }
        }
        Err(Refusal::no_segment(segments.last().copied().unwrap_or_default()))
    }

    /// The collection that is read or acted on.
    pub(crate) const fn collection(&self) -> Collection {
        match self {
            Self::List(collection, _) | Self::Item(collection, ..) => *collection,
            Self::Act(action) => action.collection(),
            Self::RevokeSessions(_) => Collection::Users,
            Self::Comments(_) => Collection::Alerts,
        }
    }
}

/// Whether the segments begin with the path.
fn begins(path: &[&str], segments: &[&str]) -> bool {
    let fits = |(wanted, segment): (&&str, &&str)| *wanted == "{}" || wanted.eq_ignore_ascii_case(segment);
    segments.len() >= path.len() && path.iter().zip(segments).all(fits)
}

/// An action's name without the namespace that may stand before it, in lower case.
fn bare(segment: &str) -> String {
    let lower = segment.to_ascii_lowercase();
    lower.strip_prefix("microsoft.graph.").map(str::to_owned).unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<Target> {
        Target::of(&path.split('/').collect::<Vec<_>>()).ok()
    }

    #[test]
    fn paths_are_understood() {
        assert_eq!(of("auditLogs/signins"), Some(Target::List(Collection::SignIns, None)));
        assert_eq!(of("identityProtection/riskyUsers/U"), Some(Target::Item(Collection::RiskyUsers, None, "U".into())));
        assert_eq!(of("identityProtection/riskyUsers/U/history"), Some(Target::List(Collection::RiskyUserHistory, Some("U".into()))));
        assert_eq!(
            of("identityProtection/riskyUsers/U/history/1"),
            Some(Target::Item(Collection::RiskyUserHistory, Some("U".into()), "1".into()))
        );
        for dismiss in ["dismiss", "microsoft.graph.dismiss"] {
            assert_eq!(of(&format!("identityProtection/riskyUsers/{dismiss}")), Some(Target::Act(Action::DismissUsers)));
        }
        assert_eq!(of("users/U/revokeSignInSessions"), Some(Target::RevokeSessions("U".into())));
        assert_eq!(of("security/Alerts_v2/A/comments"), Some(Target::Comments("A".into())));
        assert_eq!(of("identityProtection"), None);
        assert_eq!(of("me"), None);
    }
}
