//! Header fields that are meant for us: metadata, and the key that makes of many tries one message.

use std::time::Duration;

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::SmtpPeer;

const OTHER_KEY: &str = "zyxwvutsrqponmlkjihgfedc";

async fn submit_with(app: &SmtpApp, credential: &str, to: &str, content: &str) -> String {
    let smtp = app.smtp_peer().await.ehlo().await.auth(credential).await.mail_from("me@example.com").await;
    let mut smtp: SmtpPeer = smtp.rcpt_to(to).await.data().await;
    smtp.finishes(content, "").await
}

async fn submit(tenant: &Tenant, content: &str) -> String {
    submit_with(&tenant.app, KEY, "a@x.example", content).await
}

fn keyed(key: &str, body: &str) -> String {
    format!("X-Postal-Idempotency-Key: {key}\r\n{MESSAGE}{body}\r\n")
}

async fn metadata(tenant: &Tenant) -> Vec<Option<String>> {
    let mut conn = tenant.app.store.read().await.unwrap();
    let rows = conn.fetch_all("SELECT metadata FROM messages ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

#[tokio::test]
async fn metadata_is_kept_and_recipients_do_not_get_it() {
    let tenant = Tenant::new().await;
    let content = format!("X-Postal-Meta-Order: 4711\r\nX-Postal-Meta-name: =?utf-8?q?J=C3=B6rg?=\r\n{MESSAGE}");
    assert!(submit(&tenant, &content).await.starts_with("250 2.0.0 OK queued as "));
    assert_eq!(metadata(&tenant).await, [Some(r#"{"name":"Jörg","order":"4711"}"#.to_owned())]);
    let stored = tenant.app.first_content().await;
    assert!(stored.starts_with("Received: ") && stored.ends_with(MESSAGE), "{stored}");
    assert!(!stored.contains("X-Postal-Meta"), "{stored}");
    let mut conn = tenant.app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM message_labels WHERE name IN ('meta:order', 'meta:name')";
    assert_eq!(conn.fetch_one(sql, &[]).await.unwrap().get::<i64>(0).unwrap(), 2);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_nothing_is_stored() {
    let tenant = Tenant::new().await;
    for (fields, reply) in [
        ("X-Postal-Meta-a.b: 1\r\n", "550 5.6.0 X-Postal-Meta-a.b: a key has 1 to 40 letters, digits, _ and -"),
        ("X-Postal-Meta-a: 1\r\nx-postal-meta-A: 2\r\n", "550 5.6.0 x-postal-meta-A is given more than once"),
        ("X-Postal-Idempotency-Key:\r\n", "550 5.6.0 X-Postal-Idempotency-Key must have 1 to 256 characters"),
    ] {
        assert_eq!(submit(&tenant, &format!("{fields}{MESSAGE}")).await, reply);
    }
    assert!(tenant.app.messages().await.is_empty());
}

#[tokio::test]
async fn strangers_fields_are_theirs() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    let content = format!("X-Postal-Meta-a.b: 1\r\nX-Postal-Meta-c: 1\r\nX-Postal-Idempotency-Key: k\r\n{MESSAGE}");
    for _ in 0..2 {
        let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
        smtp.finishes(&content, "250").await;
    }
    assert_eq!(metadata(&tenant).await, [None::<String>, None]);
    assert!(tenant.app.first_content().await.contains("X-Postal-Meta-c: 1\r\n"));
}

#[tokio::test]
async fn a_key_is_one_message_and_a_repeat_names_the_first() {
    let tenant = Tenant::new().await;
    let first = submit(&tenant, &keyed("k1", "")).await;
    assert!(first.starts_with("250 2.0.0 OK queued as "), "{first}");
    // Written again by a program: another date, another id.
    let again = format!("Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <2@x>\r\n{}", keyed("k1", ""));
    assert_eq!(submit(&tenant, &again).await, first);
    assert_eq!(tenant.app.messages().await.len(), 1);
    assert!(!tenant.app.first_content().await.contains("X-Postal-Idempotency-Key"));

    const OTHER: &str = "550 5.6.0 X-Postal-Idempotency-Key was used for another message";
    assert_eq!(submit(&tenant, &keyed("k1", "Another text")).await, OTHER);
    assert_eq!(submit_with(&tenant.app, KEY, "b@x.example", &keyed("k1", "")).await, OTHER);
    // Another key, another credential, another day: another message.
    assert_ne!(submit(&tenant, &keyed("k2", "")).await, first);
    tenant.app.credential(tenant.server, postal::model::CredentialKind::Smtp, OTHER_KEY).await;
    assert!(submit_with(&tenant.app, OTHER_KEY, "a@x.example", &keyed("k1", "")).await.starts_with("250"));
    tenant.app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert_ne!(submit(&tenant, &keyed("k1", "")).await, first);
    assert_eq!(tenant.app.messages().await.len(), 4);
}

#[tokio::test]
async fn of_many_sessions_at_once_one_stores_the_message_and_all_hear_its_token() {
    let tenant = Tenant::new().await;
    let content = keyed("same", "");
    let replies = futures::future::join_all((0..8).map(|_| submit(&tenant, &content))).await;
    assert_eq!(tenant.app.messages().await.len(), 1);
    assert!(replies[0].starts_with("250 2.0.0 OK queued as "), "{}", replies[0]);
    assert!(replies.iter().all(|reply| *reply == replies[0]), "{replies:?}");
}

#[tokio::test]
async fn a_message_that_is_refused_leaves_its_key_free() {
    let tenant = Tenant::new().await;
    let foreign = keyed("k1", "").replace("From: test@example.com", "From: test@else.example");
    assert!(submit(&tenant, &foreign).await.starts_with("530"));
    assert!(submit(&tenant, &keyed("k1", "")).await.starts_with("250"));
}
