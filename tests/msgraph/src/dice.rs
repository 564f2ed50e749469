//! Numbers and ids that look random and are the same in every run.

/// A number drawn for `number`, in a world of its own for each `seed` (`SplitMix64`).
pub(crate) const fn drawn(seed: u64, number: u64) -> u64 {
    let mut mixed = seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A number below `bound`, or zero when that is zero.
pub(crate) fn below(seed: u64, number: u64, bound: usize) -> usize {
    let bound = bound.max(1) as u64;
    usize::try_from(drawn(seed, number) % bound).expect("less than a usize is one")
}

/// One of some choices.
pub(crate) fn one_of<T: Copy>(seed: u64, number: u64, choices: &[T]) -> T {
    choices[below(seed, number, choices.len())]
}

/// A GUID that says its number to who knows the seed: see [`position`].
pub(crate) fn guid(seed: u64, number: u64) -> String {
    let (first, tail) = (drawn(seed, number), (number ^ mask(seed)) & TAIL);
    format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{tail:012x}", first >> 32, (first >> 16) & 0xffff, first & 0xfff, (first >> 12) & 0xfff)
}

/// 64 hexadecimal digits that say their number to who knows the seed: see [`position`].
pub(crate) fn digest(seed: u64, number: u64) -> String {
    let tail = (number ^ mask(seed)) & TAIL;
    let words = [1, 2, 3].map(|word| drawn(seed ^ word, number));
    format!("{:016x}{:016x}{:016x}{:04x}{tail:012x}", words[0], words[1], words[2], drawn(seed ^ 4, number) & 0xffff)
}

/// The number that an id of this seed would have been made of. Whoever asks compares the id made of it.
pub(crate) fn position(seed: u64, id: &str) -> Option<u64> {
    let tail = id.len().checked_sub(12).and_then(|from| id.get(from..))?;
    Some(u64::from_str_radix(tail, 16).ok()? ^ (mask(seed) & TAIL))
}

const TAIL: u64 = 0xffff_ffff_ffff;

const fn mask(seed: u64) -> u64 {
    drawn(seed, u64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_its_number_to_who_knows_the_seed() {
        for number in [0, 1, 77, 999_999] {
            assert_eq!(position(5, &guid(5, number)), Some(number));
            assert_eq!(position(5, &digest(5, number)), Some(number));
            assert_eq!((guid(5, number).len(), digest(5, number).len()), (36, 64));
        }
        assert_ne!(guid(5, 1), guid(6, 1));
        assert_eq!(position(5, "short"), None);
    }
}
