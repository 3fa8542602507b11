//! Which of our messages a mail tells about.

use std::time::Duration;

use postal_mail::report::{Kind, Report};

use super::{Bounces, return_path};
use crate::model::{Message, MessageId, MessageScope, Timestamp};
use crate::store::{Conn, StoreError, messages};

/// How long after a message its return path is believed.
const RETURN_PATH_LASTS: Duration = Duration::from_secs(60 * 24 * 3600);
/// Messages that one mail can tell about.
const MAX_ORIGINALS: usize = 20;

impl Bounces {
    /// The messages of the same mail server that `report`, which came as `message`, tells about.
    ///
    /// The signed return path that it came to decides; else one that it quotes; else the values of `X-Postal-MsgID`, which
    /// nobody can guess. Whoever has seen a message knows its own, so of several only those count that the report names.
    pub(super) async fn originals(
        &self,
        conn: &mut Conn,
        message: &Message,
        report: &Report,
        now: Timestamp,
    ) -> Result<Vec<Message>, StoreError> {
        let own = message.is_bounce.then_some(&message.rcpt_to);
        for address in own.into_iter().chain(&report.origin.senders).take(MAX_ORIGINALS) {
            let Some(id) = return_path::message(&self.0.secret, message.server_id, address) else { continue };
            if let Some(original) = self.sent_before(conn, message, id, now).await? {
                return Ok(vec![original]);
            }
        }
        let mut originals: Vec<Message> = Vec::new();
        for token in report.origin.tokens.iter().take(MAX_ORIGINALS) {
            let found = messages::find_by_token(conn, message.server_id, token).await?;
            let is_new = |found: &Message| !originals.iter().any(|known| known.id == found.id);
            originals.extend(
                found.filter(|found| found.id != message.id && found.scope == MessageScope::Outgoing).filter(is_new),
            );
        }
        if originals.len() > 1 {
            keep_those_named(&mut originals, report);
        }
        Ok(originals)
    }

    async fn sent_before(
        &self,
        conn: &mut Conn,
        message: &Message,
        id: MessageId,
        now: Timestamp,
    ) -> Result<Option<Message>, StoreError> {
        let found = messages::find(conn, message.server_id, id).await?;
        Ok(found.filter(|found| found.id != message.id && now.since(found.created_at) <= RETURN_PATH_LASTS))
    }
}

/// What is returned may quote other mail of ours: only what went to a recipient of the report is meant. A report that names
/// nobody is about all of it, as in 3.3.
fn keep_those_named(originals: &mut Vec<Message>, report: &Report) {
    let mut named: Vec<&str> = report
        .recipients
        .iter()
        .flat_map(|status| [status.final_recipient.as_deref(), status.original_recipient.as_deref()])
        .flatten()
        .collect();
    if let Kind::Complaint(complaint) = &report.kind {
        named.extend(complaint.original_rcpt_to.iter().map(String::as_str));
    }
    if named.is_empty() {
        return;
    }
    let is_named = |message: &Message| named.iter().any(|address| address.eq_ignore_ascii_case(&message.rcpt_to));
    if originals.iter().any(is_named) {
        originals.retain(is_named);
    } else {
        // Passed on by the recipient: the outermost returned header comes first.
        originals.truncate(1);
    }
}
