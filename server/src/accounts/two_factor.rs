//! The second factor of a login: codes of the moment (RFC 6238) from an app, and recovery codes for when it is lost.
//!
//! A login with a second factor begins no session but a challenge, which a code turns into one.

use std::net::IpAddr;
use std::time::Duration;

use totp_rs::{Builder, Secret, Totp};

use super::throttle::client_network;
use super::{Accounts, AccountsError, Login};
use crate::model::{LinkPurpose, SessionId, Timestamp, User, UserLink, ViolationCode, Violations};
use crate::secrets::sha256_hex;
use crate::store::{Conn, StoreError, sessions, two_factor, user_links};

/// How the secret is encrypted: for this column.
const CONTEXT: &str = "users.totp_secret";
/// RFC 4226 §4 R6 recommends 160 bits.
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
/// Of a recovery code, without hyphens: 79 bits.
const RECOVERY_CHARS: usize = 16;
/// Between hyphens.
const RECOVERY_GROUP: usize = 4;
/// Without characters that are taken for each other.
const RECOVERY_ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// What the hashes of recovery codes are for.
const RECOVERY_CONTEXT: &str = "recovery_codes.code_hash";
/// Smallest width of the picture.
const QR_PIXELS: u32 = 200;
/// How long a code can be given after the password.
const CHALLENGE_LIFETIME: Duration = Duration::from_secs(5 * 60);
const CHALLENGE_CHARS: usize = 40;

/// What an app needs to know.
#[derive(Debug)]
pub struct Enrolment {
    /// Base32, to be typed.
    pub secret: String,
    /// `otpauth://totp/…`
    pub uri: String,
    /// The address as a QR code: an SVG document.
    pub qr_svg: String,
}

/// A login that waits for its second factor.
#[derive(Debug)]
pub struct Challenge {
    pub secret: String,
    pub expires_at: Timestamp,
}

/// What the first step of a login leads to.
#[derive(Debug)]
pub enum LoginStep {
    Session(Box<Login>),
    SecondFactor(Challenge),
}

impl Accounts {
    /// A session, or the question for the second factor.
    pub(super) async fn first_step(
        &self,
        conn: &mut Conn,
        user: User,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<LoginStep, AccountsError> {
        if user.totp_enabled_at.is_none() {
            return Ok(LoginStep::Session(Box::new(self.open_session(conn, user, client, user_agent).await?)));
        }
        let now = self.clock.now();
        let secret = self.random.alphanumeric(CHALLENGE_CHARS);
        let link = UserLink {
            purpose: LinkPurpose::Login,
            user_id: user.id,
            email_address: None,
            expires_at: now + CHALLENGE_LIFETIME,
            created_at: now,
        };
        user_links::insert(conn, &link, &sha256_hex(&secret)).await?;
        Ok(LoginStep::SecondFactor(Challenge { secret, expires_at: link.expires_at }))
    }

    /// Turns a challenge into a session. `code`: of the app, or a recovery code.
    pub async fn second_step(
        &self,
        challenge: &str,
        code: &str,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<Login, AccountsError> {
        let hash = sha256_hex(challenge);
        let mut tx = self.store.begin().await?;
        let over = |error| if matches!(error, AccountsError::UnknownLink) { AccountsError::LoginOver } else { error };
        let (_, user) = self.link(&mut tx, LinkPurpose::Login, challenge).await.map_err(over)?;
        let (key, address) = (code_key(&user), format!("address:{}", client_network(client)));
        let retry_after = self.throttle.attempt(&[key.clone(), address.clone()], self.clock.now());
        if !retry_after.is_zero() {
            tracing::warn!(client_ip = %client, "login refused: too many failed attempts from {client}");
            return Err(AccountsError::Throttled { retry_after });
        }
        if !self.is_right_code(&mut tx, &user, code).await? {
            tracing::warn!(client_ip = %client, "login failed from {client}: wrong code");
            return Err(AccountsError::WrongCode);
        }
        if !user_links::delete(&mut tx, &hash).await? {
            return Err(AccountsError::LoginOver);
        }
        let login = self.open_session(&mut tx, user, client, user_agent).await?;
        tx.commit().await?;
        self.throttle.succeeded(&key, &[address]);
        tracing::info!(user = login.user.uuid, client_ip = %client, "{} logged in from {client}", login.user.email_address);
        Ok(login)
    }

    /// A code of somebody who is logged in, guessed as slowly as at the login.
    pub(super) async fn require_code(&self, conn: &mut Conn, user: &User, code: &str) -> Result<(), AccountsError> {
        let key = code_key(user);
        let retry_after = self.throttle.attempt(std::slice::from_ref(&key), self.clock.now());
        if !retry_after.is_zero() {
            return Err(AccountsError::Throttled { retry_after });
        }
        if !self.is_right_code(conn, user, code).await? {
            return Err(Violations::one("/code", ViolationCode::Invalid, "is wrong or has been used").into());
        }
        self.throttle.succeeded(&key, &[]);
        Ok(())
    }

    /// Whether the code fits, which uses it up.
    async fn is_right_code(&self, conn: &mut Conn, user: &User, code: &str) -> Result<bool, AccountsError> {
        let code = plain(code);
        if code.len() == RECOVERY_CHARS {
            return Ok(two_factor::use_recovery_code(conn, user.id, &self.recovery_hash(user, &code)).await?);
        }
        self.is_right_totp(conn, user, &code).await
    }

    async fn is_right_totp(&self, conn: &mut Conn, user: &User, code: &str) -> Result<bool, AccountsError> {
        let Some(stored) = two_factor::find(conn, user.id).await? else { return Ok(false) };
        let totp = build(self.secret_key.decrypt(&stored.secret, CONTEXT)?)?;
        let seconds = u64::try_from(self.clock.now().0 / 1_000_000).unwrap_or_default();
        let Some(step) = totp.check(code, seconds) else { return Ok(false) };
        // RFC 6238 §5.2: a code is accepted once.
        Ok(two_factor::use_step(conn, user.id, i64::try_from(step).unwrap_or(i64::MAX)).await?)
    }

    /// Makes a secret, which counts after [`Self::confirm_two_factor`]. `current_password`: for who has one.
    pub async fn enrol_two_factor(&self, user: &User, current_password: &str) -> Result<Enrolment, AccountsError> {
        if user.totp_enabled_at.is_some() {
            return Err(AccountsError::TwoFactorEnabled);
        }
        self.require_current_password(user, current_password).await?;
        let secret: [u8; SECRET_BYTES] = self.random.bytes();
        let totp = build(secret.to_vec())?;
        let account = percent(&user.email_address);
        let issuer = percent(&self.config.postal.web_hostname);
        let encoded = totp.secret().to_base32();
        // https://github.com/google/google-authenticator/wiki/Key-Uri-Format
        let uri = format!("otpauth://totp/{issuer}:{account}?secret={encoded}&issuer={issuer}");
        let qr = qrcode::QrCode::new(uri.as_bytes()).map_err(|error| AccountsError::Totp(error.to_string()))?;
        let qr_svg = qr.render::<qrcode::render::svg::Color<'_>>().min_dimensions(QR_PIXELS, QR_PIXELS).build();
        let sealed = self.secret_key.encrypt(&secret, CONTEXT, &self.random)?;
        let mut tx = self.store.begin().await?;
        two_factor::begin(&mut tx, user.id, &sealed).await?;
        tx.commit().await?;
        Ok(Enrolment { secret: encoded, uri, qr_svg })
    }

    /// From now on a login needs a code. Ends all other sessions; answers the recovery codes, which nobody can show again.
    pub async fn confirm_two_factor(
        &self,
        user: &User,
        code: &str,
        keep: Option<SessionId>,
    ) -> Result<Vec<String>, AccountsError> {
        if user.totp_enabled_at.is_some() {
            return Err(AccountsError::TwoFactorEnabled);
        }
        let mut tx = self.store.begin().await?;
        if !self.is_right_totp(&mut tx, user, &plain(code)).await? {
            return Err(Violations::one("/code", ViolationCode::Invalid, "is not the code of this moment").into());
        }
        let codes = self.new_recovery_codes(&mut tx, user).await?;
        two_factor::enable(&mut tx, user.id, self.clock.now()).await?;
        sessions::delete_others(&mut tx, user.id, keep).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Logins need no code any more. `current_password`: for who has one.
    pub async fn disable_two_factor(&self, user: &User, current_password: &str) -> Result<(), AccountsError> {
        self.require_current_password(user, current_password).await?;
        self.reset_two_factor(user).await
    }

    /// Ten new recovery codes; the earlier ones are worth nothing any more. `current_password`: for who has one.
    pub async fn renew_recovery_codes(
        &self,
        user: &User,
        current_password: &str,
    ) -> Result<Vec<String>, AccountsError> {
        if user.totp_enabled_at.is_none() {
            return Err(AccountsError::NoTwoFactor);
        }
        self.require_current_password(user, current_password).await?;
        let mut tx = self.store.begin().await?;
        let codes = self.new_recovery_codes(&mut tx, user).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// How many have not been used.
    pub async fn recovery_codes_left(&self, user: &User) -> Result<i64, AccountsError> {
        Ok(two_factor::count_recovery_codes(&mut self.store.read().await?, user.id).await?)
    }

    /// An administrator takes the second factor away from somebody who has lost it.
    pub async fn reset_two_factor(&self, user: &User) -> Result<(), AccountsError> {
        let mut tx = self.store.begin().await?;
        two_factor::remove(&mut tx, user.id).await?;
        user_links::delete_of_user(&mut tx, user.id, Some(LinkPurpose::Login)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn require_current_password(&self, user: &User, current: &str) -> Result<(), AccountsError> {
        let mut violations = Violations::new();
        if user.password_digest.is_some() {
            self.check_current_password(user, current, &mut violations).await?;
        }
        Ok(violations.into_result()?)
    }

    async fn new_recovery_codes(&self, conn: &mut Conn, user: &User) -> Result<Vec<String>, StoreError> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        let hashes: Vec<String> = codes.iter().map(|code| self.recovery_hash(user, &plain(code))).collect();
        two_factor::set_recovery_codes(conn, user.id, &hashes).await?;
        Ok(codes)
    }

    /// `abcd-efgh-jkmn-pqrs`
    fn recovery_code(&self) -> String {
        let mut code = String::new();
        for at in 0..RECOVERY_CHARS {
            if at > 0 && at % RECOVERY_GROUP == 0 {
                code.push('-');
            }
            let chosen = usize::try_from(self.random.below(RECOVERY_ALPHABET.len() as u64)).unwrap_or_default();
            code.extend(RECOVERY_ALPHABET.get(chosen).map(|byte| char::from(*byte)));
        }
        code
    }

    /// Keyed, so that a copy of the database alone tells nothing.
    fn recovery_hash(&self, user: &User, code: &str) -> String {
        let hash = self.secret_key.mac(RECOVERY_CONTEXT, format!("{}:{code}", user.uuid).as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Under which wrong codes count.
fn code_key(user: &User) -> String {
    format!("second-factor:{}", user.uuid)
}

/// As typed, without what only makes it easier to read.
fn plain(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64).collect::<String>().to_ascii_lowercase()
}

/// RFC 6238 as every app has it: SHA-1, six digits, 30 seconds, one step before and after.
fn build(secret: Vec<u8>) -> Result<Totp, AccountsError> {
    Builder::new()
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(Secret::new(secret.into_boxed_slice()))
        .build()
        .map_err(|error| AccountsError::Totp(error.to_string()))
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1; the last six of its eight digits.
        let totp = build(b"12345678901234567890".to_vec()).unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp.check(code, seconds), Some(seconds / 30), "{seconds}");
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30), "{seconds}");
            assert_eq!(totp.check(code, seconds + 90), None, "{seconds}");
        }
    }

    #[test]
    fn what_makes_a_code_easier_to_read_does_not_count() {
        assert_eq!(plain(" 123 456 "), "123456");
        assert_eq!(plain("ABCD-efgh"), "abcdefgh");
    }
}
