//! Who asks: whoever shows the token.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use riskgate_model::Actor;
use riskgate_schema::Viewer;
use sha2::{Digest as _, Sha256};

use super::problem::Problem;
use crate::config::Http;

/// A text that is compared in a time that says nothing of it: its digest is compared instead.
pub(super) struct Secret([u8; 32]);

impl Secret {
    pub(super) fn new(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    pub(super) fn is(&self, shown: &str) -> bool {
        Sha256::digest(shown)[..] == self.0
    }
}

/// The token, and who shows it.
pub(super) struct Token {
    secret: Secret,
    viewer: Viewer,
}

impl Token {
    /// The token of the settings, if there is one.
    pub(super) fn of(settings: &Http) -> Option<Self> {
        let text = settings.token.text();
        let viewer = Viewer(Actor { name: settings.token_name.clone(), object: settings.acts_for() });
        (!text.is_empty()).then(|| Self { secret: Secret::new(text), viewer })
    }
}

/// Who asks; nobody who is known, where no token is shown.
///
/// # Errors
/// When another token is shown, or one and none is set.
pub(super) fn viewer(headers: &HeaderMap, token: Option<&Token>) -> Result<Option<Viewer>, Problem> {
    let Some(shown) = shown(headers)? else { return Ok(None) };
    let token = token.filter(|token| token.secret.is(shown)).ok_or(Problem::Token)?;
    Ok(Some(token.viewer.clone()))
}

/// What is shown as `Authorization: Bearer …`, if anything is.
///
/// # Errors
/// When it is shown in another form, or twice.
pub(super) fn shown(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut shown = headers.get_all(AUTHORIZATION).into_iter();
    let Some(first) = shown.next() else { return Ok(None) };
    // Of two it is not for us to choose.
    let shown = Some(first).filter(|_| shown.next().is_none()).ok_or(Problem::Token)?;
    let (scheme, shown) = shown.to_str().ok().and_then(|text| text.trim().split_once(' ')).ok_or(Problem::Token)?;
    Some(shown.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or(Problem::Token).map(Some)
}
