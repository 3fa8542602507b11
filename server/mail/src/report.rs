//! What comes back to a return path: delivery reports, complaints, automatic answers, and mail that only looks like them.
//!
//! Begin with [`read`]. It never fails: what is not understood is [`Kind::Ordinary`].

mod addresses;
mod auto_reply;
mod codes;
mod delivery_status;
mod entity;
mod feedback;
mod origin;
mod phrases;
mod plain_text;

use crate::bounce_class::BounceClass;
use crate::header::{self, Header};
use crate::reply::EnhancedCode;
use entity::Part;
pub use origin::Origin;

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Tells what became of a message: RFC 3464, or one of the forms that are older or of a vendor's own.
    DeliveryStatus,
    /// Somebody complains about a message: RFC 5965.
    Complaint(Complaint),
    /// Written by a program, and no failure: vacation notices, read receipts, confirmations.
    AutoReply,
    /// Anything else.
    Ordinary,
}

/// What was done with a message for one recipient. RFC 3464 §2.3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Given up.
    Failed,
    /// Not yet delivered; the other side goes on trying.
    Delayed,
    /// Put into the mailbox.
    Delivered,
    /// Given to a system that sends no reports.
    Relayed,
    /// Given to several recipients, who send no reports.
    Expanded,
}

impl Action {
    /// The word of RFC 3464.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }

    /// Reads the word of RFC 3464, in any case; comments behind it do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next()?.to_ascii_lowercase();
        match word.as_str() {
            "failed" | "failure" | "fail" => Some(Self::Failed),
            "delayed" => Some(Self::Delayed),
            "delivered" => Some(Self::Delivered),
            "relayed" => Some(Self::Relayed),
            "expanded" => Some(Self::Expanded),
            _ => None,
        }
    }
}

/// What a report says about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientStatus {
    /// What was done.
    pub action: Action,
    /// Address that the reporting host used, without type and brackets.
    pub final_recipient: Option<String>,
    /// Address that the sender gave, when it differs or is told.
    pub original_recipient: Option<String>,
    /// RFC 3463; taken from the diagnostic text when the report has no field for it.
    pub status: Option<EnhancedCode>,
    /// Words of the host that refused, on one line, without type. At most 2,000 characters.
    pub diagnostic: Option<String>,
    /// Name of the host that refused.
    pub remote_mta: Option<String>,
    /// Why; of use for [`Action::Failed`] and [`Action::Delayed`].
    pub class: BounceClass,
}

impl RecipientStatus {
    /// Whether the failure is permanent: by the status, else by the basic code of the diagnostic.
    ///
    /// Without both a queue that ran out, a lost connection and a limit are temporary, everything else is permanent. False for every action but [`Action::Failed`].
    pub fn is_hard(&self) -> bool {
        let is_permanent = || match codes::find(self.diagnostic.as_deref().unwrap_or_default()).0 {
            Some(code) => code >= 500,
            None => !matches!(
                self.class,
                BounceClass::Expired | BounceClass::Connection | BounceClass::Greylist | BounceClass::RateLimit
            ),
        };
        self.action == Action::Failed && self.status.map_or_else(is_permanent, |status| status.class != 4)
    }
}

/// A complaint. RFC 5965 §3.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complaint {
    /// `abuse`, `fraud`, `not-spam`, `virus`, `opt-out`, `other` …, in lower case; `abuse` when it is not said.
    pub feedback_type: String,
    /// Program that made the report.
    pub user_agent: Option<String>,
    /// Envelope sender of the message, without brackets; empty for the null sender.
    pub original_mail_from: Option<String>,
    /// Envelope recipients, without brackets.
    pub original_rcpt_to: Vec<String>,
    /// Address of the host that the message came from, as written.
    pub source_ip: Option<String>,
    /// When the message came, as written.
    pub arrival_date: Option<String>,
    /// Domains that the reporter holds responsible.
    pub reported_domain: Vec<String>,
}

/// A mail, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the mail is.
    pub kind: Kind,
    /// What is said about whom; empty unless `kind` is [`Kind::DeliveryStatus`], and perhaps even then.
    pub recipients: Vec<RecipientStatus>,
    /// What tells which message it is about.
    pub origin: Origin,
}

/// Octets of which the structure is read; in what lies beyond only tokens are looked for.
const MAX_SIZE: usize = 8 * 1024 * 1024;

/// Reads a whole mail with any line ends.
pub fn read(content: &[u8]) -> Report {
    let lines = entity::unix_lines(content.get(..MAX_SIZE).unwrap_or(content));
    let mail = without_mbox_line(lines.trim_ascii_start());
    let header = Header::parse(header::split(mail).0);
    let parts = entity::parts(mail);
    let mut origin = Origin::read(content, &header, &parts);
    if let Some(complaint) = feedback::read(&header, &parts) {
        origin.add_complaint(&complaint);
        return Report { kind: Kind::Complaint(complaint), recipients: Vec::new(), origin };
    }
    let recipients = delivery_status(&header, &parts).or_else(|| plain_text::read(&header, &parts));
    let kind = match &recipients {
        Some(_) => Kind::DeliveryStatus,
        None if auto_reply::is_auto_reply(&header, &parts) => Kind::AutoReply,
        None => Kind::Ordinary,
    };
    let recipients = recipients.unwrap_or_default();
    origin.add_recipients(&recipients);
    Report { kind, recipients, origin }
}

/// Mailbox files put `From sender date` in front of a mail.
fn without_mbox_line(mail: &[u8]) -> &[u8] {
    match mail.strip_prefix(b"From ") {
        Some(rest) => rest.iter().position(|b| *b == b'\n').and_then(|end| rest.get(end + 1..)).unwrap_or_default(),
        None => mail,
    }
}

/// What the machine parts say. A person who sends a report on does not make it one.
fn delivery_status(header: &Header<'_>, parts: &[Part]) -> Option<Vec<RecipientStatus>> {
    let is_machine = |part: &&Part| {
        part.nesting == 0
            && (matches!(part.media_type.as_str(), "message/delivery-status" | "message/global-delivery-status")
                // Gateways change the type.
                || part.text.trim_start().get(..14).is_some_and(|start| start.eq_ignore_ascii_case("reporting-mta:")))
    };
    if !plain_text::may_be_report(header) {
        return None;
    }
    let mut recipients: Vec<RecipientStatus> =
        parts.iter().filter(is_machine).flat_map(|part| delivery_status::read(&part.text)).take(200).collect();
    for status in recipients.iter_mut().filter(|status| status.diagnostic.is_none()).take(20) {
        let address = status.final_recipient.clone().unwrap_or_default();
        status.diagnostic = plain_text::diagnostic_for(parts, &address);
        if let Some(text) = &status.diagnostic {
            status.class = delivery_status::class(status.status, text);
        }
    }
    (!recipients.is_empty()).then_some(recipients)
}

/// Whether a mail was written by a program or went to many, so that no automatic answer may be sent to it. RFC 3834 §2.
///
/// The null reverse-path forbids an answer as well; it is not part of the header.
pub fn is_automatic(header: &Header<'_>) -> bool {
    auto_reply::is_automatic(header)
}
