//! What a batch wrote that alerts may be about: who and what is to be folded once more when all of the batch is there.

use std::collections::BTreeSet;

use riskgate_model::{AlertId, Detection, DetectionId, Id, Identity, IncidentId, ServicePrincipalId, SignInId, TenantId, UserId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::{due::Due, versions::Versioned};
use crate::{error::StoreError, keys::Keys, sql::Sql};

/// What a batch wrote. It stays empty where there are no alerts, so that who has none pays nothing.
#[derive(Default)]
pub(crate) struct Touched {
    is_watching: bool,
    /// Alerts.
    pub(super) alerts: BTreeSet<AlertId>,
    /// Incidents.
    pub(super) incidents: BTreeSet<IncidentId>,
    /// Users and service principals that may have got other names.
    pub(super) known: BTreeSet<Identity>,
    /// Detections.
    pub(super) detections: BTreeSet<DetectionId>,
    /// The sign-ins that they are of, or were.
    pub(super) sign_ins: BTreeSet<SignInId>,
    /// Whose they are, or were.
    pub(super) owners: BTreeSet<Identity>,
    /// What the alerts speak about, or spoke.
    pub(super) due: Due,
}

impl Touched {
    /// Nothing yet, in a store with or without alerts.
    pub(crate) async fn begin(transaction: &DatabaseTransaction) -> Result<Self, StoreError> {
        let statement = Statement::from_string(transaction.get_database_backend(), "select 1 from alerts limit 1");
        Ok(Self { is_watching: transaction.query_one_raw(statement).await?.is_some(), ..Self::default() })
    }

    /// Whether there are alerts.
    pub(super) fn is_watching(&self) -> bool {
        self.is_watching
    }

    /// Notes that alerts come. What was written before the first of them is found by it.
    pub(super) fn watch(&mut self) {
        self.is_watching = true;
    }

    /// Notes that these may have got other names.
    pub(super) fn know(&mut self, identities: impl IntoIterator<Item = Identity>) {
        if self.is_watching {
            self.known.extend(identities);
        }
    }

    /// Notes a detection as it is now.
    pub(super) fn detection(&mut self, detection: &Detection) {
        if self.is_watching {
            self.add(detection.id.clone(), detection.request_id.clone(), owner(detection));
        }
    }

    /// Notes records as they are before they are written, if they are detections.
    pub(super) async fn before<E: Versioned>(&mut self, transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<(), StoreError> {
        if !self.is_watching || keys.is_empty() || E::KIND != Detection::KIND {
            return Ok(());
        }
        let columns = "select it.tenant, it.id, it.request_id, it.user_id, it.service_principal_id";
        let mut sql = Sql::new(transaction.get_database_backend(), columns);
        sql.wanted(keys, "detections", &["tenant", "id"]);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
            let id: String = row.try_get_by_index(1)?;
            let text = |column| row.try_get_by_index::<Option<String>>(column);
            let detection = Detection {
                id: DetectionId::new(tenant.clone(), &id),
                request_id: text(2)?.map(|id| SignInId::new(tenant.clone(), &id)),
                user_id: text(3)?.map(|id| UserId::new(tenant.clone(), &id)),
                service_principal_id: text(4)?.map(|id| ServicePrincipalId::new(tenant.clone(), &id)),
                ..Detection::default()
            };
            self.detection(&detection);
        }
        Ok(())
    }

    fn add(&mut self, id: DetectionId, sign_in: Option<SignInId>, owner: Option<Identity>) {
        self.detections.insert(id);
        self.sign_ins.extend(sign_in);
        self.owners.extend(owner);
    }
}

/// Whose a detection is.
pub(super) fn owner(detection: &Detection) -> Option<Identity> {
    let user = detection.user_id.clone().map(Identity::User);
    user.or_else(|| detection.service_principal_id.clone().map(Identity::ServicePrincipal))
}
