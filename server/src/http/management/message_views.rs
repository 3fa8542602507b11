//! Messages, deliveries and queue entries as the management API shows them.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object};

use super::credentials::CredentialType;
use super::route_views::EndpointKindView;
use crate::model::{Delivery, Inspected, Message, MessageScope, MessageStatus, QueuedMessage, SpamCheck, Timestamp};

/// Direction of a message, seen from the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "MessageScope", rename_all = "snake_case")]
pub enum ScopeView {
    Outgoing,
    Incoming,
}

impl From<MessageScope> for ScopeView {
    fn from(scope: MessageScope) -> Self {
        match scope {
            MessageScope::Outgoing => Self::Outgoing,
            MessageScope::Incoming => Self::Incoming,
        }
    }
}

impl From<ScopeView> for MessageScope {
    fn from(scope: ScopeView) -> Self {
        match scope {
            ScopeView::Outgoing => Self::Outgoing,
            ScopeView::Incoming => Self::Incoming,
        }
    }
}

macro_rules! status_view {
    ($($name:ident),+) => {
        /// What has become of a message.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        #[oai(rename = "MessageStatus")]
        pub enum StatusView { $($name),+ }

        impl From<MessageStatus> for StatusView {
            fn from(status: MessageStatus) -> Self {
                match status { $(MessageStatus::$name => Self::$name),+ }
            }
        }

        impl From<StatusView> for MessageStatus {
            fn from(status: StatusView) -> Self {
                match status { $(StatusView::$name => Self::$name),+ }
            }
        }
    };
}

status_view!(Pending, Scheduled, Sent, SoftFail, HardFail, Held, HoldCancelled, Processed, Bounced, Error, Cancelled);

/// What inspection for spam said of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "SpamStatus")]
pub enum SpamStatusView {
    /// It was not inspected.
    NotChecked,
    Spam,
    NotSpam,
}

impl From<Option<&Inspected>> for SpamStatusView {
    fn from(inspected: Option<&Inspected>) -> Self {
        match inspected {
            None => Self::NotChecked,
            Some(found) if found.is_spam => Self::Spam,
            Some(_) => Self::NotSpam,
        }
    }
}

/// One message for one recipient.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MessageView {
    /// Counted per mail server.
    pub id: i64,
    /// 16 letters and digits; sent along as `X-Postal-MsgID`.
    pub token: String,
    pub scope: ScopeView,
    pub status: StatusView,
    /// Envelope recipient.
    pub rcpt_to: String,
    /// Envelope sender; absent: the null reverse-path.
    pub mail_from: Option<String>,
    /// First 200 characters.
    pub subject: Option<String>,
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// The first of `tags`.
    pub tag: Option<String>,
    pub tags: Vec<String>,
    pub metadata: BTreeMap<String, String>,
    /// Not to be sent before; RFC 3339.
    pub scheduled_at: Option<String>,
    pub is_held: bool,
    /// RFC 3339.
    pub hold_expires_at: Option<String>,
    pub is_bounce: bool,
    /// The message that this one is a bounce of.
    pub bounce_for_id: Option<i64>,
    pub spam_status: SpamStatusView,
    /// Sum of the spam checks; absent when it was not inspected.
    pub spam_score: Option<f64>,
    /// A virus or the like was found.
    pub threat: bool,
    /// What was found.
    pub threat_details: Option<String>,
    /// Incoming mail: address of the client that handed it in.
    pub client_ip: Option<String>,
    /// Whether it came in over TLS; absent: not known.
    pub received_with_tls: Option<bool>,
    /// Of the message as accepted.
    pub size_bytes: i64,
    /// False once bodies and attachments are removed.
    pub has_content: bool,
    /// False: its sender asked that the content is removed once the message is delivered or has failed for good.
    pub store_content: bool,
    /// Links that lead to this installation first; 0 when clicks are not tracked.
    pub tracked_links: i64,
    /// Images that tell of opens; 0 when opens are not tracked.
    pub tracked_images: i64,
    /// RFC 3339. The first open by a person, as far as one can tell.
    pub loaded_at: Option<String>,
    /// RFC 3339. The latest click by a person, as far as one can tell.
    pub clicked_at: Option<String>,
    /// RFC 3339.
    pub last_delivery_attempt_at: Option<String>,
    /// RFC 3339.
    pub created_at: String,
}

impl From<Message> for MessageView {
    fn from(message: Message) -> Self {
        Self {
            id: message.id.0,
            token: message.token,
            scope: message.scope.into(),
            status: message.status.into(),
            rcpt_to: message.rcpt_to,
            mail_from: message.mail_from,
            subject: message.subject,
            message_id: message.message_id,
            tag: message.tag,
            tags: message.extras.tags,
            metadata: message.extras.metadata,
            scheduled_at: message.extras.scheduled_at.map(Timestamp::to_rfc3339),
            is_held: message.is_held,
            hold_expires_at: message.hold_expires_at.map(Timestamp::to_rfc3339),
            is_bounce: message.is_bounce,
            bounce_for_id: message.bounce_for_id.map(|id| id.0),
            spam_status: message.inspected.as_ref().into(),
            spam_score: message.inspected.as_ref().map(|found| found.spam_score),
            threat: message.inspected.as_ref().is_some_and(|found| found.is_threat),
            threat_details: message.inspected.and_then(|found| found.threat_details),
            client_ip: message.client_ip,
            received_with_tls: message.received_with_tls,
            size_bytes: message.size_bytes,
            has_content: message.content_id.is_some(),
            store_content: !message.extras.options.discard_content,
            tracked_links: message.tracked_links,
            tracked_images: message.tracked_images,
            loaded_at: message.loaded_at.map(Timestamp::to_rfc3339),
            clicked_at: message.clicked_at.map(Timestamp::to_rfc3339),
            last_delivery_attempt_at: message.last_delivery_attempt_at.map(Timestamp::to_rfc3339),
            created_at: message.created_at.to_rfc3339(),
        }
    }
}

/// One page of messages, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MessagePage {
    pub items: Vec<MessageView>,
    /// Give it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
    /// RFC 3339. Present when the search stopped here before the page was full: go on with `next_cursor`.
    pub searched_until: Option<String>,
}

/// Place of a message in the queue.
#[derive(Debug, Clone, Object)]
pub struct QueueEntryView {
    /// Domain of the recipient.
    pub destination: String,
    /// RFC 3339. The next attempt is not made before.
    pub due_at: String,
    /// Finished attempts.
    pub attempts: i64,
    /// Released or retried by a person: holds no longer apply.
    pub is_manual: bool,
    /// A worker has taken it.
    pub is_taken: bool,
    /// RFC 3339.
    pub created_at: String,
}

impl From<QueuedMessage> for QueueEntryView {
    fn from(row: QueuedMessage) -> Self {
        Self {
            destination: row.destination,
            due_at: row.due_at.to_rfc3339(),
            attempts: row.attempts,
            is_manual: row.is_manual,
            is_taken: row.owner.0 != 0,
            created_at: row.created_at.to_rfc3339(),
        }
    }
}

/// One message with what belongs to it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MessageDetailsView {
    #[oai(flatten)]
    pub message: MessageView,
    /// Absent: it does not wait for delivery.
    pub queue: Option<QueueEntryView>,
    /// What the application proved itself with; absent: none, or it is deleted.
    pub credential: Option<CredentialNameView>,
    /// The domain that let it be sent; absent: none, or it is deleted.
    pub domain: Option<DomainNameView>,
    /// Incoming mail: the route that took it; absent: none, or it is deleted.
    pub route: Option<RouteNameView>,
    /// Incoming mail: where it goes; absent: nowhere, or the endpoint is deleted.
    pub endpoint: Option<EndpointNameView>,
    /// Incoming mail: how the client introduced itself.
    pub client_helo: Option<String>,
    /// Incoming mail: results of SPF, DKIM, DMARC and ARC; absent when nothing was verified.
    pub verification: Option<serde_json::Value>,
    /// What the scanners found, in their order.
    pub spam_checks: Vec<SpamCheckView>,
}

/// One rule of a scanner that matched.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpamCheckView {
    pub code: String,
    /// Positive: looks like spam. Negative: looks like other mail.
    pub score: f64,
    pub description: Option<String>,
}

impl From<SpamCheck> for SpamCheckView {
    fn from(check: SpamCheck) -> Self {
        Self { code: check.code, score: check.score, description: check.description }
    }
}

/// A route by name.
#[derive(Debug, Object)]
pub struct RouteNameView {
    pub uuid: String,
    /// `name@domain`, or `Return Path`.
    pub description: String,
}

/// An endpoint by name.
#[derive(Debug, Object)]
pub struct EndpointNameView {
    pub uuid: String,
    pub kind: EndpointKindView,
    /// Name and target.
    pub description: String,
}

/// A credential by name.
#[derive(Debug, Object)]
pub struct CredentialNameView {
    pub uuid: String,
    pub name: String,
    #[oai(rename = "type")]
    pub kind: CredentialType,
}

/// A domain by name.
#[derive(Debug, Object)]
pub struct DomainNameView {
    pub uuid: String,
    pub name: String,
}

/// Record of one attempt, or of another change of status.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DeliveryView {
    pub id: i64,
    pub status: StatusView,
    /// Basic reply code of the remote host.
    pub code: Option<i64>,
    /// Enhanced status code (RFC 3463).
    pub enhanced_code: Option<String>,
    /// Class of a failure, such as `invalid_recipient`.
    pub reason: Option<String>,
    /// What happened; `<msg:ID>` in it names another message of this mail server.
    pub details: String,
    /// What the remote host said.
    pub output: Option<String>,
    pub sent_with_tls: bool,
    /// Protocol and cipher.
    pub tls: Option<String>,
    pub mx_host: Option<String>,
    pub mx_address: Option<String>,
    /// The SMTP dialogue without content and secrets.
    pub dialogue: Option<String>,
    /// Support reference, as in the log.
    pub log_id: Option<String>,
    pub duration_ms: Option<f64>,
    /// RFC 3339.
    pub created_at: String,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.0,
            status: delivery.status.into(),
            code: delivery.code,
            enhanced_code: delivery.enhanced_code,
            reason: delivery.reason,
            details: delivery.details,
            output: delivery.output,
            sent_with_tls: delivery.sent_with_tls,
            tls: delivery.tls,
            mx_host: delivery.mx_host,
            mx_address: delivery.mx_address,
            dialogue: delivery.dialogue,
            log_id: delivery.log_id,
            duration_ms: delivery.duration_us.map(|duration| duration as f64 / 1000.0),
            created_at: delivery.created_at.to_rfc3339(),
        }
    }
}
