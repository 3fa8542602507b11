//! Management tokens: for programs that act for a user.

use std::time::Duration;

use super::{Accounts, AccountsError, Scope};
use crate::model::{Timestamp, Token, TokenId, User, UserId, ViolationCode, Violations};
use crate::secrets::sha256_hex;
use crate::store::{tokens, users};

/// What every token starts with, so that people and secret scanners recognize it.
const PREFIX: &str = "postal_";
/// Random characters after the prefix: 238 bits.
const SECRET_CHARS: usize = 40;
/// Characters that are stored and shown to tell tokens apart.
const SHOWN_CHARS: usize = PREFIX.len() + 6;
/// `last_used_at` is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_secs(60);

/// A submitted token.
#[derive(Debug, Clone, Default)]
pub struct TokenForm {
    pub name: String,
    /// `None`: everything that the owner may do.
    pub scopes: Option<Vec<String>>,
    pub expires_at: Option<Timestamp>,
}

/// A fresh token with its secret, which nobody can show again.
#[derive(Debug)]
pub struct NewToken {
    pub token: Token,
    pub secret: String,
}

impl Accounts {
    /// A token that another one makes does not outlive it: an expiring token could renew itself for ever.
    pub async fn create_token_with(
        &self,
        user: UserId,
        maker: &Token,
        form: &TokenForm,
    ) -> Result<NewToken, AccountsError> {
        let expires_at = match (form.expires_at, maker.expires_at) {
            (Some(wanted), Some(latest)) => Some(wanted.min(latest)),
            (wanted, latest) => wanted.or(latest),
        };
        self.create_token(user, &TokenForm { expires_at, ..form.clone() }).await
    }

    pub async fn create_token(&self, user: UserId, form: &TokenForm) -> Result<NewToken, AccountsError> {
        let now = self.clock.now();
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        for (n, scope) in form.scopes.iter().flatten().enumerate() {
            if Scope::parse(scope).is_none() {
                violations.add(&format!("/scopes/{n}"), ViolationCode::Inclusion, "is not a scope");
            }
        }
        if form.scopes.as_ref().is_some_and(Vec::is_empty) {
            violations.add("/scopes", ViolationCode::Blank, "must name a scope, or be left out for all rights");
        }
        if form.expires_at.is_some_and(|time| time <= now) {
            violations.add("/expires_at", ViolationCode::Invalid, "is in the past");
        }
        violations.into_result()?;
        let secret = format!("{PREFIX}{}", self.random.alphanumeric(SECRET_CHARS));
        let mut token = Token {
            id: TokenId(0),
            uuid: self.random.uuid(),
            user_id: user,
            name,
            prefix: secret.chars().take(SHOWN_CHARS).collect(),
            scopes: form.scopes.clone(),
            expires_at: form.expires_at,
            last_used_at: None,
            created_at: now,
        };
        token.id = tokens::insert(&mut self.store.write().await?, &token, &sha256_hex(&secret)).await?;
        Ok(NewToken { token, secret })
    }

    /// Whose token this is. `None`: unknown, expired, or the owner is gone.
    pub async fn token(&self, secret: &str) -> Result<Option<(Token, User)>, AccountsError> {
        let now = self.clock.now();
        let mut conn = self.store.read().await?;
        let Some(token) = tokens::find_by_hash(&mut conn, &sha256_hex(secret)).await? else { return Ok(None) };
        if token.expires_at.is_some_and(|time| time <= now) {
            return Ok(None);
        }
        let Some(user) = users::find(&mut conn, token.user_id).await? else { return Ok(None) };
        drop(conn);
        if token.last_used_at.is_none_or(|last| now.since(last) >= TOUCH_INTERVAL)
            && !tokens::touch(&mut self.store.write().await?, token.id, now).await?
        {
            return Ok(None);
        }
        Ok(Some((token, user)))
    }

    /// Newest first. `before`: id of the last row of the page before.
    pub async fn list_tokens(
        &self,
        user: UserId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Token>, AccountsError> {
        Ok(tokens::list(&mut self.store.read().await?, user, before, limit).await?)
    }

    /// False: this user has no such token.
    pub async fn delete_token(&self, user: UserId, uuid: &str) -> Result<bool, AccountsError> {
        Ok(tokens::delete(&mut self.store.write().await?, user, uuid).await?)
    }
}
