//! Members of an organization: their roles and which mail servers they see.

use super::{Tenancy, TenancyError};
use crate::model::{Membership, Organization, OrganizationId, Role, ServerId, User, UserId, ViolationCode, Violations};
use crate::store::{Conn, StoreError, audit, memberships, servers, users};

/// A submitted new member.
#[derive(Debug, Clone)]
pub struct MemberForm {
    pub email_address: String,
    pub role: Role,
    pub has_all_servers: bool,
    /// Permalinks or uuids; counts when `has_all_servers` is false.
    pub servers: Vec<String>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    pub role: Option<Role>,
    pub has_all_servers: Option<bool>,
    pub servers: Option<Vec<String>>,
}

impl Tenancy {
    pub async fn find_membership(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Membership>, TenancyError> {
        Ok(memberships::find(&mut self.store.read().await?, organization, user).await?)
    }

    /// The member of this user uuid.
    pub async fn find_member(
        &self,
        organization: OrganizationId,
        user: &str,
    ) -> Result<Option<(Membership, User)>, TenancyError> {
        let mut conn = self.store.read().await?;
        let Some(user) = users::find_by_uuid(&mut conn, user).await? else { return Ok(None) };
        let membership = memberships::find(&mut conn, organization, user.id).await?;
        Ok(membership.map(|membership| (membership, user)))
    }

    /// In the order of the users' ids. `after`: id of the last user of the page before.
    pub async fn list_members(
        &self,
        organization: OrganizationId,
        after: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(Membership, User)>, TenancyError> {
        Ok(memberships::list(&mut self.store.read().await?, organization, after, limit).await?)
    }

    /// `acting`: the role of who adds the member.
    pub async fn add_member(
        &self,
        organization: &Organization,
        acting: Role,
        form: &MemberForm,
    ) -> Result<(Membership, User), TenancyError> {
        if form.role > acting {
            return Err(TenancyError::RoleAboveOwn);
        }
        let mut tx = self.store.begin().await?;
        let mut violations = Violations::new();
        let email_address = violations.required_text("/email_address", &form.email_address);
        let user = users::find_by_email_address(&mut tx, &email_address).await?;
        match &user {
            None if violations.names("/email_address") => {}
            None => violations.add("/email_address", ViolationCode::Invalid, "is not the address of a user"),
            Some(user) => {
                if memberships::find(&mut tx, organization.id, user.id).await?.is_some() {
                    violations.add("/email_address", ViolationCode::Taken, "is a member already");
                }
            }
        }
        let listed = if form.has_all_servers { &[][..] } else { &form.servers };
        let servers = server_ids(&mut tx, organization.id, listed, &mut violations).await?;
        violations.into_result()?;
        let user = user
            .ok_or_else(|| Violations::one("/email_address", ViolationCode::Invalid, "is not the address of a user"))?;
        let membership = Membership {
            organization_id: organization.id,
            user_id: user.id,
            role: form.role,
            has_all_servers: form.has_all_servers,
            servers,
            created_at: self.clock.now(),
        };
        memberships::insert(&mut tx, &membership).await.map_err(|error| {
            if memberships::is_taken(&error) {
                Violations::one("/email_address", ViolationCode::Taken, "is a member already").into()
            } else {
                TenancyError::from(error)
            }
        })?;
        audit::object(&user.uuid, &user.email_address);
        tx.commit().await?;
        Ok((membership, user))
    }

    /// `acting`: the role of who changes the member.
    pub async fn update_member(
        &self,
        membership: &Membership,
        acting: Role,
        change: &MemberChange,
    ) -> Result<Membership, TenancyError> {
        let mut changed = membership.clone();
        changed.role = change.role.unwrap_or(changed.role);
        if membership.role > acting || changed.role > acting {
            return Err(TenancyError::RoleAboveOwn);
        }
        changed.has_all_servers = change.has_all_servers.unwrap_or(changed.has_all_servers);
        let mut tx = self.store.begin().await?;
        let mut violations = Violations::new();
        if changed.has_all_servers {
            if change.servers.is_some() {
                let message = "cannot be listed for a member who has all servers";
                violations.add("/servers", ViolationCode::Invalid, message);
            }
            changed.servers.clear();
        } else if let Some(servers) = &change.servers {
            changed.servers = server_ids(&mut tx, membership.organization_id, servers, &mut violations).await?;
        }
        violations.into_result()?;
        memberships::update(&mut tx, &changed, self.clock.now()).await?;
        tell(&mut tx, membership).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// `acting`: the role of who removes the member.
    pub async fn remove_member(&self, membership: &Membership, acting: Role) -> Result<(), TenancyError> {
        if membership.role > acting {
            return Err(TenancyError::RoleAboveOwn);
        }
        let mut tx = self.store.begin().await?;
        memberships::delete(&mut tx, membership.organization_id, membership.user_id).await?;
        tell(&mut tx, membership).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Permalinks of a member's servers that still live.
    pub async fn server_permalinks(&self, ids: &[ServerId]) -> Result<Vec<String>, TenancyError> {
        let mut permalinks = Vec::with_capacity(ids.len());
        let mut conn = self.store.read().await?;
        for id in ids {
            if let Some(server) = servers::find(&mut conn, *id).await?.filter(|server| server.deleted_at.is_none()) {
                permalinks.push(server.permalink);
            }
        }
        Ok(permalinks)
    }
}

/// Ids of servers given by permalink or uuid, without repetition.
pub async fn server_ids(
    conn: &mut crate::store::Conn,
    organization: OrganizationId,
    keys: &[String],
    violations: &mut Violations,
) -> Result<Vec<ServerId>, TenancyError> {
    let mut ids = Vec::with_capacity(keys.len());
    for (n, key) in keys.iter().enumerate() {
        match servers::find_by_key(conn, organization, key).await? {
            Some(server) if ids.contains(&server.id) => {}
            Some(server) => ids.push(server.id),
            None => violations.add(
                &format!("/servers/{n}"),
                ViolationCode::Inclusion,
                "is not a mail server of this organization",
            ),
        }
    }
    Ok(ids)
}

/// For the audit log: whose membership it is, and how it was.
async fn tell(conn: &mut Conn, membership: &Membership) -> Result<(), StoreError> {
    if let Some(user) = users::find(conn, membership.user_id).await? {
        audit::object(&user.uuid, &user.email_address);
    }
    let before = serde_json::json!({ "role": membership.role.as_str(), "has_all_servers": membership.has_all_servers });
    audit::amend(|entry| entry.before = Some(before.to_string()));
    Ok(())
}
