//! Passwords that nobody knows: drawn from the system's chance, sent once, and kept nowhere.

use ring::rand::{SecureRandom as _, SystemRandom};

/// What passwords are made of: sixty-four letters, digits and marks that Entra accepts, so that six bits of chance are one of them.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz23456789-_+!";

/// How long they are: 288 bits of chance.
const LENGTH: usize = 48;

/// A password. It has no `Debug`, so that it cannot be shown by accident.
pub(super) struct Password(String);

impl Password {
    /// Draws one that Entra does not find too simple: one with letters of both cases, digits and marks.
    pub(super) fn drawn() -> Self {
        loop {
            let mut bytes = [0_u8; LENGTH];
            SystemRandom::new().fill(&mut bytes).expect("the system has random bytes once it has started");
            let password: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 64)])).collect();
            let has = |class: fn(&u8) -> bool| password.bytes().any(|letter| class(&letter));
            if has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit) && has(u8::is_ascii_punctuation) {
                return Self(password);
            }
        }
    }

    /// The password, for the request that sets it.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn passwords_are_long_of_every_class_and_never_the_same() {
        let drawn: BTreeSet<String> = (0..1_000).map(|_| Password::drawn().expose().to_owned()).collect();
        assert_eq!(drawn.len(), 1_000);
        for password in &drawn {
            assert!(password.len() >= 32 && password.bytes().all(|letter| LETTERS.contains(&letter)));
            for class in [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit, u8::is_ascii_punctuation] {
                assert!(password.bytes().any(|letter| class(&letter)));
            }
        }
        let used: BTreeSet<u8> = drawn.iter().flat_map(|password| password.bytes()).collect();
        assert_eq!(used.len(), LETTERS.len(), "every letter is drawn, none twice as often by a remainder");
    }
}
