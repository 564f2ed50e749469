//! What the page around a record says of it.

use crate::resource::{Meaning, Resource};

/// What a page's `@odata.context` says of the records in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageContext {
    text: String,
    pub(crate) meaning: Option<Meaning>,
}

impl PageContext {
    /// Reads the value of `@odata.context`, such as `https://graph.microsoft.com/v1.0/$metadata#riskyUsers`.
    pub fn new(context: &str) -> Self {
        Self { text: context.to_owned(), meaning: meaning(context) }
    }

    /// The context of a page of alerts of Microsoft Defender.
    pub fn alerts() -> Self {
        Self::new("https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2")
    }

    /// The value that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn meaning(context: &str) -> Option<Meaning> {
    let (_, fragment) = context.split_once("$metadata#")?;
    if let Some(kind) = fragment.strip_prefix("Collection(") {
        return Some(Meaning::of_type(kind.split(')').next().unwrap_or(kind)));
    }
    let path = without_parentheses(fragment);
    let mut names = path.split('/').filter(|name| !name.is_empty() && !name.starts_with('$')).rev();
    let last = names.next()?;
    if last.eq_ignore_ascii_case("policies") {
        // There are policies of many kinds; where they stand tells which.
        let above = names.next().unwrap_or_default();
        let is_access = above.eq_ignore_ascii_case("conditionalAccess");
        return Some(if is_access { Meaning::Resource(Resource::ConditionalAccessPolicy) } else { Meaning::of_name(last) });
    }
    if last.eq_ignore_ascii_case("alerts") && names.clone().next().is_some_and(|above| above.eq_ignore_ascii_case("security")) {
        return Some(Meaning::older_alert());
    }
    if !last.eq_ignore_ascii_case("history") {
        return Some(Meaning::of_type(last));
    }
    match Meaning::of_type(names.next()?) {
        Meaning::Resource(Resource::RiskyUser) => Some(Meaning::Resource(Resource::RiskyUserHistoryItem)),
        Meaning::Resource(Resource::RiskyServicePrincipal) => Some(Meaning::Resource(Resource::RiskyServicePrincipalHistoryItem)),
        _ => Some(Meaning::of_name(last)),
    }
}

/// The path without its keys and lists of properties.
fn without_parentheses(path: &str) -> String {
    let mut depth = 0_usize;
    let outside = |letter: &char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    path.chars().filter(outside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_name_their_resource() {
        let read = |fragment: &str| meaning(&format!("https://graph.microsoft.com/beta/$metadata#{fragment}"));
        for (fragment, resource) in [
            ("riskyUsers", Resource::RiskyUser),
            ("identityProtection/riskyUsers(id,riskState,history())/$entity", Resource::RiskyUser),
            ("riskyUsers('0f3b')/history", Resource::RiskyUserHistoryItem),
            ("identityProtection/riskyServicePrincipals('9a')/history/$entity", Resource::RiskyServicePrincipalHistoryItem),
            ("riskyServicePrincipal", Resource::RiskyServicePrincipal),
            ("riskyServicePrincipalHistoryItem", Resource::RiskyServicePrincipalHistoryItem),
            ("auditLogs/signIns", Resource::SignIn),
            ("riskDetections/$entity", Resource::RiskDetection),
            ("auditLogs/directoryAudits", Resource::DirectoryAudit),
            ("Collection(microsoft.graph.directoryAudit)", Resource::DirectoryAudit),
            ("servicePrincipalRiskDetections", Resource::RiskDetection),
            ("identity/conditionalAccess/policies", Resource::ConditionalAccessPolicy),
            ("conditionalAccess/policies/$entity", Resource::ConditionalAccessPolicy),
            ("identity/conditionalAccess/namedLocations", Resource::NamedLocation),
            ("namedLocations/$entity", Resource::NamedLocation),
            ("Collection(microsoft.graph.countryNamedLocation)", Resource::NamedLocation),
            ("Collection(microsoft.graph.conditionalAccessPolicy)", Resource::ConditionalAccessPolicy),
            ("Collection(microsoft.graph.riskyUser)", Resource::RiskyUser),
            ("users(id,mail)/$entity", Resource::User),
            ("security/alerts_v2", Resource::Alert),
            ("security/alerts_v2('da1')/$entity", Resource::Alert),
            ("security/incidents('29')/alerts", Resource::Alert),
            ("Collection(microsoft.graph.security.alert)", Resource::Alert),
            ("security/incidents(alerts())", Resource::Incident),
            ("security/incidents/$entity", Resource::Incident),
        ] {
            assert_eq!(read(fragment), Some(Meaning::Resource(resource)), "{fragment}");
        }
    }

    #[test]
    fn other_contexts_are_named() {
        let read = |fragment: &str| meaning(&format!("https://graph.microsoft.com/v1.0/$metadata#{fragment}"));
        for (fragment, name) in [
            ("security/alerts", "alerts"),
            ("Collection(microsoft.graph.alert)", "alerts"),
            ("security/alerts_v2('da1')/comments", "alertComments"),
            ("networkAccess/policies", "policies"),
            ("Edm.Boolean", "Edm.Boolean"),
            ("microsoft.graph.passwordResetResponse", "passwordResetResponse"),
            ("groups", "groups"),
        ] {
            assert_eq!(read(fragment), Some(Meaning::Other(name.into())), "{fragment}");
        }
        assert_eq!(meaning("nothing of the kind"), None);
    }
}
