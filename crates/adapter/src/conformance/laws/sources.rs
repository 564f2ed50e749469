//! Sources that refuse, or ask to slow down.

use std::time::Duration;

use riskgate_model::{FieldSet, Filter};

use super::{DELAY, refusals::error};
use crate::{
    AdapterError, ErrorKind,
    conformance::{
        findings::Findings,
        held::{Held, asked, asked_by_id, told},
        listed::Listed,
    },
};

/// Credentials that the source refuses are an error, never an empty answer.
pub(super) async fn denied<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    every_call::<E>(held, found, "the error denied", |error| matches!(error.kind, ErrorKind::Denied(_))).await;
}

/// A source that asks to slow down is an error that says for how long. Times may be told in whole seconds.
pub(super) async fn throttled<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let second = Duration::from_secs(1);
    let is_told = |error: &AdapterError| {
        let delay = error.retry_after.is_some_and(|delay| delay + second >= DELAY && delay <= DELAY + second);
        error.kind == ErrorKind::Throttled && delay
    };
    every_call::<E>(held, found, &format!("the error throttled, worth another try after {DELAY:?}"), is_told).await;
}

/// Every call of every kind is answered by the error.
async fn every_call<E: Listed>(held: &Held<'_>, found: &mut Findings, expected: &str, is_right: impl Fn(&AdapterError) -> bool) {
    let mut judge = |asked: String, error: Option<&AdapterError>| match error {
        Some(error) if is_right(error) => found.right(),
        Some(error) => {
            let delay = error.retry_after.map_or_else(String::new, |delay| format!(", worth another try after {delay:?}"));
            found.wrong(asked, format!("{}{delay}", told(error)), expected);
        }
        None => found.wrong(asked, "an answer", expected),
    };
    let ids: Vec<E::Id> = E::rows(held.world).iter().take(1).map(|row| row.id().clone()).collect();
    match held.by_id::<E>(&ids, E::Fields::all()).await {
        Ok(None) => {}
        Ok(Some(_)) => judge(asked_by_id::<E>(&ids), None),
        Err(error) => judge(asked_by_id::<E>(&ids), Some(&error)),
    }
    for scope in held.scopes::<E>() {
        let (list, query) = (scope.pick(&[0]), held.query::<E>(5));
        judge(asked(&list, &query), error(&E::groups(held.adapter, &list, &query).await));
        match E::counts(held.adapter, &list, &Filter::All).await {
            Err(error) => judge(format!("count of {}{list}", E::QUESTION.name()), Some(&error)),
            Ok(counts) if counts.iter().any(Option::is_some) => judge(format!("count of {}{list}", E::QUESTION.name()), None),
            Ok(_) => {}
        }
    }
}
