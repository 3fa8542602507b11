//! New keys for old credentials: the key before works on for a while, so that programs can be changed one by one.

use std::time::Duration;

use super::authentication::KEY_CONTEXT;
use super::credentials::{KEY_CHARS, NewCredential, shown_part};
use super::{Tenancy, TenancyError};
use crate::model::{Credential, CredentialKind, Timestamp, ViolationCode, Violations};
use crate::secrets::sha256_hex;
use crate::store::credentials;

/// How long the key before works on; hours.
pub const OVERLAP_HOURS: (i64, i64, i64) = (0, 24, 168);

impl Tenancy {
    /// `overlap_hours`: `None`: the usual. A key that still worked from an earlier rotation ends now.
    pub async fn rotate_key(
        &self,
        credential: &Credential,
        overlap_hours: Option<i64>,
    ) -> Result<(NewCredential, Option<Timestamp>), TenancyError> {
        let (least, usual, most) = OVERLAP_HOURS;
        let hours = overlap_hours.unwrap_or(usual);
        let mut violations = Violations::new();
        if hours < least {
            violations.add("/overlap_hours", ViolationCode::GreaterThanOrEqualTo, "must not be negative");
        }
        if hours > most {
            let message = format!("must be less than or equal to {most}");
            violations.add("/overlap_hours", ViolationCode::LessThanOrEqualTo, message);
        }
        violations.into_result()?;
        let key = self.random.alphanumeric(KEY_CHARS);
        let key_encrypted = match credential.kind {
            CredentialKind::Smtp => Some(self.secret_key.encrypt(key.as_bytes(), KEY_CONTEXT, &self.random)?),
            CredentialKind::Api => None,
            CredentialKind::SmtpIp => return Err(TenancyError::NoKey),
        };
        let now = self.clock.now();
        let overlap = Duration::from_secs(3600 * u64::try_from(hours).unwrap_or(0));
        let valid_until = (!overlap.is_zero()).then(|| now + overlap);
        let changed = Credential { key_prefix: shown_part(&key), key_encrypted, updated_at: now, ..credential.clone() };
        let mut tx = self.store.begin().await?;
        credentials::rotate(&mut tx, &changed, &sha256_hex(&key), valid_until).await?;
        tx.commit().await?;
        Ok((NewCredential { credential: changed, key }, valid_until))
    }
}
