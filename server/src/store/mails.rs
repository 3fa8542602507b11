//! Table `mails`: mails of the product itself that wait to be sent.

use super::{Conn, StoreError};
use crate::model::{NewMail, Timestamp};

/// Queues a mail, within the caller's transaction if there is one.
pub async fn insert(conn: &mut Conn, mail: &NewMail, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "queueing a mail",
        "INSERT INTO mails (recipient, subject, body, attempts, due_at, owner, created_at) VALUES (?, ?, ?, 0, ?, 0, ?)",
        &[mail.recipient.as_str().into(), mail.subject.as_str().into(), mail.body.as_str().into(), now.into(), now.into()],
    )
    .await
}
