//! A message: one row per recipient, with its raw content, its place in the queue and its delivery records.

use postal_mail::command::{Notify, Ret};

use super::{
    ContentId, CredentialId, DeliveryId, DomainId, EndpointRef, Extras, IpAddressId, MessageId, Priority, ProcessId,
    RouteId, ServerId, Timestamp,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageScope {
    Outgoing,
    Incoming,
}

impl MessageScope {
    pub const fn as_str(self) -> &'static str {
        match self {
            MessageScope::Outgoing => "outgoing",
            MessageScope::Incoming => "incoming",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [MessageScope::Outgoing, MessageScope::Incoming].into_iter().find(|scope| scope.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageStatus {
    /// Stored, no attempt yet.
    Pending,
    /// Stored, and not to be sent before a time that the application chose. 3.3: no such status.
    Scheduled,
    /// Accepted by the remote host.
    Sent,
    /// Failed for now; tried again.
    SoftFail,
    /// Failed for good.
    HardFail,
    /// Waits for a person.
    Held,
    HoldCancelled,
    /// Handled without an endpoint.
    Processed,
    /// A bounce came back later.
    Bounced,
    /// Our own fault; tried again.
    Error,
    /// Taken off the queue by a person. 3.3: no such status, the last one stayed.
    Cancelled,
}

impl MessageStatus {
    pub const ALL: [MessageStatus; 11] = [
        MessageStatus::Pending,
        MessageStatus::Scheduled,
        MessageStatus::Sent,
        MessageStatus::SoftFail,
        MessageStatus::HardFail,
        MessageStatus::Held,
        MessageStatus::HoldCancelled,
        MessageStatus::Processed,
        MessageStatus::Bounced,
        MessageStatus::Error,
        MessageStatus::Cancelled,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            MessageStatus::Pending => "Pending",
            MessageStatus::Scheduled => "Scheduled",
            MessageStatus::Sent => "Sent",
            MessageStatus::SoftFail => "SoftFail",
            MessageStatus::HardFail => "HardFail",
            MessageStatus::Held => "Held",
            MessageStatus::HoldCancelled => "HoldCancelled",
            MessageStatus::Processed => "Processed",
            MessageStatus::Bounced => "Bounced",
            MessageStatus::Error => "Error",
            MessageStatus::Cancelled => "Cancelled",
        }
    }

    /// Ignores case, as the filter language does.
    pub fn parse(text: &str) -> Option<Self> {
        MessageStatus::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    }
}

/// What inspection for spam and viruses said.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    pub is_spam: bool,
    pub spam_score: f64,
    pub is_threat: bool,
    pub threat_details: Option<String>,
}

impl Inspected {
    /// `NotSpam` or `Spam`; without inspection the APIs say `NotChecked`.
    pub const fn spam_status(inspected: Option<&Self>) -> &'static str {
        match inspected {
            None => "NotChecked",
            Some(Self { is_spam: true, .. }) => "Spam",
            Some(_) => "NotSpam",
        }
    }
}

/// One rule of a scanner that applied.
#[derive(Debug, Clone, PartialEq)]
pub struct SpamCheck {
    /// At most 255 characters.
    pub code: String,
    pub score: f64,
    /// At most 1000 characters.
    pub description: Option<String>,
}

impl SpamCheck {
    pub fn new(code: &str, score: f64, description: Option<&str>) -> Self {
        let cut = |text: &str, max| text.chars().filter(|c| *c != '\0').take(max).collect();
        Self { code: cut(code, 255), score, description: description.map(|text| cut(text, 1000)) }
    }
}

/// Which delivery reports the sender asked for (RFC 3461).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DsnParameters {
    /// `None`: reports of failure, as ever.
    pub notify: Option<Notify>,
    pub ret: Option<Ret>,
    /// xtext as on the wire; see `postal_mail::xtext`.
    pub envid: Option<String>,
    /// `type;xtext` as on the wire.
    pub orcpt: Option<String>,
}

impl DsnParameters {
    /// `None` when nothing was asked for.
    pub fn or_none(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }

    /// No report of a failure may be sent (RFC 3461 §4.1, §5.2.7).
    pub fn forbids_reports(&self) -> bool {
        matches!(self.notify, Some(Notify::Never | Notify::On { failure: false, .. }))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub server_id: ServerId,
    pub id: MessageId,
    /// 16 characters `[A-Za-z0-9]`; sent as `X-Postal-MsgID`.
    pub token: String,
    pub scope: MessageScope,
    /// The forward-path as given.
    pub rcpt_to: String,
    /// The reverse-path as submitted; `None`: null.
    pub mail_from: Option<String>,
    /// Decoded, first 200 characters.
    pub subject: Option<String>,
    /// Without angle brackets.
    pub message_id: Option<String>,
    pub tag: Option<String>,
    /// What the sending API was told besides.
    pub extras: Extras,
    pub status: MessageStatus,
    /// Grows with every change that a worker must notice before it sends.
    pub version: i64,
    pub is_held: bool,
    pub hold_expires_at: Option<Timestamp>,
    pub is_bounce: bool,
    pub bounce_for_id: Option<MessageId>,
    pub credential_id: Option<CredentialId>,
    pub domain_id: Option<DomainId>,
    pub route_id: Option<RouteId>,
    /// Incoming mail: where it goes; `None`: nowhere, or where its route says.
    pub endpoint: Option<EndpointRef>,
    pub received_with_tls: Option<bool>,
    /// `None`: the sender said nothing about reports.
    pub dsn: Option<DsnParameters>,
    /// The sender declared it an internationalized message (RFC 6531 §3.4).
    pub is_smtputf8: bool,
    /// Incoming mail: the client that handed it in.
    pub client_ip: Option<String>,
    /// Incoming mail: how that client introduced itself.
    pub client_helo: Option<String>,
    /// Results of SPF, DKIM, DMARC and ARC as JSON; `None`: not verified.
    pub verification: Option<String>,
    /// `None`: not inspected yet.
    pub inspected: Option<Inspected>,
    /// Of the raw content as accepted, our Received field included.
    pub size_bytes: i64,
    /// `None` once the raw content is removed.
    pub content_id: Option<ContentId>,
    /// What this recipient's copy starts with, CRLF-terminated header fields, once prepared.
    pub prepended_headers: Option<String>,
    /// Signed and headed by the worker; later attempts send the same bytes.
    pub is_prepared: bool,
    /// Links of its copy that lead to us first.
    pub tracked_links: i64,
    /// Images of its copy that tell of opens.
    pub tracked_images: i64,
    /// The first open by a person, as far as one can tell.
    pub loaded_at: Option<Timestamp>,
    /// The latest click by a person, as far as one can tell.
    pub clicked_at: Option<Timestamp>,
    pub last_delivery_attempt_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Message {
    /// The content that is to be removed when nobody is going to send the message any more, as its sender asked.
    pub fn content_to_discard(&self) -> Option<ContentId> {
        self.content_id.filter(|_| self.extras.options.discard_content)
    }
}

/// Raw content of a message as accepted: header section, empty line, body.
pub type RawContent = std::sync::Arc<[u8]>;

/// Place of one message in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    pub server_id: ServerId,
    pub message_id: MessageId,
    /// Where it goes: the domain of the recipient (lower-case A-labels), for incoming mail see `delivery::targets`.
    pub destination: String,
    /// The address that it leaves from. `None`: none was chosen.
    pub ip_address_id: Option<IpAddressId>,
    pub due_at: Timestamp,
    /// Finished attempts.
    pub attempts: i64,
    /// Released or retried by a person: holds no longer apply.
    pub is_manual: bool,
    pub priority: Priority,
    /// `ProcessId(0)`: free.
    pub owner: ProcessId,
    pub generation: i64,
    pub created_at: Timestamp,
}

/// Record of one attempt or other change of status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub server_id: ServerId,
    pub id: DeliveryId,
    pub message_id: MessageId,
    pub status: MessageStatus,
    /// Basic reply code of the remote host.
    pub code: Option<i64>,
    /// RFC 3463, such as `5.1.1`.
    pub enhanced_code: Option<String>,
    /// Class of a failure, such as `invalid_recipient`.
    pub reason: Option<String>,
    /// What happened, at most 250 characters.
    pub details: String,
    /// What the remote host said, at most 250 characters.
    pub output: Option<String>,
    pub sent_with_tls: bool,
    /// Protocol and cipher, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`.
    pub tls: Option<String>,
    pub mx_host: Option<String>,
    pub mx_address: Option<String>,
    /// SMTP dialogue without content and secrets, bounded.
    pub dialogue: Option<String>,
    /// 8 upper-case alphanumerics, the support reference.
    pub log_id: Option<String>,
    pub duration_us: Option<i64>,
    pub created_at: Timestamp,
}
