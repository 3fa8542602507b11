//! Web sessions: a login gives a secret, the secret finds the user until nobody has used it for 12 hours, or for 60 days.

use std::net::IpAddr;
use std::time::Duration;

use super::audit::acts;
use super::throttle::client_network;
use super::{Accounts, AccountsError, LoginStep, password};
use crate::model::{MAX_TEXT_CHARS, Session, SessionId, Timestamp, User, UserId, Violations, fold};
use crate::secrets::sha256_hex;
use crate::store::{Conn, StoreError, sessions, users};

/// A session ends after this time without a request.
pub const SESSION_IDLE_TIME: Duration = Duration::from_secs(12 * 60 * 60);
/// A remembered session ends this long after it was asked to be; no other lasts longer.
pub const REMEMBERED_SESSION_TIME: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// A session's last activity is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_secs(60);
/// Characters of a session's secret.
const SECRET_CHARS: usize = 64;
/// Characters of a user agent that are kept.
const USER_AGENT_CHARS: usize = 255;

/// A fresh session.
#[derive(Debug)]
pub struct Login {
    pub user: User,
    pub session: Session,
    /// For the cookie; only its hash is stored.
    pub secret: String,
}

/// What is given again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Confirmation<'a> {
    pub password: &'a str,
    pub code: &'a str,
}

/// For so long after a password or a code dangerous things need no other one.
pub const CONFIRMED_TIME: Duration = Duration::from_secs(10 * 60);

impl Accounts {
    /// Checks the password and begins a session, or asks for the second factor. Throttled per account and per client address.
    pub async fn log_in(
        &self,
        email_address: &str,
        password: &str,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<LoginStep, AccountsError> {
        let now = self.clock.now();
        let email_address = email_address.trim();
        let account = account_key(email_address);
        let address = format!("address:{}", client_network(client));
        let wait = self.throttle.attempt(&[account.clone(), address.clone()], now);
        if wait > Duration::ZERO {
            tracing::warn!(client_ip = %client, "login refused: too many failed attempts from {client}");
            return Err(AccountsError::Throttled { retry_after: wait });
        }
        // No stored address is like that, and PostgreSQL refuses U+0000 as a parameter.
        let is_possible = email_address.chars().count() <= MAX_TEXT_CHARS && !email_address.contains('\0');
        let user = if is_possible {
            users::find_by_email_address(&mut self.store.read().await?, email_address).await?
        } else {
            None
        };
        let digest = user.as_ref().and_then(|user| user.password_digest.clone());
        let is_right = password::verify(password, digest.as_deref()).await?;
        let Some(user) = user.filter(|_| is_right) else {
            // One line that fail2ban can read; the address may be a mistyped password, so it is left out.
            tracing::warn!(client_ip = %client, "login failed from {client}");
            return Err(AccountsError::Refused);
        };
        self.throttle.succeeded(&account, &[address]);
        let mut tx = self.store.begin().await?;
        if digest.as_deref().is_some_and(password::is_outdated) {
            let digest = password::digest(password, &self.random).await?;
            users::set_password(&mut tx, user.id, &digest, now).await?;
        }
        let step = self.first_step(&mut tx, user, client, user_agent).await?;
        let LoginStep::Session(login) = &step else {
            // Nobody is logged in yet.
            tx.commit_unrecorded().await?;
            return Ok(step);
        };
        let user = &login.user;
        tx.commit().await?;
        tracing::info!(user = user.uuid, client_ip = %client, "{} logged in from {client}", user.email_address);
        Ok(step)
    }

    /// Begins a session for somebody who has proven who they are.
    pub(super) async fn open_session(
        &self,
        conn: &mut Conn,
        user: User,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<Login, StoreError> {
        let now = self.clock.now();
        let secret = self.random.alphanumeric(SECRET_CHARS);
        let mut session = Session {
            id: SessionId(0),
            uuid: self.random.uuid(),
            user_id: user.id,
            ip_address: Some(client.to_string()),
            user_agent: user_agent
                .map(|text| text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS).collect()),
            created_at: now,
            last_activity_at: now,
            last_activity_ip: Some(client.to_string()),
            is_remembered: false,
            expires_at: now + SESSION_IDLE_TIME,
            confirmed_at: now,
        };
        session.id = sessions::insert(conn, &session, &sha256_hex(&secret)).await?;
        acts(&user);
        Ok(Login { user, session, secret })
    }

    /// Whose session this is; renews it.
    pub async fn session(&self, secret: &str, client: IpAddr) -> Result<Option<(Session, User)>, AccountsError> {
        let now = self.clock.now();
        let mut conn = self.store.read().await?;
        let Some(mut session) = sessions::find_by_hash(&mut conn, &sha256_hex(secret)).await? else { return Ok(None) };
        if session.expires_at <= now {
            return Ok(None);
        }
        let Some(user) = users::find(&mut conn, session.user_id).await? else { return Ok(None) };
        drop(conn);
        if now.since(session.last_activity_at) >= TOUCH_INTERVAL {
            session.last_activity_at = now;
            session.last_activity_ip = Some(client.to_string());
            if !session.is_remembered {
                session.expires_at = (now + SESSION_IDLE_TIME).min(session.created_at + REMEMBERED_SESSION_TIME);
            }
            let mut tx = self.store.begin().await?;
            if !sessions::touch(&mut tx, session.id, now, &client.to_string(), session.expires_at).await? {
                return Ok(None);
            }
            tx.commit_unrecorded().await?;
        }
        Ok(Some((session, user)))
    }

    /// "Remember me": from now on the session ends after two months, whether it is used or not. `None`: it has ended.
    pub async fn remember(&self, session: &Session) -> Result<Option<Session>, AccountsError> {
        let expires_at = self.clock.now() + REMEMBERED_SESSION_TIME;
        let mut tx = self.store.begin().await?;
        let is_there = sessions::remember(&mut tx, session.id, expires_at).await?;
        tx.commit().await?;
        Ok(is_there.then(|| Session { is_remembered: true, expires_at, ..session.clone() }))
    }

    /// Takes the password again, of users without one the code of their second factor. False: the session has ended.
    pub async fn confirm_session(
        &self,
        user: &User,
        session: SessionId,
        given: &Confirmation<'_>,
    ) -> Result<bool, AccountsError> {
        if user.password_digest.is_some() {
            let mut violations = Violations::new();
            self.check_password_again(user, "/password", given.password, &mut violations).await?;
            violations.into_result()?;
        } else if user.totp_enabled_at.is_none() {
            return Err(AccountsError::NothingToConfirmWith);
        }
        let mut tx = self.store.begin().await?;
        if user.password_digest.is_none() {
            self.require_code(&mut tx, user, given.code).await?;
        }
        let is_there = sessions::confirm(&mut tx, session, self.clock.now()).await?;
        tx.commit().await?;
        Ok(is_there)
    }

    /// Newest first. `before`: id of the last row of the page before.
    pub async fn list_sessions(
        &self,
        user: UserId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Session>, AccountsError> {
        Ok(sessions::list(&mut self.store.read().await?, user, self.clock.now(), before, limit).await?)
    }

    /// False: the user has no such session.
    pub async fn end_session(&self, user: UserId, uuid: &str) -> Result<bool, AccountsError> {
        let mut tx = self.store.begin().await?;
        let is_ended = sessions::delete_by_uuid(&mut tx, user, uuid).await?;
        tx.commit().await?;
        Ok(is_ended)
    }

    /// Ends all sessions of a user but `keep`; answers how many.
    pub async fn end_sessions(&self, user: UserId, keep: Option<SessionId>) -> Result<u64, AccountsError> {
        let mut tx = self.store.begin().await?;
        let ended = sessions::delete_others(&mut tx, user, keep).await?;
        tx.commit().await?;
        Ok(ended)
    }

    pub async fn log_out(&self, session: SessionId) -> Result<(), AccountsError> {
        let mut tx = self.store.begin().await?;
        sessions::delete(&mut tx, session).await?;
        Ok(tx.commit().await?)
    }

    /// Ends the session of this secret, if there is one.
    pub async fn forget_session(&self, secret: &str) -> Result<(), AccountsError> {
        let mut tx = self.store.begin().await?;
        sessions::delete_by_hash(&mut tx, &sha256_hex(secret)).await?;
        Ok(tx.commit().await?)
    }

    /// Removes the sessions that nobody has used in time; answers how many.
    pub async fn end_idle_sessions(&self) -> Result<u64, AccountsError> {
        Ok(sessions::delete_expired(&mut self.store.write().await?, self.clock.now()).await?)
    }
}

/// Whether password or second factor have to be given again before something dangerous.
pub fn is_stale(session: &Session, now: Timestamp) -> bool {
    now.since(session.confirmed_at) >= CONFIRMED_TIME
}

/// Under which the failures of an account count. Hashed, so that whoever guesses with long addresses does not fill the memory.
pub(super) fn account_key(email_address: &str) -> String {
    format!("account:{}", sha256_hex(fold(email_address)))
}
