//! Texts that nobody guesses.

use ring::rand::{SecureRandom as _, SystemRandom};

/// 128 bits of chance, in hexadecimal.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 16];
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes once it has started");
    format!("{:032x}", u128::from_be_bytes(bytes))
}
