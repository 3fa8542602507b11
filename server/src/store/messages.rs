//! Messages: reading one and listing many. They are written by the committer only.

use postal_mail::command::{Notify, Ret};

use super::message_filter::{self, Bound, MessageFilter};
use super::value::{Row, Value};
use super::{Conn, StoreError, dialect};
use crate::model::{
    DsnParameters, EndpointRef, Extras, Inspected, Message, MessageId, MessageScope, MessageStatus, ServerId, Timestamp,
};

/// Columns in the order of [`message`].
pub(super) const COLUMNS: &str = "m.server_id, m.id, m.token, m.scope, m.rcpt_to, m.mail_from, m.subject, m.message_id, \
     m.tag, m.status, m.version, m.is_held, m.hold_expires_at, m.is_bounce, m.bounce_for_id, m.credential_id, \
     m.domain_id, m.route_id, m.received_with_tls, m.size_bytes, m.content_id, m.prepended_headers, m.is_prepared, \
     m.last_delivery_attempt_at, m.created_at, m.endpoint_type, m.endpoint_id, m.client_ip, m.client_helo, \
     m.verification, m.is_inspected, m.is_spam, m.spam_score, m.is_threat, m.threat_details, \
     m.dsn_notify, m.dsn_ret, m.dsn_envid, m.dsn_orcpt, m.is_smtputf8, \
     m.scheduled_at, m.tags, m.metadata, m.options, \
     m.tracked_links, m.tracked_images, m.loaded_at, m.clicked_at";

/// How many there are.
pub(super) const COLUMN_COUNT: usize = 48;

/// Reads a row that starts with [`COLUMNS`].
pub(super) fn message(row: &Row) -> Result<Message, StoreError> {
    let mut columns = row.columns();
    let mut message = Message {
        server_id: columns.next()?,
        id: columns.next()?,
        token: columns.next()?,
        scope: columns.parse(MessageScope::parse)?,
        rcpt_to: columns.next()?,
        mail_from: columns.next()?,
        subject: columns.next()?,
        message_id: columns.next()?,
        tag: columns.next()?,
        extras: Extras::default(),
        status: columns.parse(MessageStatus::parse)?,
        version: columns.next()?,
        is_held: columns.next()?,
        hold_expires_at: columns.next()?,
        is_bounce: columns.next()?,
        bounce_for_id: columns.next()?,
        credential_id: columns.next()?,
        domain_id: columns.next()?,
        route_id: columns.next()?,
        received_with_tls: columns.next()?,
        dsn: None,
        is_smtputf8: false,
        size_bytes: columns.next()?,
        content_id: columns.next()?,
        prepended_headers: columns.next()?,
        is_prepared: columns.next()?,
        tracked_links: 0,
        tracked_images: 0,
        loaded_at: None,
        clicked_at: None,
        last_delivery_attempt_at: columns.next()?,
        created_at: columns.next()?,
        endpoint: None,
        client_ip: None,
        client_helo: None,
        verification: None,
        inspected: None,
    };
    let (kind, id): (Option<String>, Option<i64>) = (columns.next()?, columns.next()?);
    message.endpoint = kind.zip(id).and_then(|(kind, id)| EndpointRef::from_parts(&kind, id));
    message.client_ip = columns.next()?;
    message.client_helo = columns.next()?;
    message.verification = columns.next()?;
    let is_inspected: bool = columns.next()?;
    let inspected = Inspected {
        is_spam: columns.next()?,
        spam_score: columns.next()?,
        is_threat: columns.next()?,
        threat_details: columns.next()?,
    };
    message.inspected = is_inspected.then_some(inspected);
    let dsn = DsnParameters {
        notify: columns.parse_optional(Notify::parse)?,
        ret: columns.parse_optional(Ret::parse)?,
        envid: columns.next()?,
        orcpt: columns.next()?,
    };
    message.dsn = dsn.or_none();
    message.is_smtputf8 = columns.next()?;
    message.extras = Extras {
        scheduled_at: columns.next()?,
        tags: json(columns.next()?).unwrap_or_else(|| message.tag.iter().cloned().collect()),
        metadata: json(columns.next()?).unwrap_or_default(),
        options: json(columns.next()?).unwrap_or_default(),
    };
    message.tracked_links = columns.next()?;
    message.tracked_images = columns.next()?;
    message.loaded_at = columns.next()?;
    message.clicked_at = columns.next()?;
    Ok(message)
}

/// What [`super::ingestion`] wrote as JSON.
fn json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
    text.and_then(|text| serde_json::from_str(&text).ok())
}

pub async fn find(conn: &mut Conn, server: ServerId, id: MessageId) -> Result<Option<Message>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM messages m WHERE m.server_id = ? AND m.id = ?");
    conn.fetch_optional(sql, &[server.into(), id.into()]).await?.as_ref().map(message).transpose()
}

pub async fn find_by_token(conn: &mut Conn, server: ServerId, token: &str) -> Result<Option<Message>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM messages m WHERE m.server_id = ? AND m.token = ?");
    conn.fetch_optional(sql, &[server.into(), token.into()]).await?.as_ref().map(message).transpose()
}

/// The report about `message` that was sent to `sender`, if there is one.
pub async fn find_notice(conn: &mut Conn, message: &Message, sender: &str) -> Result<Option<MessageId>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT id FROM messages
              WHERE server_id = ? AND rcpt_to_key = ? AND created_at >= ? AND scope = 'outgoing' AND bounce_for_id = ?
              LIMIT 1",
            &[message.server_id.into(), sender.to_lowercase().into(), message.created_at.into(), message.id.into()],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Those of `ids` that exist, in any order. For a page of another list: the statement grows with `ids`.
pub async fn find_many(conn: &mut Conn, server: ServerId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    let mut rest = ids;
    for count in dialect::row_groups(ids.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let marks = vec!["?"; count].join(", ");
        let sql = format!("SELECT {COLUMNS} FROM messages m WHERE m.server_id = ? AND m.id IN ({marks})");
        let mut values: Vec<Value<'_>> = vec![server.into()];
        values.extend(group.iter().map(|id| Value::from(*id)));
        for row in conn.fetch_all(sql, &values).await? {
            found.push(message(&row)?);
        }
    }
    Ok(found)
}

/// A place in a list that runs from new to old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePosition {
    pub created_at: Timestamp,
    pub id: MessageId,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessageList {
    pub items: Vec<Message>,
    /// Where the next request goes on; `None` at the end.
    pub next: Option<MessagePosition>,
    /// The search stopped here, at [`MAX_ROWS_READ`], before it had found enough.
    pub searched_until: Option<Timestamp>,
}

/// Rows that one request reads at most for a condition without an index.
pub const MAX_ROWS_READ: i64 = 50_000;

/// Most lists are found among the newest rows; only then the search goes as far as it may.
const FIRST_ROWS_READ: i64 = 1_000;

/// Messages from new to old, after `after`.
///
/// `limit`: from 1. Conditions with an index (recipient, token, Message-ID, one status, time, and tags and metadata that
/// few messages have) choose the rows; the others look at no more than [`MAX_ROWS_READ`] of these.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
    after: Option<MessagePosition>,
    limit: usize,
) -> Result<MessageList, StoreError> {
    if let Some(ids) = message_filter::unordered_candidates(conn, server, filter).await? {
        return list_among(conn, server, filter, &ids, after, limit).await;
    }
    if !filter.has_unindexed_conditions() {
        return list_until(conn, server, filter, after, None, limit).await;
    }
    for rows in [FIRST_ROWS_READ, MAX_ROWS_READ] {
        let boundary = boundary(conn, server, filter, after, rows).await?;
        let mut found = list_until(conn, server, filter, after, boundary, limit).await?;
        if found.next.is_some() || boundary.is_none() {
            return Ok(found);
        }
        if rows == MAX_ROWS_READ {
            found.next = boundary;
            found.searched_until = boundary.map(|boundary| boundary.created_at);
            return Ok(found);
        }
    }
    Ok(MessageList { items: Vec::new(), next: None, searched_until: None })
}

/// The `rows`th row of those that the index gives, if there are so many. Reads the index only.
async fn boundary(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
    after: Option<MessagePosition>,
    rows: i64,
) -> Result<Option<MessagePosition>, StoreError> {
    let mut sql = String::from("SELECT m.created_at, m.id FROM messages m WHERE m.server_id = ?");
    let mut values: Vec<Value<'_>> = vec![server.into()];
    filter.push_indexed(&mut sql, &mut values);
    Bound::After(after).push(&mut sql, &mut values);
    sql.push_str(" ORDER BY m.created_at DESC, m.id DESC LIMIT 1 OFFSET ?");
    values.push((rows - 1).into());
    let Some(row) = conn.fetch_optional(sql, &values).await? else { return Ok(None) };
    Ok(Some(MessagePosition { created_at: row.get(0)?, id: row.get(1)? }))
}

async fn list_until(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
    after: Option<MessagePosition>,
    until: Option<MessagePosition>,
    limit: usize,
) -> Result<MessageList, StoreError> {
    let mut sql = format!("SELECT {COLUMNS} FROM messages m WHERE m.server_id = ?");
    let mut values: Vec<Value<'_>> = vec![server.into()];
    filter.push_indexed(&mut sql, &mut values);
    filter.push_rest(conn.engine(), &mut sql, &mut values);
    Bound::After(after).push(&mut sql, &mut values);
    Bound::Until(until).push(&mut sql, &mut values);
    sql.push_str(" ORDER BY m.created_at DESC, m.id DESC LIMIT ?");
    // One more tells whether there is a next page.
    values.push((limit as i64).saturating_add(1).into());
    let rows = conn.fetch_all(sql, &values).await?;
    Ok(page(rows.iter().map(message).collect::<Result<_, _>>()?, limit))
}

/// Those of a few messages that meet the conditions.
async fn list_among(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
    ids: &[MessageId],
    after: Option<MessagePosition>,
    limit: usize,
) -> Result<MessageList, StoreError> {
    let indexed_by = dialect::indexed_by(conn.engine(), dialect::MESSAGES_KEY);
    let mut found = Vec::new();
    let mut rest = ids;
    for count in dialect::row_groups(ids.len()) {
        let (group, others) = rest.split_at(count);
        rest = others;
        let marks = vec!["?"; count].join(", ");
        let mut sql =
            format!("SELECT {COLUMNS} FROM messages m{indexed_by} WHERE m.server_id = ? AND m.id IN ({marks})");
        let mut values: Vec<Value<'_>> = vec![server.into()];
        values.extend(group.iter().map(|id| Value::from(*id)));
        filter.push_times(&mut sql, &mut values);
        filter.push_rest(conn.engine(), &mut sql, &mut values);
        Bound::After(after).push(&mut sql, &mut values);
        for row in conn.fetch_all(sql, &values).await? {
            found.push(message(&row)?);
        }
    }
    found.sort_unstable_by_key(|message| std::cmp::Reverse((message.created_at, message.id)));
    Ok(page(found, limit))
}

/// The first `limit` of what was found.
fn page(mut items: Vec<Message>, limit: usize) -> MessageList {
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more);
    let next = next.map(|last| MessagePosition { created_at: last.created_at, id: last.id });
    MessageList { items, next, searched_until: None }
}

/// Messages of a mail server that wait for a person; counts at most `limit`, so that many of them cost little.
pub async fn count_held(conn: &mut Conn, server: ServerId, limit: i64) -> Result<i64, StoreError> {
    conn.fetch_one(
        "SELECT COUNT(*) FROM (SELECT id FROM messages WHERE server_id = ? AND status = 'Held' LIMIT ?) AS held_rows",
        &[server.into(), limit.into()],
    )
    .await?
    .get(0)
}

/// Whether the raw content is still there; from now on it stays until the transaction ends. Inside a transaction only.
pub async fn keep_content(conn: &mut Conn, server: ServerId, id: MessageId) -> Result<bool, StoreError> {
    let sql = "UPDATE messages SET version = version + 1 WHERE server_id = ? AND id = ? AND content_id IS NOT NULL";
    Ok(conn.execute(sql, &[server.into(), id.into()]).await? == 1)
}
