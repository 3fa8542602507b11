//! Events as the management API shows them.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object};

use super::message_views::{DeliveryView, ScopeView, StatusView};
use crate::model::{EventDetails, EventKind, Message};

macro_rules! event_types {
    ($($name:ident = $text:literal),+ $(,)?) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        #[oai(rename = "EventType")]
        pub enum EventTypeView {
            $(#[oai(rename = $text)] $name,)+
        }

        impl From<EventKind> for EventTypeView {
            fn from(kind: EventKind) -> Self {
                match kind { $(EventKind::$name => Self::$name),+ }
            }
        }

        impl From<EventTypeView> for EventKind {
            fn from(kind: EventTypeView) -> Self {
                match kind { $(EventTypeView::$name => Self::$name),+ }
            }
        }
    };
}

event_types!(
    MessageQueued = "message.queued",
    MessageScheduled = "message.scheduled",
    MessageReceived = "message.received",
    MessageSent = "message.sent",
    MessageDelayed = "message.delayed",
    MessageError = "message.error",
    MessageFailed = "message.failed",
    MessageHeld = "message.held",
    MessageBounced = "message.bounced",
    MessageProcessed = "message.processed",
    MessageHoldCancelled = "message.hold_cancelled",
    MessageCancelled = "message.cancelled",
    MessageComplained = "message.complained",
    MessageOpened = "message.opened",
    MessageClicked = "message.clicked",
    MessageUnsubscribed = "message.unsubscribed",
    DomainDnsError = "domain.dns_error",
    SendLimitApproaching = "send_limit.approaching",
    SendLimitExceeded = "send_limit.exceeded",
    SuppressionAdded = "suppression.added",
    SuppressionRemoved = "suppression.removed",
);

/// The message that an event is about, as it is now.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EventMessageView {
    /// Counted per mail server.
    pub id: i64,
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
    pub tags: Vec<String>,
    pub metadata: BTreeMap<String, String>,
}

impl From<Message> for EventMessageView {
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
            tags: message.extras.tags,
            metadata: message.extras.metadata,
        }
    }
}

/// Something that happened in a mail server.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EventView {
    /// Grows by one with each event of the mail server, in the order in which they became visible.
    pub id: i64,
    #[oai(rename = "type")]
    pub kind: EventTypeView,
    /// RFC 3339. When it happened.
    pub created_at: String,
    /// Absent: it is about no message, or the message is deleted.
    pub message: Option<EventMessageView>,
    /// How it came about: the delivery record, without its dialogue.
    pub delivery: Option<DeliveryView>,
    /// The message that came back.
    pub bounce: Option<EventMessageView>,
    /// An open or a click of a program, not of a person.
    pub bot: bool,
    /// What else is known, such as `url`, `ip_address` and `user_agent` of a click, or the address of a suppression.
    pub data: Option<serde_json::Value>,
}

impl From<EventDetails> for EventView {
    fn from(details: EventDetails) -> Self {
        let EventDetails { event, message, delivery, bounce } = details;
        let is_machine =
            event.data.as_ref().and_then(|data| data.get("is_machine")).and_then(serde_json::Value::as_bool);
        Self {
            id: event.id,
            kind: event.kind.into(),
            created_at: event.at.to_rfc3339(),
            message: message.map(Into::into),
            delivery: delivery.map(|delivery| DeliveryView { dialogue: None, ..delivery.into() }),
            bounce: bounce.map(Into::into),
            bot: is_machine.unwrap_or(false),
            data: event.data,
        }
    }
}

/// One page of events, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EventPage {
    pub items: Vec<EventView>,
    /// Give it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
    /// RFC 3339. Present when the search stopped here before the page was full: go on with `next_cursor`.
    pub searched_until: Option<String>,
    /// Days for which events are kept; absent: for ever.
    pub retention_days: Option<i64>,
}

#[cfg(test)]
mod tests {
    use poem_openapi::types::ToJSON as _;

    use super::*;

    #[test]
    fn types_have_the_names_of_the_database() {
        for kind in EventKind::ALL {
            let view = EventTypeView::from(*kind);
            assert_eq!(view.to_json(), Some(kind.as_str().into()));
            assert_eq!(EventKind::from(view), *kind);
        }
    }
}
