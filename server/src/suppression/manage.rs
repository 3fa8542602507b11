//! What people and programs do with the list: add, remove, one and many.

use postal_mail::address::{Address, normalize_domain};

use crate::model::{
    EventKind, MAX_TEXT_CHARS, MailServer, Suppression, SuppressionKind, Timestamp, ViolationCode, Violations,
};
use crate::store::suppressions::{self, Added, Filter};
use crate::store::{Store, StoreError, audit, events, retried};

/// Longest note, in characters.
pub const MAX_NOTE_CHARS: usize = 1000;
/// Entries that are changed in one transaction, with their events.
const BATCH: usize = 256;

#[derive(Debug, thiserror::Error)]
pub enum SuppressionError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An entry as it was asked for.
#[derive(Debug, Clone, Default)]
pub struct SuppressionForm {
    /// An address, or `@` and a domain.
    pub address: String,
    /// `None`: manual.
    pub kind: Option<SuppressionKind>,
    /// `None`: the kind in words.
    pub reason: Option<String>,
    pub note: Option<String>,
    /// `None`: without end.
    pub keep_until: Option<Timestamp>,
}

impl SuppressionForm {
    /// The entry that this form means; every rule that it breaks is added to `violations`, by JSON Pointer.
    pub fn checked(&self, server: &MailServer, now: Timestamp, violations: &mut Violations) -> Suppression {
        let kind = self.kind.unwrap_or(SuppressionKind::Manual);
        let reason = violations.optional_text("/reason", self.reason.as_deref());
        let note = self.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
        if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE_CHARS) {
            let message = format!("is too long (maximum is {MAX_NOTE_CHARS} characters)");
            violations.add("/note", ViolationCode::TooLong, message);
        }
        if note.as_ref().is_some_and(|note| note.contains('\0')) {
            violations.add("/note", ViolationCode::Invalid, "must not contain U+0000");
        }
        if self.keep_until.is_some_and(|end| end <= now) {
            violations.add("/keep_until", ViolationCode::Invalid, "must be in the future");
        }
        Suppression {
            server_id: server.id,
            address: address("/address", &self.address, violations),
            kind,
            reason: reason.unwrap_or_else(|| default_reason(kind).to_owned()),
            note,
            message_id: None,
            created_at: now,
            keep_until: self.keep_until,
        }
    }
}

const fn default_reason(kind: SuppressionKind) -> &'static str {
    match kind {
        SuppressionKind::Bounce => "bounce",
        SuppressionKind::Complaint => super::COMPLAINT,
        SuppressionKind::Unsubscribe => "unsubscribe",
        SuppressionKind::Manual => "added manually",
    }
}

/// An address as it is stored, or `@` and a domain.
fn address(field: &str, text: &str, violations: &mut Violations) -> String {
    let text = text.trim();
    if text.is_empty() {
        violations.add(field, ViolationCode::Blank, "can't be blank");
        return String::new();
    }
    let parsed = match text.strip_prefix('@') {
        Some(domain) => normalize_domain(domain).ok().map(|domain| format!("@{domain}")),
        // As messages have it in their envelope.
        None => Address::parse(text).ok().map(|address| address.as_str().to_owned()),
    };
    match parsed {
        Some(address) if address.chars().count() <= 2 * MAX_TEXT_CHARS => address,
        _ => {
            violations.add(field, ViolationCode::Invalid, "is not an address and not @ with a domain");
            String::new()
        }
    }
}

/// Adds one entry, or renews the one there is. Answers it as it is now.
pub async fn add(
    store: &Store,
    server: &MailServer,
    form: &SuppressionForm,
    now: Timestamp,
) -> Result<Suppression, SuppressionError> {
    let mut violations = Violations::new();
    let entry = form.checked(server, now, &mut violations);
    violations.into_result()?;
    audit::object(&entry.address, &entry.address);
    add_all(store, server, std::slice::from_ref(&entry), now).await?;
    let found = suppressions::find(&mut store.read().await?, server.id, &entry.address).await?;
    Ok(found.unwrap_or(entry))
}

/// Adds checked entries, no address twice, in one transaction with their events.
pub(super) async fn add_all(
    store: &Store,
    server: &MailServer,
    entries: &[Suppression],
    now: Timestamp,
) -> Result<Vec<Added>, StoreError> {
    retried!(add_batch(store, server, entries, now))
}

async fn add_batch(
    store: &Store,
    server: &MailServer,
    entries: &[Suppression],
    now: Timestamp,
) -> Result<Vec<Added>, StoreError> {
    let mut tx = store.begin().await?;
    let added = suppressions::upsert_all(&mut tx, entries).await?;
    let new = entries.iter().zip(&added).filter(|(_, added)| **added == Added::New);
    let told: Vec<_> =
        new.map(|(entry, _)| suppressions::event(entry, server, EventKind::SuppressionAdded, now)).collect();
    events::record(&mut tx, &told).await?;
    tx.commit().await?;
    Ok(added)
}

/// Removes the entries for these addresses; answers how many there were.
pub async fn remove(
    store: &Store,
    server: &MailServer,
    addresses: &[String],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut removed = 0;
    for batch in addresses.chunks(BATCH) {
        removed += retried!(remove_batch(store, server, batch, now))?;
    }
    Ok(removed)
}

async fn remove_batch(
    store: &Store,
    server: &MailServer,
    addresses: &[String],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let gone = suppressions::delete_all(&mut tx, server.id, addresses).await?;
    let told: Vec<_> =
        gone.iter().map(|entry| suppressions::event(entry, server, EventKind::SuppressionRemoved, now)).collect();
    events::record(&mut tx, &told).await?;
    tx.commit().await?;
    Ok(gone.len() as u64)
}

/// Removes all entries that the filter means now, in batches; answers how many.
pub async fn remove_filtered(
    store: &Store,
    server: &MailServer,
    filter: &Filter,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut removed = 0;
    // What is added from now on stays; and the walk goes on after the last entry, so it ends.
    let mut after = (Timestamp(now.0 + 1), String::new());
    loop {
        let batch = suppressions::list(
            &mut store.read().await?,
            server.id,
            filter,
            Some((after.0, after.1.as_str())),
            BATCH as i64,
        )
        .await?;
        let Some(last) = batch.last() else { return Ok(removed) };
        after = (last.created_at, last.address.clone());
        let addresses: Vec<String> = batch.into_iter().map(|entry| entry.address).collect();
        removed += remove(store, server, &addresses, now).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_domains_are_read_and_nothing_else() {
        for (text, expected) in [
            (" Ann@Example.COM ", Some("Ann@Example.COM")),
            ("@Example.com", Some("@example.com")),
            ("@", None),
            ("ann", None),
            ("ann@", None),
            ("a b@example.com", None),
            ("@exa mple.com", None),
            ("", None),
        ] {
            let mut violations = Violations::new();
            let read = address("address", text, &mut violations);
            assert_eq!(violations.is_empty().then_some(read.as_str()), expected, "{text:?}");
        }
    }
}
