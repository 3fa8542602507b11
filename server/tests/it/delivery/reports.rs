//! Reports that we send: what the sender asked for, and what our own mail is spared.

use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::MessageStatus::{HardFail, Held, Sent};
use postal::model::{Delivery, DsnParameters, MessageId, RouteMode};
use postal::statistics;
use postal::store::suppressions;
use postal::suppression;
use postal_mail::command::{Notify, Ret};

use super::Post;
use super::receiving::LETTER;

const BEGIN: &str = "Message has been bounced because the route asks for this. ";

/// The sender's server takes mail here.
async fn start() -> Post {
    let post = Post::start().await;
    post.dns.mx("client.example", 10, "mx.example.net");
    post
}

impl Post {
    /// Mail with these DSN parameters that is bounced; its record.
    async fn bounces(&self, name: &str, dsn: DsnParameters) -> (MessageId, Delivery) {
        let route = self
            .route_with(name, |route| (route.mode, route.token) = (RouteMode::Bounce, format!("token-{name}")))
            .await;
        let id = self.arrives_with(&route, LETTER, |submission| submission.recipients[0].dsn = Some(dsn)).await.id;
        let record = self.record(id).await;
        assert_eq!(record.status, HardFail);
        (id, record)
    }
}

/// The report that a record names.
fn report_of(record: &Delivery) -> MessageId {
    let id = record.details.strip_prefix(BEGIN).and_then(|rest| rest.strip_prefix("See message <msg:"));
    MessageId(id.unwrap_or_else(|| panic!("{}", record.details)).trim_end_matches('>').parse().unwrap())
}

#[tokio::test]
async fn a_sender_who_wants_no_reports_of_failures_gets_none() {
    let post = start().await;
    let none = format!("{BEGIN}No bounce message was sent: the sender wants none (NOTIFY)");
    for (name, notify) in [
        ("never", Notify::Never),
        ("success", Notify::On { success: true, failure: false, delay: false }),
        ("delay", Notify::On { success: true, failure: false, delay: true }),
    ] {
        let (_, record) = post.bounces(name, DsnParameters { notify: Some(notify), ..Default::default() }).await;
        assert_eq!(record.details, none, "{notify}");
    }
    assert_eq!((post.app.stored_messages().await, post.mx.connections()), (3, 0));

    let notify = Some(Notify::On { success: false, failure: true, delay: false });
    let (_, record) = post.bounces("failure", DsnParameters { notify, ..Default::default() }).await;
    assert_eq!(post.record(report_of(&record)).await.status, Sent);
}

#[tokio::test]
async fn a_report_repeats_the_envelope_id_and_the_original_recipient() {
    let post = start().await;
    let dsn = DsnParameters {
        envid: Some("order+2B7+20-a".to_owned()),
        orcpt: Some("rfc822;desk@shop.example".to_owned()),
        ..Default::default()
    };
    post.bounces("sales", dsn).await;
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    // RFC 3464 §2.2.1: as it was before it was written as xtext.
    assert!(text.contains("\r\nOriginal-Envelope-Id: order+7 -a\r\n"), "{text}");
    assert!(text.contains("\r\nOriginal-Recipient: rfc822;desk@shop.example\r\n"), "{text}");
    assert!(text.contains("\r\nFinal-Recipient: rfc822; sales@acme.example\r\nAction: failed\r\n"), "{text}");
    assert!(text.contains("\r\nContent-Type: text/rfc822-headers\r\n") && !text.contains("How much is it?"), "{text}");
}

#[tokio::test]
async fn a_report_returns_the_whole_message_when_the_sender_wants_it() {
    let post = start().await;
    post.bounces("sales", DsnParameters { ret: Some(Ret::Full), ..Default::default() }).await;
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    assert!(text.contains("\r\nContent-Type: message/rfc822\r\n") && text.contains("How much is it?"), "{text}");
}

#[tokio::test]
async fn a_report_to_a_suppressed_sender_is_held() {
    let post = start().await;
    let (server, now) = (post.app.server.id, post.app.clock.now());
    let entry = suppression::entry(server, "Ann@client.example", "mailbox gone", now, Duration::from_secs(3600));
    suppressions::upsert(&mut post.app.store.write().await.unwrap(), &entry).await.unwrap();
    let (_, record) = post.bounces("sales", DsnParameters::default()).await;
    let held = post.record(report_of(&record)).await;
    assert_eq!(held.status, Held);
    assert_eq!(held.details, "Recipient (ann@client.example) is on the suppression list (reason: mailbox gone)");
    assert_eq!(post.mx.connections(), 0);
}

#[tokio::test]
async fn a_report_needs_no_room_in_the_send_limit_and_takes_none() {
    let post = start().await;
    post.sql("UPDATE servers SET send_limit = 1").await;
    for name in ["first", "second", "third"] {
        let (_, record) = post.bounces(name, DsnParameters::default()).await;
        assert_eq!(post.record(report_of(&record)).await.status, Sent);
    }
    let (server, now) = (post.app.server.id, post.app.clock.now());
    assert_eq!(statistics::live(&post.app.store, server, 60, now).await.unwrap(), (3, 0));
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
    let text = "Message held because send limit (1) has been reached.";
    post.ends_as("b@example.net", Held, text).await;
    let (_, record) = post.bounces("fourth", DsnParameters::default()).await;
    assert_eq!(post.record(report_of(&record)).await.status, Sent);
}

#[tokio::test]
async fn a_report_that_is_refused_makes_no_other_report() {
    let post = start().await;
    post.mx.reply_to("RCPT", "550 5.7.1 no");
    let (_, record) = post.bounces("sales", DsnParameters::default()).await;
    let report = report_of(&record);
    assert_eq!(post.record(report).await.status, HardFail);
    assert_eq!(post.app.stored_messages().await, 2);

    // What comes back about it is its bounce, and the end.
    let token = post.message(report).await.token;
    let content = format!("From: MAILER-DAEMON@client.example\r\nSubject: failure\r\n\r\nX-Postal-MsgID: {token}\r\n");
    let address = format!("{}@rp.postal.example.com", post.app.server.token);
    let back = post.comes_back(&address, None, &content).await.id;
    let text = format!("This has been detected as a bounce message for <msg:{report}>.");
    assert_eq!(post.record(back).await.details, text);
    assert_eq!(post.app.stored_messages().await, 3);
}
