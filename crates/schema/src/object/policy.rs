//! What Conditional Access did with a sign-in.

use async_graphql::{Context, Object, Result};
use riskgate_model::{AppliedPolicy, ConditionalAccessPolicyId, Id, SignIn};

use super::{ConditionalAccessPolicy, table::part};
use crate::{
    ask,
    level::{EachOne, Node, level},
    vocabulary::{Out, PolicyResult, raw, shown},
};

/// What one policy did with a sign-in, and which policy of the sign-in's tenant it is.
pub(crate) struct AppliedConditionalAccessPolicy {
    applied: AppliedPolicy,
    policy: Option<ConditionalAccessPolicyId>,
}

impl AppliedConditionalAccessPolicy {
    /// Those of a sign-in, in Microsoft's order.
    pub(crate) fn of(sign_in: &SignIn) -> impl Iterator<Item = Self> {
        let tenant = sign_in.id.tenant();
        sign_in.applied_conditional_access_policies.iter().map(|applied| {
            let policy = applied.id.as_deref().map(|id| ConditionalAccessPolicyId::new(tenant.clone(), id));
            Self { applied: applied.clone(), policy }
        })
    }
}

impl Node for AppliedConditionalAccessPolicy {
    const BRANCHES: &'static [&'static str] = &["policy"];
}

/// "Conditional Access": what one policy did with a sign-in.
#[Object(name = "AppliedConditionalAccessPolicy")]
impl AppliedConditionalAccessPolicy {
    /// The policy's id in Microsoft Entra.
    async fn id(&self) -> Option<&str> {
        self.applied.id.as_deref()
    }

    /// "Policy name".
    async fn display_name(&self) -> Option<&str> {
        self.applied.display_name.as_deref()
    }

    /// "Result".
    async fn result(&self) -> Out<PolicyResult> {
        shown(self.applied.result.as_ref())
    }

    /// `result` as it came.
    async fn result_raw(&self) -> Option<&str> {
        raw(self.applied.result.as_ref())
    }

    /// "Grant controls" that the policy asked for, such as `mfa` or `block`.
    async fn enforced_grant_controls(&self) -> &[String] {
        &self.applied.enforced_grant_controls
    }

    /// "Session controls" that the policy set.
    async fn enforced_session_controls(&self) -> &[String] {
        &self.applied.enforced_session_controls
    }

    /// The conditions that were met, parted by commas.
    async fn conditions_satisfied(&self) -> Option<&str> {
        self.applied.conditions_satisfied.as_deref()
    }

    /// The conditions that were not met, parted by commas.
    async fn conditions_not_satisfied(&self) -> Option<&str> {
        self.applied.conditions_not_satisfied.as_deref()
    }

    /// The rules by which the policy included the sign-in.
    async fn include_rules_satisfied(&self) -> Vec<PolicyRule<'_>> {
        self.applied.include_rules_satisfied.iter().map(PolicyRule).collect()
    }

    /// The rules by which the policy excluded the sign-in.
    async fn exclude_rules_satisfied(&self) -> Vec<PolicyRule<'_>> {
        self.applied.exclude_rules_satisfied.iter().map(PolicyRule).collect()
    }

    /// The policy as it stands now, which may differ from what it was when the sign-in met it; null where it is not known.
    async fn policy(&self, ctx: &Context<'_>) -> Result<Option<EachOne<ConditionalAccessPolicy>>> {
        ask::each_policy(ctx, level::<Self>(ctx).iter().map(|it| it.policy.as_ref()).collect()).await
    }
}

part! {
    /// A rule of a Conditional Access policy that a sign-in met.
    PolicyRule "ConditionalAccessRuleSatisfied" shows PolicyRule;

    /// What the rule looks at, such as `users` or `application`.
    conditional_access_condition "conditionalAccessCondition" [Option<&str>] = |it| it.conditional_access_condition.as_deref();
    /// The rule, such as `allUsers` or `appId`.
    rule_satisfied "ruleSatisfied" [Option<&str>] = |it| it.rule_satisfied.as_deref();
}
