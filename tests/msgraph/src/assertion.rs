//! A client's assertion: all of it is looked at but the signature, which nobody here has the key for.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use riskgate_model::Time;
use serde_json::Value;

use crate::{tenant::App, token::Denial};

/// The algorithms that Entra takes.
const ALGORITHMS: [&str; 2] = ["PS256", "RS256"];

/// Bytes of the shortest signature: that of a key of 2048 bits.
const SIGNATURE_LEAST: usize = 256;

/// Checks an assertion of `app` made for `audience`.
///
/// # Errors
/// With what Entra says.
pub(crate) fn check(assertion: &str, app: &App, audience: &str, now: Time) -> Result<(), Denial> {
    let malformed = || Denial::client(50_027, "JWT token is invalid or malformed.");
    let parts: Vec<&str> = assertion.split('.').collect();
    let [header, claims, signature] = parts[..] else { return Err(malformed()) };
    let (header, claims) = (read(header).ok_or_else(malformed)?, read(claims).ok_or_else(malformed)?);
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| malformed())?;
    if signature.len() < SIGNATURE_LEAST || !ALGORITHMS.contains(&header["alg"].as_str().unwrap_or_default()) {
        return Err(malformed());
    }
    let thumbprint = header["x5t#S256"].as_str().unwrap_or_default();
    if !app.thumbprints.contains(thumbprint) {
        let message = "The certificate with identifier used to sign the client assertion is not registered on application.";
        return Err(Denial::client(700_027, message));
    }
    if claims["iss"] != app.id.as_str() || claims["sub"] != app.id.as_str() {
        return Err(Denial::client(700_021, "Client assertion application identifier doesn't match 'client_id' parameter."));
    }
    if claims["aud"] != audience {
        return Err(Denial::client(700_023, "Client assertion audience claim does not match Realm issuer."));
    }
    if claims["jti"].as_str().is_none_or(str::is_empty) {
        return Err(malformed());
    }
    let moment = |name: &str| claims[name].as_i64().map(Time::from_seconds);
    let began = moment("nbf").or_else(|| moment("iat")).is_none_or(|from| from <= now.plus_seconds(300));
    if !began || moment("exp").is_none_or(|end| end <= now) {
        return Err(Denial::client(700_024, "Client assertion is not within its valid time range."));
    }
    Ok(())
}

fn read(part: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}
