//! Tables `links`, `clicks`, `loads`, and what messages know of them.

use postal_mail::splice::{SpliceError, Splices};

use super::batches::{Batches, delete_older};
use super::counters::{Counter, Counters, Subject};
use super::sequences::{self, Sequence};
use super::{Conn, Row, StoreError, Value, dialect};
use crate::model::{
    Activity, ActivityKind, ActivityPosition, EventKind, Hit, MessageId, NewEvent, ServerId, Timestamp, Visitor,
};

/// Splices below this size are not compressed, in bytes.
const COMPRESS_FROM_BYTES: usize = 512;
const AS_IS: u8 = 0;
const ZSTD: u8 = 1;

/// What is tracked in one message; written before it is sent, so that a click right after its delivery finds its link,
/// and a retry sends the same bytes.
#[derive(Debug, Clone)]
pub struct Tracked {
    pub server_id: ServerId,
    pub message_id: MessageId,
    /// As [`pack`] made them.
    pub splices: Vec<u8>,
    pub links: Vec<NewLink>,
    pub tracked_links: i64,
    pub tracked_images: i64,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    pub token: String,
    pub url: String,
}

/// The form of splices in the database.
pub fn pack(splices: &Splices) -> Vec<u8> {
    let bytes = splices.to_bytes();
    if bytes.len() >= COMPRESS_FROM_BYTES
        && let Ok(smaller) = zstd::bulk::compress(&bytes, 1)
        && smaller.len() < bytes.len() / 10 * 9
    {
        return [[ZSTD].as_slice(), &smaller].concat();
    }
    [[AS_IS].as_slice(), &bytes].concat()
}

/// Reads what [`pack`] made.
pub fn unpack(stored: &[u8]) -> Result<Splices, SpliceError> {
    match stored.split_first() {
        Some((&AS_IS, bytes)) => Splices::from_bytes(bytes),
        Some((&ZSTD, bytes)) => {
            Splices::from_bytes(&zstd::stream::decode_all(bytes).map_err(|_| SpliceError::Damaged)?)
        }
        _ => Err(SpliceError::Damaged),
    }
}

/// Writes what is tracked in messages that are about to be sent for the first time.
pub(super) async fn write(conn: &mut Conn, messages: &[&Tracked]) -> Result<(), StoreError> {
    let mut links: Vec<(&Tracked, &NewLink)> = Vec::new();
    // Ordered, so that parallel batches lock rows in the same order.
    let mut ordered = messages.to_vec();
    ordered.sort_by_key(|tracked| (tracked.server_id, tracked.message_id));
    for tracked in ordered {
        conn.execute_exactly(
            1,
            "storing what is tracked in a message",
            "UPDATE messages SET splices = ?, tracked_links = ?, tracked_images = ?
              WHERE server_id = ? AND id = ? AND splices IS NULL",
            &[
                (&tracked.splices).into(),
                tracked.tracked_links.into(),
                tracked.tracked_images.into(),
                tracked.server_id.into(),
                tracked.message_id.into(),
            ],
        )
        .await?;
        links.extend(tracked.links.iter().map(|link| (tracked, link)));
    }
    let mut rest = links.as_slice();
    for count in dialect::row_groups(links.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * 5);
        for (tracked, link) in group {
            values.extend([
                tracked.server_id.into(),
                (&link.token).into(),
                tracked.message_id.into(),
                (&link.url).into(),
                tracked.at.into(),
            ]);
        }
        let head = "INSERT INTO links (server_id, token, message_id, url, created_at) VALUES ";
        let sql = dialect::repeated(head, "(?, ?, ?, ?, ?)", "", count);
        conn.execute_exactly(count as u64, "storing links", sql, &values).await?;
    }
    Ok(())
}

/// What the copy of a message's recipient differs in from its content. `None`: nothing.
pub async fn splices(conn: &mut Conn, server: ServerId, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT splices FROM messages WHERE server_id = ? AND id = ?";
    let row = conn.fetch_optional(sql, &[server.into(), id.into()]).await?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Where a tracking URL leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<T> {
    pub server_id: ServerId,
    /// The mail server or its organization is deleted.
    pub is_deleted: bool,
    /// `None`: there is no such link or message.
    pub found: Option<T>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub url: String,
    pub message_id: MessageId,
}

/// `None`: no mail server has this token. Both tokens are compared exactly.
pub async fn find_link(conn: &mut Conn, server: &str, link: &str) -> Result<Option<Target<Link>>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT s.id, s.deleted_at, o.deleted_at, l.url, l.message_id
               FROM servers s
               JOIN organizations o ON o.id = s.organization_id
               LEFT JOIN links l ON l.server_id = s.id AND l.token = ?
              WHERE s.token = ?",
            &[link.into(), server.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let url: Option<String> = row.get(3)?;
    let message_id: Option<MessageId> = row.get(4)?;
    let found = url.zip(message_id).map(|(url, message_id)| Link { url, message_id });
    Ok(Some(Target { server_id: row.get(0)?, is_deleted: is_deleted(&row)?, found }))
}

/// `None`: no mail server has this token. Both tokens are compared exactly.
pub async fn find_image(conn: &mut Conn, server: &str, message: &str) -> Result<Option<Target<MessageId>>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT s.id, s.deleted_at, o.deleted_at, m.id
               FROM servers s
               JOIN organizations o ON o.id = s.organization_id
               LEFT JOIN messages m ON m.server_id = s.id AND m.token = ?
              WHERE s.token = ?",
            &[message.into(), server.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Target { server_id: row.get(0)?, is_deleted: is_deleted(&row)?, found: row.get(3)? }))
}

fn is_deleted(row: &Row) -> Result<bool, StoreError> {
    Ok(row.get::<Option<Timestamp>>(1)?.is_some() || row.get::<Option<Timestamp>>(2)?.is_some())
}

/// Writes hits: a row, the times of the message, counters and an event for each; nothing when the message is gone.
pub(super) async fn record(
    conn: &mut Conn,
    mut hits: Vec<&Hit>,
    counters: &mut Counters,
    events: &mut Vec<NewEvent>,
) -> Result<(), StoreError> {
    // Ordered, so that parallel transactions lock rows in the same order.
    hits.sort_by_key(|hit| (hit.server_id, hit.message_id, hit.at));
    let mut recorded = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(known) = known(conn, hit).await? else { continue };
        if touch(conn, hit).await? {
            count(counters, hit, &known);
            recorded.push(hit);
        }
    }
    // After the messages, so that the counters of ids are locked as briefly as can be.
    insert(conn, &recorded).await?;
    events.extend(recorded.into_iter().map(event));
    Ok(())
}

/// The message as it was before the hit.
struct Known {
    subject: Subject,
    is_opened: bool,
    is_clicked: bool,
}

/// Locked until the transaction ends, so that of two first hits only one is the first.
async fn known(conn: &mut Conn, hit: &Hit) -> Result<Option<Known>, StoreError> {
    let locked = dialect::locked(conn.engine());
    let sql =
        format!("SELECT rcpt_to, tag, loaded_at, clicked_at FROM messages WHERE server_id = ? AND id = ?{locked}");
    let row = conn.fetch_optional(sql, &[hit.server_id.into(), hit.message_id.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let (rcpt_to, tag): (String, Option<String>) = (row.get(0)?, row.get(1)?);
    Ok(Some(Known {
        subject: Subject::new(hit.server_id, &rcpt_to, tag.as_deref()),
        is_opened: row.get::<Option<Timestamp>>(2)?.is_some(),
        is_clicked: row.get::<Option<Timestamp>>(3)?.is_some(),
    }))
}

/// Clicks of machines are in the list of clicks only; their opens are told apart.
fn count(counters: &mut Counters, hit: &Hit, known: &Known) {
    let is_first = match (&hit.kind, hit.visitor.is_machine()) {
        (ActivityKind::Load, true) => return counters.add_outgoing(&known.subject, hit.at, Counter::MachineOpens),
        (ActivityKind::Click { .. }, true) => return,
        (ActivityKind::Load, false) => {
            counters.add_outgoing(&known.subject, hit.at, Counter::Opens);
            (!known.is_opened).then_some(Counter::UniqueOpens)
        }
        (ActivityKind::Click { .. }, false) => {
            counters.add_outgoing(&known.subject, hit.at, Counter::Clicks);
            (!known.is_clicked).then_some(Counter::UniqueClicks)
        }
    };
    if let Some(counter) = is_first {
        counters.add_outgoing(&known.subject, hit.at, counter);
    }
}

/// The message's times, which only people move. `false`: it is gone.
async fn touch(conn: &mut Conn, hit: &Hit) -> Result<bool, StoreError> {
    let counts = hit.visitor != Visitor::Robot;
    let key: [Value<'_>; 2] = [hit.server_id.into(), hit.message_id.into()];
    let [server, message] = key;
    let at = counts.then_some(hit.at);
    let rows = match hit.kind {
        ActivityKind::Load => {
            let sql = "UPDATE messages SET loaded_at = COALESCE(loaded_at, ?) WHERE server_id = ? AND id = ?";
            conn.execute(sql, &[at.into(), server, message]).await?
        }
        ActivityKind::Click { .. } => {
            let sql = "UPDATE messages
                          SET clicked_at = CASE WHEN COALESCE(clicked_at, 0) < COALESCE(?, 0) THEN ? ELSE clicked_at END
                        WHERE server_id = ? AND id = ?";
            conn.execute(sql, &[at.into(), at.into(), server, message]).await?
        }
    };
    Ok(rows == 1)
}

async fn insert(conn: &mut Conn, hits: &[&Hit]) -> Result<(), StoreError> {
    for group in hits.chunk_by(|one, next| one.server_id == next.server_id) {
        let Some(server) = group.first().map(|hit| hit.server_id) else { continue };
        let (loads, clicks): (Vec<&Hit>, Vec<&Hit>) = group.iter().partition(|hit| hit.kind == ActivityKind::Load);
        for (sequence, hits) in [(Sequence::Click, clicks), (Sequence::Load, loads)] {
            if hits.is_empty() {
                continue;
            }
            let first = sequences::take(conn, server, sequence, hits.len() as i64).await?;
            insert_rows(conn, sequence, &hits, first).await?;
        }
    }
    Ok(())
}

/// `hits`: all of the kind that `sequence` counts.
async fn insert_rows(conn: &mut Conn, sequence: Sequence, hits: &[&Hit], first_id: i64) -> Result<(), StoreError> {
    const COLUMNS: usize = 8;
    let (head, row) = if sequence == Sequence::Load {
        (
            "INSERT INTO loads (server_id, id, message_id, ip_address, user_agent, is_machine, created_at) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?)",
        )
    } else {
        (
            "INSERT INTO clicks (server_id, id, message_id, ip_address, user_agent, is_machine, created_at, link_token) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?)",
        )
    };
    let (mut rest, mut ids) = (hits, first_id..);
    for count in dialect::row_groups(hits.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COLUMNS);
        for (hit, id) in group.iter().zip(&mut ids) {
            values.extend([
                hit.server_id.into(),
                id.into(),
                hit.message_id.into(),
                hit.ip_address.as_str().into(),
                hit.user_agent.as_deref().into(),
                hit.visitor.is_machine().into(),
                hit.at.into(),
            ]);
            if let ActivityKind::Click { token, .. } = &hit.kind {
                values.push(token.as_str().into());
            }
        }
        let sql = dialect::repeated(head, row, "", count);
        conn.execute_exactly(count as u64, "recording clicks and opens", sql, &values).await?;
    }
    Ok(())
}

fn event(hit: &Hit) -> NewEvent {
    let is_machine = hit.visitor.is_machine();
    let (kind, data) = match &hit.kind {
        ActivityKind::Load => (
            EventKind::MessageOpened,
            serde_json::json!({
                "ip_address": hit.ip_address, "user_agent": hit.user_agent, "is_machine": is_machine,
            }),
        ),
        ActivityKind::Click { token, url } => (
            EventKind::MessageClicked,
            serde_json::json!({
                "url": url, "token": token, "ip_address": hit.ip_address, "user_agent": hit.user_agent,
                "is_machine": is_machine,
            }),
        ),
    };
    NewEvent {
        server_id: hit.server_id,
        kind,
        message_id: Some(hit.message_id),
        delivery_id: None,
        data: Some(data),
        at: hit.at,
    }
}

/// Clicks and opens of a message from new to old, after `after`.
pub async fn activity(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    after: Option<ActivityPosition>,
    limit: i64,
) -> Result<Vec<Activity>, StoreError> {
    let time = after.map_or(Timestamp(i64::MAX), |after| after.created_at);
    // Of the time of the position: those of its kind with a smaller id; loads come after clicks.
    let below = |is_load: bool| match after {
        None => i64::MAX,
        Some(after) if after.is_load == is_load => after.id,
        Some(after) if after.is_load => 0,
        Some(_) => i64::MAX,
    };
    let mut found = Vec::new();
    let values = |below: i64| -> [Value<'static>; 6] {
        [server.into(), message.into(), time.into(), time.into(), below.into(), limit.into()]
    };
    let clicks = conn
        .fetch_all(
            "SELECT c.id, c.ip_address, c.user_agent, c.is_machine, c.created_at, c.link_token, l.url
               FROM clicks c
               LEFT JOIN links l ON l.server_id = c.server_id AND l.token = c.link_token
              WHERE c.server_id = ? AND c.message_id = ? AND (c.created_at < ? OR (c.created_at = ? AND c.id < ?))
              ORDER BY c.created_at DESC, c.id DESC LIMIT ?",
            &values(below(false)),
        )
        .await?;
    for row in clicks {
        let kind = ActivityKind::Click { token: row.get(5)?, url: row.get::<Option<String>>(6)?.unwrap_or_default() };
        found.push(read(&row, kind)?);
    }
    let loads = conn
        .fetch_all(
            "SELECT id, ip_address, user_agent, is_machine, created_at FROM loads
              WHERE server_id = ? AND message_id = ? AND (created_at < ? OR (created_at = ? AND id < ?))
              ORDER BY created_at DESC, id DESC LIMIT ?",
            &values(below(true)),
        )
        .await?;
    for row in loads {
        found.push(read(&row, ActivityKind::Load)?);
    }
    // Stable: of one time clicks stay before loads.
    found.sort_by_key(|activity| std::cmp::Reverse(activity.created_at));
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

fn read(row: &Row, kind: ActivityKind) -> Result<Activity, StoreError> {
    Ok(Activity {
        id: row.get(0)?,
        kind,
        ip_address: row.get(1)?,
        user_agent: row.get(2)?,
        is_machine: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Links, clicks and opens of a message that is deleted.
pub async fn delete_of_message(conn: &mut Conn, server: ServerId, message: MessageId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM clicks WHERE server_id = ? AND message_id = ?",
        "DELETE FROM loads WHERE server_id = ? AND message_id = ?",
        "DELETE FROM links WHERE server_id = ? AND message_id = ?",
    ] {
        conn.execute(sql, &[server.into(), message.into()]).await?;
    }
    Ok(())
}

/// Removes links that were made before a time; answers how many.
pub async fn delete_links(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "links", "created_at", before).await
}
