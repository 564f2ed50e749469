//! What a certificate's file must be, and what is signed with it.

use std::io::Write as _;

use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::*;

/// A certificate made for these tests, with its key; no tenant knows it.
const PEM: &str = include_str!("certificate.pem");

fn parsed(pem: &str) -> Result<Certificate, String> {
    Certificate::parse(pem.as_bytes()).map_err(|problem| problem.to_string())
}

fn part(name: &str) -> &'static str {
    let (begin, end) = (format!("-----BEGIN {name}-----"), format!("-----END {name}-----\n"));
    let from = PEM.find(&begin).expect("the part begins");
    &PEM[from..PEM.find(&end).expect("the part ends") + end.len()]
}

#[test]
fn an_assertion_is_signed_by_the_key_and_names_the_certificate() {
    let certificate = parsed(PEM).expect("a certificate");
    let now = Time::parse("2026-03-01T12:00:00Z").expect("a time");
    let assertion = certificate.assertion("the-client", "https://login.example/tenant", now);
    let (signed, signature) = assertion.rsplit_once('.').expect("three parts");
    let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64");
    let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, certificate.key.public().as_ref().to_vec());
    public.verify(signed.as_bytes(), &decoded(signature)).expect("the key's signature");

    let (header, claims) = signed.split_once('.').expect("two parts");
    let header: Value = serde_json::from_slice(&decoded(header)).expect("JSON");
    // As `openssl x509 -outform der | openssl dgst -sha256` has it.
    assert_eq!(header, json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": "x_GA_URfzdILa2ht87iVIcth9eCDin76GUweatwdEkw" }));
    let mut claims: Value = serde_json::from_slice(&decoded(claims)).expect("JSON");
    let name = claims.as_object_mut().expect("claims").remove("jti").expect("a name");
    assert_eq!(name.as_str().expect("a text").len(), 36);
    let (client, seconds) = ("the-client", 1_772_366_400);
    let expected = json!({
        "aud": "https://login.example/tenant", "iss": client, "sub": client, "iat": seconds, "nbf": seconds - 60, "exp": seconds + 600,
    });
    assert_eq!(claims, expected);
}

#[test]
fn parts_come_in_any_order_among_other_certificates() {
    let (key, own) = (part("PRIVATE KEY"), part("CERTIFICATE"));
    let other = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let thumbprint = parsed(PEM).expect("a certificate").thumbprint;
    for pem in [format!("{key}{own}"), format!("{other}{own}{key}"), format!("Bag Attributes: none\n{own}{other}{key}")] {
        assert_eq!(parsed(&pem).expect("a certificate").thumbprint, thumbprint);
    }
}

#[test]
fn a_file_that_will_not_do_says_what_is_missing() {
    let (key, own) = (part("PRIVATE KEY"), part("CERTIFICATE"));
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let elliptic = key.replace("PRIVATE KEY", "EC PRIVATE KEY");
    let other = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    for (pem, says) in [
        (String::new(), "it holds no private key"),
        (own.to_owned(), "it holds no private key"),
        (format!("{own}{encrypted}"), "it holds no private key"),
        (format!("{own}{elliptic}"), "expected RSA"),
        (key.to_owned(), "it holds no certificate of its private key"),
        (format!("{key}{other}"), "it holds no certificate of its private key"),
        (format!("{own}-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"), "expected RSA"),
    ] {
        let error = parsed(&pem).expect_err(says);
        assert!(error.contains(says), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(PEM.as_bytes()).expect("written");
    assert!(Certificate::read(file.path()).is_ok());
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o640)).expect("a mode");
    let error = Certificate::read(file.path()).expect_err("others may read it").to_string();
    assert!(error.contains("its mode is 0640"), "{error}");
}

#[test]
fn a_certificate_is_shown_without_its_key() {
    let shown = format!("{:?}", parsed(PEM).expect("a certificate"));
    assert_eq!(shown, "Certificate { thumbprint: \"x_GA_URfzdILa2ht87iVIcth9eCDin76GUweatwdEkw\", .. }");
}
