//! The workload identities of the demo tenant.

use riskgate_model::{Id, ServicePrincipalId};

use super::{dice::Throw, tenant::Tenant};

/// A workload identity: an application that signs in by itself.
pub(super) struct Workload {
    pub(super) id: ServicePrincipalId,
    pub(super) app: String,
    pub(super) name: &'static str,
    /// Whether Azure manages its credentials; such identities are out of Microsoft's risk detection.
    pub(super) is_managed: bool,
}

/// Their names; the first [`RISKY`] are risky.
pub(super) const NAMES: [&str; 8] = [
    "Payroll Export",
    "Warehouse Sync",
    "Ticket Bridge",
    "Legacy Reporting",
    "Backup Runner",
    "Intranet Search",
    "Build Agents",
    "Badge Reader Gateway",
];
/// How many of them are risky.
pub(super) const RISKY: usize = 4;

impl Workload {
    /// The workload of this number, below the length of [`NAMES`].
    pub(super) fn new(tenant: &Tenant, number: usize) -> Self {
        let mut dice = tenant.dice(Throw::Workload, number as u64);
        Self {
            id: ServicePrincipalId::new(tenant.id.clone(), &dice.guid()),
            app: dice.guid(),
            name: NAMES[number],
            is_managed: number == 4,
        }
    }
}
