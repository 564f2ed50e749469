//! A record of riskgate's own audit trail.

use async_graphql::{ID, Object};
use riskgate_adapter as adapter;
use riskgate_model::{ActionId, Id as _, TenantId};
use serde::Deserialize;

use crate::{
    id::global,
    level::{Entity, Node},
    scalar::DateTime,
};

/// A record of the audit trail.
pub(crate) struct AuditRecord {
    kept: adapter::AuditRecord,
    told: Told,
}

/// What every record tells.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Told {
    event: String,
    tenant: String,
    action: String,
    by: Option<String>,
    target: Option<String>,
}

impl From<adapter::AuditRecord> for AuditRecord {
    /// A record that tells something else was put there by somebody else: it is shown all the same, `riskgate audit verify` finds it.
    fn from(kept: adapter::AuditRecord) -> Self {
        let told = serde_json::from_str(&kept.record).unwrap_or_default();
        Self { kept, told }
    }
}

impl AuditRecord {
    /// Its number.
    pub(crate) const fn seq(&self) -> i64 {
        self.kept.seq
    }
}

impl Node for AuditRecord {
    const BRANCHES: &'static [&'static str] = &[];
}

impl Entity for AuditRecord {
    const CONNECTION: &'static str = "AuditRecordConnection";
    const EDGE: &'static str = "AuditRecordEdge";
}

/// A record of riskgate's own audit trail, which only grows: who asked for what and why, what was sent, and what became of it.
#[Object(name = "AuditRecord")]
impl AuditRecord {
    /// Its number, from 1, without a gap.
    #[graphql(name = "seq")]
    async fn number(&self) -> i64 {
        self.kept.seq
    }

    /// When it was written, in UTC.
    async fn date_time(&self) -> DateTime {
        DateTime(self.kept.at)
    }

    /// What happened: `requested`, `rehearsed`, `sent`, which is written before anything is sent, `notSent` where nothing was after all, since
    /// the gateway stopped or came too late, `answered`, `cancelled`, the state in which a step ended, such as `succeeded`, or `refused`: a
    /// request of which nothing was kept, with its `codes`. Those of callers without a token are one record a minute, with their `count`.
    async fn event(&self) -> &str {
        &self.told.event
    }

    /// The id of the action it is about.
    async fn action_id(&self) -> Option<ID> {
        let id = ActionId::new(TenantId::new(&self.told.tenant), &self.told.action);
        (!self.told.action.is_empty()).then(|| ID(global(&id)))
    }

    /// Who asked, where it is about asking.
    async fn requested_by(&self) -> Option<&str> {
        self.told.by.as_deref()
    }

    /// The id of the target in Microsoft Entra, where it is about one step.
    async fn target_id(&self) -> Option<&str> {
        self.told.target.as_deref()
    }

    /// All of it: a JSON object, in the very text that the hash was made of.
    async fn record(&self) -> &str {
        &self.kept.record
    }

    /// The hash of the record before; empty for the first.
    async fn previous(&self) -> &str {
        &self.kept.previous
    }

    /// The SHA-256 of `previous`, a line feed and the record's text: `riskgate audit verify` makes it again.
    async fn hash(&self) -> &str {
        &self.kept.hash
    }
}
