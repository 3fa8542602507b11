//! Delivery: what happens to a message that is taken from the queue, and what is recorded about it.
//!
//! [`outgoing`] and `incoming` hold the steps in order, `steps` what keeps a message back. [`targets`] finds the hosts,
//! [`smtp`] opens sessions, [`classify`] says what a host's answer means, [`content`] makes the bytes that are sent;
//! `tracking` rewrites links in them, `source` says where they leave from; `endpoint` leads incoming mail on, [`http_endpoint`] to programs. `record` is what is written about it and `recorder`
//! writes it. Begin with [`Deliverer::deliver`]. Never knows how messages come here: that
//! is `queue` and `worker`.

pub mod classify;
pub mod content;
mod endpoint;
pub mod http_endpoint;
mod incoming;
pub mod limits;
pub mod outgoing;
mod record;
mod recorder;
mod send;
pub mod settings;
pub mod smtp;
mod source;
mod steps;
pub mod targets;
mod tracking;

use std::time::Duration;

use postal_mail::bounce_class::BounceClass;
use postal_mail::reply::EnhancedCode;

use crate::bounces::BouncesError;
use crate::ingest::IngestError;
use crate::model::MessageStatus;
use crate::queue::ready::Health;
use crate::smtp_client::Reply;
use crate::store::StoreError;

pub use outgoing::Deliverer;
pub use settings::Settings;

/// Our own faults: the message is tried again.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the content of the message cannot be prepared: {0}")]
    Content(String),
    #[error("the message cannot be signed: {0}")]
    Signature(String),
    #[error(transparent)]
    Bounces(BouncesError),
    #[error("the delivery ended unexpectedly: {0}")]
    Panic(String),
}

impl DeliveryError {
    /// `<Class>: <message>`, as 3.3 shows it.
    fn output(&self) -> String {
        format!("{}: {self}", self.class())
    }

    /// Name for records and metrics.
    const fn class(&self) -> &'static str {
        match self {
            DeliveryError::Store(_) => "StoreError",
            DeliveryError::Content(_) => "ContentError",
            DeliveryError::Signature(_) => "SignatureError",
            DeliveryError::Bounces(_) => "BounceError",
            DeliveryError::Panic(_) => "InternalError",
        }
    }
}

impl From<BouncesError> for DeliveryError {
    fn from(error: BouncesError) -> Self {
        match error {
            // The store knows which of its failures pass.
            BouncesError::Store(error) | BouncesError::Ingest(IngestError::Store(error)) => DeliveryError::Store(error),
            error @ (BouncesError::Read(_) | BouncesError::Ingest(IngestError::Repeated)) => {
                DeliveryError::Bounces(error)
            }
        }
    }
}

/// Result of one attempt for one recipient. Never an `Err`: those are our own faults and are retried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent {
        /// `None`: an HTTP endpoint took it.
        reply: Option<Reply>,
    },
    /// RFC 5321 §4.2.1: 4yz, or no answer at all.
    SoftFail {
        reply: Option<Reply>,
        /// The wait that the remote host asked for.
        wait: Option<Duration>,
        /// `false`: the host was in the way, not the message (421, rate limits).
        counts: bool,
    },
    HardFail {
        reply: Option<Reply>,
    },
    Held,
    /// An incoming message that goes nowhere, and that is right.
    Processed,
}

impl Outcome {
    pub const fn status(&self) -> MessageStatus {
        match self {
            Outcome::Sent { .. } => MessageStatus::Sent,
            Outcome::SoftFail { .. } => MessageStatus::SoftFail,
            Outcome::HardFail { .. } => MessageStatus::HardFail,
            Outcome::Held => MessageStatus::Held,
            Outcome::Processed => MessageStatus::Processed,
        }
    }

    pub const fn reply(&self) -> Option<&Reply> {
        match self {
            Outcome::Sent { reply } | Outcome::SoftFail { reply, .. } | Outcome::HardFail { reply } => reply.as_ref(),
            Outcome::Held | Outcome::Processed => None,
        }
    }

    /// A soft failure that says nothing about the remote host.
    pub const fn soft() -> Self {
        Outcome::SoftFail { reply: None, wait: None, counts: true }
    }

    /// Our own affair: neither the host nor the message is to blame.
    pub const fn soft_without_attempt() -> Self {
        Outcome::SoftFail { reply: None, wait: None, counts: false }
    }

    pub const fn hard() -> Self {
        Outcome::HardFail { reply: None }
    }
}

/// An outcome with everything that its record shows.
#[derive(Debug, Clone)]
pub struct Report {
    pub outcome: Outcome,
    pub details: String,
    pub output: Option<String>,
    /// RFC 3463; where the remote host did not say it, ours.
    pub enhanced_code: Option<String>,
    /// Why it failed; `None`: what code and output say.
    pub class: Option<BounceClass>,
    pub trace: Trace,
    pub health: Health,
}

impl Report {
    /// Without an attempt at the other end.
    pub fn local(outcome: Outcome, details: impl Into<String>) -> Self {
        Self {
            outcome,
            details: details.into(),
            output: None,
            enhanced_code: None,
            class: None,
            trace: Trace::default(),
            health: Health::Unknown,
        }
    }

    pub fn with_class(mut self, class: BounceClass) -> Self {
        self.class = Some(class);
        self
    }

    /// The reply code of an SMTP host, or the status of an HTTP endpoint.
    pub fn code(&self) -> Option<u16> {
        self.outcome.reply().map(|reply| reply.code).or(self.trace.http_status)
    }

    pub fn with_output(mut self, output: impl Into<String>) -> Self {
        self.output = Some(output.into());
        self
    }

    /// Why it failed. `None`: it did not.
    pub fn failure_class(&self) -> Option<BounceClass> {
        let is_failure = matches!(self.outcome, Outcome::SoftFail { .. } | Outcome::HardFail { .. });
        // The classes are those of SMTP.
        let is_smtp = self.trace.log_id.is_some() && self.trace.http_status.is_none();
        if !is_failure || !is_smtp {
            return self.class;
        }
        self.class.or_else(|| {
            let reply = self.outcome.reply();
            let said = reply.and_then(|reply| reply.enhanced);
            let ours = || EnhancedCode::parse_prefix(self.enhanced_code.as_deref()?).map(|(code, _)| code);
            let text = reply.map_or_else(|| self.output.clone().unwrap_or_default(), Reply::text);
            Some(BounceClass::of(reply.map(|reply| reply.code), said.or_else(ours), &text))
        })
    }

    pub fn with_code(mut self, enhanced_code: &str) -> Self {
        self.enhanced_code = Some(enhanced_code.to_owned());
        self
    }
}

/// What an attempt left behind.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    pub mx_host: Option<String>,
    pub mx_address: Option<String>,
    pub tls: Option<String>,
    /// What an HTTP endpoint answered with, where an SMTP host sends a reply.
    pub http_status: Option<u16>,
    pub dialogue: Option<String>,
    pub log_id: Option<String>,
    pub duration: Option<Duration>,
}
