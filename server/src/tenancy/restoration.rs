//! Deleted mail servers and organizations come back, as long as the purge has not begun with them.

use super::{Tenancy, TenancyError};
use crate::model::{MailServer, Organization, OrganizationId};
use crate::store::{organizations, servers};

/// The purge runs each hour: there are never many.
const SHOWN: i64 = 500;

impl Tenancy {
    /// Those that can come back, the last deleted first.
    pub async fn list_deleted_servers(&self, organization: OrganizationId) -> Result<Vec<MailServer>, TenancyError> {
        Ok(servers::list_deleted(&mut self.store.read().await?, organization, SHOWN).await?)
    }

    /// `key`: uuid, or the short name of the last deleted one that had it. `None`: there is none any more.
    pub async fn restore_server(
        &self,
        organization: OrganizationId,
        key: &str,
    ) -> Result<Option<MailServer>, TenancyError> {
        let mut tx = self.store.begin().await?;
        let deleted = servers::list_deleted(&mut tx, organization, SHOWN).await?;
        let Some(server) = deleted.into_iter().find(|it| it.uuid == key || it.permalink.eq_ignore_ascii_case(key))
        else {
            return Ok(None);
        };
        let is_restored = match servers::restore(&mut tx, &server, self.clock.now()).await {
            Err(error) if servers::taken(&error).is_some() => return Err(TenancyError::NameTaken),
            restored => restored?,
        };
        if !is_restored {
            return Ok(None);
        }
        let restored = servers::find(&mut tx, server.id).await?;
        tx.commit().await?;
        Ok(restored)
    }

    /// Those that can come back, the last deleted first.
    pub async fn list_deleted_organizations(&self) -> Result<Vec<Organization>, TenancyError> {
        Ok(organizations::list_deleted(&mut self.store.read().await?, SHOWN).await?)
    }

    /// `key`: as for mail servers. The mail servers that were deleted with it come back, too; invitations do not.
    pub async fn restore_organization(&self, key: &str) -> Result<Option<Organization>, TenancyError> {
        let mut tx = self.store.begin().await?;
        let deleted = organizations::list_deleted(&mut tx, SHOWN).await?;
        let found = deleted.into_iter().find(|it| it.uuid == key || it.permalink.eq_ignore_ascii_case(key));
        let Some(organization) = found else { return Ok(None) };
        let is_restored = match organizations::restore(&mut tx, &organization, self.clock.now()).await {
            Err(error) if organizations::is_taken(&error) => return Err(TenancyError::NameTaken),
            restored => restored?,
        };
        if !is_restored {
            return Ok(None);
        }
        let restored = organizations::find(&mut tx, organization.id).await?;
        tx.commit().await?;
        Ok(restored)
    }
}
