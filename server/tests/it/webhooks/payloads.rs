//! What each event tells, literally.

use std::time::Duration;

use postal::ingest::{Recipient, Submission};
use postal::model::{DeliveryId, EventKind, MessageId, MessageScope, MessageStatus, NewEvent, WebhookFormat};
use postal::store::events;
use postal::store::results::{self, DeliveryResult, NewDelivery};
use serde_json::{Value, json};

use super::{START, form};
use crate::support::app::TestApp;

/// A mail server with a message 1 (outgoing) and its bounce 2, whose random parts are fixed.
struct Told {
    app: TestApp,
}

impl Told {
    async fn start(format: WebhookFormat, all_events: bool, events: &[&str]) -> Self {
        let app = TestApp::start().await;
        for (scope, rcpt_to, is_bounce) in
            [(MessageScope::Outgoing, "ann@example.net", false), (MessageScope::Incoming, "bounce@acme.example", true)]
        {
            let recipient = Recipient {
                server_id: app.server.id,
                scope,
                rcpt_to: rcpt_to.to_owned(),
                destination: "example.net".to_owned(),
                credential_id: None,
                domain_id: None,
                route_id: None,
                endpoint: None,
                dsn: None,
                tag: (!is_bounce).then(|| "order".to_owned()),
                is_bounce,
                bounce_for_id: None,
            };
            let submission = Submission {
                content: b"Subject: Order\r\nMessage-ID: <m1@acme.example>\r\n\r\nHi\r\n".to_vec(),
                mail_from: (!is_bounce).then(|| "shop@acme.example".to_owned()),
                received_with_tls: Some(true),
                is_smtputf8: false,
                arrival: None,
                extras: None,
                recipients: vec![recipient],
            };
            app.ingest.accept(submission).await.unwrap();
        }
        let mut conn = app.store.write().await.unwrap();
        conn.execute("UPDATE messages SET token = 'k3JxQ0aZ8mWvB2Lt'", &[]).await.unwrap();
        drop(conn);
        let mut form = form("https://hooks.example.com/".to_owned(), format);
        form.all_events = all_events;
        form.events = events.iter().map(|name| (*name).to_owned()).collect();
        app.webhooks.create(&app.server, &form).await.unwrap();
        Self { app }
    }

    async fn record(&self, kind: EventKind, delivery_id: Option<i64>, data: Option<Value>) {
        let about = kind.as_str().starts_with("message.").then_some(MessageId(1));
        let event = NewEvent {
            server_id: self.app.server.id,
            kind,
            message_id: about,
            delivery_id: delivery_id.map(DeliveryId),
            data,
            at: START + Duration::from_micros(123_456),
        };
        let mut tx = self.app.store.begin().await.unwrap();
        events::record(&mut tx, &[event]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn result(&self, delivery: NewDelivery, event: Option<(EventKind, Option<Value>)>) {
        let at = START + Duration::from_millis(1500);
        let mut result = DeliveryResult::note(self.app.server.id, MessageId(1), at, delivery);
        result.event = event;
        let mut tx = self.app.store.begin().await.unwrap();
        results::write_one(&mut tx, &result, self.app.queue.process()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Name and payload of what waits.
    async fn told(&self) -> Vec<(String, String)> {
        let mut conn = self.app.store.read().await.unwrap();
        let rows = conn.fetch_all("SELECT event, payload FROM webhook_requests ORDER BY id", &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    async fn one(&self) -> (String, String) {
        let told = self.told().await;
        let [one] = &told[..] else { panic!("{told:#?}") };
        one.clone()
    }
}

const MESSAGE: &str = r#"{"id":1,"token":"k3JxQ0aZ8mWvB2Lt","direction":"outgoing","message_id":"m1@acme.example","to":"ann@example.net","from":"shop@acme.example","subject":"Order","timestamp":1795358146.0,"spam_status":"NotChecked","tag":"order"}"#;
const BOUNCE: &str = r#"{"id":2,"token":"k3JxQ0aZ8mWvB2Lt","direction":"incoming","message_id":"m1@acme.example","to":"bounce@acme.example","from":"","subject":"Order","timestamp":1795358146.0,"spam_status":"NotChecked","tag":null}"#;

fn attempted(status: MessageStatus, output: &str) -> NewDelivery {
    NewDelivery {
        output: Some(output.to_owned()),
        sent_with_tls: true,
        mx_host: Some("mx.example.net".to_owned()),
        duration_us: Some(843_210),
        code: Some(250),
        ..NewDelivery::new(status, "A sentence")
    }
}

#[tokio::test]
async fn results_of_attempts_are_told_as_in_postal_3() {
    for (status, name) in [
        (MessageStatus::Sent, "MessageSent"),
        (MessageStatus::SoftFail, "MessageDelayed"),
        (MessageStatus::HardFail, "MessageDeliveryFailed"),
    ] {
        let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
        told.result(attempted(status, "250 2.0.0 OK"), None).await;
        let expected = format!(
            r#"{{"message":{MESSAGE},"status":"{}","details":"A sentence","output":"250 2.0.0 OK","sent_with_ssl":true,"timestamp":1795358147.5,"time":0.84}}"#,
            status.as_str()
        );
        assert_eq!(told.one().await, (name.to_owned(), expected));
    }
}

#[tokio::test]
async fn without_an_attempt_nothing_is_said_about_tls_and_the_output_is_empty() {
    for (status, name) in [(MessageStatus::Held, "MessageHeld"), (MessageStatus::HardFail, "MessageDeliveryFailed")] {
        let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
        told.result(NewDelivery::new(status, "x".repeat(300)), None).await;
        let expected = format!(
            r#"{{"message":{MESSAGE},"status":"{}","details":"{}","output":"","sent_with_ssl":null,"timestamp":1795358147.5,"time":null}}"#,
            status.as_str(),
            "x".repeat(250)
        );
        assert_eq!(told.one().await, (name.to_owned(), expected));
    }
}

#[tokio::test]
async fn a_bounce_is_told_with_both_messages() {
    let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
    let event = (EventKind::MessageBounced, Some(json!({ "bounce_id": 2 })));
    told.result(NewDelivery::new(MessageStatus::Bounced, "Bounced"), Some(event)).await;
    let expected = format!(r#"{{"original_message":{MESSAGE},"bounce":{BOUNCE}}}"#);
    assert_eq!(told.one().await, ("MessageBounced".to_owned(), expected));
}

#[tokio::test]
async fn clicks_and_opens_are_told_without_what_postal_3_did_not_know() {
    let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
    let data = json!({ "is_machine": true, "url": "https://x.example/?a=1&b=<2>", "token": "abcdefgh",
        "ip_address": "192.0.2.7", "user_agent": null });
    told.record(EventKind::MessageClicked, None, Some(data)).await;
    let opened = json!({ "ip_address": "192.0.2.7", "user_agent": "Mail", "is_machine": false });
    told.record(EventKind::MessageOpened, None, Some(opened)).await;
    let clicked = format!(
        r#"{{"message":{MESSAGE},"url":"https://x.example/?a=1&b=<2>","token":"abcdefgh","ip_address":"192.0.2.7","user_agent":null}}"#
    );
    let opened = format!(r#"{{"message":{MESSAGE},"ip_address":"192.0.2.7","user_agent":"Mail"}}"#);
    let expected = [("MessageLinkClicked".to_owned(), clicked), ("MessageLoaded".to_owned(), opened)];
    assert_eq!(told.told().await, expected);
}

#[tokio::test]
async fn events_about_no_message_tell_what_was_recorded() {
    let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
    let dns = r#"{"server":{"uuid":"u","name":"Mail","permalink":"mail","organization":"acme"},"domain":"acme.example","uuid":"d","dns_checked_at":1795358146.5,"spf_status":"Missing","spf_error":"No SPF","dkim_status":"OK","dkim_error":null,"mx_status":"OK","mx_error":null,"return_path_status":"Invalid","return_path_error":"No"}"#;
    let limit =
        r#"{"server":{"uuid":"u","name":"Mail","permalink":"mail","organization":"acme"},"volume":95,"limit":100}"#;
    let mut expected = Vec::new();
    for (kind, name, data) in [
        (EventKind::DomainDnsError, "DomainDNSError", dns),
        (EventKind::SendLimitApproaching, "SendLimitApproaching", limit),
        (EventKind::SendLimitExceeded, "SendLimitExceeded", limit),
    ] {
        told.record(kind, None, Some(serde_json::from_str(data).unwrap())).await;
        expected.push((name.to_owned(), data.to_owned()));
    }
    assert_eq!(told.told().await, expected);
}

#[tokio::test]
async fn other_events_reach_legacy_webhooks_only_when_chosen() {
    let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
    told.record(EventKind::MessageQueued, None, None).await;
    told.record(EventKind::SuppressionAdded, None, Some(json!({ "address": "a@x.example" }))).await;
    assert_eq!(told.told().await, []);

    let told = Told::start(WebhookFormat::Legacy, false, &["message.queued", "SuppressionAdded"]).await;
    told.record(EventKind::MessageQueued, None, None).await;
    told.record(EventKind::SuppressionAdded, None, Some(json!({ "address": "a@x.example" }))).await;
    told.record(EventKind::SendLimitExceeded, None, Some(json!({}))).await;
    let expected = [
        ("message.queued".to_owned(), format!(r#"{{"message":{MESSAGE}}}"#)),
        ("SuppressionAdded".to_owned(), r#"{"address":"a@x.example"}"#.to_owned()),
    ];
    assert_eq!(told.told().await, expected);
}

#[tokio::test]
async fn the_format_v2_tells_more() {
    let told = Told::start(WebhookFormat::V2, true, &[]).await;
    told.result(attempted(MessageStatus::Sent, "250 OK"), None).await;
    let event = (EventKind::MessageBounced, Some(json!({ "bounce_id": 2 })));
    told.result(NewDelivery::new(MessageStatus::Bounced, "Bounced"), Some(event)).await;
    let told = told.told().await;
    assert_eq!((told[0].0.as_str(), told[1].0.as_str()), ("message.sent", "message.bounced"));
    let sent: Value = serde_json::from_str(&told[0].1).unwrap();
    let expected = json!({
        "message": {
            "id": 1, "token": "k3JxQ0aZ8mWvB2Lt", "direction": "outgoing", "message_id": "m1@acme.example",
            "to": "ann@example.net", "from": "shop@acme.example", "subject": "Order", "tag": "order",
            "spam_status": "NotChecked", "created_at": "2026-11-22T14:35:46.000000Z",
        },
        "delivery": {
            "id": sent["delivery"]["id"], "status": "Sent", "code": 250, "enhanced_code": null, "reason": null,
            "details": "A sentence", "output": "250 OK", "sent_with_tls": true, "mx_host": "mx.example.net",
            "duration_ms": 843, "created_at": "2026-11-22T14:35:47.500000Z",
        },
    });
    assert_eq!(sent, expected);
    let bounced: Value = serde_json::from_str(&told[1].1).unwrap();
    assert_eq!((&bounced["bounce"]["id"], &bounced["bounce"]["from"]), (&json!(2), &json!(null)));
    assert_eq!(bounced.get("bounce_id"), None);
}

#[tokio::test]
async fn only_enabled_webhooks_of_the_server_are_told_each_once() {
    let told = Told::start(WebhookFormat::Legacy, true, &[]).await;
    let mut off = form("https://hooks.example.com/".to_owned(), WebhookFormat::V2);
    off.is_enabled = false;
    told.app.webhooks.create(&told.app.server, &off).await.unwrap();
    let other = crate::support::app::create_server(&told.app, &told.app.organization, "other").await;
    told.app.webhooks.create(&other, &form("https://hooks.example.com/".to_owned(), WebhookFormat::V2)).await.unwrap();
    told.record(EventKind::MessageOpened, None, Some(json!({}))).await;
    told.record(EventKind::MessageOpened, None, Some(json!({}))).await;
    let mut conn = told.app.store.read().await.unwrap();
    let rows = conn.fetch_all("SELECT DISTINCT uuid FROM webhook_requests", &[]).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(told.told().await.len(), 2);
}
