//! What was made, for a newcomer to look at.

/// How much of everything there is, and what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The tenant's id.
    pub tenant: String,
    /// Users, deleted ones included.
    pub users: u32,
    /// Sign-ins.
    pub sign_ins: u64,
    /// Detections, of users and workload identities.
    pub detections: usize,
    /// Users who are or were at risk.
    pub risky_users: usize,
    /// Users who are at risk.
    pub users_at_risk: usize,
    /// Workload identities that are or were at risk.
    pub risky_service_principals: usize,
    /// Changes in the risk histories.
    pub risk_changes: usize,
    /// What happened.
    pub stories: Vec<Story>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What happened.
    pub title: &'static str,
    /// Whom to ask for: a user's sign-in name, or a workload identity's name.
    pub identity: String,
    /// What there is to see.
    pub clue: String,
}
