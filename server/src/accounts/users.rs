//! Users: made on the command line, who then look after their own profile.

use super::{Accounts, AccountsError, password};
use crate::model::{SessionId, User, UserId, ViolationCode, Violations};
use crate::store::{sessions, users};

/// A submitted new user.
#[derive(Debug, Clone, Default)]
pub struct UserForm {
    pub email_address: String,
    pub first_name: String,
    pub last_name: String,
    pub password: String,
    pub is_admin: bool,
}

/// A submitted own profile; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileForm {
    pub email_address: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub time_zone: Option<String>,
    /// Needed when the address changes and the user has a password.
    pub current_password: Option<String>,
}

impl Accounts {
    pub async fn create_user(&self, form: &UserForm) -> Result<User, AccountsError> {
        let mut violations = Violations::new();
        let email_address = email_address(&form.email_address, &mut violations);
        let first_name = violations.required_text("/first_name", &form.first_name);
        let last_name = violations.required_text("/last_name", &form.last_name);
        password::check("/password", &form.password, &mut violations);
        if !violations.names("/email_address")
            && users::find_by_email_address(&mut self.store.read().await?, &email_address).await?.is_some()
        {
            violations.add("/email_address", ViolationCode::Taken, "has already been taken");
        }
        violations.into_result()?;
        let now = self.clock.now();
        let mut user = User {
            id: UserId(0),
            uuid: self.random.uuid(),
            email_address,
            first_name,
            last_name,
            time_zone: "UTC".to_owned(),
            password_digest: Some(password::digest(&form.password, &self.random).await?),
            is_admin: form.is_admin,
            // As in 3.3, whoever can make users vouches for the address.
            email_verified_at: Some(now),
            created_at: now,
            updated_at: now,
        };
        let inserted = users::insert(&mut self.store.write().await?, &user).await;
        user.id = inserted.map_err(|error| if users::is_taken(&error) { taken() } else { error.into() })?;
        Ok(user)
    }

    pub async fn find_user_by_email_address(&self, email_address: &str) -> Result<Option<User>, AccountsError> {
        Ok(users::find_by_email_address(&mut self.store.read().await?, email_address.trim()).await?)
    }

    /// The administrator who has been there longest.
    pub async fn first_admin(&self) -> Result<Option<User>, AccountsError> {
        Ok(users::find_first_admin(&mut self.store.read().await?).await?)
    }

    /// Names and time zone change freely, the address with the current password only.
    ///
    /// 3.3 asks for the password for every change of a user who has one; here for what can take the account over.
    pub async fn update_profile(&self, user: &User, form: &ProfileForm) -> Result<User, AccountsError> {
        let mut changed = user.clone();
        let mut violations = Violations::new();
        if let Some(text) = &form.email_address {
            changed.email_address = email_address(text, &mut violations);
        }
        if let Some(text) = &form.first_name {
            changed.first_name = violations.required_text("/first_name", text);
        }
        if let Some(text) = &form.last_name {
            changed.last_name = violations.required_text("/last_name", text);
        }
        if let Some(text) = &form.time_zone {
            changed.time_zone = violations.time_zone("/time_zone", text);
        }
        if changed.email_address != user.email_address && user.password_digest.is_some() {
            let current = form.current_password.as_deref().unwrap_or_default();
            self.check_current_password(user, current, &mut violations).await?;
        }
        violations.into_result()?;
        changed.updated_at = self.clock.now();
        let updated = users::update(&mut self.store.write().await?, &changed).await;
        updated.map_err(|error| if users::is_taken(&error) { taken() } else { error.into() })?;
        Ok(changed)
    }

    /// Sets a new password and ends all sessions of the user but `keep`.
    pub async fn change_password(
        &self,
        user: &User,
        current: &str,
        new: &str,
        confirmation: Option<&str>,
        keep: Option<SessionId>,
    ) -> Result<(), AccountsError> {
        let mut violations = Violations::new();
        password::check("/password", new, &mut violations);
        if confirmation.is_some_and(|confirmation| confirmation != new) {
            violations.add("/password_confirmation", ViolationCode::Confirmation, "doesn't match the password");
        }
        self.check_current_password(user, current, &mut violations).await?;
        violations.into_result()?;
        let digest = password::digest(new, &self.random).await?;
        let mut tx = self.store.begin().await?;
        users::set_password(&mut tx, user.id, &digest, self.clock.now()).await?;
        sessions::delete_others(&mut tx, user.id, keep).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Guessing here is slowed down as at the login.
    async fn check_current_password(
        &self,
        user: &User,
        current: &str,
        violations: &mut Violations,
    ) -> Result<(), AccountsError> {
        if current.is_empty() {
            violations.add("/current_password", ViolationCode::Blank, "can't be blank");
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
            violations.add("/current_password", ViolationCode::Invalid, "is not your current password");
        }
        Ok(())
    }
}

fn taken() -> AccountsError {
    Violations::one("/email_address", ViolationCode::Taken, "has already been taken").into()
}

/// `test+tagged@EXAMPLE.COM` is one, `test+tagged` is not.
fn email_address(text: &str, violations: &mut Violations) -> String {
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
