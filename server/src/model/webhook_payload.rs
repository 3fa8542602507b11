//! What a webhook is told about an event, as JSON: `payload` in the format `legacy`, `data` in `v2`.
//!
//! Pure: rows in, JSON out. Names, types and order of the fields in the format `legacy` are those of Postal 3.3.

use serde_json::{Map, Value, json};

use super::{Delivery, EventKind, Inspected, Message, WebhookFormat};

/// Longest `details` in the format `legacy`, in characters.
const MAX_DETAILS: usize = 250;
/// Longest `output` in the format `legacy`, in characters.
const MAX_OUTPUT: usize = 512;

/// What belongs to an event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    pub message: Option<&'a Message>,
    pub delivery: Option<&'a Delivery>,
    /// The message that came back.
    pub bounce: Option<&'a Message>,
    /// `data` of the event.
    pub data: Option<&'a Value>,
}

/// The inner part of the request. `None`: the message that it would tell about is not there any more.
pub fn payload(format: WebhookFormat, kind: EventKind, facts: &Facts<'_>) -> Option<Value> {
    if !kind.is_about_message() {
        return Some(facts.data.cloned().unwrap_or_else(|| json!({})));
    }
    let message = facts.message?;
    Some(Value::Object(match format {
        WebhookFormat::Legacy => legacy(kind, message, facts),
        WebhookFormat::V2 => v2(message, facts),
    }))
}

fn legacy(kind: EventKind, message: &Message, facts: &Facts<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    if kind == EventKind::MessageBounced {
        fields.insert("original_message".to_owned(), legacy_message(message));
        fields.insert("bounce".to_owned(), facts.bounce.map_or(Value::Null, legacy_message));
        return fields;
    }
    fields.insert("message".to_owned(), legacy_message(message));
    if let Some(delivery) = facts.delivery {
        add_legacy_delivery(&mut fields, delivery);
    }
    let data = facts.data.and_then(Value::as_object);
    match kind {
        // 3.3 knows nothing of programs that load images and follow links.
        EventKind::MessageClicked => add_keys(&mut fields, data, &["url", "token", "ip_address", "user_agent"]),
        EventKind::MessageOpened => add_keys(&mut fields, data, &["ip_address", "user_agent"]),
        _ => fields.extend(data.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone()))),
    }
    fields
}

fn add_keys(fields: &mut Map<String, Value>, data: Option<&Map<String, Value>>, names: &[&str]) {
    for name in names {
        let value = data.and_then(|data| data.get(*name)).cloned().unwrap_or(Value::Null);
        fields.insert((*name).to_owned(), value);
    }
}

fn legacy_message(message: &Message) -> Value {
    json!({
        "id": message.id.0,
        "token": message.token,
        "direction": message.scope.as_str(),
        "message_id": message.message_id,
        "to": message.rcpt_to,
        "from": message.mail_from.as_deref().unwrap_or_default(),
        "subject": message.subject.as_deref().unwrap_or_default(),
        "timestamp": message.created_at.as_seconds_f64(),
        "spam_status": Inspected::spam_status(message.inspected.as_ref()),
        "tag": message.tag,
    })
}

fn add_legacy_delivery(fields: &mut Map<String, Value>, delivery: &Delivery) {
    let cut = |text: &str, max| text.chars().take(max).collect::<String>();
    let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    add("status", delivery.status.as_str().into());
    add("details", cut(&delivery.details, MAX_DETAILS).into());
    add("output", cut(delivery.output.as_deref().unwrap_or_default(), MAX_OUTPUT).into());
    add("sent_with_ssl", was_attempted(delivery).then_some(delivery.sent_with_tls).into());
    add("timestamp", delivery.created_at.as_seconds_f64().into());
    add("time", delivery.duration_us.map(seconds).into());
}

/// A host was asked; holds and refusals of our own have none.
fn was_attempted(delivery: &Delivery) -> bool {
    delivery.mx_host.is_some() || delivery.code.is_some()
}

/// Rounded to hundredths, as 3.3 did.
fn seconds(duration_us: i64) -> f64 {
    (duration_us as f64 / 10_000.0).round() / 100.0
}

fn v2(message: &Message, facts: &Facts<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("message".to_owned(), v2_message(message));
    if let Some(delivery) = facts.delivery {
        fields.insert("delivery".to_owned(), v2_delivery(delivery));
    }
    if let Some(bounce) = facts.bounce {
        fields.insert("bounce".to_owned(), v2_message(bounce));
    }
    let data = facts.data.and_then(Value::as_object).into_iter().flatten();
    // The bounce itself says more than its number.
    let more = data.filter(|(name, _)| facts.bounce.is_none() || name.as_str() != "bounce_id");
    fields.extend(more.map(|(name, value)| (name.clone(), value.clone())));
    fields
}

fn v2_message(message: &Message) -> Value {
    json!({
        "id": message.id.0,
        "token": message.token,
        "direction": message.scope.as_str(),
        "message_id": message.message_id,
        "to": message.rcpt_to,
        "from": message.mail_from,
        "subject": message.subject,
        "tag": message.tag,
        "spam_status": Inspected::spam_status(message.inspected.as_ref()),
        "created_at": message.created_at.to_rfc3339(),
    })
}

fn v2_delivery(delivery: &Delivery) -> Value {
    json!({
        "id": delivery.id.0,
        "status": delivery.status.as_str(),
        "code": delivery.code,
        "enhanced_code": delivery.enhanced_code,
        "reason": delivery.reason,
        "details": delivery.details,
        "output": delivery.output,
        "sent_with_tls": was_attempted(delivery).then_some(delivery.sent_with_tls),
        "mx_host": delivery.mx_host,
        "duration_ms": delivery.duration_us.map(|us| us / 1000),
        "created_at": delivery.created_at.to_rfc3339(),
    })
}
