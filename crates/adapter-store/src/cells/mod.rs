//! The cells of a row, read one after another in the order of its columns.

mod json;
mod postgres;

pub(crate) use json::JsonCells;
pub(crate) use postgres::PgCells;

use riskgate_model::{Body, Claim, Claimant, Id, MsgraphRecord, Risk, TenantId, Time, Vocabulary, Word};
use serde::de::DeserializeOwned;

/// The cells of one row, read from left to right. Both engines' rows are read through it.
pub(crate) trait Cells {
    /// What can go wrong: a cell is missing, or not what its column should hold.
    type Error;

    /// A text.
    fn text(&mut self) -> Result<Option<String>, Self::Error>;

    /// A whole number.
    fn number(&mut self) -> Result<Option<i64>, Self::Error>;

    /// A word.
    fn word<V: Vocabulary>(&mut self) -> Result<Option<Word<V>>, Self::Error>;

    /// A tenant.
    fn tenant(&mut self) -> Result<TenantId, Self::Error>;

    /// An error with these words.
    fn fault(words: &str) -> Self::Error;

    /// A text that must be there.
    fn required_text(&mut self) -> Result<String, Self::Error> {
        self.text()?.ok_or_else(|| Self::fault("a cell is empty that must not be"))
    }

    /// A number that must be there.
    fn required_number(&mut self) -> Result<i64, Self::Error> {
        self.number()?.ok_or_else(|| Self::fault("a cell is empty that must not be"))
    }

    /// A moment.
    fn time(&mut self) -> Result<Option<Time>, Self::Error> {
        Ok(self.number()?.map(Time::from_nanos))
    }

    /// Yes or no.
    fn flag(&mut self) -> Result<Option<bool>, Self::Error> {
        Ok(self.number()?.map(|number| number != 0))
    }

    /// A text that is JSON.
    fn json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Self::Error> {
        let text = self.text()?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| Self::fault("a cell is not the JSON it should be"))).transpose()
    }

    /// A risk: the cells of [`RISK`].
    fn risk(&mut self) -> Result<Risk, Self::Error> {
        Ok(Risk { state: self.word()?, level: self.word()?, detail: self.word()?, updated: self.time()?, decided_by: self.claimant()? })
    }

    /// The claims about somebody of the tenant.
    fn claims(&mut self, tenant: &TenantId) -> Result<Vec<Claim>, Self::Error> {
        let mut claims: Vec<Claim> = self.json()?.unwrap_or_default();
        for alert in claims.iter_mut().filter_map(|claim| claim.alert.as_mut()) {
            alert.id.adopt(tenant);
        }
        Ok(claims)
    }

    /// A claimant.
    fn claimant(&mut self) -> Result<Option<Claimant>, Self::Error> {
        match self.text()?.as_deref() {
            None => Ok(None),
            Some("entra") => Ok(Some(Claimant::Entra)),
            Some("administrator") => Ok(Some(Claimant::Administrator)),
            Some("defender") => Ok(Some(Claimant::Defender)),
            Some(_) => Err(Self::fault("a claimant is not known")),
        }
    }

    /// A whole record, which is handed to `keep` beside what was read of it.
    fn record<T: MsgraphRecord>(&mut self, tenant: &TenantId, keep: impl FnOnce(&mut T, Body)) -> Result<Option<T>, Self::Error> {
        let Some(text) = self.text()? else { return Ok(None) };
        let body = Body::kept(text);
        let mut value = body.read(tenant).map_err(|_| Self::fault("a record is not what it should be"))?;
        keep(&mut value, body);
        Ok(Some(value))
    }
}

/// The columns of a risk, as [`Cells::risk`] reads them.
pub(crate) const RISK: [&str; 5] = ["risk_state", "risk_level", "risk_detail", "risk_updated", "risk_decided_by"];

/// How a claimant stands in the store.
pub(crate) fn claimant(claimant: Claimant) -> &'static str {
    match claimant {
        Claimant::Entra => "entra",
        Claimant::Administrator => "administrator",
        Claimant::Defender => "defender",
    }
}
