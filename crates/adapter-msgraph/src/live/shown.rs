//! From the rows of a page to what is shown: read by `wire`, as a feed reads them, and judged by the fold, as a store does it.
//!
//! One record is all that is known of a risk here: the closings that a user's history holds, and other claimants, are the store's to know.

use riskgate_adapter::{AdapterError, Answer, ErrorKind};
use riskgate_model::{
    Alert, Claimant, Detection, DirectoryAudit, DirectoryUser, Entity, EntraRisk, Incident, Kept, Observation, Outside, Record, RiskChange,
    RiskyServicePrincipal, RiskyUser, ServicePrincipal, SignIn, Time, User, Verdict, fold,
};
use riskgate_wire::{PageContext, Recognised, Refused, recognise};
use serde_json::value::RawValue;

use super::LiveSource;
use crate::{NAME, error::UnreadRow, rows::defaults};

/// A record as it is shown.
pub(super) trait Shown: Entity {
    /// What a record shows; none where it is one of another kind.
    fn of(record: Record) -> Option<Self>;
}

impl LiveSource {
    /// What the rows of a page show. Those that cannot be read are left out, and told to the log.
    pub(super) fn shown<E: Shown>(&self, rows: &[Box<RawValue>], context: &PageContext) -> Vec<E> {
        let read = |row| match self.read(row, context) {
            Ok(record) => E::of(record),
            Err(reason) => {
                tracing::warn!(adapter.name = NAME, context = context.text(), reason, "a row is left out of a live answer");
                None
            }
        };
        rows.iter().map(|row| &**row).filter_map(read).collect()
    }

    /// What an object shows.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn shown_one<E: Shown>(&self, row: &RawValue, context: &PageContext) -> Answer<E> {
        let unread = |reason| AdapterError::new(NAME, ErrorKind::Malformed).caused_by(UnreadRow(reason));
        let record = self.read(row, context).map_err(unread)?;
        E::of(record).ok_or_else(|| unread("it is another kind of record".to_owned()))
    }

    fn read(&self, row: &RawValue, context: &PageContext) -> Result<Record, String> {
        let defaults = defaults(self.tenant(), self.clock.now());
        let row = serde_json::from_str(row.get()).map_err(|error| error.to_string())?;
        match recognise(row, Some(context), &defaults) {
            Recognised::Record(record) => Ok(record),
            Recognised::Skipped(name) => Err(format!("it is of {name}")),
            Recognised::Refused(Refused { path, reason, .. }) => Err(format!("{path} {reason}")),
        }
    }
}

impl Shown for SignIn {
    fn of(record: Record) -> Option<Self> {
        let Record::SignIn(kept) = record else { return None };
        let Kept { value, body, observed } = *kept;
        let risk = stated(value.entra_risk(), observed.or(Some(value.created_date_time))).risk;
        Some(Self { risk, record: Some(body), ..value })
    }
}

impl Shown for Detection {
    fn of(record: Record) -> Option<Self> {
        let Record::Detection(kept) = record else { return None };
        let Kept { value, body, observed } = *kept;
        let risk = stated(value.entra_risk(), observed.or(Some(value.detected_date_time))).risk;
        Some(Self { risk, record: Some(body), ..value })
    }
}

impl Shown for ServicePrincipal {
    fn of(record: Record) -> Option<Self> {
        let Record::RiskyServicePrincipal(Kept { value, body, .. }) = record else { return None };
        let Verdict { risk, claims } = stated(value.entra_risk(), value.risk_last_updated_date_time);
        let entra = RiskyServicePrincipal { record: Some(body), ..value };
        Some(Self {
            id: entra.id.clone(),
            display_name: entra.display_name.clone(),
            app_id: entra.app_id.clone(),
            service_principal_type: entra.service_principal_type.clone(),
            is_enabled: entra.is_enabled,
            is_processing: entra.is_processing,
            risk,
            claims,
            entra: Some(entra),
        })
    }
}

impl Shown for User {
    /// The user as Entra's record of risk alone has it, or the directory.
    fn of(record: Record) -> Option<Self> {
        match record {
            Record::RiskyUser(Kept { value, body, .. }) => {
                let Verdict { risk, claims } = stated(value.entra_risk(), value.risk_last_updated_date_time);
                let entra = RiskyUser { record: Some(body), ..value };
                Some(Self {
                    id: entra.id.clone(),
                    display_name: entra.user_display_name.clone(),
                    user_principal_name: entra.user_principal_name.clone(),
                    is_deleted: entra.is_deleted,
                    is_processing: entra.is_processing,
                    risk,
                    claims,
                    entra: Some(entra),
                    ..Self::default()
                })
            }
            Record::DirectoryUser(Kept { value, body, .. }) => {
                let directory = DirectoryUser { record: Some(body), ..value };
                Some(Self {
                    id: directory.id.clone(),
                    display_name: directory.display_name.clone(),
                    user_principal_name: directory.user_principal_name.clone(),
                    user_type: directory.user_type.clone(),
                    is_deleted: Some(false),
                    directory: Some(directory),
                    ..Self::default()
                })
            }
            _ => None,
        }
    }
}

impl Shown for RiskChange {
    fn of(record: Record) -> Option<Self> {
        let Record::RiskHistoryItem(identity, Kept { value, body, .. }) = record else { return None };
        Some(Self { record: Some(body), ..value.change(identity) })
    }
}

impl Shown for DirectoryAudit {
    fn of(record: Record) -> Option<Self> {
        let Record::DirectoryAudit(kept) = record else { return None };
        let Kept { value, body, .. } = *kept;
        Some(Self { record: Some(body), ..value })
    }
}

impl Shown for Alert {
    fn of(record: Record) -> Option<Self> {
        let Record::Alert(kept) = record else { return None };
        let Kept { value, body, .. } = *kept;
        Some(Self { record: Some(body), ..value })
    }
}

impl Shown for Incident {
    fn of(record: Record) -> Option<Self> {
        let Record::Incident(kept) = record else { return None };
        let Kept { value, body, .. } = *kept;
        Some(Self { record: Some(body), ..value })
    }
}

/// What one statement of Entra's comes to.
pub(super) fn stated(risk: EntraRisk, at: Option<Time>) -> Verdict {
    let (level, detail) = (risk.risk_level, risk.risk_detail);
    let said = risk.risk_state.map(|state| Observation { claimant: Claimant::Entra, at, state, level, detail, alert: None });
    fold(said.into_iter().collect(), &Outside::default())
}
