//! The suppression list: recipients that a mail server does not send to, and why.
//!
//! Entries come from failed deliveries, complaints and people, and leave by success, by a person or by time. An entry
//! matches the whole address, or all addresses of a domain, whatever their case. Besides the list of a mail server there is
//! one of its organization, which people fill. What failures mean is in [`policy`]; people's side is [`manage`], tables of
//! entries are read in [`import`] and written in [`export`].

pub mod export;
pub mod import;
pub mod manage;
pub mod policy;
mod table;

use std::time::Duration;

use crate::model::{MailServer, ServerId, Suppression, SuppressionKind, SuppressionList, Timestamp};
use crate::store::suppressions::{Start, address_key};
use crate::store::{Batches, Conn, Store, StoreError, suppressions};

pub use crate::store::suppressions::{Added, Filter};
pub use manage::{Keeper, SuppressionError, SuppressionForm};
pub use policy::{TOO_MANY_HARD_FAILS, TOO_MANY_SOFT_FAILS};

/// Reason after a complaint; does not end by itself.
pub const COMPLAINT: &str = "complaint";

/// How long it is remembered that an address was suppressed, after that has ended.
const REPEATS_REMEMBERED: Duration = Duration::from_secs(365 * 24 * 3600);

/// True while the entry keeps mail back.
pub fn is_live(keep_until: Option<Timestamp>, now: Timestamp) -> bool {
    keep_until.is_none_or(|end| end >= now)
}

/// A new entry after failures, which lasts `keep_for` (`postal.default_suppression_list_automatic_removal_days`).
pub fn entry(server: ServerId, address: &str, reason: &str, now: Timestamp, keep_for: Duration) -> Suppression {
    Suppression {
        list: server.into(),
        address: address.to_owned(),
        kind: SuppressionKind::Bounce,
        reason: reason.to_owned(),
        note: None,
        message_id: None,
        created_at: now,
        keep_until: Some(now + keep_for),
    }
}

/// A new entry after a complaint, without an end.
pub fn complaint_entry(server: ServerId, address: &str, now: Timestamp) -> Suppression {
    Suppression {
        kind: SuppressionKind::Complaint,
        keep_until: None,
        ..entry(server, address, COMPLAINT, now, Duration::ZERO)
    }
}

/// Newest first; `after`: time and address of the last entry of the page before.
pub async fn list(
    store: &Store,
    list: impl Into<SuppressionList>,
    filter: &Filter,
    after: Option<(Timestamp, &str)>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    let start = after.map(|(time, address)| Start::after(time, address));
    suppressions::list(&mut store.read().await?, list.into(), filter, start, limit).await
}

/// Entries of the mail server's list and of its organization's, newest first, of the same time and address the mail
/// server's first. `after`: the last entry of the page before.
pub async fn list_both(
    store: &Store,
    server: &MailServer,
    filter: &Filter,
    after: Option<(Timestamp, &str, SuppressionList)>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    let organization = SuppressionList::from(server.organization_id);
    let mut conn = store.read().await?;
    let own = after.map(|(time, address, _)| Start::after(time, address));
    let mut entries = suppressions::list(&mut conn, server.id.into(), filter, own, limit).await?;
    let shared = after.map(|(time, address, last)| Start { time, address, is_included: last != organization });
    entries.extend(suppressions::list(&mut conn, organization, filter, shared, limit).await?);
    // Stable: what is equal stays in the order of the lists.
    entries.sort_by_cached_key(|entry| (std::cmp::Reverse(entry.created_at), address_key(&entry.address)));
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(entries)
}

/// The entry for an address, live or expired.
pub async fn get(
    store: &Store,
    list: impl Into<SuppressionList>,
    address: &str,
) -> Result<Option<Suppression>, StoreError> {
    suppressions::find(&mut store.read().await?, list.into(), address).await
}

/// The live entry for an address.
pub async fn find(
    store: &Store,
    list: impl Into<SuppressionList>,
    address: &str,
    now: Timestamp,
) -> Result<Option<Suppression>, StoreError> {
    Ok(get(store, list, address).await?.filter(|entry| is_live(entry.keep_until, now)))
}

/// Which of these recipients (address and domain) a mail server would keep mail back from, in their order: what
/// deliveries find, before there is one.
pub async fn look_ahead(
    conn: &mut Conn,
    server: &MailServer,
    recipients: &[(&str, &str)],
    now: Timestamp,
) -> Result<Vec<bool>, StoreError> {
    let keys_of = |(address, domain): &(&str, &str)| [address_key(address), format!("@{}", domain.to_lowercase())];
    let mut keys: Vec<String> = recipients.iter().flat_map(keys_of).collect();
    keys.sort_unstable();
    keys.dedup();
    let own = server.suppression.is_enabled.then_some(SuppressionList::from(server.id));
    let mut live = std::collections::HashSet::new();
    for list in own.into_iter().chain([server.organization_id.into()]) {
        let found = suppressions::find_all(conn, list, &keys).await?;
        live.extend(found.into_iter().filter(|(_, entry)| is_live(entry.keep_until, now)).map(|(key, _)| key));
    }
    Ok(recipients.iter().map(|recipient| keys_of(recipient).iter().any(|key| live.contains(key))).collect())
}

/// Removes entries whose end has passed; answers how many.
pub async fn prune(batches: &Batches, now: Timestamp) -> Result<u64, StoreError> {
    suppressions::delete_old_repeats(batches, now - REPEATS_REMEMBERED).await?;
    suppressions::delete_expired(batches, now).await
}
