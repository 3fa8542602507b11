//! Delivery records: reading. They are written by the committer, together with the result that they tell of.

use super::value::{Row, Value};
use super::{Conn, StoreError, dialect};
use crate::model::{Delivery, DeliveryId, MessageId, MessageStatus, ServerId, Timestamp};

/// In the order of [`delivery`].
const COLUMNS: &str = "server_id, id, message_id, status, code, enhanced_code, details, output, sent_with_tls, tls, mx_host, \
     mx_address, dialogue, log_id, duration_us, created_at, reason";

/// All records of one message, oldest first.
pub async fn list_for_message(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
) -> Result<Vec<Delivery>, StoreError> {
    let rows = conn
        .fetch_all(
            format!("SELECT {COLUMNS} FROM deliveries WHERE server_id = ? AND message_id = ? ORDER BY created_at, id"),
            &[server.into(), message.into()],
        )
        .await?;
    rows.iter().map(delivery).collect()
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(conn: &mut Conn, server: ServerId, ids: &[DeliveryId]) -> Result<Vec<Delivery>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    let mut rest = ids;
    for count in dialect::row_groups(ids.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let marks = vec!["?"; count].join(", ");
        let sql = format!("SELECT {COLUMNS} FROM deliveries WHERE server_id = ? AND id IN ({marks})");
        let mut values: Vec<Value<'_>> = vec![server.into()];
        values.extend(group.iter().map(|id| Value::from(*id)));
        for row in conn.fetch_all(sql, &values).await? {
            found.push(delivery(&row)?);
        }
    }
    Ok(found)
}

/// Whether a record of `until` or earlier has this enhanced code from ourselves: no host was asked.
pub async fn has_code_until(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    enhanced_code: &str,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT id FROM deliveries
              WHERE server_id = ? AND message_id = ? AND enhanced_code = ? AND created_at <= ? AND mx_host IS NULL LIMIT 1",
            &[server.into(), message.into(), enhanced_code.into(), until.into()],
        )
        .await?;
    Ok(row.is_some())
}

/// Whether a message had a temporary failure since `since` with another code than `except`.
pub async fn has_soft_fail_since(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    since: Timestamp,
    except: &str,
) -> Result<bool, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT id FROM deliveries
              WHERE server_id = ? AND message_id = ? AND status = 'SoftFail' AND created_at >= ?
                AND (enhanced_code IS NULL OR enhanced_code <> ?) LIMIT 1",
            &[server.into(), message.into(), since.into(), except.into()],
        )
        .await?;
    Ok(row.is_some())
}

fn delivery(row: &Row) -> Result<Delivery, StoreError> {
    let mut columns = row.columns();
    let mut delivery = Delivery {
        server_id: columns.next()?,
        id: columns.next()?,
        message_id: columns.next()?,
        status: columns.parse(MessageStatus::parse)?,
        code: columns.next()?,
        enhanced_code: columns.next()?,
        details: columns.next()?,
        output: columns.next()?,
        sent_with_tls: columns.next()?,
        tls: columns.next()?,
        mx_host: columns.next()?,
        mx_address: columns.next()?,
        dialogue: columns.next()?,
        log_id: columns.next()?,
        duration_us: columns.next()?,
        created_at: columns.next()?,
        reason: None,
    };
    delivery.reason = columns.next()?;
    Ok(delivery)
}
