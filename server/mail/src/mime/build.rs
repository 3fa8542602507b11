//! Messages made by the sending API and the web UI.
//!
//! Fields come in a fixed order, text is RFC 2047 encoded, CR and LF never get through raw. What is random (boundaries,
//! Message-ID) and the time come from the caller.

use crate::address::Mailbox;
use crate::header;
use crate::received::rfc2822_date;
use mail_builder::encoders::base64::Base64Encoder;
use mail_builder::encoders::quoted_printable::QuotedPrintableEncoder;
use mail_builder::headers::Header as _;
use mail_builder::headers::address::Address as AddressField;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::text::Text;

/// What to put into the message.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// Value of our `Received` field (see [`crate::received`]); empty: no field.
    pub received: String,
    /// Unix seconds, for `Date` unless `headers` has one.
    pub at: i64,
    /// Without brackets.
    pub message_id: String,
    /// Authors; at least one.
    pub from: Vec<Mailbox>,
    /// `Sender`
    pub sender: Option<Mailbox>,
    /// `Reply-To`
    pub reply_to: Vec<Mailbox>,
    /// `To`; when empty, one in `headers` survives.
    pub to: Vec<Mailbox>,
    /// `Cc`; when empty, one in `headers` survives.
    pub cc: Vec<Mailbox>,
    /// `None` or empty: no field.
    pub subject: Option<String>,
    /// Left out when blank.
    pub plain_body: Option<String>,
    /// Left out when blank.
    pub html_body: Option<String>,
    /// In order.
    pub attachments: Vec<NewAttachment>,
    /// Further fields. Those that would contradict the structure or the envelope are ignored.
    pub headers: Vec<(String, String)>,
    /// 16 or more random letters and digits, from which the boundaries are made.
    pub boundary_seed: String,
}

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// File name; path parts are removed.
    pub name: String,
    /// Media type; anything that is none becomes `application/octet-stream`.
    pub content_type: String,
    /// Decoded octets.
    pub data: Vec<u8>,
}

/// Fields that come from parameters or from us, never from `headers`.
///
/// 3.3 let a custom Content-Type replace ours, which spoiled the message.
const IGNORED: [&str; 13] = [
    "received",
    "from",
    "sender",
    "reply-to",
    "message-id",
    "subject",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "bcc",
    "resent-bcc",
    "dkim-signature",
    "x-postal-msgid",
];

impl NewMessage {
    /// Writes the message.
    pub fn build(&self) -> Vec<u8> {
        let custom: Vec<(String, &str)> = self
            .headers
            .iter()
            .filter_map(|(name, value)| Some((field_name(name)?, value.as_str())))
            .filter(|(name, _)| !IGNORED.iter().any(|ignored| name.eq_ignore_ascii_case(ignored)))
            .collect();
        let mut output = Vec::new();
        if !self.received.is_empty() {
            raw_field(&mut output, "Received", &one_line(&self.received));
        }
        match find(&custom, "Date") {
            Some(date) => text_field(&mut output, "Date", date),
            None => raw_field(&mut output, "Date", &rfc2822_date(self.at, "+0000")),
        }
        address_field(&mut output, "From", &self.from);
        address_field(&mut output, "Sender", self.sender.as_slice());
        address_field(&mut output, "Reply-To", &self.reply_to);
        for (name, mailboxes) in [("To", &self.to), ("Cc", &self.cc)] {
            match find(&custom, name) {
                Some(value) if mailboxes.is_empty() => custom_address_field(&mut output, name, value),
                _ => address_field(&mut output, name, mailboxes),
            }
        }
        raw_field(&mut output, "Message-ID", &format!("<{}>", one_line(&self.message_id)));
        for name in ["In-Reply-To", "References"] {
            if let Some(value) = find(&custom, name) {
                text_field(&mut output, name, value);
            }
        }
        if let Some(subject) = self.subject.as_deref().filter(|subject| !subject.is_empty()) {
            text_field(&mut output, "Subject", subject);
        }
        raw_field(&mut output, "Mime-Version", "1.0");
        let body = self.body();
        body.write_fields(&mut output);
        for (name, value) in &custom {
            if !WRITTEN.iter().any(|written| name.eq_ignore_ascii_case(written)) {
                text_field(&mut output, name, value);
            }
        }
        body.write_content(&mut output);
        output
    }

    /// The outer `multipart/mixed` is there only for attachments, the `multipart/alternative` only for two texts.
    fn body(&self) -> Part {
        let present = |body: &Option<String>| body.clone().filter(|text| !text.trim().is_empty());
        let mut texts = Vec::new();
        texts.extend(present(&self.plain_body).map(|text| Part::text("text/plain", &text)));
        texts.extend(present(&self.html_body).map(|text| Part::text("text/html", &text)));
        let text = match (texts.pop(), texts.is_empty()) {
            (Some(only), true) => Some(only),
            (Some(last), false) => {
                texts.push(last);
                Some(Part::multipart("multipart/alternative", format!("=_{}_a", self.boundary_seed), texts))
            }
            (None, _) => None,
        };
        if self.attachments.is_empty() {
            return text.unwrap_or_else(|| Part::text("text/plain", ""));
        }
        let mut parts: Vec<Part> = text.into_iter().collect();
        parts.extend(self.attachments.iter().map(Part::attachment));
        Part::multipart("multipart/mixed", format!("=_{}_m", self.boundary_seed), parts)
    }
}

/// Custom fields that have a fixed place.
const WRITTEN: [&str; 5] = ["date", "to", "cc", "in-reply-to", "references"];

/// `_` becomes `-` as in 3.3. `None`: no field can have this name (RFC 5322 §2.2).
fn field_name(name: &str) -> Option<String> {
    let name = name.trim().replace('_', "-");
    let valid = (1..=76).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    valid.then_some(name)
}

fn find<'v>(custom: &[(String, &'v str)], name: &str) -> Option<&'v str> {
    custom.iter().rfind(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// Control characters become blanks.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn raw_field(output: &mut Vec<u8>, name: &str, value: &str) {
    output.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
}

fn text_field(output: &mut Vec<u8>, name: &str, value: &str) {
    output.extend_from_slice(format!("{name}: ").as_bytes());
    Text::new(one_line(value)).write_header(output, name.len() + 2);
}

fn address_field(output: &mut Vec<u8>, name: &str, mailboxes: &[Mailbox]) {
    if mailboxes.is_empty() {
        return;
    }
    let list = mailboxes
        .iter()
        .map(|mailbox| {
            let display = mailbox.name.as_deref().map(|name| one_line(&header::decode(name)));
            let address = &mailbox.address;
            let address = if address.is_ascii() { address.to_string() } else { address.to_ascii_domain() };
            AddressField::new_address(display.filter(|name| !name.is_empty()), address)
        })
        .collect();
    output.extend_from_slice(format!("{name}: ").as_bytes());
    AddressField::new_list(list).write_header(output, name.len() + 2);
}

/// A custom To or Cc: as addresses when it can be read as such, else as text.
fn custom_address_field(output: &mut Vec<u8>, name: &str, value: &str) {
    match crate::address::parse_mailbox_list(&one_line(value)) {
        Ok(mailboxes) if !mailboxes.is_empty() => address_field(output, name, &mailboxes),
        _ => text_field(output, name, value),
    }
}

/// A MIME part whose content is encoded already.
struct Part {
    fields: Vec<u8>,
    content: Vec<u8>,
}

impl Part {
    fn text(media_type: &str, text: &str) -> Self {
        let mut fields = Vec::new();
        content_type_field(&mut fields, ContentType::new(media_type).attribute("charset", "UTF-8"));
        let content = encode(&mut fields, text.as_bytes(), true);
        Self { fields, content }
    }

    fn multipart(media_type: &str, boundary: String, parts: Vec<Self>) -> Self {
        let mut fields = Vec::new();
        let mut field = ContentType::new(media_type.to_owned());
        if media_type == "multipart/mixed" {
            field = field.attribute("charset", "UTF-8");
        }
        content_type_field(&mut fields, field.attribute("boundary", boundary.clone()));
        raw_field(&mut fields, "Content-Transfer-Encoding", "7bit");
        let mut content = Vec::new();
        for part in parts {
            content.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            part.write_fields(&mut content);
            part.write_content(&mut content);
            content.extend_from_slice(b"\r\n");
        }
        content.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self { fields, content }
    }

    fn attachment(attachment: &NewAttachment) -> Self {
        let media_type = media_type(&attachment.content_type);
        let is_text = media_type.starts_with("text/");
        let mut fields = Vec::new();
        let mut field = ContentType::new(media_type.clone());
        if is_text {
            field = field.attribute("charset", "UTF-8");
        }
        content_type_field(&mut fields, field);
        let content = if media_type == "message/rfc822" {
            // RFC 2046 §5.2.1: an attached message may not be encoded.
            let is_ascii = attachment.data.is_ascii();
            raw_field(&mut fields, "Content-Transfer-Encoding", if is_ascii { "7bit" } else { "8bit" });
            crate::text::normalize_line_ends(&attachment.data).into_owned()
        } else {
            encode(&mut fields, &attachment.data, is_text)
        };
        fields.extend_from_slice(b"Content-Disposition: ");
        ContentType::new("attachment").attribute("filename", file_name(&attachment.name)).write_header(&mut fields, 21);
        Self { fields, content }
    }

    fn write_fields(&self, output: &mut Vec<u8>) {
        output.extend_from_slice(&self.fields);
    }

    fn write_content(&self, output: &mut Vec<u8>) {
        output.extend_from_slice(b"\r\n");
        output.extend_from_slice(&self.content);
    }
}

fn content_type_field(fields: &mut Vec<u8>, value: ContentType<'_>) {
    fields.extend_from_slice(b"Content-Type: ");
    value.write_header(fields, 14);
}

/// Writes the Content-Transfer-Encoding field and gives the encoded content.
fn encode(fields: &mut Vec<u8>, data: &[u8], is_text: bool) -> Vec<u8> {
    if is_text {
        let text = crate::text::normalize_line_ends(data);
        let fits = text.split(|b| *b == b'\n').all(|line| line.len() <= 77);
        if fits && text.iter().all(|b| matches!(b, b'\t' | b'\r' | b'\n' | b' '..=b'~')) {
            raw_field(fields, "Content-Transfer-Encoding", "7bit");
            return text.into_owned();
        }
        let quoted = quoted_printable(&text);
        if quoted.len() <= text.len() * 4 / 3 + 4 {
            raw_field(fields, "Content-Transfer-Encoding", "quoted-printable");
            return quoted;
        }
        raw_field(fields, "Content-Transfer-Encoding", "base64");
        return base64(&text);
    }
    raw_field(fields, "Content-Transfer-Encoding", "base64");
    base64(data)
}

/// Quoted-printable of text with CRLF line ends, which stay.
pub(crate) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    QuotedPrintableEncoder::new().preserve_line_breaks().encode_into(text, &mut encoded);
    encoded
}

/// Base64 in lines of 76.
pub(super) fn base64(data: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    Base64Encoder::new().wrap_lines().encode_into(data, &mut encoded);
    encoded
}

fn media_type(text: &str) -> String {
    let bare = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b));
    match bare.split_once('/') {
        // A multipart needs a boundary parameter that nobody has given.
        Some((main, sub)) if is_token(main) && is_token(sub) && main != "multipart" => bare,
        _ => "application/octet-stream".to_owned(),
    }
}

fn file_name(name: &str) -> String {
    let name = one_line(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.is_empty() { "attachment".to_owned() } else { last.to_owned() }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;
