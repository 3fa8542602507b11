//! Hashes of keys and tokens, and encryption at rest with the installation's `secret.key`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac};

use crate::random::Random;

/// Length of `secret.key` in bytes.
pub const SECRET_KEY_BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("secret.key must hold exactly {SECRET_KEY_BYTES} bytes, this one has {0}")]
    KeyLength(usize),
    #[error("a stored secret cannot be decrypted with this secret.key; is it the one of this installation?")]
    Decrypt,
    #[error("encryption failed")]
    Encrypt,
}

/// The 32-byte key beside the configuration file. Losing it loses DKIM and SMTP keys.
#[derive(Clone)]
pub struct SecretKey([u8; SECRET_KEY_BYTES]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey")
    }
}

impl SecretKey {
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SecretError> {
        bytes.try_into().map(Self).map_err(|_| SecretError::KeyLength(bytes.len()))
    }

    pub fn as_bytes(&self) -> &[u8; SECRET_KEY_BYTES] {
        &self.0
    }

    /// AES-256-GCM: nonce, ciphertext, tag. `context` names the column, so that values cannot be swapped.
    pub fn encrypt(&self, plain: &[u8], context: &str, random: &Random) -> Result<Vec<u8>, SecretError> {
        let nonce: [u8; NONCE_LEN] = random.bytes();
        let mut sealed = plain.to_vec();
        self.key()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context.as_bytes()), &mut sealed)
            .map_err(|_| SecretError::Encrypt)?;
        let mut stored = nonce.to_vec();
        stored.append(&mut sealed);
        Ok(stored)
    }

    pub fn decrypt(&self, stored: &[u8], context: &str) -> Result<Vec<u8>, SecretError> {
        let (nonce, sealed) = stored.split_at_checked(NONCE_LEN).ok_or(SecretError::Decrypt)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::Decrypt)?;
        let mut sealed = sealed.to_vec();
        let plain = self
            .key()
            .map_err(|_| SecretError::Decrypt)?
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut sealed)
            .map_err(|_| SecretError::Decrypt)?;
        Ok(plain.to_vec())
    }

    /// HMAC-SHA256 over `data`. `context` says what it vouches for, so that a value cannot serve for something else.
    pub fn mac(&self, context: &str, data: &[u8]) -> [u8; 32] {
        let mut signer = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        signer.update(context.as_bytes());
        signer.update(&[0]);
        signer.update(data);
        let mut mac = [0; 32];
        mac.iter_mut().zip(signer.sign().as_ref()).for_each(|(to, from)| *to = *from);
        mac
    }

    fn key(&self) -> Result<LessSafeKey, SecretError> {
        UnboundKey::new(&AES_256_GCM, &self.0).map(LessSafeKey::new).map_err(|_| SecretError::Encrypt)
    }
}

/// SHA-256 in lower-case hex: how keys and tokens are stored and looked up.
pub fn sha256_hex(secret: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    digest::digest(&digest::SHA256, secret.as_ref()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The UUID that belongs to a text: always the same, in the form of version 4.
pub fn uuid_of(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_the_round_trip_and_only_in_its_context() {
        let random = Random::seeded(7);
        let key = SecretKey::from_bytes(&random.bytes::<32>()).unwrap();
        let stored = key.encrypt(b"top secret", "credentials.key", &random).unwrap();
        assert_eq!(key.decrypt(&stored, "credentials.key").unwrap(), b"top secret");
        assert!(key.decrypt(&stored, "domains.dkim").is_err());
        assert!(key.decrypt(&stored[..10], "credentials.key").is_err());
    }

    #[test]
    fn hashes_are_sha256() {
        assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn the_uuid_of_a_text_is_stable_and_looks_random() {
        assert_eq!(uuid_of("abc"), "ba7816bf-8f01-4fea-8141-40de5dae2223");
        assert_ne!(uuid_of("abd"), uuid_of("abc"));
    }
}
