//! Organizations: created, renamed, suspended and deleted.

use super::{Tenancy, TenancyError, names};
use crate::model::{
    MAX_TEXT_CHARS, Membership, Organization, OrganizationId, Role, User, UserId, ViolationCode, Violations,
};
use crate::store::{audit, invitations, ip_pools, memberships, organizations, users};

/// A submitted new organization.
#[derive(Debug, Clone, Default)]
pub struct OrganizationForm {
    pub name: String,
    /// Blank: made of the name.
    pub permalink: Option<String>,
    pub time_zone: Option<String>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct OrganizationChange {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub requires_two_factor: Option<bool>,
}

impl Tenancy {
    pub async fn create_organization(
        &self,
        owner: UserId,
        form: &OrganizationForm,
    ) -> Result<Organization, TenancyError> {
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        let time_zone = violations.time_zone("/time_zone", form.time_zone.as_deref().unwrap_or("UTC"));
        let given = form.permalink.as_deref().filter(|text| !text.trim().is_empty());
        let permalink = match given {
            Some(text) => {
                let permalink = names::permalink(text, &names::RESERVED_FOR_ORGANIZATIONS, &mut violations);
                if !violations.names("/permalink")
                    && organizations::has_permalink(&mut self.store.read().await?, &permalink).await?
                {
                    violations.add("/permalink", ViolationCode::Taken, "has already been taken");
                }
                permalink
            }
            None if name.is_empty() => String::new(),
            None => {
                let free = self.free_permalink(&names::slug(&name)).await?;
                names::permalink(&free, &names::RESERVED_FOR_ORGANIZATIONS, &mut violations)
            }
        };
        violations.into_result()?;
        let now = self.clock.now();
        let mut organization = Organization {
            id: OrganizationId(0),
            uuid: self.random.uuid(),
            name,
            permalink,
            time_zone,
            owner_id: owner,
            requires_two_factor: false,
            suspended_at: None,
            suspension_reason: None,
            deleted_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        let inserted = organizations::insert(&mut tx, &organization).await;
        organization.id = inserted.map_err(|error| {
            if organizations::is_taken(&error) {
                Violations::one("/permalink", ViolationCode::Taken, "has already been taken").into()
            } else {
                TenancyError::from(error)
            }
        })?;
        // 3.3 grants it whether or not IP pools are in use.
        if let Some(pool) = ip_pools::find_default(&mut tx).await?
            && ip_pools::keep(&mut tx, pool.id).await?
        {
            ip_pools::assign(&mut tx, organization.id, pool.id, now).await?;
        }
        audit::object(&organization.uuid, &organization.name);
        audit::within(&organization);
        tx.commit().await?;
        Ok(organization)
    }

    /// `slug`, or with `-2`, `-3`, … the first that no live organization has.
    async fn free_permalink(&self, slug: &str) -> Result<String, TenancyError> {
        let mut conn = self.store.read().await?;
        let mut candidate = slug.to_owned();
        let mut number = 1_u32;
        while organizations::has_permalink(&mut conn, &candidate).await? {
            number += 1;
            candidate = format!("{slug}-{number}");
        }
        Ok(candidate)
    }

    /// `key`: permalink or uuid; live ones only.
    pub async fn find_organization(&self, key: &str) -> Result<Option<Organization>, TenancyError> {
        Ok(organizations::find_by_key(&mut self.store.read().await?, key).await?)
    }

    /// By name. `member`: only those of this user. `after`: name and id of the last row of the page before.
    pub async fn list_organizations(
        &self,
        member: Option<UserId>,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Organization>, TenancyError> {
        Ok(organizations::list(&mut self.store.read().await?, member, after, limit).await?)
    }

    pub async fn update_organization(
        &self,
        organization: &Organization,
        change: &OrganizationChange,
    ) -> Result<Organization, TenancyError> {
        let mut changed = organization.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        if let Some(zone) = &change.time_zone {
            changed.time_zone = violations.time_zone("/time_zone", zone);
        }
        changed.requires_two_factor = change.requires_two_factor.unwrap_or(changed.requires_two_factor);
        violations.into_result()?;
        self.write_organization(changed).await
    }

    /// Suspends every mail server of the organization.
    pub async fn suspend_organization(
        &self,
        organization: &Organization,
        reason: &str,
    ) -> Result<Organization, TenancyError> {
        let mut violations = Violations::new();
        let reason = violations.required_text("/reason", reason);
        violations.into_result()?;
        let mut changed = organization.clone();
        changed.suspended_at = Some(self.clock.now());
        changed.suspension_reason = Some(reason);
        self.write_organization(changed).await
    }

    pub async fn unsuspend_organization(&self, organization: &Organization) -> Result<Organization, TenancyError> {
        let mut changed = organization.clone();
        changed.suspended_at = None;
        changed.suspension_reason = None;
        self.write_organization(changed).await
    }

    async fn write_organization(&self, mut changed: Organization) -> Result<Organization, TenancyError> {
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        organizations::update(&mut tx, &changed).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Who answers for it. `None`: the account is gone at this very moment.
    pub async fn owner(&self, organization: &Organization) -> Result<Option<User>, TenancyError> {
        Ok(users::find(&mut self.store.read().await?, organization.owner_id).await?)
    }

    /// `user`: uuid or e-mail address. Who owned it before stays a member, if one.
    pub async fn set_owner(&self, organization: &Organization, user: &str) -> Result<Organization, TenancyError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let owner = match users::find_by_uuid(&mut tx, user.trim()).await? {
            Some(owner) => Some(owner),
            None if user.chars().count() > MAX_TEXT_CHARS => None,
            None => users::find_by_email_address(&mut tx, user.trim()).await?,
        };
        let Some(owner) = owner else {
            return Err(Violations::one("/user", ViolationCode::Inclusion, "is not a user").into());
        };
        organizations::set_owner(&mut tx, organization.id, owner.id, now).await?;
        let mut membership = Membership {
            organization_id: organization.id,
            user_id: owner.id,
            role: Role::Owner,
            has_all_servers: true,
            servers: Vec::new(),
            created_at: now,
        };
        match memberships::find(&mut tx, organization.id, owner.id).await? {
            Some(held) => {
                membership.created_at = held.created_at;
                memberships::update(&mut tx, &membership, now).await?;
            }
            None => memberships::insert(&mut tx, &membership).await?,
        }
        tx.commit().await?;
        Ok(Organization { owner_id: owner.id, updated_at: now, ..organization.clone() })
    }

    /// `confirm`: the name, typed again. Its mail servers stop at once; the purge removes what they hold.
    pub async fn delete_organization(&self, organization: &Organization, confirm: &str) -> Result<(), TenancyError> {
        confirmed(&organization.name, confirm)?;
        let mut tx = self.store.begin().await?;
        organizations::delete(&mut tx, organization.id, self.clock.now()).await?;
        invitations::delete_of_organization(&mut tx, organization.id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Refuses unless the name was typed again.
pub fn confirmed(name: &str, typed: &str) -> Result<(), Violations> {
    if names::is_confirmed(name, typed) {
        return Ok(());
    }
    let message = "must be the name of what is to be deleted";
    Err(Violations::one("/confirm", ViolationCode::Confirmation, message))
}
