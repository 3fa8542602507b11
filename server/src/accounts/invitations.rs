//! Invitations to an organization: mailed, then accepted with a new password, the password of an account, or a login.

use std::net::IpAddr;
use std::time::Duration;

use super::audit::acts;
use super::users::{email_address, taken};
use super::{Accounts, AccountsError, Login, LoginStep, NewPassword, UserForm, mails, password};
use crate::model::{
    Invitation, InvitationId, Membership, Organization, OrganizationId, Role, Timestamp, User, UserId, ViolationCode,
    Violations,
};
use crate::secrets::sha256_hex;
use crate::store::{Conn, StoreError, audit, invitations, mails as mail_queue, memberships, organizations, users};
use crate::tenancy::{TenancyError, server_ids};

/// An invitation can be accepted for this long.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Characters of the link's secret.
const SECRET_CHARS: usize = 40;

/// A submitted invitation.
#[derive(Debug, Clone)]
pub struct InvitationForm {
    pub email_address: String,
    pub role: Role,
    pub has_all_servers: bool,
    /// Permalinks or uuids; counts when `has_all_servers` is false.
    pub servers: Vec<String>,
}

/// How somebody without a session accepts an invitation.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// For a new account.
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub time_zone: Option<String>,
    /// Of the account with the invited address, or the new one's.
    pub password: NewPassword,
}

/// An invitation with what its page shows.
#[derive(Debug)]
pub struct Invited {
    pub invitation: Invitation,
    pub organization: Organization,
    /// Whether the address has an account already.
    pub has_account: bool,
}

impl Accounts {
    /// `acting`: the role of who invites.
    pub async fn invite(
        &self,
        organization: &Organization,
        acting: Role,
        inviter: &User,
        form: &InvitationForm,
    ) -> Result<Invitation, TenancyError> {
        if form.role > acting {
            return Err(TenancyError::RoleAboveOwn);
        }
        let mut violations = Violations::new();
        let email_address = email_address(&form.email_address, &mut violations);
        let mut tx = self.store.begin().await?;
        if !violations.names("/email_address")
            && let Some(user) = users::find_by_email_address(&mut tx, &email_address).await?
            && memberships::find(&mut tx, organization.id, user.id).await?.is_some()
        {
            violations.add("/email_address", ViolationCode::Taken, "is a member already");
        }
        let listed = if form.has_all_servers { &[][..] } else { &form.servers };
        let servers = server_ids(&mut tx, organization.id, listed, &mut violations).await?;
        violations.into_result()?;
        let now = self.clock.now();
        let secret = self.random.alphanumeric(SECRET_CHARS);
        let mut invitation = Invitation {
            id: InvitationId(0),
            uuid: self.random.uuid(),
            organization_id: organization.id,
            email_address,
            role: form.role,
            has_all_servers: form.has_all_servers,
            servers,
            invited_by: inviter.name(),
            expires_at: now + LIFETIME,
            created_at: now,
        };
        let inserted = invitations::insert(&mut tx, &invitation, &sha256_hex(&secret)).await;
        invitation.id = inserted.map_err(|error| {
            if invitations::is_taken(&error) {
                Violations::one("/email_address", ViolationCode::Taken, "is invited already").into()
            } else {
                TenancyError::from(error)
            }
        })?;
        self.mail_invitation(&mut tx, organization, &invitation, &secret, now).await?;
        audit::object(&invitation.uuid, &invitation.email_address);
        tx.commit().await?;
        Ok(invitation)
    }

    async fn mail_invitation(
        &self,
        conn: &mut Conn,
        organization: &Organization,
        invitation: &Invitation,
        secret: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mail = mails::invitation(&self.config, organization, invitation, &format!("/invites/{secret}"));
        mail_queue::insert(conn, &mail, now).await
    }

    pub async fn find_invitation(
        &self,
        organization: OrganizationId,
        uuid: &str,
    ) -> Result<Option<Invitation>, AccountsError> {
        Ok(invitations::find_by_uuid(&mut self.store.read().await?, organization, uuid).await?)
    }

    /// Newest first, expired ones too. `before`: id of the last row of the page before.
    pub async fn list_invitations(
        &self,
        organization: OrganizationId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Invitation>, AccountsError> {
        Ok(invitations::list(&mut self.store.read().await?, organization, before, limit).await?)
    }

    /// Mails another link, good for seven days; the earlier one stops working.
    pub async fn resend_invitation(
        &self,
        organization: &Organization,
        acting: Role,
        invitation: &Invitation,
    ) -> Result<Invitation, TenancyError> {
        if invitation.role > acting {
            return Err(TenancyError::RoleAboveOwn);
        }
        let now = self.clock.now();
        let secret = self.random.alphanumeric(SECRET_CHARS);
        let renewed = Invitation { expires_at: now + LIFETIME, ..invitation.clone() };
        let mut tx = self.store.begin().await?;
        invitations::renew(&mut tx, invitation.id, &sha256_hex(&secret), renewed.expires_at).await?;
        self.mail_invitation(&mut tx, organization, &renewed, &secret, now).await?;
        tx.commit().await?;
        Ok(renewed)
    }

    /// False: somebody else has accepted or revoked it.
    pub async fn revoke_invitation(&self, invitation: &Invitation) -> Result<bool, AccountsError> {
        let mut tx = self.store.begin().await?;
        let is_revoked = invitations::delete(&mut tx, invitation.id).await?;
        tx.commit().await?;
        Ok(is_revoked)
    }

    /// [`AccountsError::UnknownLink`]: unknown, accepted, revoked or expired.
    pub async fn check_invitation(&self, secret: &str) -> Result<Invited, AccountsError> {
        self.invited(&mut self.store.read().await?, secret).await
    }

    pub(super) async fn invited(&self, conn: &mut Conn, secret: &str) -> Result<Invited, AccountsError> {
        let invitation = invitations::find_by_hash(conn, &sha256_hex(secret)).await?;
        let invitation = invitation.filter(|it| it.expires_at > self.clock.now()).ok_or(AccountsError::UnknownLink)?;
        let organization = organizations::find(conn, invitation.organization_id).await?;
        let organization = organization.filter(|it| it.deleted_at.is_none()).ok_or(AccountsError::UnknownLink)?;
        let has_account = users::find_by_email_address(conn, &invitation.email_address).await?.is_some();
        Ok(Invited { invitation, organization, has_account })
    }

    /// The user of a session accepts, whatever address they have.
    pub async fn accept_invitation(&self, secret: &str, user: &User) -> Result<Organization, AccountsError> {
        let mut tx = self.store.begin().await?;
        let invited = self.invited(&mut tx, secret).await?;
        acts(user);
        tell(&invited);
        self.join(&mut tx, &invited.invitation, user.id).await?;
        tx.commit().await?;
        Ok(invited.organization)
    }

    /// Somebody without a session accepts: with the password of the account that has the invited address, or with a new
    /// account. The link proves the address.
    pub async fn accept_invitation_with(
        &self,
        secret: &str,
        acceptance: &Acceptance,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<Login, AccountsError> {
        let invited = self.check_invitation(secret).await?;
        tell(&invited);
        let Invited { invitation, has_account, .. } = invited;
        if has_account {
            let password = &acceptance.password.password;
            let LoginStep::Session(login) =
                self.log_in(&invitation.email_address, password, client, user_agent).await?
            else {
                return Err(AccountsError::NeedsSecondFactor);
            };
            self.accept_invitation(secret, &login.user).await?;
            return Ok(*login);
        }
        let form = UserForm {
            email_address: invitation.email_address.clone(),
            first_name: acceptance.first_name.clone().unwrap_or_default(),
            last_name: acceptance.last_name.clone().unwrap_or_default(),
            time_zone: acceptance.time_zone.clone(),
            ..UserForm::default()
        };
        let mut violations = Violations::new();
        acceptance.password.check(&mut violations);
        let user = self.new_user(&form, &mut violations);
        violations.into_result()?;
        let digest = password::digest(&acceptance.password.password, &self.random).await?;
        let mut user = User { password_digest: Some(digest), ..user };
        let mut tx = self.store.begin().await?;
        let invited = self.invited(&mut tx, secret).await?;
        user.id = users::insert(&mut tx, &user).await.map_err(taken)?;
        self.join(&mut tx, &invited.invitation, user.id).await?;
        let login = self.open_session(&mut tx, user, client, user_agent).await?;
        tx.commit().await?;
        Ok(login)
    }

    /// Uses the invitation up. A member already gets what it offers, if that is more.
    pub(super) async fn join(
        &self,
        conn: &mut Conn,
        invitation: &Invitation,
        user: UserId,
    ) -> Result<(), AccountsError> {
        if !invitations::delete(conn, invitation.id).await? {
            return Err(AccountsError::UnknownLink);
        }
        let now = self.clock.now();
        let mut membership = Membership {
            organization_id: invitation.organization_id,
            user_id: user,
            role: invitation.role,
            has_all_servers: invitation.has_all_servers,
            servers: invitation.servers.clone(),
            created_at: now,
        };
        match memberships::find(conn, invitation.organization_id, user).await? {
            None => memberships::insert(conn, &membership).await?,
            Some(held) if held.role < invitation.role => {
                membership.created_at = held.created_at;
                memberships::update(conn, &membership, now).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Removes invitations that ended this long ago and that nobody has sent again; answers how many.
    pub async fn delete_expired_invitations(&self) -> Result<u64, AccountsError> {
        let before = self.clock.now() - 4 * LIFETIME;
        Ok(invitations::delete_expired(&mut self.store.write().await?, before).await?)
    }
}

/// For the audit log: what is accepted.
fn tell(Invited { invitation, organization, .. }: &Invited) {
    audit::object(&invitation.uuid, &invitation.email_address);
    audit::within(organization);
}
