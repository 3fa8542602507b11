//! What people do with messages: retry, release, cancel a hold, take off the queue.
//!
//! The row changes at once; a worker re-reads what it is about to send. Only an attempt in progress refuses.

use std::time::Duration;

use super::Queue;
use super::busy::{self, Begun};
use crate::model::route::incoming_destination;
use crate::model::{Message, MessageId, MessageScope, MessageStatus, ProcessId, QueuedMessage, ServerId, Timestamp};
use crate::store::results::{self, DeliveryResult, NewDelivery};
use crate::store::{StoreError, dispatch, messages, queue as rows};

#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("There is no such message.")]
    NoMessage,
    /// 3.3's text.
    #[error("This message is no longer available.")]
    ContentRemoved,
    /// `store_content: false`.
    #[error("The content of this message was removed with its delivery or failure, as its sender asked. Send it anew.")]
    ContentNotStored,
    #[error("This message is being processed.")]
    InProgress,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a retry came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// It waited in the queue and is due now.
    Hurried,
    /// It was held and is in the queue now; holds no longer apply.
    Released,
    /// It was finished and is in the queue again; holds do not apply.
    Redelivered,
}

/// Whether there was something to put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rescheduled {
    Done,
    /// It is not scheduled, or is being sent.
    TooLate,
}

/// Whether there was something to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    Done,
    /// Not held, or not in the queue.
    Nothing,
}

/// 3.3's text.
const HOLD_REMOVED: &str = "The hold on this message has been removed without action.";
const NOT_TO_BE_SENT: &str = "The message is not to be sent any more.";
const REMOVED_FROM_QUEUE: &str = "The message has been removed from the queue.";

/// An attempt whose record a person has just seen is over in a moment; one that takes longer is in progress.
const ENDING: Duration = Duration::from_millis(500);

/// Expired holds that one pass ends.
const EXPIRED_HOLDS_AT_ONCE: i64 = 500;

impl Queue {
    /// Makes a waiting message due now; puts a held or finished one into the queue (again).
    pub async fn retry(&self, server: ServerId, message: MessageId) -> Result<Retried, QueueError> {
        let _begun = self.act_on(server, message).await?;
        let now = self.clock().now();
        let mut tx = self.store().begin().await?;
        let found = messages::find(&mut tx, server, message).await?.ok_or(QueueError::NoMessage)?;
        if found.content_id.is_none() {
            return Err(content_gone(&found));
        }
        let (retried, destination) = match rows::find(&mut tx, server, message).await? {
            Some(row) => {
                // A row that a worker holds in memory, here or elsewhere, is on its way already.
                if row.owner == rows::FREE && !rows::hurry(&mut tx, &row, now).await? {
                    return Err(QueueError::InProgress);
                }
                (Retried::Hurried, row.destination)
            }
            None => {
                let destination = destination_of(&found);
                let retried = if found.status == MessageStatus::Held {
                    // 3.3: stays Held until it is processed; here Pending, because that is what it is.
                    if !dispatch::end_hold(&mut tx, server, message, MessageStatus::Pending, None).await? {
                        return Err(QueueError::InProgress);
                    }
                    Retried::Released
                } else {
                    // Retention waits until this commits, and then finds it queued.
                    if !messages::keep_content(&mut tx, server, message).await? {
                        return Err(content_gone(&found));
                    }
                    Retried::Redelivered
                };
                match rows::insert(&mut tx, &manual_row(&found, &destination, now)).await {
                    // Somebody else was faster with the same wish.
                    Err(StoreError::Unique { .. }) => return Ok(Retried::Hurried),
                    inserted => inserted?,
                }
                (retried, destination)
            }
        };
        tx.commit().await?;
        self.urge(&destination);
        Ok(retried)
    }

    /// Ends a hold without sending the message.
    pub async fn cancel_hold(&self, server: ServerId, message: MessageId) -> Result<Cancelled, QueueError> {
        self.end_hold(server, message, None).await
    }

    async fn end_hold(
        &self,
        server: ServerId,
        message: MessageId,
        expired_before: Option<Timestamp>,
    ) -> Result<Cancelled, QueueError> {
        let _begun = self.act_on(server, message).await?;
        let mut tx = self.store().begin().await?;
        let found = messages::find(&mut tx, server, message).await?.ok_or(QueueError::NoMessage)?;
        let status = MessageStatus::HoldCancelled;
        if !dispatch::end_hold(&mut tx, server, message, status, expired_before).await? {
            return Ok(Cancelled::Nothing);
        }
        let result = self.note(&found, MessageStatus::HoldCancelled, HOLD_REMOVED);
        results::write_one(&mut tx, &result, self.process()).await?;
        tx.commit().await?;
        Ok(Cancelled::Done)
    }

    /// Sends a scheduled message at another time.
    pub async fn reschedule(
        &self,
        server: ServerId,
        message: MessageId,
        send_at: Timestamp,
    ) -> Result<Rescheduled, QueueError> {
        let _begun = self.act_on(server, message).await?;
        let mut tx = self.store().begin().await?;
        let found = messages::find(&mut tx, server, message).await?.ok_or(QueueError::NoMessage)?;
        let row = rows::find(&mut tx, server, message).await?;
        let Some(row) = row.filter(|row| found.status == MessageStatus::Scheduled && row.owner == rows::FREE) else {
            return Ok(Rescheduled::TooLate);
        };
        if !rows::reschedule(&mut tx, &row, send_at).await? {
            return Ok(Rescheduled::TooLate);
        }
        tx.commit().await?;
        Ok(Rescheduled::Done)
    }

    /// Does not send a scheduled message.
    pub async fn unschedule(&self, server: ServerId, message: MessageId) -> Result<Cancelled, QueueError> {
        let _begun = self.act_on(server, message).await?;
        let mut tx = self.store().begin().await?;
        let found = messages::find(&mut tx, server, message).await?.ok_or(QueueError::NoMessage)?;
        let row = rows::find(&mut tx, server, message).await?;
        let Some(row) = row.filter(|row| found.status == MessageStatus::Scheduled && row.owner == rows::FREE) else {
            return Ok(Cancelled::Nothing);
        };
        if !rows::delete(&mut tx, &row).await? {
            return Ok(Cancelled::Nothing);
        }
        let result = self.note(&found, MessageStatus::Cancelled, NOT_TO_BE_SENT);
        results::write_one(&mut tx, &result, self.process()).await?;
        tx.commit().await?;
        Ok(Cancelled::Done)
    }

    /// Takes a message off the queue without sending it.
    ///
    /// A worker elsewhere that holds it in memory looks before it sends. An attempt that is in progress there goes on:
    /// what it comes to is recorded, and that the message was sent if it was, but it is not tried again.
    pub async fn remove_from_queue(&self, server: ServerId, message: MessageId) -> Result<Cancelled, QueueError> {
        let _begun = self.act_on(server, message).await?;
        let mut tx = self.store().begin().await?;
        let found = messages::find(&mut tx, server, message).await?.ok_or(QueueError::NoMessage)?;
        let Some(row) = rows::find(&mut tx, server, message).await? else { return Ok(Cancelled::Nothing) };
        if !rows::delete(&mut tx, &row).await? {
            return Err(QueueError::InProgress);
        }
        let result = self.note(&found, MessageStatus::Cancelled, REMOVED_FROM_QUEUE);
        results::write_one(&mut tx, &result, self.process()).await?;
        tx.commit().await?;
        Ok(Cancelled::Done)
    }

    /// Ends the holds whose time is over; answers how many. Call again while it answers more than 0.
    pub async fn expire_holds(&self) -> Result<usize, QueueError> {
        let now = self.clock().now();
        let expired = {
            let mut conn = self.store().read().await?;
            dispatch::list_expired_holds(&mut conn, now, EXPIRED_HOLDS_AT_ONCE).await?
        };
        let mut ended = 0;
        for (server, message) in expired {
            match self.end_hold(server, message, Some(now)).await {
                Ok(Cancelled::Done) => ended += 1,
                Ok(Cancelled::Nothing) => {}
                // One message must not keep the others held.
                Err(error) => {
                    let (server, message) = (server.0, message.0);
                    tracing::error!(server, message, %error, "an expired hold cannot be ended");
                }
            }
        }
        Ok(ended)
    }

    async fn act_on(&self, server: ServerId, message: MessageId) -> Result<Begun, QueueError> {
        let begun = tokio::time::timeout(ENDING, busy::begin(self, server, message)).await;
        begun.map_err(|_| QueueError::InProgress)
    }

    fn note(&self, message: &Message, status: MessageStatus, details: &str) -> DeliveryResult {
        let delivery = NewDelivery::new(status, details);
        let note = DeliveryResult::note(message.server_id, message.id, self.clock().now(), delivery);
        // Hold cancelled, taken off the queue: nobody is going to send it.
        DeliveryResult { discard: message.content_to_discard(), ..note }
    }
}

fn content_gone(message: &Message) -> QueueError {
    if message.extras.options.discard_content { QueueError::ContentNotStored } else { QueueError::ContentRemoved }
}

/// Where the message goes, as rows carry it.
fn destination_of(message: &Message) -> String {
    if message.scope == MessageScope::Incoming {
        return incoming_destination(message.endpoint);
    }
    let domain = message.rcpt_to.rsplit_once('@').map_or("", |(_, domain)| domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

fn manual_row(message: &Message, destination: &str, now: Timestamp) -> QueuedMessage {
    QueuedMessage {
        server_id: message.server_id,
        message_id: message.id,
        destination: destination.to_owned(),
        // Chosen when it is sent.
        ip_address_id: None,
        due_at: now,
        attempts: 0,
        is_manual: true,
        priority: message.extras.options.priority,
        owner: ProcessId(0),
        generation: 0,
        created_at: now,
    }
}
