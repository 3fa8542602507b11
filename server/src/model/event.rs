//! What happens in a mail server and can be searched, streamed and told to webhooks.

use super::{Delivery, DeliveryId, Message, MessageId, ServerId, Timestamp};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $legacy:expr;)*) => {
        /// Kind of an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
        }

        impl EventKind {
            pub const ALL: &[EventKind] = &[$(EventKind::$name),*];

            /// Name in the database, the event search and webhooks of the format `v2`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(EventKind::$name => $text,)*
                }
            }

            /// Name that webhooks of the format `legacy` use. `None`: Postal 3 does not know it.
            pub const fn legacy_name(self) -> Option<&'static str> {
                match self {
                    $(EventKind::$name => $legacy,)*
                }
            }
        }
    };
}

kinds! {
    /// Outgoing mail was accepted.
    MessageQueued = "message.queued", None;
    /// Outgoing mail was accepted that is not to be sent before a later time.
    MessageScheduled = "message.scheduled", None;
    /// Incoming mail was accepted.
    MessageReceived = "message.received", None;
    /// The remote host or an endpoint took it.
    MessageSent = "message.sent", Some("MessageSent");
    /// It failed for now.
    MessageDelayed = "message.delayed", Some("MessageDelayed");
    /// A fault of our own; it is tried again.
    MessageError = "message.error", None;
    /// It failed for good.
    MessageFailed = "message.failed", Some("MessageDeliveryFailed");
    MessageHeld = "message.held", Some("MessageHeld");
    /// A bounce came back later.
    MessageBounced = "message.bounced", Some("MessageBounced");
    /// An incoming message was handled without an endpoint.
    MessageProcessed = "message.processed", None;
    /// A hold ended without the message being sent.
    MessageHoldCancelled = "message.hold_cancelled", None;
    /// A person took it off the queue.
    MessageCancelled = "message.cancelled", None;
    /// The recipient complained (RFC 5965).
    MessageComplained = "message.complained", Some("MessageComplained");
    /// The tracking image was loaded.
    MessageOpened = "message.opened", Some("MessageLoaded");
    /// A tracked link was followed.
    MessageClicked = "message.clicked", Some("MessageLinkClicked");
    /// The recipient unsubscribed.
    MessageUnsubscribed = "message.unsubscribed", None;
    DomainDnsError = "domain.dns_error", Some("DomainDNSError");
    SendLimitApproaching = "send_limit.approaching", Some("SendLimitApproaching");
    SendLimitExceeded = "send_limit.exceeded", Some("SendLimitExceeded");
    SuppressionAdded = "suppression.added", Some("SuppressionAdded");
    SuppressionRemoved = "suppression.removed", Some("SuppressionRemoved");
}

impl EventKind {
    pub fn parse(text: &str) -> Option<Self> {
        EventKind::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// A sentence for people.
    pub const fn description(self) -> &'static str {
        match self {
            EventKind::MessageQueued => "Outgoing mail was accepted.",
            EventKind::MessageScheduled => "Outgoing mail was accepted that is to be sent later.",
            EventKind::MessageReceived => "Incoming mail was accepted.",
            EventKind::MessageSent => "The remote host or an endpoint took the message.",
            EventKind::MessageDelayed => "A delivery attempt failed for now and is repeated.",
            EventKind::MessageError => "A delivery attempt failed because of an internal error and is repeated.",
            EventKind::MessageFailed => "The message failed for good.",
            EventKind::MessageHeld => "The message is held.",
            EventKind::MessageBounced => "A bounce of the message came back.",
            EventKind::MessageProcessed => "An incoming message was handled without an endpoint.",
            EventKind::MessageHoldCancelled => "A hold ended without the message being sent.",
            EventKind::MessageCancelled => "The message was taken off the queue by a person.",
            EventKind::MessageComplained => "The recipient complained about the message.",
            EventKind::MessageOpened => "The tracking image of the message was loaded.",
            EventKind::MessageClicked => "A tracked link of the message was followed.",
            EventKind::MessageUnsubscribed => "The recipient unsubscribed.",
            EventKind::DomainDnsError => "The hourly check found wrong DNS records of a domain.",
            EventKind::SendLimitApproaching => "90 % of the send limit are used up.",
            EventKind::SendLimitExceeded => "The send limit is used up.",
            EventKind::SuppressionAdded => "An address was added to the suppression list.",
            EventKind::SuppressionRemoved => "An address was removed from the suppression list.",
        }
    }

    /// By either of its names.
    pub fn parse_any(text: &str) -> Option<Self> {
        EventKind::parse(text).or_else(|| EventKind::ALL.iter().copied().find(|kind| kind.legacy_name() == Some(text)))
    }

    /// It happens to a message.
    pub fn is_about_message(self) -> bool {
        self.as_str().starts_with("message.")
    }

    /// One of the ten events of Postal 3.3. Its clients know no others, so only these reach webhooks with "all events" in
    /// the format `legacy`.
    pub const fn is_of_postal_3(self) -> bool {
        matches!(
            self,
            EventKind::MessageSent
                | EventKind::MessageDelayed
                | EventKind::MessageFailed
                | EventKind::MessageHeld
                | EventKind::MessageBounced
                | EventKind::MessageOpened
                | EventKind::MessageClicked
                | EventKind::DomainDnsError
                | EventKind::SendLimitApproaching
                | EventKind::SendLimitExceeded
        )
    }
}

/// An event before it has an id.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub server_id: ServerId,
    pub kind: EventKind,
    pub message_id: Option<MessageId>,
    /// The record that says how it came about.
    pub delivery_id: Option<DeliveryId>,
    /// What stands nowhere else, such as `{"bounce_id": 7}` or the address of a click.
    pub data: Option<serde_json::Value>,
    pub at: Timestamp,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub server_id: ServerId,
    /// Grows by one with each event of the mail server, in the order of the commits.
    pub id: i64,
    pub kind: EventKind,
    pub message_id: Option<MessageId>,
    pub delivery_id: Option<DeliveryId>,
    pub data: Option<serde_json::Value>,
    pub at: Timestamp,
}

impl Event {
    /// The message that came back.
    pub fn bounce_id(&self) -> Option<MessageId> {
        let id = self.data.as_ref()?.get("bounce_id")?.as_i64()?;
        (self.kind == EventKind::MessageBounced).then_some(MessageId(id))
    }
}

/// An event with the rows that it is about, as far as they are still there.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDetails {
    pub event: Event,
    pub message: Option<Message>,
    pub delivery: Option<Delivery>,
    pub bounce: Option<Message>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_ten_are_of_postal_3() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
            assert!(!kind.is_of_postal_3() || kind.legacy_name().is_some());
        }
        assert_eq!(EventKind::ALL.iter().filter(|kind| kind.is_of_postal_3()).count(), 10);
    }
}
