//! Table `queued_messages`: one row per message that waits for delivery.
//!
//! A row belongs to the process `owner` (0: nobody). `generation` grows with every change of owner or
//! plan, so that a process which lost its rows cannot write about them any more.

use std::fmt::Write as _;

use super::dialect::{row_groups, skip_locked, sum};
use super::{Conn, Row, StoreError, Value};
use crate::model::{IpAddressId, MessageId, Priority, ProcessId, QueuedMessage, ServerId, Timestamp};

/// A row under one lease: another lease of the same message has another generation.
pub type LeaseKey = (ServerId, MessageId, i64);

/// Owner of rows that nobody holds.
pub const FREE: ProcessId = ProcessId(0);

/// What the column holds when no address was chosen.
const NO_ADDRESS: IpAddressId = IpAddressId(0);

pub(super) fn chosen(stored: IpAddressId) -> Option<IpAddressId> {
    (stored != NO_ADDRESS).then_some(stored)
}

pub(super) fn stored(chosen: Option<IpAddressId>) -> IpAddressId {
    chosen.unwrap_or(NO_ADDRESS)
}

/// Messages that go to the same destination and leave from the same address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lane {
    pub destination: String,
    /// `None`: none was chosen.
    pub ip_address_id: Option<IpAddressId>,
}

fn read(row: &Row) -> Result<QueuedMessage, StoreError> {
    let mut columns = row.columns();
    Ok(QueuedMessage {
        server_id: columns.next()?,
        message_id: columns.next()?,
        destination: columns.next()?,
        ip_address_id: chosen(columns.next()?),
        due_at: columns.next()?,
        attempts: columns.next()?,
        is_manual: columns.next()?,
        priority: Priority::from_number(columns.next()?),
        owner: columns.next()?,
        generation: columns.next()?,
        created_at: columns.next()?,
    })
}

pub async fn insert(conn: &mut Conn, row: &QueuedMessage) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "insert queue row",
        "INSERT INTO queued_messages
            (server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority, owner, generation,
             created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            row.server_id.into(),
            row.message_id.into(),
            row.destination.as_str().into(),
            stored(row.ip_address_id).into(),
            row.due_at.into(),
            row.attempts.into(),
            row.is_manual.into(),
            row.priority.as_number().into(),
            row.owner.into(),
            row.generation.into(),
            row.created_at.into(),
        ],
    )
    .await
}

pub async fn find(conn: &mut Conn, server: ServerId, message: MessageId) -> Result<Option<QueuedMessage>, StoreError> {
    conn.fetch_optional(
        "SELECT server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority, owner,
                generation, created_at
           FROM queued_messages WHERE server_id = ? AND message_id = ?",
        &[server.into(), message.into()],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Rows of a mail server, newest message first, those with an id below `before`.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<QueuedMessage>, StoreError> {
    conn.fetch_all(
        "SELECT server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority, owner,
                generation, created_at
           FROM queued_messages WHERE server_id = ? AND message_id < ?
          ORDER BY server_id, message_id DESC LIMIT ?",
        &[server.into(), before.unwrap_or(MessageId(i64::MAX)).into(), limit.into()],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Rows of a mail server whose time has come; counts at most `limit`, so that a huge queue costs little.
pub async fn count_due(conn: &mut Conn, server: ServerId, now: Timestamp, limit: i64) -> Result<i64, StoreError> {
    let due = sum(conn.engine(), "CASE WHEN due_at <= ? THEN 1 ELSE 0 END");
    conn.fetch_one(
        format!(
            "SELECT {due} FROM (SELECT due_at FROM queued_messages WHERE server_id = ? ORDER BY message_id LIMIT ?) AS first_rows"
        ),
        &[now.into(), server.into(), limit.into()],
    )
    .await?
    .get(0)
}

/// How many messages wait, whether or not their time has come, and when the oldest of them was queued; looks at most at
/// `limit` rows.
pub async fn depth(conn: &mut Conn, server: ServerId, limit: i64) -> Result<(i64, Option<Timestamp>), StoreError> {
    let row = conn
        .fetch_one(
            "SELECT COUNT(*), MIN(created_at) FROM (
                SELECT created_at FROM queued_messages WHERE server_id = ? ORDER BY message_id LIMIT ?) AS first_rows",
            &[server.into(), limit.into()],
        )
        .await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Gives a row that is held under its lease free again, for another destination. `false`: the lease was lost.
pub async fn redirect(conn: &mut Conn, row: &QueuedMessage, destination: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE queued_messages SET owner = 0, destination = ?, generation = generation + 1
                WHERE server_id = ? AND message_id = ? AND owner = ? AND generation = ?";
    let key =
        [destination.into(), row.server_id.into(), row.message_id.into(), row.owner.into(), row.generation.into()];
    Ok(conn.execute(sql, &key).await? == 1)
}

/// Lets a row that is held under its lease leave from another address. `false`: the lease was lost.
pub async fn set_address(
    conn: &mut Conn,
    row: &QueuedMessage,
    address: Option<IpAddressId>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE queued_messages SET ip_address_id = ?
                WHERE server_id = ? AND message_id = ? AND owner = ? AND generation = ?";
    let values =
        [stored(address).into(), row.server_id.into(), row.message_id.into(), row.owner.into(), row.generation.into()];
    Ok(conn.execute(sql, &values).await? == 1)
}

/// The next lane after `after` (`None`: the first), by destination and then by address, that has free rows, with the
/// earliest time among them. A few steps in the index, however many rows the lanes have.
pub async fn next_lane(conn: &mut Conn, after: Option<&Lane>) -> Result<Option<(Lane, Timestamp)>, StoreError> {
    if let Some(Lane { destination, ip_address_id }) = after {
        let values = [destination.as_str().into(), stored(*ip_address_id).into()];
        let next = first_lane(conn, "destination = ? AND ip_address_id > ?", &values).await?;
        if next.is_some() {
            return Ok(next);
        }
    }
    let destination = after.map_or("", |lane| lane.destination.as_str());
    first_lane(conn, "destination > ?", &[destination.into()]).await
}

async fn first_lane(
    conn: &mut Conn,
    condition: &str,
    values: &[Value<'_>],
) -> Result<Option<(Lane, Timestamp)>, StoreError> {
    let earliest = |priority: Priority| {
        format!(
            "(SELECT q.due_at FROM queued_messages q
               WHERE q.owner = 0 AND q.destination = n.destination AND q.ip_address_id = n.ip_address_id
                 AND q.priority = {} ORDER BY q.due_at LIMIT 1)",
            priority.as_number()
        )
    };
    let [high, normal, bulk] = Priority::order(0).map(earliest);
    let sql = format!(
        "SELECT n.destination, n.ip_address_id, {high}, {normal}, {bulk}
           FROM (SELECT destination, ip_address_id FROM queued_messages WHERE owner = 0 AND {condition}
                  ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT 1) AS n"
    );
    let Some(row) = conn.fetch_optional(sql, values).await? else { return Ok(None) };
    let times: [Option<Timestamp>; 3] = [row.get(2)?, row.get(3)?, row.get(4)?];
    // None where another process took the last ones meanwhile: nothing is due there.
    let earliest = times.into_iter().flatten().min().unwrap_or(Timestamp(i64::MAX));
    Ok(Some((Lane { destination: row.get(0)?, ip_address_id: chosen(row.get(1)?) }, earliest)))
}

/// Takes free rows of one lane that are due, by priority in this order, of each the oldest first. Inside a transaction
/// only.
pub async fn claim(
    conn: &mut Conn,
    owner: ProcessId,
    lane: &Lane,
    due_before: Timestamp,
    limit: i64,
    order: [Priority; 3],
) -> Result<Vec<QueuedMessage>, StoreError> {
    let sql = format!(
        "SELECT server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority, owner,
                generation, created_at
           FROM queued_messages
          WHERE owner = 0 AND destination = ? AND ip_address_id = ? AND priority = ? AND due_at <= ?
          ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT ?{}",
        skip_locked(conn.engine())
    );
    let mut claimed = Vec::new();
    for priority in order {
        let rest = limit - claimed.len() as i64;
        if rest <= 0 {
            break;
        }
        let values = [
            lane.destination.as_str().into(),
            stored(lane.ip_address_id).into(),
            priority.as_number().into(),
            due_before.into(),
            rest.into(),
        ];
        for row in conn.fetch_all(sql.clone(), &values).await? {
            claimed.push(read(&row)?);
        }
    }
    for row in &mut claimed {
        row.owner = owner;
        row.generation += 1;
    }
    let keys: Vec<_> = claimed.iter().map(|row| (row.server_id, row.message_id)).collect();
    let head = "UPDATE queued_messages SET owner = ?, generation = generation + 1 WHERE owner = 0 AND ";
    let changed = for_keys(conn, head, &[owner.into()], &keys).await?;
    expect_rows("claim queue rows", keys.len(), changed)?;
    Ok(claimed)
}

/// Rows that a look for expired ones goes through.
const EXPIRED_WITHIN: i64 = 64;

/// Free rows of one lane that were queued before `created_before`, among the first of each priority that are due: those
/// wait longest.
pub async fn list_expired(
    conn: &mut Conn,
    lane: &Lane,
    due_before: Timestamp,
    created_before: Timestamp,
    limit: i64,
) -> Result<Vec<QueuedMessage>, StoreError> {
    let mut expired = Vec::new();
    for priority in Priority::order(0) {
        let rows = conn
            .fetch_all(
                "SELECT server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority, owner,
                        generation, created_at
                   FROM (SELECT server_id, message_id, destination, ip_address_id, due_at, attempts, is_manual, priority,
                                owner, generation, created_at
                           FROM queued_messages
                          WHERE owner = 0 AND destination = ? AND ip_address_id = ? AND priority = ? AND due_at <= ?
                          ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT ?) AS first_rows
                  WHERE created_at < ? LIMIT ?",
                &[
                    lane.destination.as_str().into(),
                    stored(lane.ip_address_id).into(),
                    priority.as_number().into(),
                    due_before.into(),
                    EXPIRED_WITHIN.into(),
                    created_before.into(),
                    (limit - expired.len() as i64).max(0).into(),
                ],
            )
            .await?;
        for row in &rows {
            expired.push(read(row)?);
        }
    }
    Ok(expired)
}

/// Takes one free row. `None`: it has changed since it was read.
pub async fn lease(conn: &mut Conn, row: QueuedMessage, owner: ProcessId) -> Result<Option<QueuedMessage>, StoreError> {
    let changed = conn
        .execute(
            "UPDATE queued_messages SET owner = ?, generation = generation + 1
              WHERE server_id = ? AND message_id = ? AND owner = 0 AND generation = ?",
            &[owner.into(), row.server_id.into(), row.message_id.into(), row.generation.into()],
        )
        .await?;
    Ok((changed == 1).then(|| QueuedMessage { owner, generation: row.generation + 1, ..row }))
}

/// Gives rows back untouched: they stay due as they were. Rows that are not this owner's any more are left alone.
pub async fn release(conn: &mut Conn, owner: ProcessId, keys: &[(ServerId, MessageId)]) -> Result<u64, StoreError> {
    let head = "UPDATE queued_messages SET owner = 0, generation = generation + 1 WHERE owner = ? AND ";
    for_keys(conn, head, &[owner.into()], keys).await
}

/// Gives rows back until `due_at`, without counting an attempt.
pub async fn postpone(
    conn: &mut Conn,
    owner: ProcessId,
    keys: &[(ServerId, MessageId)],
    due_at: Timestamp,
) -> Result<u64, StoreError> {
    let head = "UPDATE queued_messages SET owner = 0, generation = generation + 1, due_at = ? WHERE owner = ? AND ";
    for_keys(conn, head, &[due_at.into(), owner.into()], keys).await
}

/// Frees all rows of a process that is gone.
pub async fn release_all_of(conn: &mut Conn, owner: ProcessId) -> Result<u64, StoreError> {
    conn.execute("UPDATE queued_messages SET owner = 0, generation = generation + 1 WHERE owner = ?", &[owner.into()])
        .await
}

/// The next process id after `after` that owns rows. One step in the index, however many rows there are.
pub async fn next_owner(conn: &mut Conn, after: ProcessId) -> Result<Option<ProcessId>, StoreError> {
    conn.fetch_optional("SELECT owner FROM queued_messages WHERE owner > ? ORDER BY owner LIMIT 1", &[after.into()])
        .await?
        .map(|row| row.get(0))
        .transpose()
}

/// Which rows a process owns, each with its generation.
pub async fn list_owned(conn: &mut Conn, owner: ProcessId) -> Result<Vec<LeaseKey>, StoreError> {
    conn.fetch_all("SELECT server_id, message_id, generation FROM queued_messages WHERE owner = ?", &[owner.into()])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// Frees every row. Only where no other process can be running: SQLite, at start.
pub async fn release_all(conn: &mut Conn) -> Result<u64, StoreError> {
    conn.execute("UPDATE queued_messages SET owner = 0, generation = generation + 1 WHERE owner <> 0", &[]).await
}

/// Makes a row due now. `false`: it has changed since it was read.
pub async fn hurry(conn: &mut Conn, row: &QueuedMessage, now: Timestamp) -> Result<bool, StoreError> {
    let changed = conn
        .execute(
            "UPDATE queued_messages SET due_at = ? WHERE server_id = ? AND message_id = ? AND generation = ?",
            &[now.into(), row.server_id.into(), row.message_id.into(), row.generation.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Puts a free row and its message off, or brings them forward. `false`: the row has changed since it was read.
pub async fn reschedule(conn: &mut Conn, row: &QueuedMessage, send_at: Timestamp) -> Result<bool, StoreError> {
    // The time in the queue counts from then on.
    let changed = conn
        .execute(
            "UPDATE queued_messages SET due_at = ?, created_at = ?, generation = generation + 1
              WHERE server_id = ? AND message_id = ? AND owner = 0 AND generation = ?",
            &[send_at.into(), send_at.into(), row.server_id.into(), row.message_id.into(), row.generation.into()],
        )
        .await?;
    if changed != 1 {
        return Ok(false);
    }
    conn.execute_exactly(
        1,
        "putting a message off",
        "UPDATE messages SET scheduled_at = ?, version = version + 1 WHERE server_id = ? AND id = ?",
        &[send_at.into(), row.server_id.into(), row.message_id.into()],
    )
    .await?;
    Ok(true)
}

/// Removes a row from the queue. `false`: it has changed since it was read.
pub async fn delete(conn: &mut Conn, row: &QueuedMessage) -> Result<bool, StoreError> {
    let changed = conn
        .execute(
            "DELETE FROM queued_messages WHERE server_id = ? AND message_id = ? AND owner = ? AND generation = ?",
            &[row.server_id.into(), row.message_id.into(), row.owner.into(), row.generation.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Runs `head` + a condition that names `keys`, in groups of fixed sizes. Answers the changed rows.
async fn for_keys(
    conn: &mut Conn,
    head: &str,
    values: &[Value<'_>],
    mut keys: &[(ServerId, MessageId)],
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for group in row_groups(keys.len()) {
        let (now, later) = keys.split_at(group.min(keys.len()));
        keys = later;
        let mut sql = format!("{head}(");
        let mut bound = values.to_vec();
        for (index, (server, message)) in now.iter().enumerate() {
            let or = if index == 0 { "" } else { " OR " };
            // Writing to a String cannot fail.
            let _ = write!(sql, "{or}(server_id = ? AND message_id = ?)");
            bound.push((*server).into());
            bound.push((*message).into());
        }
        sql.push(')');
        changed += conn.execute(sql, &bound).await?;
    }
    Ok(changed)
}

fn expect_rows(what: &'static str, expected: usize, actual: u64) -> Result<(), StoreError> {
    let expected = expected as u64;
    if expected == actual { Ok(()) } else { Err(StoreError::RowCount { what, expected, actual }) }
}
