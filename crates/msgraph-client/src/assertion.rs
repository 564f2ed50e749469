//! How an application proves what it is by a certificate: a signed assertion, made anew for each token.

use std::{fmt, path::Path, sync::Arc};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{digest, rand::SystemRandom, rsa::KeyPair, signature};
use riskgate_model::Time;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{Error as PemError, PemObject as _},
};
use serde_json::json;

use crate::{CertificateProblem, SettingsError, draw};

/// How long an assertion is good for, in seconds. Microsoft asks for five to ten minutes.
const VALID: i64 = 600;

/// How far the clocks may differ, in seconds.
const SKEW: i64 = 60;

/// A certificate and its key.
#[derive(Clone)]
pub(crate) struct Certificate {
    key: Arc<KeyPair>,
    /// The SHA-256 of the certificate, as base64.
    thumbprint: String,
}

impl Certificate {
    /// Reads a file of PEM.
    pub(crate) fn read(path: &Path) -> Result<Self, SettingsError> {
        let refuse = |problem| SettingsError::Certificate { path: path.to_owned(), problem };
        let file = std::fs::metadata(path).map_err(|error| refuse(CertificateProblem::Unread(error)))?;
        if let Some(mode) = others(&file) {
            return Err(refuse(CertificateProblem::Open(mode)));
        }
        let pem = std::fs::read(path).map_err(|error| refuse(CertificateProblem::Unread(error)))?;
        Self::parse(&pem).map_err(refuse)
    }

    fn parse(pem: &[u8]) -> Result<Self, CertificateProblem> {
        let key = match PrivateKeyDer::from_pem_slice(pem) {
            Ok(PrivateKeyDer::Pkcs8(key)) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(key)) => KeyPair::from_der(key.secret_pkcs1_der()),
            Err(PemError::NoItemsFound) => return Err(CertificateProblem::NoKey),
            Ok(_) | Err(_) => return Err(CertificateProblem::OtherKey),
        };
        let key = key.map_err(|_| CertificateProblem::OtherKey)?;
        // A certificate holds its public key as it is. So the one of the key is found among those of a chain, in whatever order.
        let public = key.public().as_ref();
        let certificate =
            CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).find(|der| der.windows(public.len()).any(|part| part == public));
        let certificate = certificate.ok_or(CertificateProblem::NoCertificate)?;
        let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &certificate));
        Ok(Self { key: Arc::new(key), thumbprint })
    }

    /// An assertion that `client_id` is who asks `audience` for a token, at this time.
    pub(crate) fn assertion(&self, client_id: &str, audience: &str, now: Time) -> String {
        let now = now.nanos().div_euclid(1_000_000_000);
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = json!({
            "aud": audience, "iss": client_id, "sub": client_id, "jti": draw::guid(), "iat": now, "nbf": now - SKEW, "exp": now + VALID,
        });
        let encoded = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        let random = SystemRandom::new();
        let done = self.key.sign(&signature::RSA_PSS_SHA256, &random, signed.as_bytes(), &mut signature);
        done.expect("a key of 2048 bits has room for the signature");
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

/// The mode of a file that others than its owner can do something with.
#[cfg(unix)]
fn others(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others(_: &std::fs::Metadata) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests;
