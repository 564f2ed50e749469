//! What goes wrong with Microsoft Graph, by what the caller can do about it.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// A call that was not answered.
///
/// What is shown names no user, and holds no text of the answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MsgraphError {
    /// There is no token for the application; mend its credentials.
    #[error("{0}")]
    CredentialsRefused(CredentialsProblem),
    /// Microsoft Graph refuses what the application asks; grant it the permission.
    #[error("Microsoft Graph refuses it ({code}): grant the application permission {permission}, with the consent of an administrator")]
    Denied {
        /// The least application permission that it takes.
        permission: &'static str,
        /// Microsoft's code.
        code: Box<str>,
    },
    /// The tenant lacks a licence, or has not set the product up.
    #[error("the tenant has no licence for it: it takes {licence}")]
    NotLicensed {
        /// What the tenant needs.
        licence: &'static str,
    },
    /// There is no such object, or none any more.
    #[error("Microsoft Graph knows no such object")]
    NotFound,
    /// Microsoft Graph cannot make sense of the request, or cannot do it; ask something else.
    #[error("Microsoft Graph cannot answer it ({status} {code})")]
    BadRequest {
        /// The HTTP status.
        status: u16,
        /// Microsoft's code, perhaps empty.
        code: Box<str>,
        /// Microsoft's words, which may name users: not for logs.
        message: Box<str>,
    },
    /// It cannot even be asked: a defect of the caller.
    #[error("it cannot be asked: {0}")]
    Unaskable(&'static str),
    /// Too many calls, as Microsoft Graph says or would say; nothing was done.
    #[error("Microsoft Graph asks to slow down")]
    Throttled {
        /// When there is room again.
        retry_after: Duration,
    },
    /// No answer in time; ask again, or for less.
    #[error("{party} did not answer in time")]
    Timeout {
        /// Who.
        party: Party,
    },
    /// Microsoft Graph or the authority is down, or cannot be reached; try again later.
    #[error("{party} is not available{}", status.map(|status| format!(" ({status})")).unwrap_or_default())]
    Unavailable {
        /// Who.
        party: Party,
        /// The HTTP status, if there was an answer.
        status: Option<u16>,
        /// When it is worth another try, if it is known.
        retry_after: Option<Duration>,
        /// What broke, if there was no answer.
        #[source]
        source: Option<Arc<reqwest::Error>>,
    },
    /// A write was sent and its answer was lost: it may have been done. Read what became of it before sending it again.
    #[error("the answer of Microsoft Graph was lost, so that it may have been done")]
    AnswerLost {
        /// What broke, if the connection did.
        #[source]
        source: Option<Arc<reqwest::Error>>,
    },
    /// The answer could not be understood.
    #[error("an answer could not be understood: {0}")]
    Malformed(Malformation),
    /// The answer is larger than what is read; ask for less.
    #[error("an answer has more than {most} bytes")]
    TooLarge {
        /// The most bytes that are read, after unpacking.
        most: usize,
    },
    /// A page goes on somewhere else than where it came from, where the token must not be sent.
    #[error("the next page is said to be at {place:?}, which is not where Microsoft Graph was configured to be")]
    UntrustedLink {
        /// The host it names, if it names one.
        place: Box<str>,
    },
}

impl MsgraphError {
    /// The error in a word, for metrics and logs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::CredentialsRefused(_) => "credentialsRefused",
            Self::Denied { .. } => "denied",
            Self::NotLicensed { .. } => "notLicensed",
            Self::NotFound => "notFound",
            Self::BadRequest { .. } => "badRequest",
            Self::Unaskable(_) => "unaskable",
            Self::Throttled { .. } => "throttled",
            Self::Timeout { .. } => "timeout",
            Self::Unavailable { .. } => "unavailable",
            Self::AnswerLost { .. } => "answerLost",
            Self::Malformed(_) => "malformed",
            Self::TooLarge { .. } => "tooLarge",
            Self::UntrustedLink { .. } => "untrustedLink",
        }
    }
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Party {
    /// Microsoft Graph.
    #[error("Microsoft Graph")]
    Graph,
    /// The authority, which gives tokens.
    #[error("the authority")]
    Authority,
}

/// Why there is no token. Each is one sentence that says what to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsProblem {
    /// AADSTS7000215.
    #[error("the client secret is wrong: give the secret's value, not its id")]
    WrongSecret,
    /// AADSTS7000222.
    #[error("the client secret has expired: make a new one in the app registration")]
    ExpiredSecret,
    /// AADSTS700016 and AADSTS7000229.
    #[error("the tenant knows no application with this client id")]
    UnknownClient,
    /// AADSTS7000112.
    #[error("the application is disabled in the tenant")]
    DisabledClient,
    /// AADSTS90002 and AADSTS900023.
    #[error("there is no tenant with this id at this authority")]
    UnknownTenant,
    /// AADSTS700027 and its neighbours.
    #[error("the certificate is not accepted: upload it to the app registration, and see that it has not expired")]
    WrongCertificate,
    /// AADSTS700024.
    #[error("the certificate's assertion is not valid at this time: set this machine's clock")]
    WrongClock,
    /// AADSTS500011, AADSTS70011 and others.
    #[error("the authority gives no tokens for this Microsoft Graph: both must belong to one cloud")]
    WrongCloud,
    /// AADSTS53003 and others.
    #[error("a Conditional Access policy of the tenant keeps the application out")]
    KeptOut,
    /// A new token is refused by Microsoft Graph too.
    #[error("Microsoft Graph does not accept the authority's token: both must belong to one cloud, and the application must be enabled")]
    TokenRejected,
    /// Another one of Microsoft's codes.
    #[error("the authority gives no token (AADSTS{0})")]
    Other(u64),
    /// It gives no code.
    #[error("the authority gives no token, and no code why")]
    Unexplained,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformation {
    /// It has no body.
    #[error("it is empty")]
    Empty,
    /// It is a web page, as a proxy or a portal before the network writes it.
    #[error("it is a web page")]
    Html,
    /// It is something else than JSON.
    #[error("it is no JSON")]
    NotJson,
    /// Its JSON breaks off.
    #[error("its JSON breaks off")]
    Truncated,
    /// It is JSON, and not what was asked for.
    #[error("it is JSON of another shape")]
    OtherShape,
    /// It leads elsewhere; no redirect is followed.
    #[error("it is a redirect")]
    Redirect,
    /// A page is followed by itself, or by one before it.
    #[error("the list leads back to a page that was read before")]
    Loop,
    /// A batch has no answer for this request.
    #[error("the batch has no answer for it")]
    Missing,
}

/// Why there is no client with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// An id is none.
    #[error("{setting}: it is not a GUID such as 00000000-0000-0000-0000-000000000000")]
    NoGuid {
        /// The setting. What it is set to is not repeated: it may be the secret, in the wrong place.
        setting: &'static str,
    },
    /// An address is none that may be used. It is not shown, since it may hold a password.
    #[error("{setting}: expected {expected}")]
    Address {
        /// The setting.
        setting: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// The secret is empty.
    #[error("client_secret: it is empty")]
    NoSecret,
    /// The certificate cannot be used.
    #[error("certificate_file {}: {problem}", path.display())]
    Certificate {
        /// Where it lies.
        path: PathBuf,
        /// What is wrong with it.
        problem: CertificateProblem,
    },
    /// There is no HTTP client.
    #[error("no HTTP client can be made")]
    Http(#[source] reqwest::Error),
}

/// Why a certificate cannot be used.
#[derive(Debug)]
pub enum CertificateProblem {
    /// The file cannot be read.
    Unread(std::io::Error),
    /// Others can read the file, with this mode.
    Open(u32),
    /// It holds no private key, or an encrypted one.
    NoKey,
    /// Its key is not of RSA, or not one that can be used.
    OtherKey,
    /// It holds no certificate of the key.
    NoCertificate,
}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(error) => write!(f, "it cannot be read: {error}"),
            Self::Open(mode) => {
                write!(f, "it can be read by others (its mode is {mode:04o}): take their rights away with `chmod 600`")
            }
            Self::NoKey => f.write_str("it holds no private key: expected PEM with an unencrypted `PRIVATE KEY` and its certificate"),
            Self::OtherKey => f.write_str("its private key cannot be used: expected RSA with 2048 bits or more"),
            Self::NoCertificate => f.write_str("it holds no certificate of its private key"),
        }
    }
}
