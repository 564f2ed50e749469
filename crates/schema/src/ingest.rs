//! Statuses of alerts, told by clients that hold nothing else of them.

use async_graphql::{Context, ID, InputObject, SimpleObject};
use riskgate_model::{AlertId, Id as _, Kept, Record, RecordKind, TenantId, Time, UserId, Vocabulary as _};

use crate::{
    error::{Fault, report},
    id::named,
    object::{UserError, UserErrorCode},
    routes::world,
    scalar::DateTime,
    vocabulary::{AlertClassification, AlertStatus, Words as _},
};

/// The argument that has the statuses.
const ARGUMENT: &str = "statuses";

/// The most statuses of one mutation.
const MOST: usize = 500;

/// What Microsoft Defender came to say of a user by an alert, of which no more need be known.
#[derive(InputObject)]
pub(crate) struct DefenderStatusInput {
    /// The alert: the id that riskgate shows, or the alert's id in Microsoft Defender.
    alert_id: ID,
    /// The user that it is about: the id that riskgate shows, or the object id in Microsoft Entra. One who is not known yet becomes known.
    user_id: ID,
    /// "Status".
    status: AlertStatus,
    /// "Classification".
    classification: AlertClassification,
    /// When the alert came to stand so; at most a day from now.
    last_update_date_time: DateTime,
}

/// Statuses of alerts of Microsoft Defender.
#[derive(InputObject)]
pub(crate) struct IngestDefenderStatusesInput {
    /// The statuses; at most 500. The order does not matter, nor how often each is told.
    statuses: Vec<DefenderStatusInput>,
}

/// What came of telling statuses.
#[derive(SimpleObject)]
#[graphql(name = "IngestDefenderStatusesPayload")]
pub(crate) struct Ingested {
    /// How many are in the store that were not known before.
    recorded: u64,
    /// How many were known.
    unchanged: u64,
    /// What is not recorded, and why. The others are.
    user_errors: Vec<UserError>,
}

/// Records statuses.
///
/// # Errors
/// When who tells them must be known and is not, or the store fails.
pub(crate) async fn ingest(ctx: &Context<'_>, input: IngestDefenderStatusesInput) -> Result<Ingested, Fault> {
    let world = world(ctx);
    world.acting.viewer(ctx).await?;
    if input.statuses.len() > MOST {
        let message = format!("`statuses` has {} statuses and the maximum is {MOST}", input.statuses.len());
        let error = UserError::about(ARGUMENT, UserErrorCode::TooManyTargets, message);
        return Ok(Ingested { recorded: 0, unchanged: 0, user_errors: vec![error] });
    }
    let (now, home) = (world.acting.clock.now(), world.tenant());
    let (mut records, mut user_errors) = (Vec::new(), Vec::new());
    for status in input.statuses {
        match status.read(&home, now) {
            Ok(record) => records.push(record),
            Err(error) => user_errors.push(error),
        }
    }
    let recorded = world.sink.source.record(&records, &[]).await.map_err(|error| report(&error))?;
    let counts = recorded.0.get(&RecordKind::Alerts).copied().unwrap_or_default();
    Ok(Ingested { recorded: counts.new + counts.changed, unchanged: counts.unchanged, user_errors })
}

impl DefenderStatusInput {
    /// The record of it: one of the alert, which says no more than this.
    fn read(self, tenant: &TenantId, now: Time) -> Result<Record, UserError> {
        let target = self.alert_id.clone();
        let refused = |code, message: String| UserError::about(ARGUMENT, code, message).of_target(target.clone());
        let invalid = |_: Fault| refused(UserErrorCode::IdInvalid, "the id is none of an alert, or of a user".to_owned());
        let alert: AlertId = named(&self.alert_id, "alertId", tenant).map_err(invalid)?;
        let user: UserId = named(&self.user_id, "userId", alert.tenant()).map_err(invalid)?;
        if user.tenant() != alert.tenant() {
            return Err(refused(UserErrorCode::OtherTenant, "the alert and the user are of different tenants".to_owned()));
        }
        let at = self.last_update_date_time.0;
        if at.is_ahead(now) {
            return Err(refused(UserErrorCode::TimeInFuture, "`lastUpdateDateTime` is more than a day from now".to_owned()));
        }
        let (Some(status), Some(classification)) = (self.status.word(), self.classification.word()) else {
            return Err(refused(UserErrorCode::StatusUnknown, "`UNKNOWN` says nothing of a risk".to_owned()));
        };
        // Only what is told: an empty list would say that the alert has none.
        let told = [
            ("id", alert.object().into()),
            ("status", status.word().into()),
            ("classification", classification.word().into()),
            ("lastUpdateDateTime", at.to_string().into()),
            ("statusOf", vec![user.object()].into()),
        ];
        let told = told.into_iter().map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value)).collect();
        let kept = Kept::read(told, alert.tenant(), None).expect("texts and a time make an alert");
        Ok(Record::Alert(Box::new(kept)))
    }
}
