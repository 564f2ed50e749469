//! What became of files: counted for programs, and told for people.

use std::{collections::BTreeMap, fmt, ops::AddAssign, path::Path, process::ExitCode};

use riskgate_adapter::{Batch, Counts, Recorded};
use riskgate_model::Refusal;
use serde::Serialize;

/// What became of all files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// What became of what was in them.
    #[serde(flatten)]
    pub total: Tally,
    /// What became of each file.
    pub files: Vec<FileOutcome>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FileOutcome {
    /// The file, as it was named.
    pub file: String,
    /// What became of what was in it.
    #[serde(flatten)]
    pub total: Tally,
    /// The first refusals; all of them are in the store.
    pub refusals: Vec<Told>,
    /// Why the file could not be read to its end.
    pub error: Option<String>,
}

/// What became of what was in files, counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Records, by kind.
    pub records: Recorded,
    /// What was refused before it was known what it is.
    pub not_understood: u64,
    /// What was recognised and is not loaded by this version, by name.
    pub skipped: BTreeMap<String, u64>,
}

/// A refusal, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Where in the file.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

/// How many refusals are told of one file.
const TOLD: usize = 5;

impl Tally {
    /// Adds a batch that was recorded.
    fn count(&mut self, recorded: &Recorded, batch: &Batch) {
        let not_understood = batch.refused.iter().filter(|refusal| refusal.kind.is_none()).count() as u64;
        *self += &Self { records: recorded.clone(), not_understood, skipped: batch.skipped.clone() };
    }

    /// How many records were read, whatever became of them.
    pub fn read(&self) -> u64 {
        self.sum(|counts| counts.new + counts.changed + counts.unchanged + counts.refused) + self.not_understood
    }

    /// How many of them were refused.
    pub fn refused(&self) -> u64 {
        self.sum(|counts| counts.refused) + self.not_understood
    }

    fn sum(&self, of: impl Fn(&Counts) -> u64) -> u64 {
        self.records.0.values().map(of).sum()
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        self.records += &other.records;
        self.not_understood += other.not_understood;
        for (name, count) in &other.skipped {
            *self.skipped.entry(name.clone()).or_default() += count;
        }
    }
}

impl FileOutcome {
    /// Nothing yet.
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.display().to_string(), ..Self::default() }
    }

    /// Adds a batch that was recorded.
    pub(super) fn add(&mut self, recorded: &Recorded, batch: &Batch) {
        self.total.count(recorded, batch);
        let room = TOLD.saturating_sub(self.refusals.len());
        let told = |refusal: &Refusal| Told { place: refusal.place.clone(), reason: refusal.reason.clone() };
        self.refusals.extend(batch.refused.iter().take(room).map(told));
    }

    /// Whether anything was understood of it. An export of nothing is understood.
    fn was_read(&self) -> bool {
        let kept = self.total.read() > self.total.refused() || !self.total.skipped.is_empty();
        kept || (self.error.is_none() && self.total.read() == 0)
    }

    fn is_whole(&self) -> bool {
        self.error.is_none() && self.total.refused() == 0
    }
}

impl Outcome {
    /// Adds a file.
    pub(super) fn add(&mut self, file: FileOutcome) {
        self.total += &file.total;
        self.files.push(file);
    }

    /// 0 when everything was read, 1 when anything was refused or broke off, 2 when nothing could be read.
    pub fn exit_code(&self) -> ExitCode {
        if !self.files.iter().any(FileOutcome::was_read) {
            return ExitCode::from(2);
        }
        if self.files.iter().all(FileOutcome::is_whole) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// A table for people, and under it what was not loaded and why.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.total)?;
        self.files.iter().try_for_each(|file| write!(f, "{file}"))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24}{:>12}{:>12}{:>12}{:>12}", "", "new", "changed", "unchanged", "refused")?;
        for (kind, Counts { new, changed, unchanged, refused }) in &self.records.0 {
            writeln!(f, "{:<24}{new:>12}{changed:>12}{unchanged:>12}{refused:>12}", kind.name())?;
        }
        if self.not_understood > 0 {
            writeln!(f, "{:<24}{:>48}", "(not understood)", self.not_understood)?;
        }
        let mut skipped = self.skipped.iter();
        skipped.try_for_each(|(name, count)| writeln!(f, "{name}: {count} recognised, not loaded by this version"))
    }
}

impl fmt::Display for FileOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        for Told { place, reason } in &self.refusals {
            writeln!(f, "{file}: refused {place}: {reason}")?;
        }
        let more = self.total.refused().saturating_sub(self.refusals.len() as u64);
        if more > 0 {
            writeln!(f, "{file}: and {more} more refused")?;
        }
        self.error.as_ref().map_or(Ok(()), |error| writeln!(f, "{file}: {error}"))
    }
}
