//! What became of files.

use std::{collections::BTreeMap, fmt, path::Path, process::ExitCode};

use riskgate_adapter::{Batch, Counts, Recorded};
use serde::Serialize;

/// What became of all files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Records by kind.
    pub records: Recorded,
    /// What was refused before it was known what it is.
    pub not_understood: u64,
    /// What was recognised, but is not loaded by this version.
    pub skipped: BTreeMap<String, u64>,
    /// What became of each file.
    pub files: Vec<FileOutcome>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FileOutcome {
    /// The file.
    pub file: String,
    /// Records by kind.
    pub records: Recorded,
    /// What was refused before it was known what it is.
    pub not_understood: u64,
    /// What was recognised, but is not loaded by this version.
    pub skipped: BTreeMap<String, u64>,
    /// The first reasons for refusals, with their places.
    pub refusals: Vec<String>,
    /// Why the file could not be read to its end.
    pub error: Option<String>,
}

/// How many reasons are told of one file; all of them are in the store.
const TOLD: usize = 5;

impl FileOutcome {
    /// Nothing yet.
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.display().to_string(), ..Self::default() }
    }

    /// Adds a batch.
    pub(super) fn add(&mut self, recorded: &Recorded, batch: &Batch) {
        self.records += recorded;
        self.not_understood += batch.refused.iter().filter(|refusal| refusal.kind.is_none()).count() as u64;
        for (name, count) in &batch.skipped {
            *self.skipped.entry(name.clone()).or_default() += count;
        }
        let room = TOLD.saturating_sub(self.refusals.len());
        self.refusals.extend(batch.refused.iter().take(room).map(|refusal| format!("{}: {}", refusal.place, refusal.reason)));
    }

    /// How many records were read, whatever became of them.
    pub(super) fn rows(&self) -> u64 {
        let known: u64 = self.records.0.values().map(|counts| counts.new + counts.changed + counts.unchanged + counts.refused).sum();
        known + self.not_understood
    }

    fn refused(&self) -> u64 {
        self.not_understood + self.records.0.values().map(|counts| counts.refused).sum::<u64>()
    }

    fn was_read(&self) -> bool {
        self.rows() > self.refused() || !self.skipped.is_empty()
    }
}

impl Outcome {
    /// Adds a file.
    pub(super) fn add(&mut self, file: FileOutcome) {
        self.records += &file.records;
        self.not_understood += file.not_understood;
        for (name, count) in &file.skipped {
            *self.skipped.entry(name.clone()).or_default() += count;
        }
        self.files.push(file);
    }

    /// 0 when everything was read, 1 when anything was refused or broke off, 2 when nothing could be read.
    pub fn exit_code(&self) -> ExitCode {
        if !self.files.iter().any(FileOutcome::was_read) {
            return ExitCode::from(2);
        }
        let whole = self.files.iter().all(|file| file.error.is_none() && file.refused() == 0);
        if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24}{:>12}{:>12}{:>12}{:>12}", "", "new", "changed", "unchanged", "refused")?;
        for (kind, Counts { new, changed, unchanged, refused }) in &self.records.0 {
            writeln!(f, "{:<24}{new:>12}{changed:>12}{unchanged:>12}{refused:>12}", kind.name())?;
        }
        if self.not_understood > 0 {
            writeln!(f, "{:<24}{:>12}{:>12}{:>12}{:>12}", "(not understood)", "", "", "", self.not_understood)?;
        }
        for (name, count) in &self.skipped {
            writeln!(f, "{name}: {count} recognised, not loaded by this version")?;
        }
        for file in &self.files {
            for refusal in &file.refusals {
                writeln!(f, "{}: refused {refusal}", file.file)?;
            }
            let more = file.refused().saturating_sub(file.refusals.len() as u64);
            if more > 0 {
                writeln!(f, "{}: and {more} more refused", file.file)?;
            }
            if let Some(error) = &file.error {
                writeln!(f, "{}: {error}", file.file)?;
            }
        }
        Ok(())
    }
}
