//! Every word has one value, and every value one word.

use std::collections::HashSet;

use async_graphql::{InputType, Value};
use riskgate_model::Vocabulary;

use super::*;

fn covers<W: Words + std::fmt::Debug>() {
    let mut seen = HashSet::new();
    for (word, text) in W::Model::WORDS {
        let value = W::of(*word);
        assert_eq!(value.word(), Some(*word), "{text}");
        assert_ne!(value, W::UNKNOWN, "{text}");
        assert!(seen.insert(value.json()), "{text} shares {}", value.json());
        let name = value.json().trim_matches('"');
        assert_eq!(<W as InputType>::parse(Some(Value::Enum(async_graphql::Name::new(name)))).ok(), Some(value), "{text}");
        assert_eq!(value.to_value(), Value::Enum(async_graphql::Name::new(name)), "{text}");
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'), "{name}");
        // The letters are Microsoft's own; only case and underscores are added.
        let letters = |text: &str| text.replace('_', "").to_ascii_lowercase();
        assert!(letters(name).starts_with(&letters(text)), "{text} is spelled {name}");
    }
    assert_eq!(W::UNKNOWN.word(), None);
    assert!(seen.insert(W::UNKNOWN.json()), "UNKNOWN stands for a word");
}

#[test]
fn every_word_has_exactly_one_value_and_back() {
    covers::<RiskLevel>();
    covers::<RiskState>();
    covers::<RiskDetail>();
    covers::<ConditionalAccessStatus>();
    covers::<PolicyResult>();
    covers::<ActivityType>();
    covers::<DetectionTiming>();
    covers::<TokenIssuerType>();
    covers::<AuthenticationRequirement>();
    covers::<SignInEventType>();
    covers::<RiskEventKind>();
    covers::<AuditResult>();
    covers::<NamedLocationType>();
    covers::<CountryLookupMethod>();
    covers::<ConditionalAccessPolicyState>();
    covers::<GrantOperator>();
}

#[test]
fn the_hard_words_are_spelled_as_agreed() {
    assert_eq!(RiskDetail::M365DAdminDismissedDetection.json(), "\"M365D_ADMIN_DISMISSED_DETECTION\"");
    assert_eq!(RiskEventKind::AttackerInTheMiddle.json(), "\"ATTACKER_IN_THE_MIDDLE\"");
    assert_eq!(RiskDetail::UserPassedMfaDrivenByRiskBasedPolicy.json(), "\"USER_PASSED_MFA_DRIVEN_BY_RISK_BASED_POLICY\"");
}
