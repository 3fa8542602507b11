//! Examples of events, for trying a webhook.

use serde_json::{Value, json};

use crate::model::webhook_payload::{self, Facts};
use crate::model::{
    Delivery, DeliveryId, EventKind, Extras, MailServer, Message, MessageId, MessageScope, MessageStatus, Timestamp,
    WebhookFormat,
};

/// What would be told of such an event about a made-up message of this mail server.
pub fn payload(format: WebhookFormat, kind: EventKind, server: &MailServer, now: Timestamp) -> String {
    let scope = match kind {
        EventKind::MessageReceived | EventKind::MessageProcessed => MessageScope::Incoming,
        _ => MessageScope::Outgoing,
    };
    let message = message(server, scope, 1, now);
    let bounce = (kind == EventKind::MessageBounced).then(|| self::message(server, MessageScope::Incoming, 2, now));
    let delivery = status(kind).map(|status| delivery(server, status, now));
    let data = data(kind, server, now);
    let facts =
        Facts { message: Some(&message), delivery: delivery.as_ref(), bounce: bounce.as_ref(), data: data.as_ref() };
    webhook_payload::payload(format, kind, &facts).unwrap_or_else(|| json!({})).to_string()
}

fn message(server: &MailServer, scope: MessageScope, id: i64, now: Timestamp) -> Message {
    let (rcpt_to, mail_from, subject) = match (scope, id) {
        (MessageScope::Outgoing, _) => ("ada@example.net", Some("shop@example.com"), "Your order"),
        (MessageScope::Incoming, 1) => ("help@example.com", Some("ada@example.net"), "A question"),
        (MessageScope::Incoming, _) => ("bounce@example.com", None, "Undelivered Mail Returned to Sender"),
    };
    Message {
        server_id: server.id,
        id: MessageId(id),
        token: "SampleToken12345".to_owned(),
        scope,
        rcpt_to: rcpt_to.to_owned(),
        mail_from: mail_from.map(str::to_owned),
        subject: Some(subject.to_owned()),
        message_id: Some("sample@example.com".to_owned()),
        tag: Some("sample".to_owned()),
        extras: Extras::default(),
        tracked_links: 0,
        tracked_images: 0,
        loaded_at: None,
        clicked_at: None,
        status: MessageStatus::Pending,
        version: 1,
        is_held: false,
        hold_expires_at: None,
        is_bounce: false,
        bounce_for_id: None,
        credential_id: None,
        domain_id: None,
        route_id: None,
        endpoint: None,
        received_with_tls: Some(true),
        dsn: None,
        is_smtputf8: false,
        client_ip: None,
        client_helo: None,
        verification: None,
        inspected: None,
        size_bytes: 1024,
        content_id: None,
        prepended_headers: None,
        is_prepared: false,
        last_delivery_attempt_at: None,
        created_at: now,
    }
}

fn status(kind: EventKind) -> Option<MessageStatus> {
    Some(match kind {
        EventKind::MessageSent => MessageStatus::Sent,
        EventKind::MessageDelayed => MessageStatus::SoftFail,
        EventKind::MessageError => MessageStatus::Error,
        EventKind::MessageFailed => MessageStatus::HardFail,
        EventKind::MessageHeld => MessageStatus::Held,
        EventKind::MessageBounced => MessageStatus::Bounced,
        EventKind::MessageProcessed => MessageStatus::Processed,
        EventKind::MessageHoldCancelled => MessageStatus::HoldCancelled,
        EventKind::MessageCancelled => MessageStatus::Cancelled,
        _ => return None,
    })
}

fn delivery(server: &MailServer, status: MessageStatus, now: Timestamp) -> Delivery {
    let (code, output) = match status {
        MessageStatus::Sent => (Some(250), Some("250 2.0.0 OK")),
        MessageStatus::SoftFail => (Some(451), Some("451 4.7.1 Try again later")),
        MessageStatus::HardFail => (Some(550), Some("550 5.1.1 No such user")),
        _ => (None, None),
    };
    let was_attempted = code.is_some();
    Delivery {
        server_id: server.id,
        id: DeliveryId(1),
        message_id: MessageId(1),
        status,
        code,
        enhanced_code: output.and_then(|output| output.split(' ').nth(1)).map(str::to_owned),
        reason: (status == MessageStatus::HardFail).then(|| "invalid_recipient".to_owned()),
        details: "This is an example of an event.".to_owned(),
        output: output.map(str::to_owned),
        sent_with_tls: was_attempted,
        tls: None,
        mx_host: was_attempted.then(|| "mx.example.net".to_owned()),
        mx_address: None,
        dialogue: None,
        log_id: None,
        duration_us: was_attempted.then_some(840_000),
        created_at: now,
    }
}

fn data(kind: EventKind, server: &MailServer, now: Timestamp) -> Option<Value> {
    let own = json!({
        "uuid": server.uuid,
        "name": server.name,
        "permalink": server.permalink,
        "organization": server.organization_permalink,
    });
    Some(match kind {
        EventKind::MessageClicked => json!({
            "url": "https://example.com/",
            "token": "SampleLk",
            "ip_address": "192.0.2.1",
            "user_agent": "Mozilla/5.0",
            "is_machine": false,
        }),
        EventKind::MessageOpened => {
            json!({ "ip_address": "192.0.2.1", "user_agent": "Mozilla/5.0", "is_machine": false })
        }
        EventKind::MessageBounced => json!({ "bounce_id": 2 }),
        EventKind::MessageComplained => json!({ "report_id": 2, "feedback_type": "abuse" }),
        EventKind::DomainDnsError => json!({
            "server": own,
            "domain": "example.com",
            "uuid": "00000000-0000-4000-8000-000000000000",
            "dns_checked_at": now.as_seconds_f64(),
            "spf_status": "Missing",
            "spf_error": "No SPF record exists for this domain",
            "dkim_status": "OK",
            "dkim_error": null,
            "mx_status": "OK",
            "mx_error": null,
            "return_path_status": "OK",
            "return_path_error": null,
        }),
        EventKind::SendLimitApproaching => json!({ "server": own, "volume": 95, "limit": 100 }),
        EventKind::SendLimitExceeded => json!({ "server": own, "volume": 100, "limit": 100 }),
        EventKind::SuppressionAdded | EventKind::SuppressionRemoved => {
            json!({ "address": "ada@example.net", "reason": "hard fail" })
        }
        _ => return None,
    })
}
