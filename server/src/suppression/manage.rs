//! What people and programs do with the list: add, remove, one and many.

use postal_mail::address::{Address, normalize_domain};

use crate::model::{
    EventKind, MAX_TEXT_CHARS, MailServer, NewEvent, OrganizationId, Suppression, SuppressionKind, SuppressionList,
    Timestamp, ViolationCode, Violations,
};
use crate::store::suppressions::{self, Added, Filter, Start};
use crate::store::{Store, StoreError, audit, events, retried, servers};

/// Longest note, in characters.
pub const MAX_NOTE_CHARS: usize = 1000;
/// Events of one transaction.
const BATCH: usize = 256;
/// Mail servers that are read at once.
const SERVERS: i64 = 500;

/// A list that is changed, and the mail servers that it keeps mail back from: each is told what changes.
#[derive(Debug, Clone)]
pub struct Keeper {
    list: SuppressionList,
    servers: Vec<MailServer>,
}

impl Keeper {
    pub fn of_server(server: MailServer) -> Self {
        Self { list: server.id.into(), servers: vec![server] }
    }

    pub async fn of_organization(store: &Store, organization: OrganizationId) -> Result<Self, StoreError> {
        let mut conn = store.read().await?;
        let mut all: Vec<MailServer> = Vec::new();
        loop {
            let after = all.last().map(|server| (server.name.as_str(), server.id.0));
            let page = servers::list(&mut conn, organization, None, after, SERVERS).await?;
            let is_last = (page.len() as i64) < SERVERS;
            all.extend(page);
            if is_last {
                return Ok(Self { list: organization.into(), servers: all });
            }
        }
    }

    pub const fn list(&self) -> SuppressionList {
        self.list
    }

    /// Entries that are changed in one transaction, with their events.
    pub(super) fn batch(&self) -> usize {
        (BATCH / self.servers.len().max(1)).max(1)
    }

    fn events<'a>(
        &self,
        entries: impl Iterator<Item = &'a Suppression> + Clone,
        kind: EventKind,
        now: Timestamp,
    ) -> Vec<NewEvent> {
        let of = |server| entries.clone().map(move |entry| suppressions::event(entry, server, kind, now));
        self.servers.iter().flat_map(of).collect()
    }
}

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
    pub fn checked(&self, list: SuppressionList, now: Timestamp, violations: &mut Violations) -> Suppression {
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
            list,
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
    keeper: &Keeper,
    form: &SuppressionForm,
    now: Timestamp,
) -> Result<Suppression, SuppressionError> {
    let mut violations = Violations::new();
    let entry = form.checked(keeper.list, now, &mut violations);
    violations.into_result()?;
    audit::object(&entry.address, &entry.address);
    add_all(store, keeper, std::slice::from_ref(&entry), now).await?;
    let found = suppressions::find(&mut store.read().await?, keeper.list, &entry.address).await?;
    Ok(found.unwrap_or(entry))
}

/// Adds checked entries, no address twice, in one transaction with their events.
pub(super) async fn add_all(
    store: &Store,
    keeper: &Keeper,
    entries: &[Suppression],
    now: Timestamp,
) -> Result<Vec<Added>, StoreError> {
    retried!(add_batch(store, keeper, entries, now))
}

async fn add_batch(
    store: &Store,
    keeper: &Keeper,
    entries: &[Suppression],
    now: Timestamp,
) -> Result<Vec<Added>, StoreError> {
    let mut tx = store.begin().await?;
    let added = suppressions::upsert_all(&mut tx, entries).await?;
    let new = entries.iter().zip(&added).filter(|(_, added)| **added == Added::New).map(|(entry, _)| entry);
    events::record(&mut tx, &keeper.events(new, EventKind::SuppressionAdded, now)).await?;
    tx.commit().await?;
    Ok(added)
}

/// Removes the entries for these addresses; answers how many there were.
pub async fn remove(store: &Store, keeper: &Keeper, addresses: &[String], now: Timestamp) -> Result<u64, StoreError> {
    let mut removed = 0;
    for batch in addresses.chunks(keeper.batch()) {
        removed += retried!(remove_batch(store, keeper, batch, now))?;
    }
    Ok(removed)
}

async fn remove_batch(store: &Store, keeper: &Keeper, addresses: &[String], now: Timestamp) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let gone = suppressions::delete_all(&mut tx, keeper.list, addresses).await?;
    events::record(&mut tx, &keeper.events(gone.iter(), EventKind::SuppressionRemoved, now)).await?;
    tx.commit().await?;
    Ok(gone.len() as u64)
}

/// Removes all entries that the filter means now, in batches; answers how many.
pub async fn remove_filtered(
    store: &Store,
    keeper: &Keeper,
    filter: &Filter,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut removed = 0;
    // What is added from now on stays; and the walk goes on after the last entry, so it ends.
    let mut after = (Timestamp(now.0 + 1), String::new());
    loop {
        let start = Start::after(after.0, after.1.as_str());
        let batch =
            suppressions::list(&mut store.read().await?, keeper.list, filter, Some(start), BATCH as i64).await?;
        let Some(last) = batch.last() else { return Ok(removed) };
        after = (last.created_at, last.address.clone());
        let addresses: Vec<String> = batch.into_iter().map(|entry| entry.address).collect();
        removed += remove(store, keeper, &addresses, now).await?;
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
