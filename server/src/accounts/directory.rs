//! The installation's users, as its administrators look after them.

use super::users::{email_address, taken};
use super::{Accounts, AccountsError, password};
use crate::model::{Membership, Organization, Role, User, UserId, ViolationCode, Violations};
use crate::store::{Conn, audit, memberships, organizations, sessions, tokens, two_factor, user_links, users};

/// A submitted new user.
#[derive(Debug, Clone, Default)]
pub struct UserForm {
    pub email_address: String,
    pub first_name: String,
    pub last_name: String,
    /// May be left out where users log in through OpenID.
    pub password: Option<String>,
    pub password_confirmation: Option<String>,
    pub time_zone: Option<String>,
    pub is_admin: bool,
    /// Permalinks or uuids of organizations to be a member of, as a developer.
    pub organizations: Vec<String>,
}

/// A submitted change; `None`: stays as it is. The password is the user's own matter.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    pub email_address: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub time_zone: Option<String>,
    pub is_admin: Option<bool>,
    pub organizations: Option<Vec<String>>,
}

/// What a new member may do whom nobody gave a role: in 3.3 every member may do what is inside of mail servers.
const DEFAULT_ROLE: Role = Role::Developer;

impl Accounts {
    pub async fn create_user(&self, form: &UserForm) -> Result<User, AccountsError> {
        let mut violations = Violations::new();
        let user = self.new_user(form, &mut violations);
        let given = form.password.as_deref().filter(|password| !password.is_empty());
        if given.is_some() || !self.config.oidc.enabled {
            password::check("/password", given.unwrap_or_default(), &mut violations);
        }
        if form.password_confirmation.as_deref().is_some_and(|confirmation| confirmation != given.unwrap_or_default()) {
            violations.add("/password_confirmation", ViolationCode::Confirmation, "doesn't match the password");
        }
        // Hashed before the transaction, which is to be brief; for nothing when a rule is broken.
        let digest = match given.filter(|_| violations.is_empty()) {
            Some(given) => Some(password::digest(given, &self.random).await?),
            None => None,
        };
        let mut tx = self.store.begin().await?;
        if !violations.names("/email_address")
            && users::find_by_email_address(&mut tx, &user.email_address).await?.is_some()
        {
            violations.add("/email_address", ViolationCode::Taken, "has already been taken");
        }
        let wanted = find_organizations(&mut tx, &form.organizations, &mut violations).await?;
        violations.into_result()?;
        let mut user = User { password_digest: digest, ..user };
        user.id = users::insert(&mut tx, &user).await.map_err(taken)?;
        self.write_organizations(&mut tx, &user, &wanted, DEFAULT_ROLE).await?;
        audit::object(&user.uuid, &user.email_address);
        tx.commit().await?;
        Ok(user)
    }

    /// A user without a password, as the form says.
    pub(super) fn new_user(&self, form: &UserForm, violations: &mut Violations) -> User {
        let now = self.clock.now();
        User {
            id: UserId(0),
            uuid: self.random.uuid(),
            email_address: email_address(&form.email_address, violations),
            first_name: violations.required_text("/first_name", &form.first_name),
            last_name: violations.required_text("/last_name", &form.last_name),
            time_zone: violations.time_zone("/time_zone", form.time_zone.as_deref().unwrap_or("UTC")),
            password_digest: None,
            is_admin: form.is_admin,
            // As in 3.3, whoever can make users vouches for the address.
            email_verified_at: Some(now),
            oidc_uid: None,
            oidc_issuer: None,
            totp_enabled_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    pub async fn find_user(&self, uuid: &str) -> Result<Option<User>, AccountsError> {
        Ok(users::find_by_uuid(&mut self.store.read().await?, uuid).await?)
    }

    /// By first and last name. `after`: both and the id of the last row of the page before.
    pub async fn list_users(&self, after: Option<(&str, &str, i64)>, limit: i64) -> Result<Vec<User>, AccountsError> {
        Ok(users::list(&mut self.store.read().await?, after, limit).await?)
    }

    /// Organizations that live, with what the user is in them.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<(Organization, Membership)>, AccountsError> {
        let mut conn = self.store.read().await?;
        let mut found = Vec::new();
        for membership in memberships::list_of_user(&mut conn, user).await? {
            if let Some(organization) = organizations::find(&mut conn, membership.organization_id).await? {
                found.push((organization, membership));
            }
        }
        Ok(found)
    }

    /// `acting`: the administrator who asks, who cannot end being one. All is judged before anything is written.
    pub async fn update_user(&self, acting: &User, user: &User, change: &UserChange) -> Result<User, AccountsError> {
        let mut changed = user.clone();
        let mut violations = Violations::new();
        if let Some(text) = &change.email_address {
            changed.email_address = email_address(text, &mut violations);
        }
        if let Some(text) = &change.first_name {
            changed.first_name = violations.required_text("/first_name", text);
        }
        if let Some(text) = &change.last_name {
            changed.last_name = violations.required_text("/last_name", text);
        }
        if let Some(text) = &change.time_zone {
            changed.time_zone = violations.time_zone("/time_zone", text);
        }
        changed.is_admin = change.is_admin.unwrap_or(user.is_admin);
        if acting.id == user.id && changed.is_admin != user.is_admin {
            violations.add("/admin", ViolationCode::Invalid, "cannot be changed by yourself");
        }
        let mut tx = self.store.begin().await?;
        if changed.email_address != user.email_address && !violations.names("/email_address") {
            let owner = users::find_by_email_address(&mut tx, &changed.email_address).await?;
            if owner.is_some_and(|owner| owner.id != user.id) {
                violations.add("/email_address", ViolationCode::Taken, "has already been taken");
            }
        }
        let wanted =
            find_organizations(&mut tx, change.organizations.as_deref().unwrap_or_default(), &mut violations).await?;
        violations.into_result()?;
        if user.is_admin && !changed.is_admin && !users::has_other_admin(&mut tx, user.id).await? {
            return Err(AccountsError::LastAdmin);
        }
        changed.updated_at = self.clock.now();
        if changed.email_address != user.email_address {
            changed.email_verified_at = Some(changed.updated_at);
            // They went to the old address.
            user_links::delete_of_user(&mut tx, user.id, None).await?;
        }
        users::update(&mut tx, &changed).await.map_err(taken)?;
        if changed.is_admin != user.is_admin {
            users::set_admin(&mut tx, user.id, changed.is_admin).await?;
        }
        if change.organizations.is_some() {
            self.write_organizations(&mut tx, user, &wanted, DEFAULT_ROLE).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }

    /// Makes the user a member of exactly these organizations. Memberships that stay keep role and mail servers.
    pub async fn set_organizations(
        &self,
        user: &User,
        organizations: &[String],
        role: Option<Role>,
    ) -> Result<(), AccountsError> {
        let mut violations = Violations::new();
        let mut tx = self.store.begin().await?;
        let wanted = find_organizations(&mut tx, organizations, &mut violations).await?;
        violations.into_result()?;
        self.write_organizations(&mut tx, user, &wanted, role.unwrap_or(DEFAULT_ROLE)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn write_organizations(
        &self,
        conn: &mut Conn,
        user: &User,
        wanted: &[Organization],
        role: Role,
    ) -> Result<(), AccountsError> {
        let held = memberships::list_of_user(conn, user.id).await?;
        for membership in &held {
            if !wanted.iter().any(|organization| organization.id == membership.organization_id) {
                memberships::delete(conn, membership.organization_id, user.id).await?;
            }
        }
        for organization in wanted {
            if held.iter().any(|membership| membership.organization_id == organization.id) {
                continue;
            }
            let membership = Membership {
                organization_id: organization.id,
                user_id: user.id,
                role,
                has_all_servers: true,
                servers: Vec::new(),
                created_at: self.clock.now(),
            };
            memberships::insert(conn, &membership).await?;
        }
        Ok(())
    }

    /// Deletes the user with memberships, sessions and tokens; organizations the user owns become `acting`'s.
    pub async fn delete_user(&self, acting: &User, user: &User) -> Result<(), AccountsError> {
        if acting.id == user.id {
            return Err(AccountsError::OwnAccount);
        }
        let mut tx = self.store.begin().await?;
        if user.is_admin && !users::has_other_admin(&mut tx, user.id).await? {
            return Err(AccountsError::LastAdmin);
        }
        organizations::reassign(&mut tx, user.id, acting.id, self.clock.now()).await?;
        memberships::delete_of_user(&mut tx, user.id).await?;
        sessions::delete_others(&mut tx, user.id, None).await?;
        tokens::delete_all(&mut tx, user.id).await?;
        user_links::delete_of_user(&mut tx, user.id, None).await?;
        two_factor::remove(&mut tx, user.id).await?;
        users::delete(&mut tx, user.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Mails the user a link to set a password.
    pub async fn send_reset(&self, user: &User) -> Result<(), AccountsError> {
        let mut tx = self.store.begin().await?;
        self.mail_reset(&mut tx, user, None).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Live organizations by permalink or uuid, without repetition.
async fn find_organizations(
    conn: &mut Conn,
    keys: &[String],
    violations: &mut Violations,
) -> Result<Vec<Organization>, AccountsError> {
    let mut found: Vec<Organization> = Vec::with_capacity(keys.len());
    for (n, key) in keys.iter().enumerate() {
        match organizations::find_by_key(conn, key).await? {
            Some(organization) if found.iter().any(|known| known.id == organization.id) => {}
            Some(organization) => found.push(organization),
            None => {
                let field = format!("/organization_ids/{n}");
                violations.add(&field, ViolationCode::Inclusion, "is not an organization");
            }
        }
    }
    Ok(found)
}
