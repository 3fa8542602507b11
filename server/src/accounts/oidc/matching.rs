//! Which user a person is: linked already, known by the address, new, or nobody.

use super::person::Person;
use super::{Oidc, OidcError};
use crate::accounts::users::taken;
use crate::accounts::{AccountsError, Invited, UserForm};
use crate::model::{User, UserId, Violations, fold};
use crate::store::{Conn, StoreError, oidc, sessions, user_links, users};

/// Who comes in.
pub(super) struct Admitted {
    pub user: User,
    /// The account was made for an invitation, which is used up.
    pub by_invitation: bool,
}

impl Oidc {
    /// In this order: who is linked with the account; who has its address and is not linked; a new user, when that is
    /// wanted. Nobody else.
    pub(super) async fn admit(
        &self,
        conn: &mut Conn,
        person: &Person,
        invitation: Option<&str>,
    ) -> Result<Admitted, OidcError> {
        let (uid, issuer) = (person.uid.as_str(), self.provider.issuer());
        let linked = match oidc::find_user(conn, issuer, uid).await? {
            Some(id) => users::find(conn, id).await?,
            None => None,
        };
        if let Some(user) = linked {
            tracing::info!(user = user.uuid, "OpenID: found by uid {uid:?} and issuer {issuer:?}");
            let user = self.refresh(conn, user, person).await?;
            return Ok(Admitted { user, by_invitation: false });
        }
        if let Some(user) = self.find_unlinked(conn, person).await? {
            self.require_verified(person)?;
            tracing::info!(user = user.uuid, "OpenID: linked by e-mail address with uid {uid:?} of {issuer:?}");
            let user = self.refresh(conn, user, person).await?;
            return Ok(Admitted { user, by_invitation: false });
        }
        if let Some(admitted) = self.admit_invited(conn, person, invitation).await? {
            return Ok(admitted);
        }
        let user = self.create(conn, person).await?;
        Ok(Admitted { user, by_invitation: false })
    }

    async fn find_unlinked(&self, conn: &mut Conn, person: &Person) -> Result<Option<User>, StoreError> {
        let Some(address) = &person.email_address else {
            tracing::info!("OpenID: the provider tells no e-mail address");
            return Ok(None);
        };
        let found = users::find_by_email_address(conn, address).await?;
        if found.as_ref().is_some_and(|user| user.oidc_uid.is_some()) {
            tracing::info!("OpenID: the user with the address {address} is linked with another account");
        }
        Ok(found.filter(|user| user.oidc_uid.is_none()))
    }

    /// Otherwise whoever writes somebody's address into their account at the provider would be that somebody here.
    fn require_verified(&self, person: &Person) -> Result<(), OidcError> {
        let is_enough = match person.is_email_verified {
            Some(is_verified) => is_verified,
            None => !self.accounts.config.oidc.require_email_verified,
        };
        if is_enough { Ok(()) } else { Err(OidcError::EmailNotVerified) }
    }

    /// Links the user, takes the password away, and writes what the provider knows better.
    async fn refresh(&self, conn: &mut Conn, user: User, person: &Person) -> Result<User, OidcError> {
        let now = self.accounts.clock.now();
        let mut changed = user.clone();
        if user.oidc_uid.is_none() || user.password_digest.is_some() {
            oidc::link(conn, user.id, self.provider.issuer(), &person.uid, now).await?;
            // They began with the password, or would bring it back.
            sessions::delete_others(conn, user.id, None).await?;
            user_links::delete_of_user(conn, user.id, None).await?;
            changed.password_digest = None;
            changed.oidc_uid = Some(person.uid.clone());
            changed.oidc_issuer = Some(self.provider.issuer().to_owned());
            changed.updated_at = now;
        }
        // 3.3: one word for a name or somebody else's address answered 500; here the old value stays.
        if let Some((first, last)) = &person.name {
            changed.first_name.clone_from(first);
            changed.last_name.clone_from(last);
        }
        let address = person.email_address.as_ref().filter(|_| person.is_email_verified != Some(false));
        if let Some(address) = address.filter(|address| **address != user.email_address)
            && self.is_free(conn, address, user.id).await?
        {
            changed.email_address.clone_from(address);
            changed.email_verified_at = person.is_email_verified.filter(|is_verified| *is_verified).map(|_| now);
            // They went to the old address.
            user_links::delete_of_user(conn, user.id, None).await?;
        }
        let is_same = |a: &User, b: &User| {
            (&a.first_name, &a.last_name, &a.email_address) == (&b.first_name, &b.last_name, &b.email_address)
        };
        if !is_same(&changed, &user) {
            changed.updated_at = now;
            users::update(conn, &changed).await?;
        }
        self.apply_roles(conn, &changed, person).await?;
        Ok(changed)
    }

    async fn is_free(&self, conn: &mut Conn, address: &str, user: UserId) -> Result<bool, StoreError> {
        let owner = users::find_by_email_address(conn, address).await?;
        Ok(owner.is_none_or(|owner| owner.id == user))
    }

    /// The mailed link proves the invited address, so the new account has that one.
    async fn admit_invited(
        &self,
        conn: &mut Conn,
        person: &Person,
        invitation: Option<&str>,
    ) -> Result<Option<Admitted>, OidcError> {
        let Some(secret) = invitation else { return Ok(None) };
        let Invited { invitation, has_account, .. } = match self.accounts.invited(conn, secret).await {
            Err(AccountsError::UnknownLink) => return Ok(None),
            found => found?,
        };
        if has_account {
            tracing::info!("OpenID: the invited address has an account, which is not this person's");
            return Ok(None);
        }
        let user = self.insert(conn, person, &invitation.email_address).await?;
        self.accounts.join(conn, &invitation, user.id).await?;
        tracing::info!(user = user.uuid, "OpenID: created for an invitation");
        Ok(Some(Admitted { user, by_invitation: true }))
    }

    /// A user for somebody who has none, when the configuration wants that.
    async fn create(&self, conn: &mut Conn, person: &Person) -> Result<User, OidcError> {
        let config = &self.accounts.config.oidc;
        let Some(address) = person.email_address.as_ref().filter(|_| config.create_users) else {
            return Err(OidcError::UnknownUser);
        };
        let domain = fold(address.rsplit_once('@').map_or("", |(_, domain)| domain));
        let allowed = &config.allowed_email_domains;
        if !allowed.is_empty() && !allowed.iter().any(|allowed| fold(allowed.trim_start_matches('@')) == domain) {
            tracing::info!("OpenID: no user is created for {address}: oidc.allowed_email_domains lacks its domain");
            return Err(OidcError::UnknownUser);
        }
        self.require_verified(person)?;
        if users::find_by_email_address(conn, address).await?.is_some() {
            return Err(OidcError::UnknownUser);
        }
        let user = self.insert(conn, person, address).await?;
        tracing::info!(user = user.uuid, "OpenID: created at the first login");
        Ok(user)
    }

    async fn insert(&self, conn: &mut Conn, person: &Person, address: &str) -> Result<User, OidcError> {
        // A user has two names; what the provider does not tell is taken from the address until the user mends it.
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        let first = person.first_word.clone().unwrap_or_else(|| local.to_owned());
        let (first_name, last_name) = person.name.clone().unwrap_or_else(|| (first, local.to_owned()));
        let form = UserForm { email_address: address.to_owned(), first_name, last_name, ..UserForm::default() };
        let mut violations = Violations::new();
        let user = self.accounts.new_user(&form, &mut violations);
        violations.into_result().map_err(AccountsError::from)?;
        let mut user =
            User { oidc_uid: Some(person.uid.clone()), oidc_issuer: Some(self.provider.issuer().to_owned()), ..user };
        user.id = users::insert(conn, &user).await.map_err(taken)?;
        self.apply_roles(conn, &user, person).await?;
        Ok(user)
    }
}
