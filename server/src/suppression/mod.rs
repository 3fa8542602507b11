//! The suppression list: recipients that a mail server does not send to, and why.
//!
//! Entries come from failed deliveries, complaints and people, and leave by success, by a person or by time. An entry
//! matches the whole address, or all addresses of a domain, whatever their case. People's side is [`manage`], tables of
//! entries are read in [`import`] and written in [`export`].

pub mod export;
pub mod import;
pub mod manage;
mod table;

use std::time::Duration;

use postal_mail::bounce_class::BounceClass;

use crate::model::{Message, ServerId, Suppression, SuppressionKind, Timestamp};
use crate::store::{Batches, Conn, Store, StoreError, dispatch, suppressions};

pub use crate::store::suppressions::{Added, Filter};
pub use manage::{SuppressionError, SuppressionForm};

/// Reason after two hard failures within a day.
pub const TOO_MANY_HARD_FAILS: &str = "too many hard fails";
/// Reason after the last attempt.
pub const TOO_MANY_SOFT_FAILS: &str = "too many soft fails";

/// Reason after a complaint; does not end by itself.
pub const COMPLAINT: &str = "complaint";

/// Time in which a second hard failure counts.
const HARD_FAIL_WINDOW: Duration = Duration::from_secs(24 * 3600);
/// A mailbox that was full so often within so long is one that nobody reads.
const FULL_MAILBOX_FAILURES: i64 = 3;
const FULL_MAILBOX_WINDOW: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why the recipient of a message that a host has just refused for good is to be suppressed. `None`: it is not.
///
/// At once when the address is the reason; after three times in seven days when its mailbox is full; never when the
/// sender or the content is the reason; else at the second failure within a day, as in 3.3.
pub async fn reason_after_refusal(
    conn: &mut Conn,
    message: &Message,
    class: BounceClass,
    now: Timestamp,
) -> Result<Option<&'static str>, StoreError> {
    if let Some(reason) = reason_after_bounce(conn, message, class, now).await? {
        return Ok(Some(reason));
    }
    let is_undecided = matches!(
        class,
        BounceClass::Unknown
            | BounceClass::Protocol
            | BounceClass::Connection
            | BounceClass::Routing
            | BounceClass::Expired
    );
    let since = now - HARD_FAIL_WINDOW;
    let is_second = is_undecided && dispatch::has_earlier_hard_fail(conn, message, since).await?;
    Ok(is_second.then_some(TOO_MANY_HARD_FAILS))
}

/// The same for a failure that was reported later: what the report does not explain suppresses nobody.
pub async fn reason_after_bounce(
    conn: &mut Conn,
    message: &Message,
    class: BounceClass,
    now: Timestamp,
) -> Result<Option<&'static str>, StoreError> {
    Ok(match class {
        BounceClass::InvalidRecipient => Some("invalid recipient"),
        BounceClass::BadDomain => Some("invalid domain"),
        BounceClass::InactiveMailbox => Some("inactive mailbox"),
        BounceClass::Quota => {
            let earlier = FULL_MAILBOX_FAILURES - 1;
            let since = now - FULL_MAILBOX_WINDOW;
            let count = dispatch::count_failures(conn, message, class.as_str(), since, earlier).await?;
            (count >= earlier).then_some("full mailbox")
        }
        _ => None,
    })
}

/// True while the entry keeps mail back.
pub fn is_live(keep_until: Option<Timestamp>, now: Timestamp) -> bool {
    keep_until.is_none_or(|end| end >= now)
}

/// A new entry after failures, which lasts `keep_for` (`postal.default_suppression_list_automatic_removal_days`).
pub fn entry(server: ServerId, address: &str, reason: &str, now: Timestamp, keep_for: Duration) -> Suppression {
    Suppression {
        server_id: server,
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
    server: ServerId,
    filter: &Filter,
    after: Option<(Timestamp, &str)>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    suppressions::list(&mut store.read().await?, server, filter, after, limit).await
}

/// The entry for an address, live or expired.
pub async fn get(store: &Store, server: ServerId, address: &str) -> Result<Option<Suppression>, StoreError> {
    suppressions::find(&mut store.read().await?, server, address).await
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

/// Removes entries whose end has passed; answers how many.
pub async fn prune(batches: &Batches, now: Timestamp) -> Result<u64, StoreError> {
    suppressions::delete_expired(batches, now).await
}
