//! The audit log: read, and kept as long as the operator wants.

use std::time::Duration;

use super::{Accounts, AccountsError};
use crate::model::audit::{Actor, ActorKind, AuditEntry, AuditFilter};
use crate::model::{Timestamp, User, fold};
use crate::store::{Batches, audit};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Accounts {
    /// Newest first. `after`: time and id of the last row of the page before.
    pub async fn list_audit(
        &self,
        filter: &AuditFilter,
        after: Option<(Timestamp, i64)>,
        limit: i64,
    ) -> Result<Vec<AuditEntry>, AccountsError> {
        Ok(audit::list(&mut self.store.read().await?, filter, after, limit).await?)
    }

    /// Removes entries older than `postal.audit_log_days`; answers how many.
    pub async fn prune_audit(&self, batches: &Batches) -> Result<u64, AccountsError> {
        let before = self.clock.now() - DAY * self.config.postal.audit_log_days;
        Ok(audit::prune(batches, before).await?)
    }
}

/// A person, in words that outlive the account.
pub fn actor(user: &User) -> Actor {
    Actor {
        kind: ActorKind::User,
        uuid: Some(user.uuid.clone()),
        address_key: Some(fold(&user.email_address)),
        name: format!("{} <{}>", user.name(), user.email_address),
        token_name: None,
    }
}

/// Who proved just now, in the course of the request, who they are.
pub(super) fn acts(user: &User) {
    audit::amend(|entry| {
        if entry.actor.kind == ActorKind::Nobody {
            entry.actor = actor(user);
        }
        if entry.object.id.is_none() {
            entry.object.id = Some(user.uuid.clone());
            entry.object.name = Some(user.email_address.clone());
        }
    });
}
