//! Tables `suppressions` and `organization_suppressions`: addresses that a mail server, or all of an organization, do not
//! send to. Only the type `recipient` is used. How often failures have suppressed an address: `suppression_repeats`.

use std::collections::HashMap;

use super::batches::{Batches, delete_older};
use super::dialect::{self, on_conflict_set};
use super::results::{DeliveryResult, SuppressionChange};
use super::{Conn, Row, StoreError, Value, servers};
use crate::model::{
    EventKind, MailServer, NewEvent, ServerId, Suppression, SuppressionKind, SuppressionList, SuppressionRepeats,
    Timestamp,
};

const COLUMNS: &str = "address, kind, reason, note, message_id, created_at, keep_until";

/// Where a list stands: the table, the column of its owner, and that one's id.
fn place(list: SuppressionList) -> (&'static str, &'static str, i64) {
    match list {
        SuppressionList::Server(id) => ("suppressions", "server_id", id.0),
        SuppressionList::Organization(id) => ("organization_suppressions", "organization_id", id.0),
    }
}

fn read(row: &Row, list: SuppressionList) -> Result<Suppression, StoreError> {
    let mut columns = row.columns();
    Ok(Suppression {
        list,
        address: columns.next()?,
        kind: columns.parse(SuppressionKind::parse)?,
        reason: columns.next()?,
        note: columns.next()?,
        message_id: columns.next()?,
        created_at: columns.next()?,
        keep_until: columns.next()?,
    })
}

/// The form in which addresses are compared: case does not matter.
pub fn address_key(address: &str) -> String {
    address.to_lowercase()
}

/// Which entries are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Beginning of the address, in any case.
    pub prefix: Option<String>,
    pub kind: Option<SuppressionKind>,
    /// `Some((true, now))`: those that keep mail back now; `false`: those whose end has passed.
    pub is_live: Option<(bool, Timestamp)>,
}

impl Filter {
    /// Appends its conditions and their values.
    fn apply(&self, sql: &mut String, values: &mut Vec<Value<'_>>) {
        if let Some(prefix) = &self.prefix {
            let key = address_key(prefix);
            // PostgreSQL does not know a length of 64 bits.
            sql.push_str(&format!(" AND SUBSTR(address_key, 1, {}) = ?", key.chars().count()));
            values.push(key.into());
        }
        if let Some(kind) = self.kind {
            sql.push_str(" AND kind = ?");
            values.push(kind.as_str().into());
        }
        if let Some((is_live, now)) = self.is_live {
            sql.push_str(if is_live { " AND (keep_until IS NULL OR keep_until >= ?)" } else { " AND keep_until < ?" });
            values.push(now.into());
        }
    }
}

/// What became of an entry that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Nothing kept mail to the address back before.
    New,
    /// There was one, which says now why and how long.
    Renewed,
    /// The one that was there is the stronger one.
    Unchanged,
}

/// Adds an entry; where there is one, its reason and its end are replaced and its first day stays. A failure replaces only
/// what came of failures, and nothing without an end.
pub async fn upsert(conn: &mut Conn, entry: &Suppression) -> Result<Added, StoreError> {
    let added = upsert_all(conn, std::slice::from_ref(entry)).await?;
    Ok(added.first().copied().unwrap_or(Added::Unchanged))
}

/// As [`upsert`], many entries of one list with few statements. No address twice.
pub async fn upsert_all(conn: &mut Conn, entries: &[Suppression]) -> Result<Vec<Added>, StoreError> {
    const WIDTH: usize = 9;
    let Some(list) = entries.first().map(|entry| entry.list) else { return Ok(Vec::new()) };
    let (table, owner, id) = place(list);
    let keys: Vec<String> = entries.iter().map(|entry| address_key(&entry.address)).collect();
    let known = find_all(conn, list, &keys).await?;
    let mut added = Vec::with_capacity(entries.len());
    let mut rows: Vec<(&Suppression, &String, Option<&str>)> = Vec::with_capacity(entries.len());
    for (entry, key) in entries.iter().zip(&keys) {
        let before = known.get(key);
        let is_weaker = before.is_some_and(|before| {
            entry.kind == SuppressionKind::Bounce
                && (before.kind != SuppressionKind::Bounce || before.keep_until.is_none() && entry.keep_until.is_some())
                && is_live(before, entry.created_at)
        });
        added.push(match before {
            _ if is_weaker => Added::Unchanged,
            Some(before) if is_live(before, entry.created_at) => Added::Renewed,
            _ => Added::New,
        });
        if !is_weaker {
            let note = entry.note.as_deref().or_else(|| before.and_then(|before| before.note.as_deref()));
            rows.push((entry, key, note));
        }
    }
    let end = on_conflict_set(
        conn.engine(),
        &format!("{owner}, type, address_key"),
        &["kind", "reason", "note", "message_id", "keep_until"],
    );
    let mut rest = rows.as_slice();
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let sql = format!(
            "INSERT INTO {table} ({owner}, type, address, address_key, kind, reason, note, message_id, created_at,
                                  keep_until) VALUES {}{end}",
            vec!["(?, 'recipient', ?, ?, ?, ?, ?, ?, ?, ?)"; count].join(", ")
        );
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * WIDTH);
        for (entry, key, note) in group {
            values.extend([
                id.into(),
                entry.address.as_str().into(),
                (*key).into(),
                entry.kind.as_str().into(),
                entry.reason.as_str().into(),
                (*note).into(),
                entry.message_id.into(),
                entry.created_at.into(),
                entry.keep_until.into(),
            ]);
        }
        conn.execute(sql, &values).await?;
    }
    Ok(added)
}

fn is_live(entry: &Suppression, now: Timestamp) -> bool {
    entry.keep_until.is_none_or(|end| end >= now)
}

/// Entries by [`address_key`], expired or not.
pub async fn find_all(
    conn: &mut Conn,
    list: SuppressionList,
    keys: &[String],
) -> Result<HashMap<String, Suppression>, StoreError> {
    let (table, owner, id) = place(list);
    let mut found = HashMap::new();
    let mut rest = keys;
    for count in dialect::row_groups(keys.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let sql = format!(
            "SELECT {COLUMNS} FROM {table} WHERE {owner} = ? AND type = 'recipient' AND address_key IN ({})",
            vec!["?"; count].join(", ")
        );
        let values: Vec<Value<'_>> = std::iter::once(id.into()).chain(group.iter().map(Value::from)).collect();
        for row in conn.fetch_all(sql, &values).await? {
            let entry = read(&row, list)?;
            found.insert(address_key(&entry.address), entry);
        }
    }
    Ok(found)
}

/// The entry for an address, expired or not.
pub async fn find(conn: &mut Conn, list: SuppressionList, address: &str) -> Result<Option<Suppression>, StoreError> {
    let key = address_key(address);
    Ok(find_all(conn, list, std::slice::from_ref(&key)).await?.remove(&key))
}

/// Where a page of a list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start<'a> {
    /// Time and address of the last entry of the page before.
    pub time: Timestamp,
    pub address: &'a str,
    /// An entry with just that time and address is on this page.
    pub is_included: bool,
}

impl<'a> Start<'a> {
    pub const fn after(time: Timestamp, address: &'a str) -> Self {
        Self { time, address, is_included: false }
    }
}

/// Newest first, at the same time by address.
pub async fn list(
    conn: &mut Conn,
    list: SuppressionList,
    filter: &Filter,
    start: Option<Start<'_>>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    let (table, owner, id) = place(list);
    let Start { time, address, is_included } = start.unwrap_or(Start::after(Timestamp(i64::MAX), ""));
    let follows = if is_included { ">=" } else { ">" };
    let mut sql = format!(
        "SELECT {COLUMNS} FROM {table}
          WHERE {owner} = ? AND type = 'recipient'
            AND (created_at < ? OR (created_at = ? AND address_key {follows} ?))"
    );
    let mut values: Vec<Value<'_>> = vec![id.into(), time.into(), time.into(), address_key(address).into()];
    filter.apply(&mut sql, &mut values);
    sql.push_str(" ORDER BY created_at DESC, address_key LIMIT ?");
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(|row| read(row, list)).collect()
}

/// Removes entries and forgets how often there were such; answers those that were there. Whoever else removes one at the
/// same time does not get it.
pub async fn delete_all(
    conn: &mut Conn,
    list: SuppressionList,
    addresses: &[String],
) -> Result<Vec<Suppression>, StoreError> {
    let (table, owner, id) = place(list);
    let mut removed = Vec::new();
    let keys: Vec<String> = addresses.iter().map(|address| address_key(address)).collect();
    let mut rest = keys.as_slice();
    for count in dialect::row_groups(keys.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let marks = vec!["?"; count].join(", ");
        let values: Vec<Value<'_>> = std::iter::once(id.into()).chain(group.iter().map(Value::from)).collect();
        let sql = format!(
            "DELETE FROM {table} WHERE {owner} = ? AND type = 'recipient' AND address_key IN ({marks})
             RETURNING {COLUMNS}"
        );
        for row in conn.fetch_all(sql, &values).await? {
            removed.push(read(&row, list)?);
        }
        if matches!(list, SuppressionList::Server(_)) {
            let sql = format!("DELETE FROM suppression_repeats WHERE server_id = ? AND address_key IN ({marks})");
            conn.execute(sql, &values).await?;
        }
    }
    Ok(removed)
}

/// How often failures have suppressed an address.
pub async fn find_repeats(
    conn: &mut Conn,
    server: ServerId,
    address: &str,
) -> Result<Option<SuppressionRepeats>, StoreError> {
    let sql = "SELECT times, keep_until FROM suppression_repeats WHERE server_id = ? AND address_key = ?";
    let row = conn.fetch_optional(sql, &[server.into(), address_key(address).into()]).await?;
    row.map(|row| Ok(SuppressionRepeats { times: row.get(0)?, keep_until: row.get(1)? })).transpose()
}

/// Counts an entry after failures; one that was renewed is the same time, with another end.
async fn count_repeat(conn: &mut Conn, server: ServerId, entry: &Suppression, is_new: bool) -> Result<(), StoreError> {
    let Some(keep_until) = entry.keep_until else { return Ok(()) };
    let key = address_key(&entry.address);
    let changed = conn
        .execute(
            "UPDATE suppression_repeats SET times = times + ?, keep_until = ? WHERE server_id = ? AND address_key = ?",
            &[i64::from(is_new).into(), keep_until.into(), server.into(), key.as_str().into()],
        )
        .await?;
    if changed > 0 {
        return Ok(());
    }
    // Somebody else may have counted it meanwhile: once is enough.
    let end = on_conflict_set(conn.engine(), "server_id, address_key", &["keep_until"]);
    let sql =
        format!("INSERT INTO suppression_repeats (server_id, address_key, times, keep_until) VALUES (?, ?, 1, ?){end}");
    conn.execute(sql, &[server.into(), key.into(), keep_until.into()]).await.map(drop)
}

/// Forgets what ended before a time.
pub async fn delete_old_repeats(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "suppression_repeats", "keep_until", before).await
}

/// Removes entries of all lists whose end has passed.
pub async fn delete_expired(batches: &Batches, now: Timestamp) -> Result<u64, StoreError> {
    let servers = delete_older(batches, "suppressions", "keep_until", now).await?;
    Ok(servers + delete_older(batches, "organization_suppressions", "keep_until", now).await?)
}

/// Makes the change that a delivery result means, in the result's transaction. Answers the event, if anything changed.
pub(super) async fn change(
    conn: &mut Conn,
    result: &DeliveryResult,
    change: &SuppressionChange,
) -> Result<Option<NewEvent>, StoreError> {
    let (entry, kind) = match change {
        SuppressionChange::Add(entry) => {
            let entry = Suppression { message_id: entry.message_id.or(Some(result.message_id)), ..entry.clone() };
            let added = upsert(conn, &entry).await?;
            if entry.kind == SuppressionKind::Bounce && added != Added::Unchanged {
                count_repeat(conn, result.server_id, &entry, added == Added::New).await?;
            }
            match added {
                Added::New => (entry, EventKind::SuppressionAdded),
                Added::Renewed | Added::Unchanged => return Ok(None),
            }
        }
        SuppressionChange::Remove { address } => {
            let removed = delete_all(conn, result.server_id.into(), std::slice::from_ref(address)).await?;
            match removed.into_iter().next() {
                Some(entry) => (entry, EventKind::SuppressionRemoved),
                None => return Ok(None),
            }
        }
        SuppressionChange::Forget { address } => {
            let sql = "DELETE FROM suppression_repeats WHERE server_id = ? AND address_key = ?";
            conn.execute(sql, &[result.server_id.into(), address_key(address).into()]).await?;
            return Ok(None);
        }
    };
    let Some(server) = servers::find(conn, result.server_id).await? else { return Ok(None) };
    let mut event = event(&entry, &server, kind, result.at);
    event.message_id = Some(result.message_id);
    Ok(Some(event))
}

/// What an entry that came or went tells a mail server that it keeps mail back from.
pub fn event(entry: &Suppression, server: &MailServer, kind: EventKind, at: Timestamp) -> NewEvent {
    NewEvent { server_id: server.id, kind, message_id: None, delivery_id: None, data: Some(entry.payload(server)), at }
}
