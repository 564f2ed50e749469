//! What the authority answers: a token and how long it is good, or why there is none.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use crate::{CredentialsProblem, Malformation, MsgraphError, Party, body, http::Reply};

/// A token that the authority gives.
pub(crate) struct Granted {
    /// The header that shows it to Microsoft Graph.
    pub(crate) header: HeaderValue,
    /// How long it is good, by what the authority says. What is in a token is nobody's business but Microsoft Graph's.
    pub(crate) life: Duration,
}

#[derive(Deserialize)]
struct Grant {
    access_token: String,
    /// A number; a text at some older authorities.
    expires_in: Value,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error_codes: Vec<u64>,
    /// It begins with the code; the rest names ids, and is not kept.
    #[serde(default)]
    error_description: String,
}

/// Reads the authority's answer.
pub(crate) fn read(reply: &Reply) -> Result<Granted, MsgraphError> {
    match reply.status {
        status if status.is_success() => granted(&reply.body),
        StatusCode::TOO_MANY_REQUESTS => Err(MsgraphError::Throttled { retry_after: Duration::from_secs(1) }),
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let refusal: Refusal = serde_json::from_slice(&reply.body).unwrap_or_default();
            Err(MsgraphError::CredentialsRefused(problem(refusal.code())))
        }
        status if status.is_redirection() => Err(MsgraphError::Malformed(Malformation::Redirect)),
        // Where there is no such tenant in the path's form, there is no such page.
        StatusCode::NOT_FOUND => Err(MsgraphError::CredentialsRefused(CredentialsProblem::Unexplained)),
        status => {
            Err(MsgraphError::Unavailable { party: Party::Authority, status: Some(status.as_u16()), retry_after: None, source: None })
        }
    }
}

fn granted(text: &[u8]) -> Result<Granted, MsgraphError> {
    let grant: Grant = body::read(text)?;
    let seconds = grant.expires_in.as_u64().or_else(|| grant.expires_in.as_str()?.parse().ok());
    let other_shape = || MsgraphError::Malformed(Malformation::OtherShape);
    let mut header = HeaderValue::try_from(format!("Bearer {}", grant.access_token)).map_err(|_| other_shape())?;
    header.set_sensitive(true);
    // A day is the longest that Microsoft gives; a number beyond any time must not end the process.
    let life = Duration::from_secs(seconds.ok_or_else(other_shape)?.min(7 * 86_400));
    Ok(Granted { header, life })
}

impl Refusal {
    fn code(&self) -> Option<u64> {
        self.error_codes.first().copied().or_else(|| {
            let rest = self.error_description.strip_prefix("AADSTS")?;
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        })
    }
}

const fn problem(code: Option<u64>) -> CredentialsProblem {
    match code {
        None => CredentialsProblem::Unexplained,
        Some(code) => match code {
            7_000_215 => CredentialsProblem::WrongSecret,
            7_000_222 => CredentialsProblem::ExpiredSecret,
            700_016 | 7_000_229 => CredentialsProblem::UnknownClient,
            7_000_112 => CredentialsProblem::DisabledClient,
            90_002 | 900_023 => CredentialsProblem::UnknownTenant,
            700_027 | 700_030 | 7_000_214 | 50_012 => CredentialsProblem::WrongCertificate,
            700_024 => CredentialsProblem::WrongClock,
            70_011 | 500_011 | 1_002_012 | 90_038 | 900_382 | 900_432 | 900_439 => CredentialsProblem::WrongCloud,
            53_003 | 530_035 => CredentialsProblem::KeptOut,
            code => CredentialsProblem::Other(code),
        },
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;
    use serde_json::json;

    use super::*;

    fn answer(status: StatusCode, body: &Value) -> Result<Granted, MsgraphError> {
        read(&Reply { status, headers: HeaderMap::new(), body: body.to_string().into_bytes() })
    }

    fn refused(body: &Value) -> String {
        answer(StatusCode::UNAUTHORIZED, body).err().expect("no token").to_string()
    }

    #[test]
    fn each_usual_refusal_is_one_sentence_that_says_what_to_mend() {
        for (code, says) in [
            (7_000_215, "client secret is wrong"),
            (7_000_222, "client secret has expired"),
            (700_016, "no application with this client id"),
            (7_000_112, "application is disabled"),
            (90_002, "no tenant with this id"),
            (900_023, "no tenant with this id"),
            (700_027, "certificate is not accepted"),
            (700_024, "set this machine's clock"),
            (500_011, "must belong to one cloud"),
            (53_003, "Conditional Access policy"),
            (50_049, "AADSTS50049"),
        ] {
            let sentence = refused(&json!({ "error": "invalid_client", "error_codes": [code] }));
            assert!(sentence.contains(says), "{code}: {sentence}");
            let described = json!({ "error": "invalid_client", "error_description": format!("AADSTS{code}: something") });
            assert_eq!(refused(&described), sentence);
        }
        assert!(refused(&json!("a proxy's page")).contains("no code why"));
    }

    #[test]
    fn a_refusal_shows_nothing_of_the_authoritys_text() {
        let description = "AADSTS7000215: Invalid client secret provided for app '11111111-aaaa'. Trace ID: 2222";
        let sentence = refused(&json!({ "error_description": description, "error_codes": [7_000_215], "trace_id": "2222" }));
        assert!(!sentence.contains("1111") && !sentence.contains("2222"), "{sentence}");
    }

    #[test]
    fn a_token_lives_as_long_as_is_said_in_numbers_or_text() {
        for seconds in [json!(3_599), json!("3599")] {
            let granted =
                answer(StatusCode::OK, &json!({ "token_type": "Bearer", "access_token": "abc", "expires_in": seconds })).expect("a token");
            assert_eq!(granted.life, Duration::from_secs(3_599));
            assert_eq!(format!("{:?}", granted.header), "Sensitive");
        }
    }

    #[test]
    fn a_grant_that_is_none_is_malformed() {
        for body in [
            json!({ "access_token": "abc" }),
            json!({ "access_token": "abc", "expires_in": "soon" }),
            json!({ "access_token": "a\nb", "expires_in": 1 }),
            json!({ "expires_in": 1 }),
        ] {
            assert!(matches!(answer(StatusCode::OK, &body), Err(MsgraphError::Malformed(Malformation::OtherShape))), "{body}");
        }
    }

    #[test]
    fn an_authority_that_is_down_refuses_nobody() {
        assert!(matches!(answer(StatusCode::SERVICE_UNAVAILABLE, &json!(null)), Err(MsgraphError::Unavailable { status: Some(503), .. })));
        assert!(matches!(answer(StatusCode::TOO_MANY_REQUESTS, &json!(null)), Err(MsgraphError::Throttled { .. })));
    }
}
