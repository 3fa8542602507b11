//! Mail servers and organizations that people have deleted: their rows go a while later.

use std::time::Duration;

use super::{RetentionError, shrink};
use crate::model::Timestamp;
use crate::store::purge::{self as rows, Purged, list_organizations, list_servers};
use crate::store::{Batches, StoreError};

/// Attempts that were in progress at the deletion end before this: the wait after the final dot is ten minutes.
const GRACE: Duration = Duration::from_secs(10 * 60);

/// Removes what was deleted ten minutes ago or earlier; answers how many mail servers and organizations went.
pub async fn purge(batches: &Batches, now: Timestamp) -> Result<u64, RetentionError> {
    let before = now - GRACE;
    let servers = list_servers(&mut batches.store().read().await?, before).await?;
    let (mut purged, mut failed, mut all) = (0, Vec::new(), servers.len());
    for server in servers {
        match rows::server(batches, server).await {
            Ok(Purged::Done) => {
                tracing::info!(server = server.0, "all rows of deleted server {server} have been removed");
                purged += 1;
            }
            Ok(Purged::Restored) => {}
            Ok(Purged::Stopped) => return Ok(purged),
            Err(error @ StoreError::RoleLost(_)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(server = server.0, %error, "the rows of a deleted server cannot be removed");
                failed.push(error);
            }
        }
    }
    let organizations = list_organizations(&mut batches.store().read().await?, before).await?;
    all += organizations.len();
    for organization in organizations {
        match rows::organization(batches, organization).await {
            Ok(Purged::Done) => purged += 1,
            Ok(Purged::Restored | Purged::Stopped) => {}
            Err(error @ StoreError::RoleLost(_)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(organization = organization.0, %error, "a deleted organization cannot be removed");
                failed.push(error);
            }
        }
    }
    if purged > 0 {
        shrink(batches).await?;
    }
    let count = failed.len();
    match failed.pop() {
        Some(last) => Err(RetentionError::Some { failed: count, all, last }),
        None => Ok(purged),
    }
}
