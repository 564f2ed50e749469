//! How far an import is: a bar on a terminal, lines elsewhere.

use std::{
    io::{IsTerminal as _, stderr},
    path::PathBuf,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::outcome::FileOutcome;

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// How far an import is. The bar goes when this does.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    last_line: Instant,
    bytes_total: u64,
    bytes_done: u64,
    bytes_of_file: u64,
    rows_done: u64,
}

impl Progress {
    /// Nothing is done of these files yet.
    pub(super) fn new(files: &[PathBuf]) -> Self {
        let bytes_total = files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum();
        let bar = stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left").expect("the template is well formed");
            ProgressBar::new(bytes_total).with_style(style).with_finish(ProgressFinish::AndClear)
        });
        let now = Instant::now();
        Self { bar, started: now, last_line: now, bytes_total, bytes_done: 0, bytes_of_file: 0, rows_done: 0 }
    }

    /// A batch of a file is recorded.
    pub(super) fn advance(&mut self, file: &FileOutcome, read: riskgate_adapter_files::Progress) {
        self.bytes_of_file = read.read;
        let rows = self.rows_done + file.total.read();
        let done = self.bytes_done + self.bytes_of_file;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(format!("{rows} records, {}/s", self.rate(rows)));
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            eprintln!("{}: {rows} records, {}/s, {} left", file.file, self.rate(rows), self.left(done));
        }
    }

    /// A file is done.
    pub(super) fn file_done(&mut self, file: &FileOutcome) {
        self.bytes_done += self.bytes_of_file;
        self.bytes_of_file = 0;
        self.rows_done += file.total.read();
        if self.bar.is_none() {
            eprintln!("{}: {} records", file.file, file.total.read());
        }
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate for people")]
    fn rate(&self, rows: u64) -> u64 {
        (rows as f64 / self.started.elapsed().as_secs_f64().max(0.001)) as u64
    }

    /// The time left at the rate so far.
    #[expect(clippy::cast_precision_loss, reason = "a time for people")]
    fn left(&self, done: u64) -> String {
        if done == 0 {
            return "?".to_owned();
        }
        let share = self.bytes_total.saturating_sub(done) as f64 / done as f64;
        let left = self.started.elapsed().mul_f64(share);
        format!("{} s", left.as_secs())
    }
}
