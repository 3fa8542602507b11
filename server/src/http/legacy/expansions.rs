//! What `messages/message` adds to a message when asked.

use aws_lc_rs::digest;
use postal_mail::base64_text;
use postal_mail::header;
use postal_mail::mime::read::{Attachment, Content};
use serde_json::{Map, Value, json};

use crate::http::message_content;
use crate::model::{ActivityKind, Message, MessageStatus, Timestamp};
use crate::store::{self, Conn, StoreError};

/// In the order in which the answer has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expansion {
    Status,
    Details,
    Inspection,
    PlainBody,
    HtmlBody,
    Attachments,
    Headers,
    RawMessage,
    ActivityEntries,
}

impl Expansion {
    const ALL: [Expansion; 9] = [
        Expansion::Status,
        Expansion::Details,
        Expansion::Inspection,
        Expansion::PlainBody,
        Expansion::HtmlBody,
        Expansion::Attachments,
        Expansion::Headers,
        Expansion::RawMessage,
        Expansion::ActivityEntries,
    ];

    const fn name(self) -> &'static str {
        match self {
            Expansion::Status => "status",
            Expansion::Details => "details",
            Expansion::Inspection => "inspection",
            Expansion::PlainBody => "plain_body",
            Expansion::HtmlBody => "html_body",
            Expansion::Attachments => "attachments",
            Expansion::Headers => "headers",
            Expansion::RawMessage => "raw_message",
            Expansion::ActivityEntries => "activity_entries",
        }
    }

    /// One .NET client leaves the underscores out.
    fn is_named(self, text: &str) -> bool {
        text == self.name() || text == self.name().replace('_', "")
    }

    fn needs_content(self) -> bool {
        matches!(self, Self::PlainBody | Self::HtmlBody | Self::Attachments | Self::Headers | Self::RawMessage)
    }

    /// `true`: all; an array: those it names; anything else: none.
    pub fn wanted(parameter: Option<&Value>) -> Vec<Expansion> {
        match parameter {
            Some(Value::Bool(true)) => Self::ALL.to_vec(),
            Some(Value::Array(names)) => {
                let is_wanted = |one: &Expansion| names.iter().filter_map(Value::as_str).any(|name| one.is_named(name));
                Self::ALL.into_iter().filter(is_wanted).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// `id`, `token` and what is wanted.
pub async fn expand(conn: &mut Conn, message: &Message, wanted: &[Expansion]) -> Result<Value, StoreError> {
    let raw = if wanted.iter().any(|expansion| expansion.needs_content()) {
        message_content::raw_message(conn, message).await?
    } else {
        None
    };
    let content = raw.as_deref().map(Content::parse);
    let mut data = Map::new();
    data.insert("id".to_owned(), message.id.0.into());
    data.insert("token".to_owned(), message.token.as_str().into());
    for expansion in wanted {
        let value = match expansion {
            Expansion::Status => status(message),
            Expansion::Details => details(message),
            Expansion::Inspection => inspection(message),
            Expansion::PlainBody => content.as_ref().and_then(Content::plain_body).into(),
            Expansion::HtmlBody => content.as_ref().and_then(Content::html_body).into(),
            Expansion::Attachments => attachments(content.as_ref()),
            Expansion::Headers => headers(content.as_ref()),
            Expansion::RawMessage => raw_message(raw.as_deref()).into(),
            Expansion::ActivityEntries => activity(conn, message).await?,
        };
        data.insert(expansion.name().to_owned(), value);
    }
    Ok(Value::Object(data))
}

/// Newest of both kinds that are told, in total.
const MAX_ACTIVITY: i64 = 1000;

/// Oldest first. Those of machines are told, too, as in 3.3, which knows no difference.
async fn activity(conn: &mut Conn, message: &Message) -> Result<Value, StoreError> {
    let found = store::tracking::activity(conn, message.server_id, message.id, None, MAX_ACTIVITY).await?;
    let (mut loads, mut clicks) = (Vec::new(), Vec::new());
    for entry in found.into_iter().rev() {
        let at = entry.created_at.to_rfc3339_millis();
        match entry.kind {
            ActivityKind::Load => {
                loads.push(json!({ "ip_address": entry.ip_address, "user_agent": entry.user_agent, "timestamp": at }));
            }
            ActivityKind::Click { url, .. } => clicks.push(json!({
                "url": url, "ip_address": entry.ip_address, "user_agent": entry.user_agent, "timestamp": at,
            })),
        }
    }
    Ok(json!({ "loads": loads, "clicks": clicks }))
}

fn inspection(message: &Message) -> Value {
    let found = message.inspected.as_ref();
    json!({
        "inspected": found.is_some(),
        "spam": found.is_some_and(|found| found.is_spam),
        "spam_score": found.map_or(0.0, |found| found.spam_score),
        "threat": found.is_some_and(|found| found.is_threat),
        "threat_details": found.and_then(|found| found.threat_details.as_deref()),
    })
}

/// Clients have closed lists of the statuses of 3.3, which knows no message that was taken off the queue.
pub fn status_name(status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Cancelled => MessageStatus::HoldCancelled.as_str(),
        MessageStatus::Scheduled => MessageStatus::Pending.as_str(),
        other => other.as_str(),
    }
}

fn status(message: &Message) -> Value {
    json!({
        "status": status_name(message.status),
        "last_delivery_attempt": message.last_delivery_attempt_at.map(Timestamp::as_seconds_f64),
        "held": message.is_held,
        "hold_expiry": message.hold_expires_at.map(Timestamp::as_seconds_f64),
    })
}

fn details(message: &Message) -> Value {
    json!({
        "rcpt_to": message.rcpt_to,
        "mail_from": message.mail_from.as_deref().unwrap_or_default(),
        "subject": message.subject,
        "message_id": message.message_id,
        "timestamp": message.created_at.as_seconds_f64(),
        "direction": message.scope.as_str(),
        // A string: the .NET client fails on a number.
        "size": message.size_bytes.to_string(),
        "bounce": message.is_bounce,
        "bounce_for_id": message.bounce_for_id.map_or(0, |id| id.0),
        "tag": message.tag,
        "received_with_ssl": message.received_with_tls,
    })
}

fn attachments(content: Option<&Content<'_>>) -> Value {
    content.map(Content::attachments).unwrap_or_default().iter().map(attachment).collect()
}

fn attachment(attachment: &Attachment) -> Value {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &attachment.data);
    let hash: Vec<String> = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "filename": attachment.name,
        "content_type": attachment.content_type,
        "data": base64_text::encode(&attachment.data),
        "size": attachment.data.len(),
        "hash": hash.concat(),
    })
}

fn headers(content: Option<&Content<'_>>) -> Value {
    let headers = content.map(Content::headers).unwrap_or_default();
    Value::Object(headers.into_iter().map(|(name, values)| (name, values.into())).collect())
}

/// Header section, CRLF CRLF, body. Of a message whose content is removed only the line ends are left, as in 3.3.
fn raw_message(raw: Option<&[u8]>) -> String {
    let (section, body) = header::split(raw.unwrap_or_default());
    let section = section.strip_suffix(b"\n").unwrap_or(section);
    let section = section.strip_suffix(b"\r").unwrap_or(section);
    base64_text::encode(&[section, b"\r\n\r\n", body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_are_asked_for_by_name_or_all_at_once() {
        let wanted = |value: Value| Expansion::wanted(Some(&value)).len();
        assert_eq!(wanted(json!(true)), 9);
        assert_eq!(wanted(json!(["headers", "rawmessage", "plain_body", "unknown", 7])), 3);
        for none in [json!(false), json!("status"), json!({}), json!([]), json!(1)] {
            assert_eq!(wanted(none), 0);
        }
        assert!(Expansion::wanted(None).is_empty());
    }

    #[test]
    fn a_removed_message_is_two_line_ends() {
        assert_eq!(raw_message(None), "DQoNCg==\n");
        assert_eq!(raw_message(Some(b"A: b\r\n\r\nc")), base64_text::encode(b"A: b\r\n\r\nc"));
        assert_eq!(raw_message(Some(b"A: b\n\nc")), base64_text::encode(b"A: b\r\n\r\nc"));
    }
}
