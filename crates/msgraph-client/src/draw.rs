//! What is left to chance: delays, and the names of requests.

use ring::rand::{SecureRandom as _, SystemRandom};

/// A number from 0 up to, but not including, 1.
pub(crate) fn fraction() -> f64 {
    let [high, low, ..] = bytes::<4>();
    f64::from(u16::from_be_bytes([high, low])) / 65_536.0
}

/// A random GUID (version 4).
pub(crate) fn guid() -> String {
    let mut bytes = bytes::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes once it has started");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_version_and_is_not_drawn_twice() {
        let guid = guid();
        assert_eq!(guid.len(), 36);
        assert_eq!(&guid[14..15], "4");
        assert!(["8", "9", "a", "b"].contains(&&guid[19..20]), "{guid}");
        assert_ne!(guid, super::guid());
    }

    #[test]
    fn a_fraction_is_below_one() {
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&fraction())));
    }
}
