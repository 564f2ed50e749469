//! What the laws came to: for people, and for machines.

use std::fmt;

use serde::Serialize;

use super::Law;

/// How an adapter, feed or sink stands before the laws.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was judged, by name and version.
    pub subject: String,
    /// What each law came to.
    pub results: Vec<Judged>,
}

/// What one law came to.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// The law.
    pub law: Law,
    /// Whether it holds.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Whether a law holds.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Passed {
        /// How many questions it was judged by.
        questions: u64,
        /// What could not be judged, in a sentence.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It is broken.
    Failed {
        /// How many questions it was judged by.
        questions: u64,
        /// How many of them were answered wrong.
        wrong: u64,
        /// The first of these.
        failures: Vec<Failure>,
        /// What could not be judged, in a sentence.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It was not judged.
    Skipped {
        /// Why.
        reason: String,
    },
}

/// A question that was answered wrong. Long texts are cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What was asked.
    pub asked: String,
    /// What was answered.
    pub answered: String,
    /// What had to be.
    pub expected: String,
}

impl Verdict {
    /// What could not be judged, wholly or in part, and why.
    fn not_judged(&self) -> Option<&str> {
        match self {
            Self::Passed { note, .. } | Self::Failed { note, .. } => note.as_deref(),
            Self::Skipped { reason } => Some(reason),
        }
    }
}

impl Report {
    /// The laws that are broken.
    pub fn failed(&self) -> Vec<Law> {
        let is_failed = |judged: &&Judged| matches!(judged.verdict, Verdict::Failed { .. });
        self.results.iter().filter(is_failed).map(|judged| judged.law).collect()
    }

    /// What could not be judged, wholly or in part, and why.
    pub fn not_judged(&self) -> Vec<(Law, &str)> {
        self.results.iter().filter_map(|judged| Some((judged.law, judged.verdict.not_judged()?))).collect()
    }

    /// Panics with the whole report if a law is broken: for tests.
    pub fn assert(&self) {
        assert!(self.failed().is_empty(), "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.results.iter().filter(|judged| matches!(judged.verdict, Verdict::Skipped { .. })).count();
        let failed = self.failed().len();
        let passed = self.results.len() - failed - skipped;
        let in_part = self.not_judged().len() - skipped;
        writeln!(f, "{}: {passed} laws hold, {failed} are broken, {skipped} were not judged, {in_part} only in part", self.subject)?;
        self.results.iter().try_for_each(|judged| judged.fmt(f))
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, sentence) = (self.law.name(), self.law.sentence());
        match &self.verdict {
            Verdict::Passed { questions, note } => {
                let note = note.as_ref().map_or_else(String::new, |note| format!("; not judged: {note}"));
                writeln!(f, "  holds    {name:<28} {sentence} ({questions} questions{note})")
            }
            Verdict::Skipped { reason } => writeln!(f, "  –        {name:<28} {sentence} (not judged: {reason})"),
            Verdict::Failed { questions, wrong, failures, note } => {
                writeln!(f, "  BROKEN   {name:<28} {sentence}")?;
                writeln!(f, "           {wrong} of {questions} questions were answered wrong:")?;
                for Failure { asked, answered, expected } in failures {
                    writeln!(f, "           asked     {asked}")?;
                    writeln!(f, "           answered  {answered}")?;
                    writeln!(f, "           expected  {expected}")?;
                }
                note.iter().try_for_each(|note| writeln!(f, "           not judged: {note}"))
            }
        }
    }
}
