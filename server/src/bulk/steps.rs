//! Carrying out an action piece by piece.

use super::{Bulk, BulkError, message_filter};
use crate::model::{
    BulkAction, BulkItem, BulkKind, MailServer, Message, MessageId, MessageScope, ProcessId, SuppressionKind,
    Violations,
};
use crate::queue::{Cancelled, QueueError, Retried};
use crate::store::messages::MessagePosition;
use crate::store::{bulk_actions as rows, messages, servers};
use crate::suppression::{self, Keeper, SuppressionError, SuppressionForm};

/// Messages between two looks at whether somebody has cancelled it.
const PIECE: usize = 50;

/// How far a step came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// There is more to do.
    On,
    /// Done, cancelled, or taken by another process.
    Ended,
}

impl Bulk {
    /// Takes an action that is due. `None`: there is none.
    pub async fn claim(&self, owner: ProcessId) -> Result<Option<BulkAction>, BulkError> {
        let mut tx = self.queue.store().begin().await?;
        let claimed = rows::claim(&mut tx, owner, self.clock.now()).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    /// Somebody else may go on with it.
    pub async fn release(&self, action: &BulkAction) -> Result<(), BulkError> {
        Ok(rows::release(&mut self.queue.store().write().await?, action).await?)
    }

    /// Does the next piece of a claimed action.
    pub async fn step(&self, action: &mut BulkAction) -> Result<Stepped, BulkError> {
        let mut conn = self.queue.store().read().await?;
        if !rows::is_open(&mut conn, action).await? {
            return Ok(Stepped::Ended);
        }
        let server = servers::find(&mut conn, action.server_id).await?.filter(|server| server.deleted_at.is_none());
        let Some(server) = server else {
            drop(conn);
            self.cancel(action).await?;
            return Ok(Stepped::Ended);
        };
        let (found, is_last) = match &action.filter {
            None => {
                let ids = rows::next_messages(&mut conn, action, PIECE as i64).await?;
                let is_last = ids.len() < PIECE;
                (ids, is_last)
            }
            Some(filter) => {
                let filter = message_filter(filter, &mut Violations::new());
                let after = action.position.map(|(created_at, id)| MessagePosition { created_at, id });
                let page = messages::list(&mut conn, action.server_id, &filter, after, PIECE).await?;
                if let Some(next) = page.next {
                    action.position = Some((next.created_at, next.id));
                }
                (page.items.iter().map(|message| message.id).collect(), page.next.is_none())
            }
        };
        drop(conn);
        let mut items = Vec::with_capacity(found.len());
        for message_id in found {
            let (is_done, outcome) = self.apply(action.kind, &server, message_id).await?;
            *(if is_done { &mut action.done } else { &mut action.skipped }) += 1;
            items.push(BulkItem { message_id, outcome: outcome.to_owned() });
        }
        let mut tx = self.queue.store().begin().await?;
        let goes_on = rows::record(&mut tx, action, &items).await?;
        if goes_on && is_last {
            rows::finish(&mut tx, action, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(if goes_on && !is_last { Stepped::On } else { Stepped::Ended })
    }

    /// Whether it was done, and the word for what became of the message.
    async fn apply(
        &self,
        kind: BulkKind,
        server: &MailServer,
        id: MessageId,
    ) -> Result<(bool, &'static str), BulkError> {
        let cancelled = |cancelled: Cancelled, done, nothing| match cancelled {
            Cancelled::Done => (true, done),
            Cancelled::Nothing => (false, nothing),
        };
        let result = match kind {
            BulkKind::Retry => self.queue.retry(server.id, id).await.map(|retried| match retried {
                Retried::Hurried => (true, "hurried"),
                Retried::Released => (true, "released"),
                Retried::Redelivered => (true, "redelivered"),
            }),
            BulkKind::CancelHold => {
                self.queue.cancel_hold(server.id, id).await.map(|it| cancelled(it, "hold_cancelled", "not_held"))
            }
            BulkKind::RemoveFromQueue => {
                self.queue.remove_from_queue(server.id, id).await.map(|it| cancelled(it, "removed", "not_queued"))
            }
            BulkKind::SuppressRecipients => return self.suppress(server, id).await,
        };
        match result {
            Ok(result) => Ok(result),
            Err(QueueError::NoMessage) => Ok((false, "no_message")),
            Err(QueueError::ContentRemoved) => Ok((false, "content_removed")),
            Err(QueueError::ContentNotStored) => Ok((false, "content_not_stored")),
            Err(QueueError::InProgress) => Ok((false, "in_progress")),
            Err(error @ QueueError::Store(_)) => Err(error.into()),
        }
    }

    async fn suppress(&self, server: &MailServer, id: MessageId) -> Result<(bool, &'static str), BulkError> {
        let message: Option<Message> = messages::find(&mut self.queue.store().read().await?, server.id, id).await?;
        let Some(message) = message else { return Ok((false, "no_message")) };
        if message.scope != MessageScope::Outgoing {
            return Ok((false, "not_outgoing"));
        }
        let form = SuppressionForm {
            address: message.rcpt_to,
            kind: Some(SuppressionKind::Manual),
            ..SuppressionForm::default()
        };
        let keeper = Keeper::of_server(server.clone());
        match suppression::manage::add(self.queue.store(), &keeper, &form, self.clock.now()).await {
            Ok(_) => Ok((true, "suppressed")),
            Err(SuppressionError::Invalid(_)) => Ok((false, "no_address")),
            Err(error) => Err(error.into()),
        }
    }
}
