//! What a report tells about the message that it is about.

use super::entity::Part;
use super::{Complaint, RecipientStatus, delivery_status, plain_text};
use crate::header::{self, Header};

/// Most values of one kind.
const MAX_VALUES: usize = 100;

/// Hints about the original message, each without repetitions, in the order found.
///
/// Anybody can write them; what they lead to must belong to the mail server that the report came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Values of `X-Postal-MsgID`.
    pub tokens: Vec<String>,
    /// Message-IDs of the returned message, or of what is answered, without brackets.
    pub message_ids: Vec<String>,
    /// Envelope senders of the returned message.
    pub senders: Vec<String>,
    /// Envelope recipients of the returned message.
    pub recipients: Vec<String>,
}

impl Origin {
    /// Takes what stands in the raw octets and in the decoded parts.
    pub(super) fn read(content: &[u8], header: &Header<'_>, parts: &[Part]) -> Self {
        let mut origin = Self::default();
        origin.add_tokens(content);
        for part in parts {
            origin.add_tokens(if part.text.is_empty() { &part.body } else { part.text.as_bytes() });
            // Charsets with wide letters have no readable octets; the text has.
            match part.media_type.as_str() {
                "message/rfc822"
                | "message/global"
                | "text/rfc822-headers"
                | "message/global-headers"
                | "message/partial"
                | "message/rfc822-headers"
                    if part.nesting == 0 =>
                {
                    origin.add_returned(part.text.trim_start());
                }
                "message/delivery-status" | "message/global-delivery-status" if part.nesting == 0 => {
                    for id in delivery_status::envelope_values(&part.text, "x-original-message-id") {
                        push(&mut origin.message_ids, bare(&id));
                    }
                }
                "message/disposition-notification" => {
                    if let Some(id) = Header::parse(part.text.trim_start().as_bytes()).last("original-message-id") {
                        push(&mut origin.message_ids, bare(&id.value()));
                    }
                }
                "text/plain" | "text/html" if part.nesting == 0 => {
                    if let Some(returned) = plain_text::returned(&part.text) {
                        origin.add_returned(&returned);
                    }
                }
                _ => {}
            }
        }
        for field in header.all("x-failed-recipients") {
            field.value().split(',').for_each(|address| push(&mut origin.recipients, bare(address)));
        }
        for name in ["in-reply-to", "references"] {
            for id in header.all(name).flat_map(|field| ids(&field.value())).collect::<Vec<_>>() {
                push(&mut origin.message_ids, id);
            }
        }
        origin
    }

    /// What the recipients of a delivery report add.
    pub(super) fn add_recipients(&mut self, recipients: &[RecipientStatus]) {
        for status in recipients {
            for address in [&status.original_recipient, &status.final_recipient].into_iter().flatten() {
                push(&mut self.recipients, address.clone());
            }
        }
    }

    /// What the fields of a complaint add.
    pub(super) fn add_complaint(&mut self, complaint: &Complaint) {
        if let Some(sender) = &complaint.original_mail_from {
            push(&mut self.senders, sender.clone());
        }
        complaint.original_rcpt_to.iter().for_each(|address| push(&mut self.recipients, address.clone()));
    }

    /// Header section of a returned message.
    fn add_returned(&mut self, text: &str) {
        let (section, _) = header::split(text.as_bytes());
        let header = Header::parse(section);
        for id in header.all("message-id").take(3) {
            push(&mut self.message_ids, bare(&id.value()));
        }
        for name in ["return-path", "x-envelope-from", "x-original-mail-from", "x-mailfrom", "envelope-from"] {
            header.all(name).for_each(|field| push(&mut self.senders, bare(&field.value())));
        }
        for name in
            ["x-envelope-to", "envelope-to", "x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "x-rcpt-to"]
        {
            header.all(name).for_each(|field| push(&mut self.recipients, bare(&field.value())));
        }
    }

    /// 3.3's scan: the name in any case, blanks, then letters and digits.
    fn add_tokens(&mut self, octets: &[u8]) {
        const NAME: &[u8] = b"postal-msgid:";
        let mut rest = octets;
        while let Some(at) = rest.iter().position(|b| matches!(b, b'P' | b'p')) {
            rest = rest.get(at..).unwrap_or_default();
            let is_name = rest.get(..NAME.len()).is_some_and(|found| found.eq_ignore_ascii_case(NAME));
            if !is_name {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            rest = rest.get(NAME.len()..).unwrap_or_default();
            let value = rest.trim_ascii_start();
            let length = value.iter().take(64).take_while(|b| b.is_ascii_alphanumeric()).count();
            if let Some(token) = value.get(..length).filter(|token| !token.is_empty()) {
                push(&mut self.tokens, String::from_utf8_lossy(token).into_owned());
            }
        }
    }
}

fn push(values: &mut Vec<String>, value: String) {
    if !value.is_empty() && values.len() < MAX_VALUES && !values.contains(&value) {
        values.push(value);
    }
}

fn bare(value: &str) -> String {
    let value = value.replace('\0', "");
    let inner = value.split_once('<').map_or(value.as_str(), |(_, inner)| inner);
    inner.split_once('>').map_or(inner, |(inner, _)| inner).trim().to_owned()
}

fn ids(value: &str) -> Vec<String> {
    value
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(id, _)| id.trim().replace('\0', ""))
        .take(20)
        .collect()
}
