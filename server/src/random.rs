//! Random values: secrets from the system, repeatable ones in tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A source of random values; cheap to clone, shared by all who hold a clone.
#[derive(Clone)]
pub struct Random(Arc<Mutex<ChaCha20Rng>>);

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

impl Random {
    /// Cryptographically strong, seeded by the operating system.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::from_os_rng())))
    }

    /// The same values for the same seed: tests only.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut ChaCha20Rng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }

    /// `len` characters of `[A-Za-z0-9]`.
    pub fn alphanumeric(&self, len: usize) -> String {
        self.pick(len, ALPHANUMERIC)
    }

    /// As [`Self::alphanumeric`], but the first and the last character are letters ("Token n").
    pub fn token(&self, len: usize) -> String {
        let letters = ALPHANUMERIC.split_at(52).0;
        let mut token = self.pick(1, letters);
        token.push_str(&self.pick(len.saturating_sub(2), ALPHANUMERIC));
        if len > 1 {
            token.push_str(&self.pick(1, letters));
        }
        token
    }

    /// 8 upper-case alphanumerics: trace ids and support references.
    pub fn log_id(&self) -> String {
        self.pick(8, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    pub fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid().to_string()
    }

    pub fn below(&self, end: u64) -> u64 {
        self.with(|rng| rng.random_range(0..end.max(1)))
    }

    pub fn shuffle<T>(&self, items: &mut [T]) {
        use rand::seq::SliceRandom;
        self.with(|rng| items.shuffle(rng));
    }

    fn pick(&self, len: usize, alphabet: &[u8]) -> String {
        self.with(|rng| {
            (0..len)
                .filter_map(|_| alphabet.get(rng.random_range(0..alphabet.len())).map(|byte| char::from(*byte)))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_starts_and_ends_with_a_letter() {
        let random = Random::seeded(1);
        for _ in 0..200 {
            let token = random.token(6);
            assert_eq!(token.len(), 6);
            assert!(token.starts_with(|c: char| c.is_ascii_alphabetic()));
            assert!(token.ends_with(|c: char| c.is_ascii_alphabetic()));
        }
    }
}
