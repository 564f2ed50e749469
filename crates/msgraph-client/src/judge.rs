//! What an answer comes to: done, to be tried again, or refused for a reason.
//!
//! It goes by the status and Microsoft's code, never by the words, which change and are translated, but for one: a licence that is missing
//! and a permission that is missing are both 403 `Forbidden` in Identity Protection, and both 403 `AccessDenied` in Conditional Access.

use std::time::Duration;

use riskgate_model::Time;
use serde::Deserialize;

use crate::{
    Class, Malformation, Method, MsgraphError, Party, Request,
    http::{Broken, Reply},
    needs::Needs,
    retry::retry_after,
};

/// What was asked, as far as it says what an answer means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) needs: Needs,
}

/// Whether it can be asked twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It changes nothing.
    Read,
    /// It does something, which must not be done twice unseen.
    Write,
}

/// What an answer comes to.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It is answered.
    Answered(Reply),
    /// The token is not accepted.
    TokenRefused,
    /// It was not done, since there were too many, and is asked again after the time that it says, if it says one.
    Throttled(Option<Duration>),
    /// There is no answer.
    Failed {
        error: MsgraphError,
        /// When it is asked again, if the answer says so.
        said: Option<Duration>,
        /// Whether it may be asked again.
        is_repeatable: bool,
    },
    /// It is refused, for a good reason.
    Refused(MsgraphError),
}

/// The error in an answer.
#[derive(Default, Deserialize)]
struct Fault {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Self {
        let kind = if request.method == Method::Get { Kind::Read } else { Kind::Write };
        Self { kind, class: request.class(), needs: Needs::of(request) }
    }

    /// Judges what came of an attempt.
    pub(crate) fn judge(&self, outcome: Result<Reply, Broken>, now: Time) -> Verdict {
        match outcome {
            Ok(reply) => self.judge_reply(reply, now),
            Err(broken) => self.judge_broken(broken),
        }
    }

    /// The error when an answer cannot be read. What was written may have been done.
    pub(crate) fn unread(&self, error: MsgraphError) -> MsgraphError {
        if self.kind == Kind::Write { MsgraphError::AnswerLost { source: None } } else { error }
    }

    fn judge_broken(&self, broken: Broken) -> Verdict {
        let (is_read, said) = (self.kind == Kind::Read, None);
        match broken {
            Broken::Unconnected(_) => Verdict::Failed { error: broken.of(Party::Graph), said, is_repeatable: true },
            Broken::TooLarge { .. } if is_read => Verdict::Refused(broken.of(Party::Graph)),
            _ if is_read => Verdict::Failed { error: broken.of(Party::Graph), said, is_repeatable: true },
            Broken::Cut(error) => Verdict::Failed { error: MsgraphError::AnswerLost { source: Some(error) }, said, is_repeatable: false },
            Broken::Late { .. } | Broken::TooLarge { .. } => {
                Verdict::Failed { error: MsgraphError::AnswerLost { source: None }, said, is_repeatable: false }
            }
        }
    }

    fn judge_reply(&self, reply: Reply, now: Time) -> Verdict {
        let status = reply.status.as_u16();
        let said = retry_after(&reply.headers, now);
        match status {
            200..=299 => Verdict::Answered(reply),
            300..=399 => {
                let error = MsgraphError::Malformed(Malformation::Redirect);
                Verdict::Failed { error, said: None, is_repeatable: false }
            }
            429 | 509 => Verdict::Throttled(said),
            408 | 500..=599 => {
                // With a time to come back at, it was turned away at the door; else it may have been done.
                let is_turned_away = status == 503 && said.is_some();
                if self.kind == Kind::Write && !is_turned_away {
                    return Verdict::Failed { error: MsgraphError::AnswerLost { source: None }, said, is_repeatable: false };
                }
                let error = MsgraphError::Unavailable { party: Party::Graph, status: Some(status), retry_after: said, source: None };
                Verdict::Failed { error, said, is_repeatable: matches!(status, 408 | 502..=504) }
            }
            _ => self.judge_fault(status, Fault::read(&reply.body)),
        }
    }

    fn judge_fault(&self, status: u16, fault: Fault) -> Verdict {
        let (code, message) = (fault.code(), fault.message.unwrap_or_default());
        let is = |name: &str| code.eq_ignore_ascii_case(name);
        let not_licensed = || Verdict::Refused(MsgraphError::NotLicensed { licence: self.needs.licence });
        match status {
            401 if code.is_empty() || is("InvalidAuthenticationToken") => Verdict::TokenRefused,
            // Defender is not set up ("Account is not provisioned"): the token is good, and another one would be refused too.
            401 if self.class == Class::Security && is("Unauthorized") => not_licensed(),
            402 => not_licensed(),
            403 if is("Authentication_RequestFromNonPremiumTenantOrB2CTenant") => not_licensed(),
            403 if (is("Forbidden") || is("AccessDenied")) && says_not_licensed(&message) => not_licensed(),
            401 | 403 => Verdict::Refused(MsgraphError::Denied { permission: self.needs.permission, code }),
            404 => Verdict::Refused(MsgraphError::NotFound),
            _ => Verdict::Refused(MsgraphError::BadRequest { status, code, message: message.into() }),
        }
    }
}

impl Fault {
    fn read(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Envelope {
            error: Fault,
        }
        serde_json::from_slice(body).map(|Envelope { error }| error).unwrap_or_default()
    }

    /// The code, if it looks like one: it is shown and logged.
    fn code(&self) -> Box<str> {
        let code = self.code.as_deref().unwrap_or_default();
        code.chars().filter(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(*letter)).take(100).collect::<String>().into()
    }
}

/// Microsoft's code in an answer that is an error, for logs.
pub(crate) fn code(body: &[u8]) -> Box<str> {
    Fault::read(body).code()
}

fn says_not_licensed(message: &str) -> bool {
    message.to_ascii_lowercase().contains("not licensed")
}

#[cfg(test)]
mod tests;
