//! Password digests: Argon2id in PHC form, computed off the async threads. Those of Postal 3 (bcrypt) are read.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};

use super::AccountsError;
use crate::model::{ViolationCode, Violations};
use crate::random::Random;

/// In characters.
pub const MIN_PASSWORD_CHARS: usize = 8;
/// In bytes: nobody types more, and hashing takes time by length.
const MAX_PASSWORD_BYTES: usize = 1024;
/// Of a digest that Postal 3 made, or another program with bcrypt.
const BCRYPT_PREFIXES: [&str; 3] = ["$2a$", "$2b$", "$2y$"];
/// In use at once: each takes 19 MiB and some tens of milliseconds of a core.
static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// The rules of a new password.
pub fn check(field: &str, password: &str, violations: &mut Violations) {
    if password.is_empty() {
        violations.add(field, ViolationCode::Blank, "can't be blank");
    } else if password.chars().count() < MIN_PASSWORD_CHARS {
        let message = format!("is too short (minimum is {MIN_PASSWORD_CHARS} characters)");
        violations.add(field, ViolationCode::TooShort, message);
    } else if password.len() > MAX_PASSWORD_BYTES {
        let message = format!("is too long (maximum is {MAX_PASSWORD_BYTES} bytes)");
        violations.add(field, ViolationCode::TooLong, message);
    }
}

pub async fn digest(password: &str, random: &Random) -> Result<String, AccountsError> {
    let salt = SaltString::encode_b64(&random.bytes::<16>()).map_err(|error| AccountsError::Hash(error.to_string()))?;
    let password = password.to_owned();
    off_thread(move || {
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|error| AccountsError::Hash(error.to_string()))
    })
    .await?
}

/// True when the password gives the digest. Without a digest it takes as long and is false, so that the time of the
/// answer does not tell who exists.
pub async fn verify(password: &str, digest: Option<&str>) -> Result<bool, AccountsError> {
    // Argon2id with the default parameters over a random password that nobody knows.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$bm9ib2R5J3MgcGFzc3dvcmQgaXMgdGhpcyBvbmU";
    if password.len() > MAX_PASSWORD_BYTES {
        return Ok(false);
    }
    let is_known = digest.is_some();
    let digest = digest.unwrap_or(NOBODY).to_owned();
    let password = password.to_owned();
    off_thread(move || {
        let is_right = if is_outdated(&digest) {
            // Longer passwords were cut to 72 bytes when the digest was made.
            bcrypt::verify(&password, &digest).unwrap_or(false)
        } else {
            PasswordHash::new(&digest)
                .is_ok_and(|digest| Argon2::default().verify_password(password.as_bytes(), &digest).is_ok())
        };
        is_right && is_known
    })
    .await
}

/// True for a digest to be replaced at the next login.
pub fn is_outdated(digest: &str) -> bool {
    BCRYPT_PREFIXES.iter().any(|prefix| digest.starts_with(prefix))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountsError> {
    let _permit = HASHING.acquire().await.map_err(|error| AccountsError::Hash(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| AccountsError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_digest_fits_its_password_only() {
        let digest = digest("correct horse", &Random::seeded(3)).await.unwrap();
        assert!(digest.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&digest)).await.unwrap());
        assert!(!verify("Correct horse", Some(&digest)).await.unwrap());
        assert!(!verify("correct horse", None).await.unwrap());
    }

    #[test]
    fn passwords_have_at_least_eight_characters() {
        for (password, is_good) in [("", false), ("1234567", false), ("12345678", true), ("pässwörd", true)] {
            let mut violations = Violations::new();
            check("/password", password, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{password}");
        }
    }
}
