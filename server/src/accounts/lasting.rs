//! Whether somebody who was let in may stay: for answers that go on for long. Looking does not count as activity.

use super::{Accounts, AccountsError};
use crate::model::{Session, SessionId, Token, TokenId, User};
use crate::store::{sessions, tokens, users};

impl Accounts {
    /// The session and its user as they are now. `None`: it has ended.
    pub async fn session_now(&self, id: SessionId) -> Result<Option<(Session, User)>, AccountsError> {
        let mut conn = self.store.read().await?;
        let session = sessions::find(&mut conn, id).await?.filter(|session| session.expires_at > self.clock.now());
        let Some(session) = session else { return Ok(None) };
        let user = users::find(&mut conn, session.user_id).await?;
        Ok(user.map(|user| (session, user)))
    }

    /// The token and its user as they are now. `None`: it is deleted or has expired.
    pub async fn token_now(&self, id: TokenId) -> Result<Option<(Token, User)>, AccountsError> {
        let now = self.clock.now();
        let mut conn = self.store.read().await?;
        let token = tokens::find(&mut conn, id).await?.filter(|token| token.expires_at.is_none_or(|end| end > now));
        let Some(token) = token else { return Ok(None) };
        let user = users::find(&mut conn, token.user_id).await?;
        Ok(user.map(|user| (token, user)))
    }
}
