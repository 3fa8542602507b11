//! What the API and the web UI show of a stored message.
//!
//! Begin with [`Content::parse`]. Parts are decoded on request; a message that is not MIME at all is one plain text.

use super::part::{Leaf, visit_leaves};
use crate::header::{self, Header};
use crate::received::rfc2822_date;
use mail_parser::DateTime;

/// A part with a file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Decoded file name.
    pub name: String,
    /// Bare media type in lower case, `application/octet-stream` when the part has none.
    pub content_type: String,
    /// The value of its Content-Type field with all parameters, unfolded; like `content_type` when there is none.
    pub content_type_field: String,
    /// Decoded octets.
    pub data: Vec<u8>,
}

/// A message to be read. Nothing of it is decoded before it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    raw: &'a [u8],
}

impl<'a> Content<'a> {
    /// Parses a whole message. Anything can be parsed; nothing is an error.
    pub fn parse(raw: &'a [u8]) -> Self {
        Self { raw }
    }

    /// The first `text/plain` part that is no attachment, decoded to UTF-8. A single part without type is plain.
    pub fn plain_body(&self) -> Option<String> {
        self.body("plain")
    }

    /// The first `text/html` part that is no attachment, decoded to UTF-8.
    pub fn html_body(&self) -> Option<String> {
        self.body("html")
    }

    /// Every leaf with a file name, in order. An attached message without one is named `<position>.eml`.
    pub fn attachments(&self) -> Vec<Attachment> {
        let mut attachments = Vec::new();
        visit_leaves(self.raw, &mut |leaf| {
            let name = match leaf.file_name() {
                Some(name) => name,
                None if leaf.is_message() => format!("{}.eml", attachments.len() + 1),
                None => return true,
            };
            attachments.push(attachment(name, leaf));
            true
        });
        attachments
    }

    /// Lower-case names with their decoded values, as the API's `headers` expansion shows them.
    ///
    /// Fields that may occur once keep their last occurrence. Order: that in which we write fields ourselves, then the
    /// others as they come in the message.
    pub fn headers(&self) -> Vec<(String, Vec<String>)> {
        let header = self.header();
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for field in header.fields() {
            let name = field.name().to_ascii_lowercase().replace('\0', "");
            let value = show_value(&name, field).replace('\0', "");
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) if OCCURS_ONCE.contains(&name.as_str()) => *values = vec![value],
                Some((_, values)) => values.push(value),
                None => found.push((name, vec![value])),
            }
        }
        let rank = |name: &str| FIELD_ORDER.iter().position(|known| *known == name).unwrap_or(FIELD_ORDER.len());
        found.sort_by_key(|(name, _)| rank(name));
        found
    }

    /// The header fields.
    pub(super) fn header(&self) -> Header<'a> {
        Header::parse(header::split(self.raw).0)
    }

    /// `None` too when there is nothing at all, as after the raw content was removed.
    fn body(&self, subtype: &str) -> Option<String> {
        if self.raw.trim_ascii().is_empty() {
            return None;
        }
        let mut body = None;
        visit_leaves(self.raw, &mut |leaf| {
            if leaf.is("text", subtype) && leaf.file_name().is_none() {
                body = Some(leaf.text());
            }
            body.is_none()
        });
        body
    }
}

fn attachment(name: String, leaf: &Leaf<'_>) -> Attachment {
    let content_type = leaf.bare_type();
    let content_type_field = leaf.type_field().unwrap_or_else(|| content_type.clone());
    Attachment { name, content_type, content_type_field, data: leaf.octets().into_owned() }
}

/// RFC 5322 §3.6, RFC 2045 §3.
const OCCURS_ONCE: [&str; 17] = [
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-description",
    "content-disposition",
    "content-id",
];

/// The order of 3.3's MIME library.
const FIELD_ORDER: [&str; 29] = [
    "return-path",
    "received",
    "resent-date",
    "resent-from",
    "resent-sender",
    "resent-to",
    "resent-cc",
    "resent-bcc",
    "resent-message-id",
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "comments",
    "keywords",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-location",
    "content-description",
    "content-disposition",
    "content-id",
];

/// Dates, lists of addresses and of ids in one form; everything else decoded as it is.
pub(super) fn show_value(name: &str, field: &header::Field<'_>) -> String {
    let decoded = field.decoded();
    match name {
        "date" | "resent-date" => {
            DateTime::parse_rfc822(&decoded).map_or_else(|| decoded.clone(), |date| show_date(&date))
        }
        "from" | "sender" | "reply-to" | "to" | "cc" | "bcc" | "resent-from" | "resent-sender" | "resent-to"
        | "resent-cc" => show_addresses(&field.value()).unwrap_or_else(|| {
            let words: Vec<&str> = decoded.split_whitespace().collect();
            crate::address::split_list(&words.join(" ")).join(", ")
        }),
        "in-reply-to" | "references" => decoded.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => decoded,
    }
}

/// As 3.3's MIME library shows them: bare addresses without brackets, names in quotes only where they need them.
///
/// `None`: not a plain list; groups and comments would be lost.
fn show_addresses(value: &str) -> Option<String> {
    // RFC 5322 §3.2.3: specials, which cannot stand in a phrase unquoted.
    let is_special = |c: char| "()<>[]:;@\\,.\"".contains(c) || c.is_control();
    let mailboxes = crate::address::parse_mailbox_list(value).ok().filter(|_| !value.contains(['(', ';']))?;
    let shown: Vec<String> = mailboxes
        .iter()
        .map(|mailbox| match mailbox.name.as_deref().map(header::decode) {
            Some(name) if name.contains(is_special) => {
                format!("\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), mailbox.address)
            }
            Some(name) => format!("{name} <{}>", mailbox.address),
            None => mailbox.address.to_string(),
        })
        .collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// `Thu, 03 Nov 2016 10:43:18 +0100`: in the zone of the sender.
fn show_date(date: &DateTime) -> String {
    let offset = i64::from(date.tz_hour) * 3600 + i64::from(date.tz_minute) * 60;
    let (sign, offset) = if date.tz_before_gmt { ('-', -offset) } else { ('+', offset) };
    rfc2822_date(date.to_timestamp() + offset, &format!("{sign}{:02}{:02}", date.tz_hour, date.tz_minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MIXED: &str = "From: A <a@x.example>\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
        Content-Type: text/plain; name=first.txt\r\n\r\nattached\r\n--m\r\n\
        Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\
        Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9\r\n--a\r\n\
        Content-Type: text/html\r\n\r\n<b>hi</b>\r\n--a--\r\n--m\r\n\
        Content-Type: image/PNG\r\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.png\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--m\r\n\
        Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n--m--\r\n";

    #[test]
    fn bodies_are_the_first_parts_without_file_name() {
        let content = Content::parse(MIXED.as_bytes());
        assert_eq!(content.plain_body().as_deref(), Some("café"));
        assert_eq!(content.html_body().as_deref(), Some("<b>hi</b>"));
    }

    #[test]
    fn attachments_are_the_leaves_with_file_name_and_attached_messages() {
        let found = Content::parse(MIXED.as_bytes()).attachments();
        let shown: Vec<_> =
            found.iter().map(|a| (a.name.as_str(), a.content_type.as_str(), a.data.as_slice())).collect();
        assert_eq!(
            shown,
            [
                ("first.txt", "text/plain", b"attached".as_slice()),
                ("ä.png", "image/png", &[0, 1, 2]),
                ("3.eml", "message/rfc822", b"Subject: inner\r\n\r\ntext"),
            ]
        );
    }

    #[test]
    fn addresses_are_shown_as_3_3_shows_them() {
        for (value, shown) in [
            ("<a@x.example>", "a@x.example"),
            ("\"Me\" <a@x.example>,b@y.example", "Me <a@x.example>, b@y.example"),
            ("\"Acme, Inc.\" <a@x.example>", "\"Acme, Inc.\" <a@x.example>"),
            ("=?utf-8?q?J=C3=B6rg?=  <a@x.example>", "J\u{f6}rg <a@x.example>"),
            ("Team: a@x.example, B <b@x.example>;", "Team: a@x.example, B <b@x.example>;"),
            ("nonsense  here", "nonsense here"),
        ] {
            let mail = format!("To: {value}\r\n\r\n");
            assert_eq!(
                Content::parse(mail.as_bytes()).headers(),
                [("to".to_owned(), vec![shown.to_owned()])],
                "{value}"
            );
        }
    }

    #[test]
    fn a_single_part_is_shown_by_its_type() {
        let body = |mail: &str| {
            let content = Content::parse(mail.as_bytes());
            (content.plain_body(), content.html_body())
        };
        assert_eq!(body("A: b\r\n\r\nhello\r\n"), (Some("hello\r\n".into()), None));
        assert_eq!(body("Content-Type: text/html\r\n\r\n<p>"), (None, Some("<p>".into())));
        assert_eq!(body("Content-Type: image/png\r\n\r\nx"), (None, None));
    }

    #[test]
    fn headers_are_decoded_and_ordered() {
        let mail = "X-A: 1\r\nSubject: one\r\nReceived: r1\r\nx-a: =?utf-8?q?=C3=A4?=\r\nReceived: r2\r\nSubject: two\r\n\
            To: a@x.example,\r\n\tB <b@x.example>\r\nDate: Thu, 3 Nov 2016 10:43:18 +0100\r\n\r\n";
        let expected: Vec<(String, Vec<String>)> = [
            ("received", vec!["r1", "r2"]),
            ("date", vec!["Thu, 03 Nov 2016 10:43:18 +0100"]),
            ("to", vec!["a@x.example, B <b@x.example>"]),
            ("subject", vec!["two"]),
            ("x-a", vec!["1", "ä"]),
        ]
        .into_iter()
        .map(|(name, values)| (name.to_owned(), values.into_iter().map(str::to_owned).collect()))
        .collect();
        assert_eq!(Content::parse(mail.as_bytes()).headers(), expected);
    }

    proptest! {
        #[test]
        fn reading_never_panics(raw in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..600) {
            let broken = MIXED.as_bytes().get(..cut.min(MIXED.len())).unwrap_or_default();
            for mail in [raw.as_slice(), broken] {
                let content = Content::parse(mail);
                let _ = (content.plain_body(), content.html_body(), content.attachments(), content.headers());
            }
        }
    }
}
