//! Pools come, are changed, given to organizations and go.

use std::collections::BTreeSet;

use super::{IpPools, IpPoolsError};
use crate::model::{IpPool, IpPoolId, OrganizationId, ViolationCode, Violations};
use crate::store::ip_pools::{self as rows, OrganizationIpPool};
use crate::store::{audit, ip_addresses, organizations};

/// A submitted new pool.
#[derive(Debug, Clone, Default)]
pub struct IpPoolForm {
    pub name: String,
    pub is_default: bool,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct IpPoolChange {
    pub name: Option<String>,
    pub is_default: Option<bool>,
}

impl IpPools {
    pub async fn create(&self, form: &IpPoolForm) -> Result<IpPool, IpPoolsError> {
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        violations.into_result()?;
        let now = self.clock.now();
        let mut pool = IpPool {
            id: IpPoolId(0),
            uuid: self.random.uuid(),
            name,
            is_default: form.is_default,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        pool.id = rows::insert(&mut tx, &pool).await?;
        if pool.is_default {
            rows::clear_other_defaults(&mut tx, pool.id).await?;
        }
        audit::object(&pool.uuid, &pool.name);
        tx.commit().await?;
        Ok(pool)
    }

    pub async fn find(&self, uuid: &str) -> Result<Option<IpPool>, IpPoolsError> {
        Ok(rows::find_by_uuid(&mut self.store.read().await?, uuid).await?)
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list(&self, after: Option<(&str, i64)>, limit: i64) -> Result<Vec<IpPool>, IpPoolsError> {
        Ok(rows::list(&mut self.store.read().await?, after, limit).await?)
    }

    /// A new default takes the place of the old one.
    pub async fn update(&self, pool: &IpPool, change: &IpPoolChange) -> Result<IpPool, IpPoolsError> {
        let mut violations = Violations::new();
        let mut changed = pool.clone();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        violations.into_result()?;
        changed.is_default = change.is_default.unwrap_or(pool.is_default);
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        if !rows::update(&mut tx, &changed).await? {
            return Err(IpPoolsError::Gone);
        }
        if changed.is_default {
            rows::clear_other_defaults(&mut tx, changed.id).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }

    /// Refused while the pool has addresses, or mail servers that send by it. Its rules and assignments go with it.
    pub async fn delete(&self, pool: &IpPool) -> Result<(), IpPoolsError> {
        let mut tx = self.store.begin().await?;
        if !rows::lock(&mut tx, pool.id).await? {
            return Err(IpPoolsError::Gone);
        }
        let addresses = ip_addresses::count_of_pool(&mut tx, pool.id).await?;
        if addresses > 0 {
            return Err(IpPoolsError::HasAddresses(addresses));
        }
        let servers = rows::count_servers(&mut tx, pool.id).await?;
        if servers > 0 {
            return Err(IpPoolsError::HasServers(servers));
        }
        rows::delete(&mut tx, pool.id).await?;
        tx.commit().await?;
        self.sources.forget();
        Ok(())
    }

    /// What an organization may use, and what it still uses although it may not any more.
    pub async fn of_organization(&self, organization: OrganizationId) -> Result<Vec<OrganizationIpPool>, IpPoolsError> {
        Ok(rows::list_of_organization(&mut self.store.read().await?, organization).await?)
    }

    /// Whether mail of the organization may leave by the pool that an application asks for.
    pub async fn check_wish(
        &self,
        organization: OrganizationId,
        uuid: &str,
        violations: &mut Violations,
    ) -> Result<(), IpPoolsError> {
        const FIELD: &str = "/options/ip_pool";
        if !self.sources.is_on() {
            violations.add(FIELD, ViolationCode::Invalid, "cannot be chosen: IP pools are not in use here");
        } else if uuid.contains('\0')
            || rows::find_assigned(&mut self.store.read().await?, organization, uuid).await?.is_none()
        {
            violations.add(FIELD, ViolationCode::Invalid, "must belong to the organization");
        }
        Ok(())
    }

    /// Sets which pools an organization may use. Mail servers and rules that use another one go on with it.
    pub async fn assign(&self, organization: OrganizationId, uuids: &[String]) -> Result<(), IpPoolsError> {
        let mut violations = Violations::new();
        let mut tx = self.store.begin().await?;
        // One change at a time: two at once would end up with some of both.
        organizations::lock(&mut tx, organization).await?;
        let mut wanted = BTreeSet::new();
        for (n, uuid) in uuids.iter().enumerate() {
            // U+0000 is no text on PostgreSQL.
            let is_text = !uuid.contains('\0');
            let found = if is_text { rows::find_by_uuid(&mut tx, uuid).await? } else { None };
            match found {
                Some(pool) if rows::keep(&mut tx, pool.id).await? => {
                    wanted.insert(pool.id);
                }
                _ => violations.add(&format!("/ip_pools/{n}"), ViolationCode::Invalid, "is no IP pool"),
            }
        }
        violations.into_result()?;
        let now = self.clock.now();
        let present: BTreeSet<IpPoolId> =
            rows::list_assigned(&mut tx, organization).await?.into_iter().map(|pool| pool.id).collect();
        for pool in present.difference(&wanted) {
            rows::unassign(&mut tx, organization, *pool).await?;
        }
        for pool in wanted.difference(&present) {
            rows::assign(&mut tx, organization, *pool, now).await?;
        }
        tx.commit().await?;
        self.sources.forget();
        Ok(())
    }
}
