//! What inspection for spam and viruses found in a message.

use super::results::Inspection;
use super::{Conn, StoreError, Value, dialect};
use crate::model::{MessageId, ServerId, SpamCheck};

/// The checks of one message, in the scanner's order.
pub async fn list(conn: &mut Conn, server: ServerId, message: MessageId) -> Result<Vec<SpamCheck>, StoreError> {
    let sql =
        "SELECT code, score, description FROM spam_checks WHERE server_id = ? AND message_id = ? ORDER BY position";
    let rows = conn.fetch_all(sql, &[server.into(), message.into()]).await?;
    rows.iter().map(|row| Ok(SpamCheck { code: row.get(0)?, score: row.get(1)?, description: row.get(2)? })).collect()
}

/// Writes what was found, in place of what was there before.
pub(super) async fn write(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    inspection: &Inspection,
) -> Result<(), StoreError> {
    let found = &inspection.inspected;
    conn.execute_exactly(
        1,
        "storing an inspection",
        "UPDATE messages SET is_inspected = TRUE, is_spam = ?, spam_score = ?, is_threat = ?, threat_details = ?
          WHERE server_id = ? AND id = ?",
        &[
            found.is_spam.into(),
            found.spam_score.into(),
            found.is_threat.into(),
            found.threat_details.as_deref().into(),
            server.into(),
            message.into(),
        ],
    )
    .await?;
    conn.execute("DELETE FROM spam_checks WHERE server_id = ? AND message_id = ?", &[server.into(), message.into()])
        .await?;
    let mut rest = inspection.checks.as_slice();
    let mut position = 0_i64;
    for count in dialect::row_groups(inspection.checks.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * 6);
        for check in group {
            values.extend([
                server.into(),
                message.into(),
                position.into(),
                check.code.as_str().into(),
                check.score.into(),
                check.description.as_deref().into(),
            ]);
            position += 1;
        }
        let sql = dialect::repeated(
            "INSERT INTO spam_checks (server_id, message_id, position, code, score, description) VALUES ",
            "(?, ?, ?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "storing spam checks", sql, &values).await?;
    }
    Ok(())
}
