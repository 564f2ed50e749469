//! What Conditional Access did with a sign-in.

use super::table::part;
use crate::vocabulary::{Out, PolicyResult, raw, shown};

part! {
    /// "Conditional Access": what one policy did with a sign-in.
    AppliedConditionalAccessPolicy "AppliedConditionalAccessPolicy" shows AppliedPolicy;

    /// The policy's id in Microsoft Entra.
    id "id" [Option<&str>] = |it| it.id.as_deref();
    /// "Policy name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "Result".
    result "result" [Out<PolicyResult>] = |it| shown(it.result.as_ref());
    /// `result` as it came.
    result_raw "resultRaw" [Option<&str>] = |it| raw(it.result.as_ref());
    /// "Grant controls" that the policy asked for, such as `mfa` or `block`.
    enforced_grant_controls "enforcedGrantControls" [&[String]] = |it| &it.enforced_grant_controls;
    /// "Session controls" that the policy set.
    enforced_session_controls "enforcedSessionControls" [&[String]] = |it| &it.enforced_session_controls;
    /// The conditions that were met, parted by commas.
    conditions_satisfied "conditionsSatisfied" [Option<&str>] = |it| it.conditions_satisfied.as_deref();
    /// The conditions that were not met, parted by commas.
    conditions_not_satisfied "conditionsNotSatisfied" [Option<&str>] = |it| it.conditions_not_satisfied.as_deref();
    /// The rules by which the policy included the sign-in.
    include_rules_satisfied "includeRulesSatisfied" [Vec<PolicyRule<'_>>] =
        |it| it.include_rules_satisfied.iter().map(PolicyRule).collect();
    /// The rules by which the policy excluded the sign-in.
    exclude_rules_satisfied "excludeRulesSatisfied" [Vec<PolicyRule<'_>>] =
        |it| it.exclude_rules_satisfied.iter().map(PolicyRule).collect();
}

part! {
    /// A rule of a Conditional Access policy that a sign-in met.
    PolicyRule "ConditionalAccessRuleSatisfied" shows PolicyRule;

    /// What the rule looks at, such as `users` or `application`.
    conditional_access_condition "conditionalAccessCondition" [Option<&str>] = |it| it.conditional_access_condition.as_deref();
    /// The rule, such as `allUsers` or `appId`.
    rule_satisfied "ruleSatisfied" [Option<&str>] = |it| it.rule_satisfied.as_deref();
}
