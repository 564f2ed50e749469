//! Who asks: whoever shows the token.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use riskgate_model::Actor;
use riskgate_schema::Viewer;
use sha2::{Digest as _, Sha256};

use super::problem::Problem;
use crate::config::Http;

/// The token, and who shows it.
pub(super) struct Token {
    /// Compared instead of the token, so that the time it takes says nothing of the token.
    digest: [u8; 32],
    viewer: Viewer,
}

impl Token {
    /// The token of the settings, if there is one.
    pub(super) fn of(settings: &Http) -> Option<Self> {
        let text = settings.token.text();
        let viewer = Viewer(Actor { name: settings.token_name.clone(), object: settings.acts_for() });
        (!text.is_empty()).then(|| Self { digest: Sha256::digest(text).into(), viewer })
    }
}

/// Who asks; nobody who is known, where no token is shown.
///
/// # Errors
/// When another token is shown, or one and none is set.
pub(super) fn viewer(headers: &HeaderMap, token: Option<&Token>) -> Result<Option<Viewer>, Problem> {
    let mut shown = headers.get_all(AUTHORIZATION).into_iter();
    let Some(first) = shown.next() else { return Ok(None) };
    // Of two it is not for us to choose.
    let shown = Some(first).filter(|_| shown.next().is_none()).ok_or(Problem::Token)?;
    let (scheme, shown) = shown.to_str().ok().and_then(|text| text.trim().split_once(' ')).ok_or(Problem::Token)?;
    let token = token.filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or(Problem::Token)?;
    let is_it = Sha256::digest(shown.trim())[..] == token.digest;
    if is_it { Ok(Some(token.viewer.clone())) } else { Err(Problem::Token) }
}
