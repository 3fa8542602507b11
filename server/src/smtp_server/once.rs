//! `X-Postal-Idempotency-Key`: one message per key and credential, however often it is sent.

use std::time::Duration;

use postal_mail::mime::essence::essence;
use postal_mail::reply::Reply;

use super::rcpt::{Outgoing, RecipientKind};
use super::replies;
use super::session::{Session, Transaction};
use crate::ingest::Accepted;
use crate::ingest::idempotency::{IdempotencyKey, Recall, RecallError, Ticket};
use crate::secrets::sha256_hex;

/// How long a client waits while the same message is being taken in another session.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether a message was taken before.
pub(super) enum Once {
    First(Ticket),
    /// What was stored then.
    Repeated(Vec<Accepted>),
}

impl Session {
    /// Looks the key up. `Err`: another message has it, or the same one is still being taken.
    pub(super) async fn once(
        &self,
        outgoing: &Outgoing,
        key: &str,
        transaction: &Transaction,
        content: &[u8],
    ) -> Result<Once, Reply> {
        let hash = request_hash(transaction, content);
        let whose = format!("credential:{}", outgoing.identity.credential.id.0);
        let key = IdempotencyKey::new(outgoing.identity.server.id, &whose, "smtp", key, hash);
        match self.shared.services.ingest.recall_within(PATIENCE, key).await {
            Ok(Recall::New(ticket)) => Ok(Once::First(ticket)),
            Ok(Recall::Done { accepted, .. }) => Ok(Once::Repeated(accepted)),
            Err(error) => Err(self.once_refusal(&error)),
        }
    }

    pub(super) fn once_refusal(&self, error: &RecallError) -> Reply {
        match error {
            RecallError::OtherRequest => replies::KEY_OF_ANOTHER_MESSAGE.into(),
            RecallError::Running => replies::MESSAGE_IN_PROGRESS.into(),
            RecallError::Store(error) => self.temporary_error("looking up an idempotency key", error),
        }
    }
}

/// Of the envelope and of what the message says: a program that sends a message again writes it anew, with another
/// `Date`, `Message-ID` and other boundaries. Recipients may come in any order.
fn request_hash(transaction: &Transaction, content: &[u8]) -> String {
    let mut recipients: Vec<&str> = transaction
        .recipients
        .iter()
        .map(|recipient| match &recipient.kind {
            RecipientKind::Outgoing(outgoing) => outgoing.address.as_str(),
            RecipientKind::Incoming(receiver) => receiver.rcpt_to.as_str(),
        })
        .collect();
    recipients.sort_unstable();
    let mail_from = transaction.mail_from.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut request = format!("{mail_from}\n{}\n\n", recipients.join("\n")).into_bytes();
    request.extend(essence(content));
    sha256_hex(request)
}
