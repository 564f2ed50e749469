//! The one place where what went wrong becomes a GraphQL error: a code, a safe message, and the cause in the log alone.

use std::{error::Error as _, sync::Arc, time::Duration};

use async_graphql::{Error, ErrorExtensionValues, ServerError};
use riskgate_adapter::{AdapterError, ErrorKind};

/// Characters of a cause that are logged.
const CAUSE: usize = 300;

/// How async-graphql's messages begin about an argument whose value makes no sense. They quote the value, so they are never logged.
const ARGUMENT: [&str; 3] = ["Failed to parse", "Invalid value", "Expected input type"];

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident $text:literal retryable $retryable:literal,)*) => {
        /// What a client can do about an error: the `code` in its `extensions`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order of `CODES.md`.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it means and what to do about it, for the documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n",)*).trim_ascii(),)* }
            }

            /// Whether the same question may be answered later.
            pub const fn is_retryable(self) -> bool {
                match self { $(Self::$name => $retryable,)* }
            }
        }
    };
}

codes! {
    /// The document is no GraphQL; nothing was executed. Correct the document.
    ParseFailed "GRAPHQL_PARSE_FAILED" retryable false,
    /// The document is longer than one may be. Send a shorter one.
    QueryTooLarge "QUERY_TOO_LARGE" retryable false,
    /// The document asks for more than one may: the message names the limit, the value and what to lower.
    QueryTooComplex "QUERY_TOO_COMPLEX" retryable false,
    /// The document is not valid against the schema; nothing was executed. Correct the document.
    ValidationFailed "GRAPHQL_VALIDATION_FAILED" retryable false,
    /// An argument or variable makes no sense; the message names it. Correct it.
    BadUserInput "BAD_USER_INPUT" retryable false,
    /// The cursor is not one of this list: altered, or of another list, filter or order. Ask again without `after`.
    CursorInvalid "CURSOR_INVALID" retryable false,
    /// The source does not answer such questions; the message names what it answers. Ask another.
    Unsupported "UNSUPPORTED" retryable false,
    /// The source cannot answer this filter or order without reading everything; the message names those it can. Use one of them.
    FilterNotPushable "FILTER_NOT_PUSHABLE" retryable false,
    /// Answering would take the source more calls than fit into the time of an answer: about `estimatedCalls`, which take
    /// `estimatedSeconds` at the rate that it allows. Ask for less, as the message says.
    TooExpensive "TOO_EXPENSIVE" retryable false,
    /// The source refuses the gateway; the message names the scope or role that is missing. Tell the operator.
    Forbidden "FORBIDDEN" retryable false,
    /// The tenant has no licence for what was asked. Tell the operator.
    NotLicensed "NOT_LICENSED" retryable false,
    /// The source asks to slow down. Ask again after `retryAfter` seconds.
    SourceThrottled "SOURCE_THROTTLED" retryable true,
    /// The source did not answer in time. Ask again, perhaps for less.
    SourceTimeout "SOURCE_TIMEOUT" retryable true,
    /// The source is down. Ask again later.
    SourceUnavailable "SOURCE_UNAVAILABLE" retryable true,
    /// The source's answer could not be understood. Tell the operator.
    SourceMalformed "SOURCE_MALFORMED" retryable false,
    /// Only who is known may ask for this: send the bearer token of `[http] token_file`, which the operator has.
    Unauthenticated "UNAUTHENTICATED" retryable false,
    /// Something else was changed meanwhile. Read again, then decide.
    Conflict "CONFLICT" retryable true,
    /// A defect of riskgate or of an adapter; the log has the cause. Tell the operator.
    Internal "INTERNAL" retryable false,
}

/// Something that went wrong, in words that are safe to send.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    code: Code,
    message: String,
    source: Option<Arc<str>>,
    retry_after: Option<Duration>,
    estimate: Option<Estimate>,
}

/// What it would take to answer.
#[derive(Clone, Copy, Debug)]
struct Estimate {
    calls: u64,
    takes: Duration,
}

impl Fault {
    /// An argument that makes no sense.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Code::BadUserInput, message)
    }

    /// A cursor that is not one of this list.
    pub(crate) fn cursor() -> Self {
        Self::new(
            Code::CursorInvalid,
            "`after` is no cursor of this list under this filter and order; start again without `after`, and continue with the \
             `endCursor` that each page gives",
        )
    }

    /// An act that somebody unknown asks for.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "only who is known may act: send `Authorization: Bearer …` with the token of `[http] token_file`")
    }

    /// What it says.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// A value that a source handed over and that cannot be shown.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(Code::SourceMalformed, message)
    }

    fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), source: None, retry_after: None, estimate: None }
    }

    /// What this fault is about, without logging it: an adapter's error as the client sees it.
    fn of(error: &AdapterError) -> Self {
        let code = code_of(&error.kind);
        if code == Code::CursorInvalid {
            return Self { source: Some(error.adapter.clone()), ..Self::cursor() };
        }
        let estimate = match error.kind {
            ErrorKind::TooExpensive { calls, takes, .. } => Some(Estimate { calls, takes }),
            _ => None,
        };
        Self { code, message: error.to_string(), source: Some(error.adapter.clone()), retry_after: error.retry_after, estimate }
    }

    /// As the error of one place of a response.
    pub(crate) fn into_server_error(self) -> ServerError {
        let mut error = ServerError::new(self.message.clone(), None);
        error.extensions = Some(self.extensions());
        error
    }

    fn extensions(&self) -> ErrorExtensionValues {
        let mut values = ErrorExtensionValues::default();
        values.set("code", self.code.as_str());
        values.set("retryable", self.code.is_retryable());
        if let Some(source) = &self.source {
            values.set("source", &**source);
        }
        if let Some(delay) = self.retry_after {
            values.set("retryAfter", whole_seconds(delay));
        }
        if let Some(Estimate { calls, takes }) = self.estimate {
            values.set("estimatedCalls", calls);
            values.set("estimatedSeconds", whole_seconds(takes));
        }
        values
    }
}

/// Whole seconds, as in the HTTP header, and never a moment too early.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}

// `Fault` has no `Display`, or async-graphql's conversion of everything that has one would drop the code.
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let mut error = Error::new(fault.message.clone());
        error.extensions = Some(fault.extensions());
        error
    }
}

/// Logs an adapter's error with its causes, and makes of it what the client is told.
pub(crate) fn report(error: &AdapterError) -> Fault {
    log(error, 1);
    Fault::of(error)
}

/// The same for parents that failed by themselves: one line in the log for each code, however many parents it struck.
pub(crate) fn report_each(failed: &[(u32, AdapterError)]) -> Vec<(usize, Fault)> {
    let struck = |code: Code| failed.iter().filter(move |(_, error)| code_of(&error.kind) == code);
    for code in Code::ALL {
        if let Some((_, first)) = struck(*code).next() {
            log(first, struck(*code).count());
        }
    }
    failed.iter().map(|(parent, error)| (*parent as usize, Fault::of(error))).collect()
}

/// Gives an error that async-graphql or the engine made the code it lacks; those of an executed request that no argument explains are
/// defects, and logged.
pub(crate) fn complete(error: &mut ServerError, executed: bool) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_some() {
        return;
    }
    let is_argument = ARGUMENT.iter().any(|start| error.message.starts_with(start));
    let code = match executed {
        false => Code::ValidationFailed,
        true if is_argument => Code::BadUserInput,
        true => Code::Internal,
    };
    extensions.set("code", code.as_str());
    extensions.set("retryable", code.is_retryable());
    if code == Code::Internal {
        tracing::error!(error.code = code.as_str(), error = %error.message, "a field failed without a code");
    }
}

fn code_of(kind: &ErrorKind) -> Code {
    match kind {
        ErrorKind::InvalidRequest(_) => Code::BadUserInput,
        ErrorKind::Unsupported(_) => Code::Unsupported,
        ErrorKind::FilterNotPushable(_) => Code::FilterNotPushable,
        ErrorKind::TooExpensive { .. } => Code::TooExpensive,
        ErrorKind::BadCursor => Code::CursorInvalid,
        ErrorKind::Denied(_) => Code::Forbidden,
        ErrorKind::NotLicensed(_) => Code::NotLicensed,
        ErrorKind::Throttled => Code::SourceThrottled,
        ErrorKind::Timeout => Code::SourceTimeout,
        ErrorKind::Unavailable => Code::SourceUnavailable,
        ErrorKind::Malformed => Code::SourceMalformed,
        ErrorKind::Conflict(_) => Code::Conflict,
        ErrorKind::Internal => Code::Internal,
    }
}

fn log(error: &AdapterError, places: usize) {
    let code = code_of(&error.kind);
    let (adapter, code, causes) = (&*error.adapter, code, causes(error));
    match code {
        // An adapter that is left alone was logged when it began to be.
        _ if error.is_logged => tracing::debug!(adapter.name = adapter, error.code = code.as_str(), places, "{}", error.kind),
        // The client's own mistakes are no news to an operator.
        Code::BadUserInput | Code::CursorInvalid | Code::Unsupported | Code::FilterNotPushable | Code::TooExpensive | Code::Conflict => {
            tracing::debug!(adapter.name = adapter, error.code = code.as_str(), places, causes, "{}", error.kind);
        }
        Code::Internal => tracing::error!(adapter.name = adapter, error.code = code.as_str(), places, causes, "{}", error.kind),
        _ => tracing::warn!(adapter.name = adapter, error.code = code.as_str(), places, causes, "{}", error.kind),
    }
}

/// The chain of causes behind an error, its beginning: a cause that quotes an answer could fill the log with it.
fn causes(error: &AdapterError) -> String {
    let chain = std::iter::successors(error.source(), |&cause| cause.source());
    let text = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().take(CAUSE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(error: &AdapterError) -> (String, serde_json::Value) {
        let sent: Error = report(error).into();
        (sent.message, serde_json::to_value(sent.extensions).expect("plain data"))
    }

    #[test]
    fn each_kind_of_error_has_the_code_a_client_acts_on() {
        for (kind, code, retryable) in [
            (ErrorKind::InvalidRequest("no".into()), "BAD_USER_INPUT", false),
            (ErrorKind::Unsupported("no".into()), "UNSUPPORTED", false),
            (ErrorKind::FilterNotPushable("no".into()), "FILTER_NOT_PUSHABLE", false),
            (ErrorKind::BadCursor, "CURSOR_INVALID", false),
            (ErrorKind::Denied("no".into()), "FORBIDDEN", false),
            (ErrorKind::NotLicensed("no".into()), "NOT_LICENSED", false),
            (ErrorKind::Throttled, "SOURCE_THROTTLED", true),
            (ErrorKind::Timeout, "SOURCE_TIMEOUT", true),
            (ErrorKind::Unavailable, "SOURCE_UNAVAILABLE", true),
            (ErrorKind::Malformed, "SOURCE_MALFORMED", false),
            (ErrorKind::Conflict("no".into()), "CONFLICT", true),
            (ErrorKind::Internal, "INTERNAL", false),
        ] {
            let (_, extensions) = sent(&AdapterError::new("store", kind));
            assert_eq!(extensions, serde_json::json!({"code": code, "retryable": retryable, "source": "store"}));
        }
    }

    #[test]
    fn a_throttled_source_says_when_to_come_back_and_never_too_early() {
        let (_, extensions) = sent(&AdapterError::new("msgraph", ErrorKind::Throttled).retry_after(Duration::from_millis(2128)));
        assert_eq!(extensions["retryAfter"], 3);
    }

    #[test]
    fn a_question_that_is_too_expensive_says_what_it_would_take() {
        let kind = ErrorKind::TooExpensive { calls: 11, takes: Duration::from_millis(11_400), instead: "ask for 10 users".into() };
        let (message, extensions) = sent(&AdapterError::new("msgraph", kind));
        let estimate = serde_json::json!({
            "code": "TOO_EXPENSIVE", "retryable": false, "source": "msgraph", "estimatedCalls": 11, "estimatedSeconds": 12
        });
        assert_eq!(extensions, estimate);
        assert_eq!(
            message,
            "msgraph: it would take about 11 calls of the source, and 12 seconds at the rate that it allows: ask for 10 users"
        );
    }

    #[test]
    fn the_cause_is_never_sent() {
        let cause = std::io::Error::other("password=hunter2 at db.internal");
        let (message, extensions) = sent(&AdapterError::new("store", ErrorKind::Unavailable).caused_by(cause));
        assert_eq!(message, "store: the source is not available");
        assert!(!extensions.to_string().contains("hunter2"));
    }

    #[test]
    fn every_code_is_spelled_once_and_explained() {
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| code.meaning().len() > 20 && !code.meaning().starts_with(' ')));
    }

    #[test]
    fn the_published_list_of_codes_is_what_the_code_says() {
        let head = "# Codes\n\nWhat `extensions.code` of an error of a GraphQL document may be, and what to do about it. What is refused \
                    before it is read as one has codes of HTTP's own. `retryable` says whether the same question may \
                    be answered later.\n\n| code | meaning | retryable |\n|---|---|---|\n";
        let line = |code: &Code| {
            let retryable = if code.is_retryable() { "yes" } else { "no" };
            format!("| `{}` | {} | {retryable} |\n", code.as_str(), code.meaning().replace("\n ", " "))
        };
        let lines: Vec<String> = Code::ALL.iter().map(line).collect();
        assert_eq!(include_str!("../CODES.md"), format!("{head}{}", lines.concat()));
    }

    #[test]
    fn an_error_without_a_code_gets_one_by_how_far_the_request_came() {
        for (message, executed, code) in [
            ("Unknown field", false, "GRAPHQL_VALIDATION_FAILED"),
            ("Failed to parse \"DateTime\": no", true, "BAD_USER_INPUT"),
            ("Expected input type \"ID\", found null.", true, "BAD_USER_INPUT"),
            ("leaf `User.x` waits", true, "INTERNAL"),
        ] {
            let mut error = ServerError::new(message, None);
            complete(&mut error, executed);
            assert_eq!(error.extensions.expect("extensions").get("code"), Some(&code.into()), "{message}");
        }
        let mut coded = Fault::input("no").into_server_error();
        complete(&mut coded, false);
        assert_eq!(coded.extensions.expect("extensions").get("code"), Some(&"BAD_USER_INPUT".into()));
    }
}
