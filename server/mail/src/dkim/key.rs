//! RSA keys: loading, making, signing, the public half for DNS.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest as _, Sha256};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use std::fmt;
use std::sync::OnceLock;

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Neither PEM nor DER of an RSA private key in PKCS#1 or PKCS#8.
    #[error("not an RSA private key in PKCS#1 or PKCS#8 form")]
    Unreadable,
    /// Below 1024 or above 8192 bits (RFC 8301 §3.2 makes verifiers refuse keys below 1024).
    #[error("the RSA key must have 1024 to 8192 bits")]
    Size,
    /// The library failed; for signing and making keys this does not happen with a valid key.
    #[error("the RSA operation failed")]
    Failed,
}

/// Size of a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyBits {
    /// 2048 (RFC 8301).
    #[default]
    Bits2048,
    /// 3072
    Bits3072,
    /// 4096
    Bits4096,
}

/// An RSA private key for `rsa-sha256`.
///
/// `Debug` shows only the size.
pub struct SigningKey(Backend);

enum Backend {
    /// And the same key for what aws-lc-rs does not do, once it is asked for.
    Fast(KeyPair, OnceLock<Option<Box<RsaPrivateKey>>>),
    /// aws-lc-rs refuses keys below 2048 bits; 3.3 made keys of 1024.
    Short(Box<RsaPrivateKey>),
}

impl SigningKey {
    /// Makes a new key. Takes up to a second of CPU time.
    pub fn generate(bits: KeyBits) -> Result<Self, KeyError> {
        let size = match bits {
            KeyBits::Bits2048 => KeySize::Rsa2048,
            KeyBits::Bits3072 => KeySize::Rsa3072,
            KeyBits::Bits4096 => KeySize::Rsa4096,
        };
        KeyPair::generate(size).map(Self::fast).map_err(|_| KeyError::Failed)
    }

    /// Reads `-----BEGIN RSA PRIVATE KEY-----` (PKCS#1) or `-----BEGIN PRIVATE KEY-----` (PKCS#8).
    ///
    /// Other text around the block is ignored; the first private key counts.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let mut der = None;
        for label in ["RSA PRIVATE KEY", "PRIVATE KEY"] {
            let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
            let block = pem.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(block, _)| block);
            if let Some(block) = block {
                let text: String = block.chars().filter(|c| !c.is_whitespace()).collect();
                der = STANDARD.decode(text).ok();
                break;
            }
        }
        Self::from_der(&der.ok_or(KeyError::Unreadable)?)
    }

    /// Reads the DER of PKCS#8 or PKCS#1.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if let Ok(pair) = KeyPair::from_pkcs8(der).or_else(|_| KeyPair::from_der(der)) {
            return Ok(Self::fast(pair));
        }
        let key = RsaPrivateKey::from_pkcs8_der(der)
            .ok()
            .or_else(|| RsaPrivateKey::from_pkcs1_der(der).ok())
            .ok_or(KeyError::Unreadable)?;
        if !(1024..=8192).contains(&(key.size() * 8)) {
            return Err(KeyError::Size);
        }
        Ok(Self(Backend::Short(Box::new(key))))
    }

    fn fast(pair: KeyPair) -> Self {
        Self(Backend::Fast(pair, OnceLock::new()))
    }

    /// Size of the modulus in bits.
    pub fn bits(&self) -> usize {
        8 * match &self.0 {
            Backend::Fast(pair, _) => pair.public_modulus_len(),
            Backend::Short(key) => key.size(),
        }
    }

    /// PKCS#1 v1.5 signature over SHA-256 of `message`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.0 {
            Backend::Fast(pair, _) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| KeyError::Failed)?;
                Ok(signature)
            }
            Backend::Short(key) => {
                key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message)).map_err(|_| KeyError::Failed)
            }
        }
    }

    /// PKCS#1 v1.5 signature over SHA-1 of `message`: not for mail, only for receivers of HTTP requests that know no
    /// better. Takes some milliseconds of CPU time.
    pub fn sign_sha1(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        // RFC 8017 §9.2, note 1.
        const SHA1_DIGEST_INFO: [u8; 15] =
            [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
        let key = match &self.0 {
            Backend::Short(key) => Some(key),
            // aws-lc-rs does not sign with SHA-1.
            Backend::Fast(_, again) => again
                .get_or_init(|| RsaPrivateKey::from_pkcs8_der(&self.to_pkcs8_der().ok()?).ok().map(Box::new))
                .as_ref(),
        };
        let padding = Pkcs1v15Sign { hash_len: Some(20), prefix: Box::new(SHA1_DIGEST_INFO) };
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, message);
        // With blinding: whoever makes us sign may measure how long it takes.
        key.ok_or(KeyError::Failed)?.sign_with_rng(&mut OsRng, padding, hash.as_ref()).map_err(|_| KeyError::Failed)
    }

    /// Names the key in JWKs and in header fields of HTTP requests: SHA-256 of the public key as `RSAPublicKey` DER, 64
    /// lower-case hexadecimal digits.
    pub fn key_id(&self) -> String {
        digest(&SHA256, &self.public_key_pkcs1_der()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The private key in PKCS#8 DER, for storing (encrypted).
    pub fn to_pkcs8_der(&self) -> Result<Vec<u8>, KeyError> {
        match &self.0 {
            Backend::Fast(pair, _) => {
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Failed)?;
                Ok(der.as_ref().to_vec())
            }
            Backend::Short(key) => key.to_pkcs8_der().map(|der| der.as_bytes().to_vec()).map_err(|_| KeyError::Failed),
        }
    }

    /// The private key as `-----BEGIN PRIVATE KEY-----`, LF line ends.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let text = STANDARD.encode(self.to_pkcs8_der()?);
        let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        Ok(pem)
    }

    /// The public key as `RSAPublicKey` DER (RFC 8017 A.1.1).
    pub fn public_key_pkcs1_der(&self) -> Vec<u8> {
        match &self.0 {
            Backend::Fast(pair, _) => pair.public_key().as_ref().to_vec(),
            // Encoding two integers does not fail.
            Backend::Short(key) => {
                key.to_public_key().to_pkcs1_der().map(|der| der.as_bytes().to_vec()).unwrap_or_default()
            }
        }
    }

    /// The public key as `SubjectPublicKeyInfo` DER (RFC 5280 §4.1).
    pub fn public_key_der(&self) -> Vec<u8> {
        // AlgorithmIdentifier { rsaEncryption, NULL }
        const ALGORITHM: [u8; 15] =
            [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
        let mut bits = vec![0];
        bits.extend(self.public_key_pkcs1_der());
        let mut inner = ALGORITHM.to_vec();
        inner.extend(tlv(0x03, &bits));
        tlv(0x30, &inner)
    }

    /// `SubjectPublicKeyInfo` in base64: the `p=` of a DKIM record.
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(self.public_key_der())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

/// One DER element.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|b| *b == 0).collect();
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => der.push(short),
        _ => {
            der.push(0x80 | significant.len() as u8);
            der.extend(significant);
        }
    }
    der.extend_from_slice(content);
    der
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::LazyLock;

    /// One key for all tests, because making one is slow.
    pub fn key() -> &'static SigningKey {
        static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KeyBits::Bits2048).unwrap());
        &KEY
    }

    /// A 1024-bit key as 3.3 makes them, for tests only.
    const SHORT: &str = "-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQDak/TswC4cDpV/g/nESCGrmeBqp4feC2nbnD5QdQPdjl7qGnuh
uZV4DM71+5aTe/OgiWNbQGjB7Bv9TilnV77l6phyu1aA56q5HXDvY1gMiti2KI8g
EhGAr6I0dCvcE+G/8Ikqw96pHh6iUGzdYGt7IxuMesT4CLmu0x3dCtexDQIDAQAB
AoGAPiNHwrJTqWg/+dNEAxfacpU5JjjgODCYdHUzhd3uLmMV+oly0iQXKNzDTUyr
ntvjA6VrGHr0DQUZY+Z/gMCCJQYOQltJlUhUWVU4PEohaQO/ErGbWluiSlqnabm7
TuWm26WQb4TuQkf6fT+cF/Ff46GdQRqaKk5v6OuTLMv0JKUCQQDvGS3ntRVMB9NA
J/fWv5bffWnLkJUD4OalF5Ww236do8Y4tY32mbABFjSVTn7fj3Gj7frBfCvymEXG
6vkD/kNnAkEA6gduk6DAwmA/R68X6rjtMjgFMRCuYe311CjdYGi36pmwgK9ICApv
fCJlJ801vhNwWf9npvbrKMYA3DcsNDwzawJBALq1deRvwu65WZzK2T2oJP/m5nuh
Lsx1joazESCndotRPdRA6lf8kbV3ip5hSq/3Su2RQ/Rdq8/oWuzHxqb4odcCQDex
RRNEshqPpP9+H4bwMyI8Sp/+hEExy8qNXwFOalYd9O7qx42CTj2QQdpS73MoVRhV
u2j0Ycn2NMYzKwXTPbkCQQC47oy5tCiiDZTUJKNCNrYctDS6LuFsWfbKqfWc9hQL
6OP4pGO6PiIldbH4gdTzXo3BnJzVzaJwYChLPp+TqJTm
-----END RSA PRIVATE KEY-----";

    #[test]
    fn a_key_survives_storing() {
        let der = key().to_pkcs8_der().unwrap();
        let again = SigningKey::from_der(&der).unwrap();
        assert_eq!(again.public_key_base64(), key().public_key_base64());
        let from_pem = SigningKey::from_pem(&key().to_pem().unwrap()).unwrap();
        assert_eq!(from_pem.sign(b"x").unwrap(), key().sign(b"x").unwrap());
    }

    #[test]
    fn the_1024_bit_keys_of_3_3_still_sign() {
        let short = SigningKey::from_pem(SHORT).unwrap();
        assert_eq!((short.bits(), short.sign(b"x").unwrap().len()), (1024, 128));
        let public = aws_lc_rs::signature::UnparsedPublicKey::new(
            &aws_lc_rs::signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            short.public_key_pkcs1_der(),
        );
        public.verify(b"x", &short.sign(b"x").unwrap()).unwrap();
        let again = SigningKey::from_der(&short.to_pkcs8_der().unwrap()).unwrap();
        assert_eq!(again.public_key_base64(), short.public_key_base64());
    }

    #[test]
    fn sha1_signatures_can_be_verified() {
        use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
        for key in [key(), &SigningKey::from_pem(SHORT).unwrap()] {
            let public =
                UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, key.public_key_pkcs1_der());
            for message in [b"x".as_slice(), b""] {
                public.verify(message, &key.sign_sha1(message).unwrap()).unwrap();
            }
            public.verify(b"y", &key.sign_sha1(b"x").unwrap()).unwrap_err();
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert_eq!(SigningKey::from_pem("x").unwrap_err(), KeyError::Unreadable);
        assert_eq!(SigningKey::from_der(&[0x30, 0]).unwrap_err(), KeyError::Unreadable);
    }

    #[test]
    fn debug_does_not_show_the_key() {
        assert_eq!(format!("{:?}", key()), "SigningKey { bits: 2048, .. }");
    }
}
