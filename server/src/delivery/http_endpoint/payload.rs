//! The body of a request to an HTTP endpoint: which fields, in which order, of which types, as Postal 3.3 sent them.
//!
//! Pure: a message and its raw bytes in, bytes out.

use postal_mail::base64_text;
use postal_mail::mime::read::{Attachment, Content};
use postal_mail::reply_text;
use serde_json::{Map, Value, json};
use url::form_urlencoded::byte_serialize;

use crate::http_client::escaped;
use crate::model::{HttpEncoding, HttpEndpoint, HttpFormat, Inspected, Message};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// `raw`: the message as stored, header section first.
pub fn build(endpoint: &HttpEndpoint, message: &Message, raw: &[u8]) -> Payload {
    let fields = match endpoint.format {
        HttpFormat::Hash => parts(endpoint, message, raw),
        HttpFormat::RawMessage => whole(message, raw),
    };
    match endpoint.encoding {
        HttpEncoding::BodyAsJson => Payload { content_type: "application/json", body: as_json(fields) },
        HttpEncoding::FormData => {
            Payload { content_type: "application/x-www-form-urlencoded", body: as_form(&fields).into_bytes() }
        }
    }
}

/// Names and values in order.
type Fields = Map<String, Value>;

fn whole(message: &Message, raw: &[u8]) -> Fields {
    let mut fields = Fields::new();
    let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    add("id", message.id.0.into());
    add("rcpt_to", message.rcpt_to.as_str().into());
    add("mail_from", message.mail_from.as_deref().unwrap_or_default().into());
    add("message", base64_text::encode(raw).into());
    add("base64", true.into());
    add("size", message.size_bytes.into());
    fields
}

fn parts(endpoint: &HttpEndpoint, message: &Message, raw: &[u8]) -> Fields {
    let content = Content::parse(raw);
    let header = content.incoming_fields();
    let attachments = content.attachments();
    let plain_body = content.plain_body();

    let mut fields = Fields::new();
    let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    add("id", message.id.0.into());
    add("rcpt_to", message.rcpt_to.as_str().into());
    add("mail_from", message.mail_from.as_deref().unwrap_or_default().into());
    add("token", message.token.as_str().into());
    add("subject", message.subject.as_deref().unwrap_or_default().into());
    add("message_id", message.message_id.as_deref().unwrap_or_default().into());
    add("timestamp", message.created_at.as_seconds_f64().into());
    // A string, as it came from 3.3's database.
    add("size", message.size_bytes.to_string().into());
    add("spam_status", Inspected::spam_status(message.inspected.as_ref()).into());
    add("bounce", message.is_bounce.into());
    add("received_with_ssl", message.received_with_tls.into());
    add("to", header.to.into());
    add("cc", header.cc.into());
    add("from", header.from.into());
    add("date", header.date.into());
    add("in_reply_to", header.in_reply_to.into());
    add("references", header.references.into());
    add("html_body", content.html_body().into());
    add("attachment_quantity", attachments.len().into());
    add("auto_submitted", header.auto_submitted.into());
    add("reply_to", header.reply_to.into());
    if endpoint.strip_replies {
        let separated = reply_text::separate(plain_body.as_deref().unwrap_or_default());
        add("plain_body", separated.text.into());
        add("replies_from_plain_body", separated.replies.into());
    } else {
        add("plain_body", plain_body.into());
    }
    if endpoint.include_attachments {
        match endpoint.encoding {
            HttpEncoding::BodyAsJson => {
                add("attachments", attachments.iter().map(attachment).collect());
            }
            HttpEncoding::FormData => {
                for (index, attachment) in attachments.iter().enumerate() {
                    let mut add = |name: &str, value: Value| add(&format!("attachments[{index}][{name}]"), value);
                    add("filename", attachment.name.as_str().into());
                    // With its parameters here, unlike in JSON.
                    add("content_type", attachment.content_type_field.as_str().into());
                    add("size", attachment.data.len().into());
                    add("data", base64_text::encode(&attachment.data).into());
                }
            }
        }
    }
    fields
}

fn attachment(attachment: &Attachment) -> Value {
    json!({
        "filename": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.data.len(),
        "data": base64_text::encode(&attachment.data),
    })
}

fn as_json(fields: Fields) -> Vec<u8> {
    escaped(&Value::Object(fields).to_string()).into_bytes()
}

/// As Ruby's `URI.encode_www_form`: a blank is `+`, null is a bare key, a list repeats its key.
fn as_form(fields: &Fields) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Array(values) => values.iter().map(|value| pair(name, value)).collect(),
            value => vec![pair(name, value)],
        })
        .collect();
    pairs.join("&")
}

fn pair(name: &str, value: &Value) -> String {
    let name: String = byte_serialize(name.as_bytes()).collect();
    let text = match value {
        Value::Null => return name,
        Value::String(text) => byte_serialize(text.as_bytes()).collect(),
        other => other.to_string(),
    };
    format!("{name}={text}")
}
