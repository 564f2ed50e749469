//! Chance that falls the same way on every machine.

use std::fmt::Write;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use riskgate_model::Time;

/// What dice are thrown for. Each has its own stream of chance, so that one more throw here changes nothing there.
#[derive(Clone, Copy)]
pub(super) enum Throw {
    Person = 1,
    Workload,
    Case,
    Story,
    Background,
    Audit,
    Alert,
}

/// A stream of chance.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of this seed for the thing with this number.
    pub(super) fn new(seed: u64, throw: Throw, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((throw as u64) << 48) | number);
        Self(rng)
    }

    /// A number from 0 to `end`, without `end`. The bias is below one in a billion for the small ends used here.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(end);
        u64::try_from(product >> 64).expect("the upper half of 128 bits has 64")
    }

    /// A number of seconds, from `first` to `last`.
    pub(super) fn seconds(&mut self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.below(last.abs_diff(first) + 1)).expect("less than the span asked for")
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = usize::try_from(self.below(from.len() as u64)).expect("below the length of a slice");
        &from[index]
    }

    /// A moment within the second that `time` begins, to the ten millionth, as Microsoft writes it.
    pub(super) fn within_second(&mut self, time: Time) -> Time {
        let ticks = i64::try_from(self.below(10_000_000)).expect("seven digits");
        Time::from_nanos(time.nanos().saturating_add(ticks * 100))
    }

    /// A GUID of version 4.
    pub(super) fn guid(&mut self) -> String {
        let high = (self.0.next_u64() & !0xf000) | 0x4000;
        let low = (self.0.next_u64() >> 2) | (1 << 63);
        let (high_text, low_text) = (format!("{high:016x}"), format!("{low:016x}"));
        format!("{}-{}-{}-{}-{}", &high_text[..8], &high_text[8..12], &high_text[12..], &low_text[..4], &low_text[4..])
    }

    /// Sixty-four hexadecimal digits.
    pub(super) fn digest(&mut self) -> String {
        (0..4).fold(String::with_capacity(64), |mut text, _| {
            write!(text, "{:016x}", self.0.next_u64()).expect("text grows as needed");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_one_of_version_four() {
        for number in 0..200 {
            let guid = Dice::new(1, Throw::Story, number).guid();
            let parts: Vec<_> = guid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{guid}");
            assert!(guid.as_bytes()[14] == b'4' && b"89ab".contains(&guid.as_bytes()[19]), "{guid}");
        }
    }

    #[test]
    fn streams_and_seeds_differ() {
        let guid = |seed, throw, number| Dice::new(seed, throw, number).guid();
        let all = [guid(1, Throw::Story, 0), guid(2, Throw::Story, 0), guid(1, Throw::Case, 0), guid(1, Throw::Story, 1)];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one));
        }
    }

    #[test]
    fn numbers_stay_below_their_end() {
        let mut dice = Dice::new(7, Throw::Background, 0);
        let thrown: Vec<_> = (0..1_000).map(|_| dice.below(6)).collect();
        assert!((0..6).all(|face| thrown.contains(&face)) && thrown.iter().all(|face| *face < 6));
        assert!((0..1_000).all(|_| (-3..=3).contains(&dice.seconds(-3, 3))));
    }
}
