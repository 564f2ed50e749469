//! Which stretch of time is read next. Pure: whatever happens, all of a round's time is read or given up by name.

use riskgate_adapter::Part;
use riskgate_model::Time;
use serde::{Deserialize, Serialize};

/// The least width of a stretch, in seconds.
const NARROWEST: i64 = 60;

/// The width of the first stretch of a backfill, and how far back the first round of a head goes at least, in seconds.
const FIRST: i64 = 24 * 60 * 60;

/// How many pages of a stretch are few: the next one is twice as wide.
const FEW: u64 = 2;

/// How often a stretch is tried that cannot be made narrower.
const TRIES: u32 = 3;

/// How the rounds of a feed are bounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Which part it reads.
    pub part: Part,
    /// How late records arrive, in seconds.
    pub late: i64,
    /// How far back a backfill goes, in seconds; to the beginning where there is none.
    pub oldest: Option<i64>,
    /// Before which time nothing is read.
    pub since: Option<Time>,
    /// Whether a stretch can have an end.
    pub has_end: bool,
}

/// A stretch of time, both ends part of it; without a beginning or end where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub from: Option<Time>,
    pub to: Option<Time>,
}

/// Where a feed goes on: all that its checkpoint holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    /// When the last round began that was read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upto: Option<Time>,
    /// The round under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
}

/// A round under way: what of its time is still to be read, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Round {
    began: Time,
    from: Option<Time>,
    to: Time,
    width: i64,
    /// How many pages of the stretch were read: each page has a checkpoint of its own, so that nobody is taken for further than they are.
    pages: u64,
    tries: u32,
}

/// What becomes of a stretch that was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It is tried again, as it is or narrower.
    Again,
    /// It is given up.
    GivenUp(Stretch),
}

impl State {
    /// Begins a round, if none is under way.
    pub(crate) fn begin(&mut self, bounds: Bounds, now: Time) {
        if self.round.is_some() {
            return;
        }
        let began = Time::from_seconds(now.nanos().div_euclid(1_000_000_000));
        let back = |seconds: i64| began.plus_seconds(-seconds);
        let (from, to, width) = if bounds.part == Part::Head {
            // What a clock that was ahead left behind says nothing.
            let upto = self.upto.filter(|upto| *upto <= began);
            let from = upto.map_or_else(|| back(FIRST.max(bounds.late)), |upto| upto.plus_seconds(-bounds.late));
            (Some(from), began, i64::MAX)
        } else {
            (bounds.oldest.map(back), if bounds.has_end { back(FIRST) } else { began }, FIRST)
        };
        let from = from.max(bounds.since);
        self.round = Some(Round { began, from, to: from.map_or(to, |from| to.max(from)), width, pages: 0, tries: 0 });
    }

    /// The stretch that is to be read now; none where no round is under way.
    pub(crate) fn stretch(&self, bounds: Bounds) -> Option<Stretch> {
        let round = self.round.as_ref()?;
        if !bounds.has_end {
            return Some(Stretch { from: round.from, to: None });
        }
        let begin = Time::from_nanos(round.to.nanos().saturating_sub(round.width.saturating_mul(1_000_000_000)));
        Some(Stretch { from: Some(round.from.map_or(begin, |from| begin.max(from))), to: Some(round.to) })
    }

    /// How often the stretch was tried that cannot be made narrower.
    pub(crate) fn tries(&self) -> u32 {
        self.round.as_ref().map_or(0, |round| round.tries)
    }

    /// So many pages of the stretch were read, and it has more.
    pub(crate) fn read_in_part(&mut self, pages: u64) {
        if let Some(round) = &mut self.round {
            round.pages = pages;
        }
    }

    /// The stretch was read to its end, in so many pages. Answers whether more of the round is left.
    pub(crate) fn read(&mut self, bounds: Bounds, pages: u64) -> bool {
        let Some((stretch, round)) = self.stretch(bounds).zip(self.round.as_mut()) else { return false };
        let left = stretch.from.filter(|begin| bounds.has_end && round.from.is_none_or(|from| *begin > from));
        if let Some(begin) = left {
            round.to = begin;
            (round.pages, round.tries) = (0, 0);
            if pages <= FEW {
                round.width = round.width.saturating_mul(2);
            }
            return true;
        }
        self.upto = Some(round.began);
        self.round = None;
        false
    }

    /// The stretch could not be read.
    pub(crate) fn failed(&mut self, bounds: Bounds) -> Next {
        let Some((stretch, round)) = self.stretch(bounds).zip(self.round.as_mut()) else { return Next::Again };
        if let Stretch { from: Some(from), to: Some(to) } = stretch {
            let width = to.nanos().saturating_sub(from.nanos()) / 1_000_000_000;
            if width > NARROWEST {
                round.width = (width / 2).max(NARROWEST);
                return Next::Again;
            }
        }
        round.tries += 1;
        if round.tries < TRIES { Next::Again } else { Next::GivenUp(stretch) }
    }

    /// How much of the round is behind, where that is known.
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    pub(crate) fn share(&self, bounds: Bounds) -> Option<f64> {
        let Some(round) = &self.round else { return Some(1.0) };
        let (from, whole) = (round.from.filter(|_| bounds.has_end)?, round.began);
        let whole = whole.nanos().saturating_sub(from.nanos()).max(1);
        Some(1.0 - round.to.nanos().saturating_sub(from.nanos()) as f64 / whole as f64)
    }
}

#[cfg(test)]
mod tests;
