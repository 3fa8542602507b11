//! Roles that the provider's groups give (`oidc.group_roles`).

use std::collections::BTreeMap;

use super::person::Person;
use super::{Oidc, OidcError};
use crate::model::{Membership, Organization, Role, User, fold};
use crate::store::{Conn, memberships, organizations};

impl Oidc {
    /// In the organizations that the configuration names the provider decides, at every login. Its silence decides
    /// nothing, and it takes nothing from the one whom an organization belongs to.
    pub(super) async fn apply_roles(&self, conn: &mut Conn, user: &User, person: &Person) -> Result<(), OidcError> {
        let Some(groups) = &person.groups else { return Ok(()) };
        let mut roles: BTreeMap<String, Option<Role>> = BTreeMap::new();
        for given in &self.accounts.config.oidc.group_roles {
            let highest = roles.entry(fold(&given.organization)).or_default();
            if groups.contains(&given.group) {
                *highest = (*highest).max(Some(given.role));
            }
        }
        for (key, role) in roles {
            match organizations::find_by_key(conn, &key).await? {
                Some(organization) => self.set_role(conn, &organization, user, role).await?,
                None => tracing::warn!("oidc.group_roles names the organization {key:?}, which does not exist"),
            }
        }
        Ok(())
    }

    async fn set_role(
        &self,
        conn: &mut Conn,
        organization: &Organization,
        user: &User,
        role: Option<Role>,
    ) -> Result<(), OidcError> {
        let now = self.accounts.clock.now();
        let held = memberships::find(conn, organization.id, user.id).await?;
        if organization.owner_id == user.id && held.is_some() {
            return Ok(());
        }
        match (held, role) {
            (None, None) => {}
            (Some(_), None) => memberships::delete(conn, organization.id, user.id).await?,
            (Some(held), Some(role)) if held.role == role => {}
            // Mail servers that somebody chose stay chosen.
            (Some(held), Some(role)) => memberships::update(conn, &Membership { role, ..held }, now).await?,
            (None, Some(role)) => {
                let membership = Membership {
                    organization_id: organization.id,
                    user_id: user.id,
                    role,
                    has_all_servers: true,
                    servers: Vec::new(),
                    created_at: now,
                };
                memberships::insert(conn, &membership).await?;
            }
        }
        Ok(())
    }
}
