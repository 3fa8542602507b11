//! The suppression list: recipients that a mail server does not send to, and why.
//!
//! Entries come from failed deliveries and leave by success, by a person or by time. An entry matches the
//! whole address, whatever its case.

use std::time::Duration;

use crate::model::{ServerId, Suppression, Timestamp};
use crate::store::{Store, StoreError, suppressions};

/// Reason after two hard failures within a day.
pub const TOO_MANY_HARD_FAILS: &str = "too many hard fails";
/// Reason after the last attempt.
pub const TOO_MANY_SOFT_FAILS: &str = "too many soft fails";

/// True while the entry keeps mail back.
pub fn is_live(keep_until: Option<Timestamp>, now: Timestamp) -> bool {
    keep_until.is_none_or(|end| end >= now)
}

/// A new entry that lasts `keep_for` (`postal.default_suppression_list_automatic_removal_days`).
pub fn entry(server: ServerId, address: &str, reason: &str, now: Timestamp, keep_for: Duration) -> Suppression {
    Suppression {
        server_id: server,
        address: address.to_owned(),
        reason: reason.to_owned(),
        created_at: now,
        keep_until: Some(now + keep_for),
    }
}

/// Newest first, expired ones included; `after`: time and address of the last entry of the page before.
pub async fn list(
    store: &Store,
    server: ServerId,
    after: Option<(Timestamp, &str)>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    suppressions::list(&mut store.read().await?, server, after, limit).await
}

/// The live entry for an address.
pub async fn find(
    store: &Store,
    server: ServerId,
    address: &str,
    now: Timestamp,
) -> Result<Option<Suppression>, StoreError> {
    let entry = suppressions::find(&mut store.read().await?, server, address).await?;
    Ok(entry.filter(|entry| is_live(entry.keep_until, now)))
}

/// Adds an entry, or renews the reason and the end of the one there is.
pub async fn add(store: &Store, entry: &Suppression) -> Result<(), StoreError> {
    suppressions::upsert(&mut store.write().await?, entry).await
}

/// `false`: there was no such entry.
pub async fn remove(store: &Store, server: ServerId, address: &str) -> Result<bool, StoreError> {
    suppressions::delete(&mut store.write().await?, server, address).await
}

/// Removes entries whose end has passed; answers how many.
pub async fn prune(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    suppressions::delete_expired(&mut store.write().await?, now).await
}
