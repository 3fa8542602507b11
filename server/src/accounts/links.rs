//! Links that are mailed to users: a new password, proof of a new address. Each works once, and for a day.

use std::net::IpAddr;
use std::time::Duration;

use super::audit::acts;
use super::throttle::client_network;
use super::users::{email_address, taken};
use super::{Accounts, AccountsError, LoginStep, mails, password};
use crate::model::{LinkPurpose, MAX_TEXT_CHARS, User, UserLink, ViolationCode, Violations, fold};
use crate::secrets::sha256_hex;
use crate::store::{Conn, StoreError, audit, mails as mail_queue, sessions, user_links, users};

/// A link works for this long.
const LINK_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Characters of a link's secret (3.3: 24).
const SECRET_CHARS: usize = 40;

/// A submitted new password.
#[derive(Debug, Clone)]
pub struct NewPassword {
    pub password: String,
    pub confirmation: Option<String>,
}

impl NewPassword {
    pub(super) fn check(&self, violations: &mut Violations) {
        password::check("/password", &self.password, violations);
        if self.confirmation.as_ref().is_some_and(|confirmation| *confirmation != self.password) {
            violations.add("/password_confirmation", ViolationCode::Confirmation, "doesn't match the password");
        }
    }
}

impl Accounts {
    /// Mails a link to whoever has this address. Says nothing about whether there is such a user.
    ///
    /// `return_to`: path of the page to go to afterwards, kept only if it is one of ours.
    pub async fn begin_reset(
        &self,
        email_address: &str,
        return_to: Option<&str>,
        client: IpAddr,
    ) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let email_address = email_address.trim();
        let keys =
            [format!("reset:{}", sha256_hex(fold(email_address))), format!("reset-from:{}", client_network(client))];
        let retry_after = self.throttle.attempt(&keys, now);
        if !retry_after.is_zero() {
            tracing::warn!(client_ip = %client, "password reset refused: too many attempts from {client}");
            return Err(AccountsError::Throttled { retry_after });
        }
        if email_address.chars().count() > MAX_TEXT_CHARS || email_address.contains('\0') {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let user = users::find_by_email_address(&mut tx, email_address).await?;
        // 3.3: with OpenID only users who have a password can get another.
        let user = user.filter(|user| user.password_digest.is_some() || !self.config.oidc.enabled);
        let Some(user) = user else {
            tracing::info!(client_ip = %client, "password reset asked for an unknown address from {client}");
            return Ok(());
        };
        self.mail_reset(&mut tx, &user, return_to).await?;
        tx.commit().await?;
        tracing::info!(user = user.uuid, client_ip = %client, "password reset mailed to {}", user.email_address);
        Ok(())
    }

    /// Queues the mail with a fresh link; earlier ones stop working.
    pub(super) async fn mail_reset(
        &self,
        conn: &mut Conn,
        user: &User,
        return_to: Option<&str>,
    ) -> Result<(), StoreError> {
        let secret = self.make_link(conn, user, LinkPurpose::Reset, None).await?;
        let query = return_to.filter(|path| is_own_path(path)).map(|path| {
            let escaped = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
            format!("?return_to={escaped}")
        });
        let path = format!("/login/reset/{secret}{}", query.unwrap_or_default());
        mail_queue::insert(conn, &mails::reset(&self.config, user, &path), self.clock.now()).await
    }

    async fn make_link(
        &self,
        conn: &mut Conn,
        user: &User,
        purpose: LinkPurpose,
        email_address: Option<&str>,
    ) -> Result<String, StoreError> {
        let now = self.clock.now();
        let secret = self.random.alphanumeric(SECRET_CHARS);
        let link = UserLink {
            purpose,
            user_id: user.id,
            email_address: email_address.map(str::to_owned),
            expires_at: now + LINK_LIFETIME,
            created_at: now,
        };
        user_links::delete_of_user(conn, user.id, Some(purpose)).await?;
        user_links::insert(conn, &link, &sha256_hex(&secret)).await?;
        audit::object(&user.uuid, &user.email_address);
        Ok(secret)
    }

    /// Whose link this is. [`AccountsError::UnknownLink`]: unknown, used or expired.
    pub async fn check_reset(&self, secret: &str) -> Result<(UserLink, User), AccountsError> {
        self.link(&mut self.store.read().await?, LinkPurpose::Reset, secret).await
    }

    pub(super) async fn link(
        &self,
        conn: &mut Conn,
        purpose: LinkPurpose,
        secret: &str,
    ) -> Result<(UserLink, User), AccountsError> {
        let link = user_links::find(conn, purpose, &sha256_hex(secret)).await?;
        let link = link.filter(|link| link.expires_at > self.clock.now()).ok_or(AccountsError::UnknownLink)?;
        let user = users::find(conn, link.user_id).await?.ok_or(AccountsError::UnknownLink)?;
        Ok((link, user))
    }

    /// Sets the password, ends all sessions and begins a new one, or asks for the second factor.
    pub async fn finish_reset(
        &self,
        secret: &str,
        new: &NewPassword,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<LoginStep, AccountsError> {
        let mut violations = Violations::new();
        new.check(&mut violations);
        // Before the rules: whoever has no link learns nothing from them.
        self.check_reset(secret).await?;
        violations.into_result()?;
        let digest = password::digest(&new.password, &self.random).await?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let (_, user) = self.link(&mut tx, LinkPurpose::Reset, secret).await?;
        if !user_links::delete(&mut tx, &sha256_hex(secret)).await? {
            return Err(AccountsError::UnknownLink);
        }
        users::set_password(&mut tx, user.id, &digest, now).await?;
        sessions::delete_others(&mut tx, user.id, None).await?;
        let (uuid, address) = (user.uuid.clone(), user.email_address.clone());
        acts(&user);
        let step = self.first_step(&mut tx, user, client, user_agent).await?;
        tx.commit().await?;
        self.throttle.succeeded(&super::sessions::account_key(&address), &[]);
        tracing::info!(user = uuid, client_ip = %client, "{address} has a new password");
        Ok(step)
    }

    /// Mails a link to the new address and a notice to the old one. The address changes when the link is followed.
    pub async fn begin_email_change(
        &self,
        user: &User,
        address: &str,
        current_password: &str,
    ) -> Result<(), AccountsError> {
        let mut violations = Violations::new();
        let address = email_address(address, &mut violations);
        if user.password_digest.is_some() {
            self.check_current_password(user, current_password, &mut violations).await?;
        }
        let mut tx = self.store.begin().await?;
        if !violations.names("/email_address") {
            let owner = users::find_by_email_address(&mut tx, &address).await?;
            if owner.is_some_and(|owner| owner.id != user.id) {
                violations.add("/email_address", ViolationCode::Taken, "has already been taken");
            } else if address == user.email_address {
                violations.add("/email_address", ViolationCode::Invalid, "is your address already");
            }
        }
        violations.into_result()?;
        let now = self.clock.now();
        let secret = self.make_link(&mut tx, user, LinkPurpose::Email, Some(&address)).await?;
        let path = format!("/settings/email/{secret}");
        mail_queue::insert(&mut tx, &mails::confirm_address(&self.config, user, &address, &path), now).await?;
        mail_queue::insert(&mut tx, &mails::address_will_change(&self.config, user, &address), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The new address is proven and counts from now on.
    pub async fn finish_email_change(&self, secret: &str) -> Result<User, AccountsError> {
        let mut tx = self.store.begin().await?;
        let (link, mut user) = self.link(&mut tx, LinkPurpose::Email, secret).await?;
        let address = link.email_address.ok_or(AccountsError::UnknownLink)?;
        if !user_links::delete(&mut tx, &sha256_hex(secret)).await? {
            return Err(AccountsError::UnknownLink);
        }
        // A link to the old address would give the account away to whoever reads it.
        user_links::delete_of_user(&mut tx, user.id, Some(LinkPurpose::Reset)).await?;
        user.email_address = address;
        user.updated_at = self.clock.now();
        user.email_verified_at = Some(user.updated_at);
        users::update(&mut tx, &user).await.map_err(taken)?;
        acts(&user);
        tx.commit().await?;
        Ok(user)
    }

    /// Removes links that nobody has followed in time; answers how many.
    pub async fn delete_expired_links(&self) -> Result<u64, AccountsError> {
        Ok(user_links::delete_expired(&mut self.store.write().await?, self.clock.now()).await?)
    }
}

/// A path of this site: `//host` and `/\host` are other sites for a browser.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\") && !path.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        for (path, is_own) in [
            ("/org/acme", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\nb", false),
            ("", false),
        ] {
            assert_eq!(is_own_path(path), is_own, "{path}");
        }
    }
}
