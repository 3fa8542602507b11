//! What users do with their own account.

use super::{Accounts, AccountsError, NewPassword, password};
use crate::model::{SessionId, User, ViolationCode, Violations};
use crate::store::{StoreError, sessions, user_links, users};

/// A submitted own profile; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileForm {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub time_zone: Option<String>,
}

impl Accounts {
    pub async fn find_user_by_email_address(&self, email_address: &str) -> Result<Option<User>, AccountsError> {
        Ok(users::find_by_email_address(&mut self.store.read().await?, email_address.trim()).await?)
    }

    /// The administrator who has been there longest.
    pub async fn first_admin(&self) -> Result<Option<User>, AccountsError> {
        Ok(users::find_first_admin(&mut self.store.read().await?).await?)
    }

    /// Names and time zone change freely; 3.3 asks for the password for every change of a user who has one, here what can
    /// take the account over does: [`Self::begin_email_change`], [`Self::change_password`].
    pub async fn update_profile(&self, user: &User, form: &ProfileForm) -> Result<User, AccountsError> {
        let mut tx = self.store.begin().await?;
        // As it is now: an administrator may have changed it since the request began.
        let mut changed = users::find(&mut tx, user.id).await?.unwrap_or_else(|| user.clone());
        let mut violations = Violations::new();
        if let Some(text) = &form.first_name {
            changed.first_name = violations.required_text("/first_name", text);
        }
        if let Some(text) = &form.last_name {
            changed.last_name = violations.required_text("/last_name", text);
        }
        if let Some(text) = &form.time_zone {
            changed.time_zone = violations.time_zone("/time_zone", text);
        }
        violations.into_result()?;
        changed.updated_at = self.clock.now();
        users::update(&mut tx, &changed).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Sets a new password and ends all sessions of the user but `keep`.
    pub async fn change_password(
        &self,
        user: &User,
        current: &str,
        new: &NewPassword,
        keep: Option<SessionId>,
    ) -> Result<(), AccountsError> {
        let mut violations = Violations::new();
        new.check(&mut violations);
        self.check_current_password(user, current, &mut violations).await?;
        violations.into_result()?;
        let digest = password::digest(&new.password, &self.random).await?;
        let mut tx = self.store.begin().await?;
        users::set_password(&mut tx, user.id, &digest, self.clock.now()).await?;
        sessions::delete_others(&mut tx, user.id, keep).await?;
        // A link that somebody else asked for would undo it.
        user_links::delete_of_user(&mut tx, user.id, None).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Guessing here is slowed down as at the login.
    pub(super) async fn check_current_password(
        &self,
        user: &User,
        current: &str,
        violations: &mut Violations,
    ) -> Result<(), AccountsError> {
        self.check_password_again(user, "/current_password", current, violations).await
    }

    /// As [`Self::check_current_password`]; `field`: which one the violations name.
    pub(super) async fn check_password_again(
        &self,
        user: &User,
        field: &'static str,
        current: &str,
        violations: &mut Violations,
    ) -> Result<(), AccountsError> {
        if current.is_empty() {
            violations.add(field, ViolationCode::Blank, "can't be blank");
            return Ok(());
        }
        let key = format!("password:{}", user.uuid);
        let retry_after = self.throttle.attempt(std::slice::from_ref(&key), self.clock.now());
        if !retry_after.is_zero() {
            return Err(AccountsError::Throttled { retry_after });
        }
        if password::verify(current, user.password_digest.as_deref()).await? {
            self.throttle.succeeded(&key, &[]);
        } else {
            violations.add(field, ViolationCode::Invalid, "is not your current password");
        }
        Ok(())
    }
}

/// What a failed write of a user means.
pub(super) fn taken(error: StoreError) -> AccountsError {
    if users::is_taken(&error) {
        return Violations::one("/email_address", ViolationCode::Taken, "has already been taken").into();
    }
    error.into()
}

/// `test+tagged@EXAMPLE.COM` is one, `test+tagged` is not.
pub(super) fn email_address(text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text("/email_address", text);
    let is_address = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if !is_address && !violations.names("/email_address") {
        violations.add("/email_address", ViolationCode::Invalid, "is invalid");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_two_sides() {
        for (text, is_good) in
            [("test+tagged@EXAMPLE.COM", true), ("test+tagged", false), ("@example.com", false), ("a b@c", false)]
        {
            let mut violations = Violations::new();
            email_address(text, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{text}");
        }
    }
}
