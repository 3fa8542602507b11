//! Delivery reports that we send. RFC 3464, RFC 6522, RFC 6533.
//!
//! Begin with [`BounceNotice`].

use crate::header;
use crate::mime::build::quoted_printable;
use crate::mime::downgrade::to_seven_bit;
use crate::received::rfc2822_date;
use crate::reply::EnhancedCode;
use crate::text::normalize_line_ends;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Tells the sender of a received message that it cannot be delivered.
///
/// The caller sends the result with the null reverse-path, never in answer to a message with a null reverse-path, and never to
/// one that [`is_automatic`](crate::report::is_automatic).
#[derive(Debug, Clone, Copy)]
pub struct BounceNotice<'a> {
    /// Address of the route; the From address and the one named in the text.
    pub route: &'a str,
    /// Subject of the original message, decoded.
    pub subject: Option<&'a str>,
    /// First half of our Message-ID.
    pub uuid: &'a str,
    /// Second half of our Message-ID.
    pub return_path_domain: &'a str,
    /// Now, Unix seconds.
    pub date: i64,
    /// Address for further assistance.
    pub postmaster: &'a str,
    /// Token of the original message.
    pub message_token: &'a str,
    /// Token of the mail server.
    pub server_token: &'a str,
    /// Message-ID of the original message, without brackets.
    pub original_message_id: Option<&'a str>,
    /// Envelope sender of the original message; whom the notice goes to.
    pub mail_from: &'a str,
    /// Envelope recipient of the original message.
    pub rcpt_to: &'a str,
    /// `ORCPT` of the original message as given, `rfc822;user@example.com`. RFC 3461 §4.2.
    pub original_recipient: Option<&'a str>,
    /// `ENVID` of the original message, decoded. RFC 3461 §4.4.
    pub envelope_id: Option<&'a str>,
    /// Name of this host.
    pub reporting_mta: &'a str,
    /// When the original message came, Unix seconds.
    pub arrival_date: i64,
    /// Why; class 5 or 4.
    pub status: EnhancedCode,
    /// What the next host said, `550 5.1.1 no such user`; lines separated by LF.
    pub diagnostic: Option<&'a str>,
    /// Name of the next host.
    pub remote_mta: Option<&'a str>,
    /// The original message, or its header section.
    pub original: &'a [u8],
    /// Whether all of `original` is returned and not only its header section. RFC 3461 §4.3.
    pub returns_content: bool,
}

impl BounceNotice<'_> {
    /// The whole message with CRLF line ends.
    ///
    /// All octets are ASCII, unless `mail_from` or `route` is not: then header and machine part are UTF-8 (RFC 6532, RFC 6533)
    /// and the mail needs SMTPUTF8, which its recipient has. An original that cannot be sent as it is (signed 8-bit parts) comes
    /// as header section, whatever `returns_content` says.
    pub fn build(&self) -> Vec<u8> {
        let is_global = !self.mail_from.is_ascii() || !self.route.is_ascii();
        let boundary = format!("=_{}", self.uuid);
        let mut mail = self.header(&boundary).into_bytes();
        let machine = if is_global { "message/global-delivery-status" } else { "message/delivery-status" };
        let encoding = if is_global { "8bit" } else { "7bit" };
        let (returned_type, returned_encoding, returned) = self.returned(is_global);
        let (text_encoding, text) = encode_text(self.text().as_bytes());
        let parts: [(&str, &str, &str, &[u8]); 3] = [
            ("text/plain; charset=utf-8", "Notification", text_encoding, &text),
            (machine, "Delivery report", encoding, &self.machine_part(is_global).into_bytes()),
            (returned_type, "Undelivered message", returned_encoding, &returned),
        ];
        for (media_type, description, encoding, body) in parts {
            let head = format!(
                "--{boundary}\r\nContent-Type: {media_type}\r\nContent-Description: {description}\r\n\
                 Content-Transfer-Encoding: {encoding}\r\n\r\n"
            );
            mail.extend_from_slice(head.as_bytes());
            mail.extend_from_slice(body);
            if !body.ends_with(b"\r\n") {
                mail.extend_from_slice(b"\r\n");
            }
            mail.extend_from_slice(b"\r\n");
        }
        mail.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        mail
    }

    fn header(&self, boundary: &str) -> String {
        let subject = match self.subject {
            Some(subject) => format!("Mail Delivery Failed ({})", one_line(subject, 200)),
            None => "Mail Delivery Failed".to_owned(),
        };
        let mut header = format!(
            "From: Mail Delivery Service <{}>\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\n",
            clean(self.route),
            clean(self.mail_from),
            encoded_words(&subject),
            rfc2822_date(self.date, "+0000"),
            clean(self.uuid),
            clean(self.return_path_domain),
        );
        if let Some(id) = self.original_message_id.map(clean).filter(|id| id.is_ascii() && id.len() < 900) {
            header.push_str(&format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n"));
        }
        header.push_str("Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n");
        header.push_str(&format!(
            "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n\r\n"
        ));
        header
    }

    /// 3.3's text.
    fn text(&self) -> String {
        let lines = [
            format!("This is the mail delivery service responsible for delivering mail to {}.", clean(self.route)),
            String::new(),
            "The message you've sent cannot be delivered. Your original message is attached to this message."
                .to_owned(),
            String::new(),
            format!(
                "For further assistance please contact {}. Please include the details below to help us identify the issue.",
                clean(self.postmaster)
            ),
            String::new(),
            format!("Message Token: {}@{}", clean(self.message_token), clean(self.server_token)),
            // Spelled as in 3.3; programs look for it.
            format!("Orginal Message ID: {}", clean(self.original_message_id.unwrap_or_default())),
            format!("Mail from: {}", clean(self.mail_from)),
            format!("Rcpt To: {}", clean(self.rcpt_to)),
        ];
        lines.join("\r\n") + "\r\n"
    }

    /// RFC 3464 §2.
    fn machine_part(&self, is_global: bool) -> String {
        let text = |value: &str| if is_global { one_line(value, 900) } else { ascii(&one_line(value, 900)) };
        let mut part = String::new();
        if let Some(id) = self.envelope_id {
            part.push_str(&format!("Original-Envelope-Id: {}\r\n", text(id)));
        }
        part.push_str(&format!("Reporting-MTA: dns; {}\r\n", text(self.reporting_mta)));
        part.push_str(&format!("Arrival-Date: {}\r\n\r\n", rfc2822_date(self.arrival_date, "+0000")));
        if let Some(original) = self.original_recipient {
            part.push_str(&format!("Original-Recipient: {}\r\n", text(original)));
        }
        part.push_str(&format!("Final-Recipient: {}\r\n", typed_address(&clean(self.rcpt_to), is_global)));
        part.push_str(&format!("Action: failed\r\nStatus: {}\r\n", self.status));
        if let Some(host) = self.remote_mta {
            part.push_str(&format!("Remote-MTA: dns; {}\r\n", text(host)));
        }
        if let Some(diagnostic) = self.diagnostic {
            part.push_str(&format!("Diagnostic-Code: smtp; {}\r\n", text(diagnostic)));
        }
        part
    }

    /// Type, transfer encoding and octets of the third part.
    fn returned(&self, is_global: bool) -> (&'static str, &'static str, Vec<u8>) {
        let original = normalize_line_ends(self.original);
        if self.returns_content {
            // RFC 2046 §5.2.1: never quoted-printable or base64, so the message inside is converted.
            if let Ok(message) = to_seven_bit(&original) {
                return ("message/rfc822", "7bit", message);
            }
        }
        let (section, _) = header::split(&original);
        if is_global && std::str::from_utf8(section).is_ok() && !has_long_line(section) {
            return ("message/global-headers", "8bit", section.to_vec());
        }
        let (encoding, section) = encode_text(section);
        ("text/rfc822-headers", encoding, section)
    }
}

/// `rfc822; a@b`, and for others `utf-8; …`, in ASCII where the part is. RFC 6533 §3.
fn typed_address(address: &str, is_global: bool) -> String {
    if address.is_ascii() {
        return format!("rfc822; {address}");
    }
    if is_global {
        return format!("utf-8; {address}");
    }
    let escaped: String = address
        .chars()
        .map(|c| if c.is_ascii() && c != '\\' { c.to_string() } else { format!("\\x{{{:X}}}", u32::from(c)) })
        .collect();
    format!("utf-8; {escaped}")
}

/// As it is, or quoted-printable when it has other than ASCII or lines that SMTP does not take.
fn encode_text(text: &[u8]) -> (&'static str, Vec<u8>) {
    if text.is_ascii() && !has_long_line(text) && !text.contains(&0) {
        return ("7bit", text.to_vec());
    }
    ("quoted-printable", quoted_printable(text))
}

/// RFC 5322 §2.1.1.
fn has_long_line(text: &[u8]) -> bool {
    text.split(|b| *b == b'\n').any(|line| line.len() > 998)
}

/// A value that cannot end its line.
fn clean(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

fn one_line(value: &str, most: usize) -> String {
    let line: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ascii(value: &str) -> String {
    value.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

/// RFC 2047: words of at most 75 characters, none of which cuts a letter.
fn encoded_words(value: &str) -> String {
    if value.is_ascii() && !value.contains("=?") {
        return value.to_owned();
    }
    let mut words = vec![String::new()];
    for c in value.chars() {
        if words.last().is_some_and(|word| word.len() + c.len_utf8() > 45) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    let encoded: Vec<String> = words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect();
    encoded.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounce_class::BounceClass;
    use crate::report::{Action, Kind, read};

    const ORIGINAL: &[u8] =
        b"From: A <a@client.example>\r\nTo: sales@shop.example\r\nSubject: Hi\r\nMessage-ID: <1@client.example>\r\n\
        X-Postal-MsgID: TokenOne1\r\n\r\nsecret body\r\n";

    fn notice() -> BounceNotice<'static> {
        BounceNotice {
            route: "sales@shop.example",
            subject: Some("Hi"),
            uuid: "0f0e",
            return_path_domain: "rp.postal.example",
            date: 1_795_358_146,
            postmaster: "postmaster@shop.example",
            message_token: "TokenOne1",
            server_token: "abc",
            original_message_id: Some("1@client.example"),
            mail_from: "a@client.example",
            rcpt_to: "sales@shop.example",
            original_recipient: Some("rfc822;Sales@shop.example"),
            envelope_id: Some("E1"),
            reporting_mta: "postal.example",
            arrival_date: 1_795_358_000,
            status: EnhancedCode::new(5, 1, 1),
            diagnostic: Some("550 5.1.1 no such user\nsecond line"),
            remote_mta: Some("mx.shop.example"),
            original: ORIGINAL,
            returns_content: false,
        }
    }

    #[test]
    fn a_notice_is_read_by_our_own_reader() {
        let report = read(&notice().build());
        assert_eq!(report.kind, Kind::DeliveryStatus);
        let status = &report.recipients[0];
        assert_eq!(
            (status.action, status.is_hard(), status.class),
            (Action::Failed, true, BounceClass::InvalidRecipient)
        );
        assert_eq!(status.final_recipient.as_deref(), Some("sales@shop.example"));
        assert_eq!(status.original_recipient.as_deref(), Some("Sales@shop.example"));
        assert_eq!(status.diagnostic.as_deref(), Some("550 5.1.1 no such user second line"));
        assert_eq!(status.remote_mta.as_deref(), Some("mx.shop.example"));
        assert_eq!(report.origin.tokens, ["TokenOne1"]);
        assert_eq!(report.origin.message_ids, ["1@client.example"]);
    }

    #[test]
    fn the_header_forbids_answers_and_the_text_is_that_of_3_3() {
        let mail = String::from_utf8(notice().build()).unwrap();
        for line in [
            "From: Mail Delivery Service <sales@shop.example>\r\nTo: a@client.example\r\nSubject: Mail Delivery Failed (Hi)\r\n",
            "\r\nMessage-ID: <0f0e@rp.postal.example>\r\nIn-Reply-To: <1@client.example>\r\nReferences: <1@client.example>\r\n\
             Auto-Submitted: auto-replied\r\n",
            "This is the mail delivery service responsible for delivering mail to sales@shop.example.\r\n",
            "The message you've sent cannot be delivered. Your original message is attached to this message.\r\n",
            "For further assistance please contact postmaster@shop.example. Please include the details below to help us identify the issue.\r\n",
            "Message Token: TokenOne1@abc\r\nOrginal Message ID: 1@client.example\r\nMail from: a@client.example\r\nRcpt To: sales@shop.example\r\n",
            "\r\nOriginal-Envelope-Id: E1\r\nReporting-MTA: dns; postal.example\r\nArrival-Date: Sun, 22 Nov 2026 14:33:20 +0000\r\n\r\n",
            "Content-Type: text/rfc822-headers\r\n",
        ] {
            assert!(mail.contains(line), "{line}\n{mail}");
        }
        assert!(!mail.contains("secret body"));
        let section = crate::header::split(mail.as_bytes()).0;
        assert!(crate::report::is_automatic(&crate::header::Header::parse(section)));
    }

    #[test]
    fn everything_stays_ascii_unless_the_sender_is_not() {
        let original = "Subject: J\u{f6}rg\r\n\r\nbody \u{e9}\r\n";
        let ours = BounceNotice {
            subject: Some("Gr\u{fc}\u{df}e \u{1f600} und noch viel mehr davon, damit es zwei W\u{f6}rter werden"),
            rcpt_to: "j\u{f6}rg@shop.example",
            diagnostic: Some("550 unbekannt: J\u{f6}rg"),
            original: original.as_bytes(),
            ..notice()
        };
        let mail = ours.build();
        assert!(mail.is_ascii());
        let section = crate::header::split(&mail).0;
        let subject = crate::header::Header::parse(section).subject().unwrap();
        assert!(subject.starts_with("Mail Delivery Failed (Gr\u{fc}\u{df}e \u{1f600} und noch"), "{subject}");
        assert_eq!(read(&mail).recipients[0].final_recipient.as_deref(), Some("j\u{f6}rg@shop.example"));

        let global = BounceNotice { mail_from: "\u{e4}@client.example", ..ours };
        let mail = String::from_utf8(global.build()).unwrap();
        assert!(mail.contains("message/global-delivery-status") && mail.contains("message/global-headers"), "{mail}");
        let report = read(mail.as_bytes());
        assert_eq!(report.recipients[0].final_recipient.as_deref(), Some("j\u{f6}rg@shop.example"));
    }

    #[test]
    fn a_whole_message_is_returned_on_demand_and_never_encoded() {
        let original = "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nb\u{e9}\r\n";
        let mail = BounceNotice { original: original.as_bytes(), returns_content: true, ..notice() }.build();
        let mail = String::from_utf8(mail).unwrap();
        assert!(mail.is_ascii() && mail.contains("Content-Type: message/rfc822\r\nContent-Description: Undelivered message\r\nContent-Transfer-Encoding: 7bit\r\n"));
        assert!(mail.contains("b=C3=A9"));
    }

    #[test]
    fn no_value_can_add_a_field() {
        let evil = "x@y.example\r\nBcc: z@z.example";
        let mail = BounceNotice {
            route: evil,
            subject: Some(evil),
            mail_from: evil,
            rcpt_to: evil,
            original_message_id: Some(evil),
            diagnostic: Some(evil),
            remote_mta: Some(evil),
            original_recipient: Some(evil),
            ..notice()
        }
        .build();
        assert!(!String::from_utf8(mail).unwrap().contains("\nBcc"));
    }
}
