//! Why a step was refused, could not be sent, or cannot be seen: by what whoever asked for it can do.

/// Why a step was refused, could not be sent, or cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StepError {
    /// For programs.
    pub code: StepErrorCode,
    /// For people, in a sentence. It names no secret, and nobody but the target.
    pub message: String,
}

/// What can be done about a step that has not succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepErrorCode {
    /// There is no such target, or none any more.
    NotFound,
    /// The target is kept on premises, where this is to be done.
    OnPremises,
    /// Nothing that is configured can do it.
    NotSupported,
    /// The system does not do it to this target, as it is now.
    Refused,
    /// The application lacks a permission, a role or its credentials; the message says which.
    Denied,
    /// The tenant lacks a licence; the message says which.
    NotLicensed,
    /// The system asked to slow down, again and again.
    Throttled,
    /// The system was not there, or did not answer in time.
    Unavailable,
    /// The answer was lost, so that it may have been done.
    AnswerLost,
    /// It was sent again and again, and nothing was seen of it.
    NoEffect,
    /// It was accepted, or the target was worked on, and its effect was not seen in time. It may still come.
    Unconfirmed,
}

/// The codes, and their words.
const CODES: [(StepErrorCode, &str); 11] = [
    (StepErrorCode::NotFound, "NOT_FOUND"),
    (StepErrorCode::OnPremises, "ON_PREMISES"),
    (StepErrorCode::NotSupported, "NOT_SUPPORTED"),
    (StepErrorCode::Refused, "REFUSED"),
    (StepErrorCode::Denied, "DENIED"),
    (StepErrorCode::NotLicensed, "NOT_LICENSED"),
    (StepErrorCode::Throttled, "THROTTLED"),
    (StepErrorCode::Unavailable, "UNAVAILABLE"),
    (StepErrorCode::AnswerLost, "ANSWER_LOST"),
    (StepErrorCode::NoEffect, "NO_EFFECT"),
    (StepErrorCode::Unconfirmed, "UNCONFIRMED"),
];

impl StepError {
    /// An error of this code, told in this sentence.
    pub fn new(code: StepErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl StepErrorCode {
    /// Every one.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.iter().map(|(code, _)| *code)
    }

    /// The code in a word.
    pub fn word(self) -> &'static str {
        CODES.iter().find(|(code, _)| *code == self).map_or("", |(_, word)| word)
    }

    /// The code of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        CODES.iter().find(|(_, it)| *it == word).map(|(code, _)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_word_of_its_own() {
        for code in StepErrorCode::all() {
            assert_eq!(StepErrorCode::of_word(code.word()), Some(code));
        }
        assert_eq!(StepErrorCode::of_word("SOMETHING"), None);
    }
}
