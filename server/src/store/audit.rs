//! Table `audit_entries`, and the mechanism that no change goes by it.
//!
//! Whoever answers a request that changes something runs it in [`watched`]. The first transaction that commits inside
//! writes the entry along, so change and entry are there together or not at all; no domain function has to think of it.
//! What the domain knows better it adds with [`amend`] or [`object`]. A transaction that is not the change itself (ids are
//! reserved, a wrong guess is counted) commits with `commit_unrecorded`. Outside of [`watched`] nothing happens.

use std::sync::{Arc, Mutex, PoisonError};

use super::batches::{Batches, delete_older};
use super::{Conn, Row, Store, StoreError, Value};
use crate::model::audit::{Actor, ActorKind, AuditEntry, AuditFilter, AuditObject, NewAuditEntry, Place};
use crate::model::{MAX_TEXT_CHARS, MailServer, Organization, OrganizationId, ServerId, Timestamp};

/// An entry on its way.
#[derive(Debug, Clone)]
struct Pending {
    entry: NewAuditEntry,
    is_written: bool,
}

type Shared = Arc<Mutex<Pending>>;

tokio::task_local! {
    static PENDING: Shared;
}

/// What is to be written, after the work is done.
#[derive(Debug)]
pub struct Watched(Shared);

impl Watched {
    /// Writes the entry of what changed nothing in the database, such as the disclosure of a secret.
    pub async fn write_if_missing(&self, store: &Store) -> Result<(), StoreError> {
        let missing = {
            let pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (!pending.is_written).then(|| pending.entry.clone())
        };
        match missing {
            Some(entry) => insert(&mut store.write().await?, &entry).await,
            None => Ok(()),
        }
    }
}

/// Runs the work; the first transaction that it commits contains the entry.
pub async fn watched<T>(entry: NewAuditEntry, work: impl Future<Output = T>) -> (T, Watched) {
    let shared = Arc::new(Mutex::new(Pending { entry, is_written: false }));
    let output = PENDING.scope(Arc::clone(&shared), work).await;
    (output, Watched(shared))
}

/// Adds to the entry what is known only now; nothing where nobody watches.
pub fn amend(change: impl FnOnce(&mut NewAuditEntry)) {
    // An error means that nobody watches.
    let _ = PENDING.try_with(|pending| change(&mut pending.lock().unwrap_or_else(PoisonError::into_inner).entry));
}

/// Names what has been made, or what a request without an identifier is about.
pub fn object(id: &str, name: &str) {
    amend(|entry| {
        entry.object.id = Some(id.to_owned());
        entry.object.name = Some(name.chars().take(MAX_TEXT_CHARS).collect());
    });
}

/// Names the organization, where the path does not.
pub fn within(organization: &Organization) {
    let place = Place { id: organization.id, permalink: organization.permalink.clone() };
    amend(|entry| entry.organization = Some(place));
}

/// Names the mail server.
pub fn on(server: &MailServer) {
    let place = Place { id: server.id, permalink: server.permalink.clone() };
    amend(|entry| entry.server = Some(place));
}

/// The entry that a transaction has to write before it commits.
pub(super) fn unwritten() -> Option<NewAuditEntry> {
    PENDING
        .try_with(|pending| {
            let pending = pending.lock().unwrap_or_else(PoisonError::into_inner);
            (!pending.is_written).then(|| pending.entry.clone())
        })
        .ok()
        .flatten()
}

/// The transaction with the entry has been committed.
pub(super) fn written() {
    let _ = PENDING.try_with(|pending| pending.lock().unwrap_or_else(PoisonError::into_inner).is_written = true);
}

pub async fn insert(conn: &mut Conn, entry: &NewAuditEntry) -> Result<(), StoreError> {
    let (organization, server) = (entry.organization.as_ref(), entry.server.as_ref());
    conn.execute_exactly(
        1,
        "writing the audit log",
        "INSERT INTO audit_entries (actor_kind, actor_uuid, actor_address_key, actor_name, token_name, ip_address, request_id,
                                    action, object_kind, object_id, object_name, organization_id, organization_permalink,
                                    server_id, server_permalink, before_values, after_values, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            entry.actor.kind.as_str().into(),
            entry.actor.uuid.as_deref().into(),
            entry.actor.address_key.as_deref().into(),
            (&entry.actor.name).into(),
            entry.actor.token_name.as_deref().into(),
            entry.ip_address.as_deref().into(),
            entry.request_id.as_deref().into(),
            (&entry.action).into(),
            (&entry.object.kind).into(),
            entry.object.id.as_deref().into(),
            entry.object.name.as_deref().into(),
            organization.map(|it| it.id).into(),
            organization.map(|it| it.permalink.as_str()).into(),
            server.map(|it| it.id).into(),
            server.map(|it| it.permalink.as_str()).into(),
            entry.before.as_deref().into(),
            entry.after.as_deref().into(),
            entry.at.into(),
        ],
    )
    .await
}

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    let mut columns = row.columns();
    Ok(AuditEntry {
        id: columns.next()?,
        entry: NewAuditEntry {
            actor: Actor {
                kind: columns.parse(ActorKind::parse)?,
                uuid: columns.next()?,
                address_key: columns.next()?,
                name: columns.next()?,
                token_name: columns.next()?,
            },
            ip_address: columns.next()?,
            request_id: columns.next()?,
            action: columns.next()?,
            object: AuditObject { kind: columns.next()?, id: columns.next()?, name: columns.next()? },
            organization: place(columns.next::<Option<OrganizationId>>()?, columns.next()?),
            server: place(columns.next::<Option<ServerId>>()?, columns.next()?),
            before: columns.next()?,
            after: columns.next()?,
            at: columns.next()?,
        },
    })
}

fn place<Id>(id: Option<Id>, permalink: Option<String>) -> Option<Place<Id>> {
    Some(Place { id: id?, permalink: permalink? })
}

/// Newest first. `after`: time and id of the last row of the page before.
pub async fn list(
    conn: &mut Conn,
    filter: &AuditFilter,
    after: Option<(Timestamp, i64)>,
    limit: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let (time, id) = after.unwrap_or((Timestamp(i64::MAX), i64::MAX));
    let mut sql =
        "SELECT id, actor_kind, actor_uuid, actor_address_key, actor_name, token_name, ip_address, request_id,
                          action, object_kind, object_id, object_name, organization_id, organization_permalink,
                          server_id, server_permalink, before_values, after_values, created_at
                     FROM audit_entries WHERE created_at <= ? AND (created_at < ? OR id < ?)"
            .to_owned();
    let mut values: Vec<Value<'_>> = vec![time.into(), time.into(), id.into()];
    let mut narrow = |condition: &str, value: Option<Value<'static>>| {
        if let Some(value) = value {
            sql.push_str(condition);
            values.push(value);
        }
    };
    narrow(" AND organization_id = ?", filter.organization.map(Value::from));
    narrow(" AND actor_uuid = ?", filter.actor_uuid.clone().map(Value::from));
    narrow(" AND actor_address_key = ?", filter.actor_address_key.clone().map(Value::from));
    narrow(" AND object_id = ?", filter.object_id.clone().map(Value::from));
    narrow(" AND object_name = ?", filter.object_name.clone().map(Value::from));
    narrow(" AND action = ?", filter.action.clone().map(Value::from));
    narrow(" AND created_at >= ?", filter.after.map(Value::from));
    narrow(" AND created_at < ?", filter.before.map(Value::from));
    sql.push_str(" ORDER BY created_at DESC, id DESC LIMIT ?");
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(entry).collect()
}

/// Removes what is older; answers how many.
pub async fn prune(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "audit_entries", "created_at", before).await
}
