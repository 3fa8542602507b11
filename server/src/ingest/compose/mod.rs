//! From what an application asks for to a message that can be accepted.
//!
//! Both sending APIs fill a [`Draft`]; [`check`] finds all that is wrong with it, in the order in which 3.3
//! reports, or makes a [`Letter`], whose addresses are parsed and whose author may send. [`submit`] writes the
//! message and hands it to ingest. Messages that come complete go through [`raw`]. Knows nothing of HTTP.

pub mod extras;
mod mailboxes;
pub mod raw;
pub mod submit;

use std::collections::BTreeMap;

use postal_mail::address::{Address, Mailbox};
use postal_mail::mime::build::NewAttachment;

use crate::domains::authorization::{self, Authorship};
use crate::ingest::instructions::{self, Fault, Instructions};
use crate::model::{DomainId, Extras, MailServer};
use crate::store::{Conn, StoreError};

/// Recipients in each of To, Cc and Bcc.
pub const MAX_RECIPIENTS: usize = 50;
/// Characters of a tag.
pub const MAX_TAG_CHARS: usize = 255;
/// Attachments of one message. 3.3: no limit; here: more would be no mail.
pub const MAX_ATTACHMENTS: usize = 1_000;

/// What is to be sent, as the application wrote it. Strings are not blank.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub from: Option<String>,
    pub sender: Option<String>,
    pub reply_to: Vec<String>,
    /// Each element may hold several addresses.
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub subject: Option<String>,
    pub plain_body: Option<String>,
    pub html_body: Option<String>,
    pub tag: Option<String>,
    /// Sent with the null reverse-path.
    pub is_bounce: bool,
    pub headers: Vec<(String, String)>,
    pub attachments: Vec<DraftAttachment>,
    pub extras: Extras,
}

#[derive(Debug, Clone, Default)]
pub struct DraftAttachment {
    pub name: Option<String>,
    pub content_type: Option<String>,
    /// Decoded. `None`: missing, or not base64.
    pub data: Option<Vec<u8>>,
}

/// A part of a draft, as an error names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    Tag,
}

/// One thing that is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    NoRecipients,
    TooManyRecipients(Part),
    NoContent,
    FromMissing,
    FromNotAuthorized,
    /// Place among the attachments, from 0.
    AttachmentWithoutName(usize),
    AttachmentWithoutData(usize),
    TooManyAttachments,
    /// `index`: element of the list, from 0.
    InvalidAddress {
        part: Part,
        index: usize,
        value: String,
    },
    TooLong(Part),
    /// Not a field name (RFC 5322 §3.6.8).
    InvalidHeaderName(String),
    /// A field that is meant for us.
    Instruction(Fault),
}

/// A draft that may be sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// At least one.
    pub from: Vec<Mailbox>,
    pub sender: Option<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// To, Cc and Bcc in this order, each once.
    pub recipients: Vec<Address>,
    /// Verified domain of the author.
    pub domain_id: DomainId,
    /// Bare address of the first author.
    pub mail_from: String,
    pub tag: Option<String>,
    pub is_bounce: bool,
    pub subject: Option<String>,
    pub plain_body: Option<String>,
    pub html_body: Option<String>,
    pub headers: Vec<(String, String)>,
    pub attachments: Vec<NewAttachment>,
    pub extras: Extras,
}

/// `Ok(Err(…))`: everything that is wrong, what 3.3 would report first.
pub async fn check(
    conn: &mut Conn,
    server: &MailServer,
    draft: Draft,
) -> Result<Result<Letter, Vec<Problem>>, StoreError> {
    let mut problems = Vec::new();
    // Bad addresses come last: where 3.3 finds a fault too, it is this one that is reported.
    let mut bad_addresses = Vec::new();
    let mut read = |part: Part, elements: &[String]| mailboxes::read(part, elements, &mut bad_addresses);
    let to = read(Part::To, &draft.to);
    let cc = read(Part::Cc, &draft.cc);
    let bcc = read(Part::Bcc, &draft.bcc);
    let reply_to = read(Part::ReplyTo, &draft.reply_to).mailboxes;
    let sender = read_sender(draft.sender.as_deref(), &mut bad_addresses);

    if to.count + cc.count + bcc.count == 0 {
        problems.push(Problem::NoRecipients);
    }
    for (part, list) in [(Part::To, &to), (Part::Cc, &cc), (Part::Bcc, &bcc)] {
        if list.count > MAX_RECIPIENTS {
            problems.push(Problem::TooManyRecipients(part));
        }
    }
    if draft.plain_body.is_none() && draft.html_body.is_none() {
        problems.push(Problem::NoContent);
    }
    let author = match &draft.from {
        None => {
            problems.push(Problem::FromMissing);
            None
        }
        Some(from) => {
            let author = authorize(conn, server, from, sender.as_ref()).await?;
            if author.is_none() {
                problems.push(Problem::FromNotAuthorized);
            }
            author
        }
    };
    let attachments = read_attachments(draft.attachments, &mut problems);
    let mut extras = draft.extras;
    let found = instructions_in(&draft.headers).and_then(|found| add_metadata(&mut extras.metadata, found.metadata));
    if let Err(fault) = found {
        problems.push(Problem::Instruction(fault));
    }
    let headers = read_headers(draft.headers, &mut problems);
    let tag = draft.tag.or_else(|| last_tag(&headers));
    if tag.as_ref().is_some_and(|tag| tag.chars().count() > MAX_TAG_CHARS) {
        problems.push(Problem::TooLong(Part::Tag));
    }
    problems.append(&mut bad_addresses);

    let Some((from, domain_id)) = author.filter(|_| problems.is_empty()) else { return Ok(Err(problems)) };
    let mail_from = from.first().map(|author| author.address.to_string()).unwrap_or_default();
    // RFC 5322 §3.6.2: several authors need a Sender that says which of them sent the message.
    let sender = sender.or_else(|| from.first().filter(|_| from.len() > 1).cloned());
    let mut recipients: Vec<Address> = Vec::new();
    for mailbox in to.mailboxes.iter().chain(&cc.mailboxes).chain(&bcc.mailboxes) {
        // 3.3: an address listed twice gets two messages; here one. Addresses differ by local part, domains without case.
        if !recipients.contains(&mailbox.address) {
            recipients.push(mailbox.address.clone());
        }
    }
    Ok(Ok(Letter {
        from,
        sender,
        reply_to,
        to: to.mailboxes,
        cc: cc.mailboxes,
        recipients,
        domain_id,
        mail_from,
        tag,
        is_bounce: draft.is_bounce,
        subject: draft.subject,
        plain_body: draft.plain_body,
        html_body: draft.html_body,
        headers,
        attachments,
        extras,
    }))
}

fn read_sender(sender: Option<&str>, problems: &mut Vec<Problem>) -> Option<Mailbox> {
    let sender = sender?;
    let mailbox =
        mailboxes::parse(sender).and_then(|list| <[Mailbox; 1]>::try_from(list).ok()).map(|[mailbox]| mailbox);
    if mailbox.is_none() {
        problems.push(Problem::InvalidAddress { part: Part::Sender, index: 0, value: sender.to_owned() });
    }
    mailbox
}

/// The authors and the domain that lets the server send for them.
async fn authorize(
    conn: &mut Conn,
    server: &MailServer,
    from: &str,
    sender: Option<&Mailbox>,
) -> Result<Option<(Vec<Mailbox>, DomainId)>, StoreError> {
    let Some(authors) = mailboxes::parse(from) else { return Ok(None) };
    let Some(first) = authors.first() else { return Ok(None) };
    // Of several authors the first becomes the Sender of the message, unless the application names one. Only a
    // named one can speak for foreign authors.
    let server = MailServer { allow_sender: server.allow_sender && sender.is_some(), ..server.clone() };
    let from = mailboxes::all_addresses(&authors);
    let sender = mailboxes::all_addresses(std::slice::from_ref(sender.unwrap_or(first)));
    match authorization::authorship(conn, &server, &[from], &[sender]).await? {
        Authorship::Authorized(domain) => Ok(Some((authors, domain))),
        Authorship::SeveralFromFields | Authorship::NotAuthorized => Ok(None),
    }
}

fn read_attachments(drafts: Vec<DraftAttachment>, problems: &mut Vec<Problem>) -> Vec<NewAttachment> {
    if drafts.len() > MAX_ATTACHMENTS {
        problems.push(Problem::TooManyAttachments);
        return Vec::new();
    }
    let mut attachments = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        // A name may come with a path of the sender's machine, which is nobody's business.
        let name = draft.name.as_deref().and_then(|name| name.rsplit(['/', '\\']).next()).map(str::trim);
        match (name.filter(|name| !name.is_empty()), draft.data) {
            (None, _) => problems.push(Problem::AttachmentWithoutName(index)),
            (_, None) => problems.push(Problem::AttachmentWithoutData(index)),
            (Some(name), Some(data)) => attachments.push(NewAttachment {
                name: name.chars().filter(|c| !c.is_control()).take(255).collect(),
                content_type: draft.content_type.unwrap_or_default(),
                data,
            }),
        }
    }
    attachments
}

/// Of custom fields, those that are meant for us. Their names may be written with `_`, which a key may hold.
fn instructions_in(headers: &[(String, String)]) -> Result<Instructions, Fault> {
    let prefix = instructions::META_PREFIX.len();
    let dashed = |name: &str| -> String {
        name.char_indices().map(|(at, c)| if at < prefix && c == '_' { '-' } else { c }).collect()
    };
    instructions::read(headers.iter().map(|(name, value)| (dashed(name.trim()), one_line(value))))
}

/// Adds what header fields say to what the application said otherwise, which goes first.
fn add_metadata(metadata: &mut BTreeMap<String, String>, more: BTreeMap<String, String>) -> Result<(), Fault> {
    for (key, value) in more {
        metadata.entry(key).or_insert(value);
    }
    if metadata.len() > extras::MAX_METADATA { Err(Fault::TooMany) } else { Ok(()) }
}

/// Custom fields with names as they go out; those that we write ourselves are left out.
fn read_headers(headers: Vec<(String, String)>, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in headers {
        let name = name.trim().replace('_', "-");
        // RFC 5322 §3.6.8: printable US-ASCII except the colon.
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
            problems.push(Problem::InvalidHeaderName(name));
        } else if !is_ours(&name) && !instructions::is_ours(&name) {
            fields.push((name, one_line(&value)));
        }
    }
    fields
}

/// Fields that custom headers cannot set. 3.3: a Content-Type among them corrupts the message; here they are ignored.
fn is_ours(name: &str) -> bool {
    const OURS: [&str; 11] = [
        "from",
        "sender",
        "reply-to",
        "subject",
        "message-id",
        "bcc",
        "mime-version",
        "received",
        "return-path",
        "dkim-signature",
        "x-postal-msgid",
    ];
    let name = name.to_ascii_lowercase();
    name.starts_with("content-") || OURS.contains(&name.as_str())
}

/// Line breaks would begin another field, so they become spaces.
pub(super) fn one_line(value: &str) -> String {
    let words: Vec<&str> = value.split(['\r', '\n']).map(str::trim).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().filter(|c| !c.is_control() || *c == '\t').collect()
}

fn last_tag(headers: &[(String, String)]) -> Option<String> {
    let tag = headers.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case("X-Postal-Tag"));
    tag.map(|(_, value)| value.clone()).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_cannot_begin_another_field() {
        assert_eq!(one_line("a\r\nBcc: x@y.example\r\n\r\nbody"), "a Bcc: x@y.example body");
    }

    #[test]
    fn fields_that_we_write_are_ignored_and_names_are_checked() {
        let header = |name: &str| (name.to_owned(), "v".to_owned());
        let mut problems = Vec::new();
        let names = ["X_Mailer", "content-type", "BCC", "Received", "a:b", "List-Id"].map(header).to_vec();
        let fields = read_headers(names, &mut problems);
        assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["X-Mailer", "List-Id"]);
        assert_eq!(problems, [Problem::InvalidHeaderName("a:b".to_owned())]);
    }

    #[test]
    fn attachment_names_lose_their_directories() {
        let mut problems = Vec::new();
        let draft = |name: &str, data: Option<&str>| DraftAttachment {
            name: Some(name.to_owned()),
            data: data.map(|data| data.as_bytes().to_vec()),
            ..DraftAttachment::default()
        };
        let drafts = vec![draft("C:\\tmp\\a.txt", Some("x")), draft("../", Some("x")), draft("b.txt", None)];
        let attachments = read_attachments(drafts, &mut problems);
        assert_eq!(attachments.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a.txt"]);
        assert_eq!(problems, [Problem::AttachmentWithoutName(1), Problem::AttachmentWithoutData(2)]);
    }
}
