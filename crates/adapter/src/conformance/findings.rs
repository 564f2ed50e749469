//! What is found while one law is judged.

use std::{collections::BTreeMap, fmt::Debug};

use super::{Failure, Judged, Law, Verdict};

/// How many failures of a law are told in full.
const TOLD: usize = 3;

/// How many characters of a text are told.
const LONGEST: usize = 400;

/// How many of the rows that were expected are told.
const ROWS: usize = 8;

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
    questions: u64,
    wrong: u64,
    failures: Vec<Failure>,
    reasons: Vec<String>,
}

impl Findings {
    /// One question was answered right.
    pub(super) fn right(&mut self) {
        self.questions += 1;
    }

    /// One question was answered wrong.
    pub(super) fn wrong(&mut self, asked: impl Into<String>, answered: impl Into<String>, expected: impl Into<String>) {
        self.questions += 1;
        self.wrong += 1;
        if self.failures.len() < TOLD {
            let [asked, answered, expected] = [asked.into(), answered.into(), expected.into()].map(|text| shortened(&text));
            self.failures.push(Failure { asked, answered, expected });
        }
    }

    /// One question was answered by a text, and had to be by another.
    pub(super) fn same(&mut self, asked: &str, answered: &str, expected: &str) {
        if answered == expected { self.right() } else { self.wrong(asked, answered, expected) }
    }

    /// One question was answered by these rows, and had to be by those, in whatever order.
    pub(super) fn same_rows(&mut self, asked: &str, answered: &[String], expected: &[String]) {
        let mut surplus: BTreeMap<&String, i64> = BTreeMap::new();
        for (rows, sign) in [(answered, 1), (expected, -1)] {
            for row in rows {
                *surplus.entry(row).or_default() += sign;
            }
        }
        let list = |of: &dyn Fn(i64) -> bool| {
            surplus.iter().filter(|(_, count)| of(**count)).map(|(row, _)| row.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (missing, besides) = (list(&|count| count < 0), list(&|count| count > 0));
        if missing.is_empty() && besides.is_empty() {
            return self.right();
        }
        let mut text = format!("{} rows", answered.len());
        if !missing.is_empty() {
            text = format!("{text}; missing: {missing}");
        }
        if !besides.is_empty() {
            text = format!("{text}; too many: {besides}");
        }
        self.wrong(asked, text, rows(expected));
    }

    /// One question was answered by this sequence of rows, and had to be by that one.
    pub(super) fn same_sequence(&mut self, asked: &str, answered: &[String], expected: &[String]) {
        if answered == expected {
            return self.right();
        }
        let place = answered.iter().zip(expected).take_while(|(a, b)| a == b).count();
        let from = place.saturating_sub(1);
        let part = |all: &[String]| format!("{} rows; from row {}: {}", all.len(), from + 1, all[from.min(all.len())..].join(", "));
        self.wrong(asked, part(answered), part(expected));
    }

    /// One question was answered by this value, and had to be by that one.
    pub(super) fn same_value<T: PartialEq + Debug>(&mut self, asked: &str, answered: &T, expected: &T) {
        if answered == expected {
            return self.right();
        }
        self.same_lines(asked, &format!("{answered:#?}"), &format!("{expected:#?}"));
    }

    /// One question was answered by these lines, and had to be by those. Only where they differ is told.
    pub(super) fn same_lines(&mut self, asked: &str, answered: &str, expected: &str) {
        if answered == expected {
            return self.right();
        }
        let place = answered.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
        let part = |text: &str| text.lines().skip(place).take(4).map(str::trim).collect::<Vec<_>>().join(" ");
        self.wrong(asked, part(answered), part(expected));
    }

    /// Something could not be judged.
    pub(super) fn not_judged(&mut self, reason: impl Into<String>) {
        let reason = reason.into();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// What the law came to.
    pub(super) fn judged(self, law: Law) -> Judged {
        let Self { questions, wrong, failures, reasons } = self;
        let note = Some(reasons.join("; ")).filter(|reasons| !reasons.is_empty());
        let verdict = if wrong > 0 {
            Verdict::Failed { questions, wrong, failures, note }
        } else if questions > 0 {
            Verdict::Passed { questions, note }
        } else {
            Verdict::Skipped { reason: note.unwrap_or_else(|| "it offers nothing that this law is about".to_owned()) }
        };
        Judged { law, verdict }
    }
}

fn rows(rows: &[String]) -> String {
    let (few, more) = rows.split_at(rows.len().min(ROWS));
    format!("{} rows{}{}{}", rows.len(), if few.is_empty() { "" } else { ": " }, few.join(", "), if more.is_empty() { "" } else { ", …" })
}

fn shortened(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
