//! Header fields by which a receiver knows that a request comes from this installation.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use postal_mail::dkim::{KeyError, SigningKey};

#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the signature was not finished")]
    Unfinished(#[from] tokio::task::JoinError),
}

/// Signs bodies of requests with the key of the installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Signer {
    key: Arc<SigningKey>,
    key_id: Arc<str>,
}

impl Signer {
    pub fn new(key: Arc<SigningKey>) -> Self {
        let key_id = key.key_id().into();
        Self { key, key_id }
    }

    /// Three header fields: `X-Postal-Signature` (RSASSA-PKCS1-v1_5 with SHA-1, for receivers written for older
    /// versions), `X-Postal-Signature-256` (with SHA-256), both in base64 on one line over exactly these bytes, and
    /// `X-Postal-Signature-KID`, the `kid` of the key in `/.well-known/jwks.json`.
    pub async fn sign(&self, body: Bytes) -> Result<Vec<(&'static str, String)>, SignatureError> {
        let key = self.key.clone();
        let signing = move || Ok::<_, KeyError>((key.sign_sha1(&body)?, key.sign(&body)?));
        let (sha1, sha256) = tokio::task::spawn_blocking(signing).await??;
        Ok(vec![
            ("X-Postal-Signature", STANDARD.encode(sha1)),
            ("X-Postal-Signature-256", STANDARD.encode(sha256)),
            ("X-Postal-Signature-KID", self.key_id.to_string()),
        ])
    }
}
