//! What comes back about mail that was sent.

use std::time::Duration;

use postal::bounces::return_path;
use postal::clock::Clock as _;
use postal::config::Destination;
use postal::ingest::Accepted;
use postal::model::MessageStatus::{Bounced, HardFail, Processed, Sent};
use postal::model::RouteMode;
use postal::model::route::RETURN_PATH_NAME;
use postal::statistics;

use super::Post;
use crate::support::HttpSink;

/// A delivery report of the usual kind.
fn dsn(action: &str, status: &str, diagnostic: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@example.net\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\r\n\
         --x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; b@example.net\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; {diagnostic}\r\n\r\n\
         --x\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n\r\n--x--\r\n"
    )
}

impl Post {
    async fn sent(&self) -> Accepted {
        let sent = self.send("b@example.net").await;
        self.record(sent.id).await;
        sent
    }

    fn return_path(&self, sent: &Accepted) -> String {
        let server = &self.app.server;
        let local = return_path::local_part(&self.app.keys.secret, &server.token, server.id, sent.id);
        format!("{local}@rp.postal.example.com")
    }

    fn plain_return_path(&self) -> String {
        format!("{}@rp.postal.example.com", self.app.server.token)
    }
}

#[tokio::test]
async fn a_bounce_is_linked_by_our_header() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let report = dsn("failed", "5.1.1", "550 5.1.1 No such user", &format!("X-Postal-MsgID: {}", sent.token));
    let bounce = post.comes_back(&post.plain_return_path(), None, &report).await.id;
    let record = post.record(bounce).await;
    assert_eq!(record.status, Processed);
    assert_eq!(record.details, format!("This has been detected as a bounce message for <msg:{}>.", sent.id));
    assert_eq!(post.message(bounce).await.bounce_for_id, Some(sent.id));
    assert_eq!(post.message(bounce).await.domain_id, Some(post.app.domain.id));

    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!(record.status, Bounced);
    assert_eq!(
        record.details,
        format!(
            "We've received a bounce message for this e-mail. See <msg:{bounce}> for details. Recipient added to \
             suppression list (invalid recipient)."
        )
    );
    assert_eq!(record.reason.as_deref(), Some("invalid_recipient"));
    assert_eq!(record.enhanced_code.as_deref(), Some("5.1.1"));
    assert_eq!(record.output.as_deref(), Some("550 5.1.1 No such user"));
    assert_eq!(post.message(sent.id).await.status, Bounced);
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("invalid recipient"));
}

#[tokio::test]
async fn a_bounce_without_our_header_is_linked_by_the_signed_return_path() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let report = dsn("failed", "5.2.2", "552 5.2.2 mailbox full", "Subject: hello");
    post.comes_back(&post.return_path(&sent).to_uppercase(), None, &report).await;
    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!((record.status, record.reason.as_deref()), (Bounced, Some("quota")));
    assert_eq!(post.is_suppressed("b@example.net").await, None);
}

#[tokio::test]
async fn a_forged_return_path_links_to_nothing() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let forged = format!("{}+{}-aaaaaaaaaaaaaaaa@rp.postal.example.com", post.app.server.token, sent.id);
    let bounce = post.comes_back(&forged, None, &dsn("failed", "5.1.1", "550 no", "Subject: hello")).await.id;
    let record = post.record(bounce).await;
    assert_eq!(record.status, HardFail);
    assert_eq!(
        record.details,
        "This message was a bounce but we couldn't link it with any outgoing message and there was no route for it."
    );
    assert_eq!(post.message(sent.id).await.status, Sent);
}

#[tokio::test]
async fn a_report_of_a_temporary_failure_bounces_and_suppresses_nobody() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let report = dsn("failed", "4.4.7", "421 4.4.2 connection timed out", "Subject: hello");
    post.comes_back(&post.return_path(&sent), None, &report).await;
    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!(record.status, Bounced);
    assert_eq!(record.enhanced_code.as_deref(), Some("4.4.7"));
    assert_eq!(post.is_suppressed("b@example.net").await, None);
}

#[tokio::test]
async fn a_report_of_a_delay_is_noted_and_changes_no_status() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let report = dsn("delayed", "4.4.1", "connection refused", &format!("X-Postal-MsgID: {}", sent.token));
    let bounce = post.comes_back(&post.return_path(&sent), None, &report).await.id;
    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!(record.status, Sent);
    assert!(record.details.starts_with("The recipient's mail system reports that the message is delayed."));
    assert_eq!(post.message(sent.id).await.status, Sent);
    let record = post.record(bounce).await;
    assert_eq!(record.status, Processed);
    assert!(record.details.contains("delivery report (delayed)"), "{}", record.details);
}

#[tokio::test]
async fn an_automatic_reply_is_no_bounce_and_goes_to_the_return_path_route() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let vacation = format!(
        "From: b@example.net\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\n\
         I am away.\r\n> X-Postal-MsgID: {}\r\n",
        sent.token
    );
    let settled = post.comes_back(&post.return_path(&sent), None, &vacation).await.id;
    let record = post.record(settled).await;
    assert_eq!(record.status, Processed);
    assert_eq!(record.details, format!("This has been detected as an automatic reply to <msg:{}>.", sent.id));

    let route = post.route(RETURN_PATH_NAME, RouteMode::Accept).await;
    let routed = post.comes_back(&post.return_path(&sent), Some(&route), &vacation).await.id;
    let record = post.record(routed).await;
    assert_eq!(record.details, "Message has been accepted but not sent to any endpoints.");
    assert_eq!(post.message(sent.id).await.status, Sent);
}

#[tokio::test]
async fn a_human_reply_to_the_return_path_is_no_bounce_whatever_it_quotes() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let reply =
        format!("From: b@example.net\r\nSubject: Re: hello\r\n\r\nThanks!\r\n> X-Postal-MsgID: {}\r\n", sent.token);
    let id = post.comes_back_from(Some("b@example.net"), &post.return_path(&sent), None, &reply).await.id;
    assert_eq!(post.record(id).await.status, HardFail);
    assert_eq!(post.message(sent.id).await.status, Sent);
}

#[tokio::test]
async fn an_unknown_kind_of_report_with_our_header_is_a_bounce_as_in_3_3() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let odd = format!(
        "From: postmaster@example.net\r\nSubject: xyz\r\n\r\nSomething happened.\r\n\r\nX-Postal-MsgID: {}\r\n",
        sent.token
    );
    post.comes_back(&post.plain_return_path(), None, &odd).await;
    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!(record.status, Bounced);
    assert_eq!(post.is_suppressed("b@example.net").await, None);
}

#[tokio::test]
async fn a_complaint_suppresses_for_good_and_keeps_the_status() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let arf = format!(
        "From: fbl@example.net\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n\r\n\
         --x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: fbl/1\r\nVersion: 1\r\n\r\n\
         --x\r\nContent-Type: message/rfc822\r\n\r\nX-Postal-MsgID: {}\r\nSubject: hello\r\n\r\nbody\r\n\r\n--x--\r\n",
        sent.token
    );
    // Feedback loops report to an address that somebody registered, which is a route like any other.
    let route = post.route("abuse", RouteMode::Accept).await;
    let id = post.arrives_with(&route, &arf, |_| {}).await.id;
    let record = post.records(sent.id, 2).await.remove(1);
    assert_eq!((record.status, record.reason.as_deref()), (Sent, Some("complaint")));
    assert_eq!(
        record.details,
        format!(
            "The recipient has complained about this e-mail (abuse). See <msg:{id}>. Recipient added to suppression list \
             (complaint)."
        )
    );
    post.app.clock.advance(Duration::from_secs(400 * 24 * 3600));
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("complaint"));
    assert_eq!(post.record(id).await.details, "Message has been accepted but not sent to any endpoints.");
}

#[tokio::test]
async fn what_bounces_back_about_another_server_changes_nothing() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let other = crate::support::app::create_server(&post.app, &post.app.organization, "other").await;
    let report = dsn("failed", "5.1.1", "550 no", &format!("X-Postal-MsgID: {}", sent.token));
    let submission = postal::ingest::Submission {
        content: report.into_bytes(),
        mail_from: None,
        received_with_tls: None,
        is_smtputf8: false,
        arrival: None,
        extras: None,
        recipients: vec![postal::ingest::Recipient {
            server_id: other.id,
            scope: postal::model::MessageScope::Incoming,
            rcpt_to: post.return_path(&sent),
            destination: ":local".to_owned(),
            credential_id: None,
            domain_id: None,
            route_id: None,
            endpoint: None,
            tag: None,
            is_bounce: true,
            bounce_for_id: None,
            dsn: None,
        }],
    };
    let id = post.app.ingest.accept(submission).await.unwrap().remove(0).id;
    post.until(async || {
        let mut conn = post.app.store.read().await.unwrap();
        let message = postal::store::messages::find(&mut conn, other.id, id).await.unwrap().unwrap();
        message.status == HardFail
    })
    .await;
    assert_eq!(post.message(sent.id).await.status, Sent);
}

#[tokio::test]
async fn a_report_about_one_recipient_says_nothing_about_mail_that_is_quoted_beside() {
    let post = Post::start().await;
    let quoted = post.send("other@example.net").await;
    post.record(quoted.id).await;
    let sent = post.sent().await;
    let returned = format!("X-Postal-MsgID: {}\r\nX-Note: > X-Postal-MsgID: {}", sent.token, quoted.token);
    post.comes_back(&post.plain_return_path(), None, &dsn("failed", "5.1.1", "550 no such user", &returned)).await;
    assert_eq!(post.records(sent.id, 2).await.remove(1).status, Bounced);
    assert_eq!(post.message(quoted.id).await.status, Sent);
    assert_eq!(post.is_suppressed("other@example.net").await, None);
}

#[tokio::test]
async fn a_suppression_without_an_end_outlives_later_failures() {
    let post = Post::start().await;
    let sent = post.sent().await;
    let now = post.app.clock.now();
    let entry = postal::suppression::complaint_entry(post.app.server.id, "b@example.net", now);
    postal::store::suppressions::upsert(&mut post.app.store.write().await.unwrap(), &entry).await.unwrap();
    post.comes_back(&post.return_path(&sent), None, &dsn("failed", "5.1.1", "550 no such user", "Subject: x")).await;
    post.records(sent.id, 2).await;
    post.app.clock.advance(Duration::from_secs(400 * 24 * 3600));
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("complaint"));
}

#[tokio::test]
async fn a_bounce_about_several_messages_has_a_record_for_each_and_each_is_bounced() {
    let post = Post::start().await;
    let mut sent = Vec::new();
    for recipient in ["b@example.net", "c@example.net", "d@example.net"] {
        let accepted = post.send(recipient).await;
        post.record(accepted.id).await;
        sent.push(accepted);
    }
    let returned: Vec<_> = sent.iter().map(|sent| format!("X-Postal-MsgID: {}", sent.token)).collect();
    let report = dsn("failed", "5.1.1", "550 5.1.1 No such user", &returned.join("\r\n")).replace(
        "\r\n\r\n--x\r\nContent-Type: text/rfc822-headers",
        "\r\n\r\nFinal-Recipient: rfc822; c@example.net\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n\
         Final-Recipient: rfc822; d@example.net\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n\
         --x\r\nContent-Type: text/rfc822-headers",
    );
    let bounce = post.comes_back(&post.plain_return_path(), None, &report).await.id;
    let mut details: Vec<_> = post.records(bounce, 3).await.into_iter().map(|it| (it.status, it.details)).collect();
    details.sort_by(|a, b| a.1.cmp(&b.1));
    let about =
        |number: usize, what: &str| (Processed, format!("This has been detected as {what} <msg:{}>.", sent[number].id));
    let bounced = "a bounce message for";
    assert_eq!(details, [about(0, bounced), about(1, bounced), about(2, "a delivery report (delayed) for")],);
    let message = post.message(bounce).await;
    assert_eq!((message.status, message.bounce_for_id), (Processed, Some(sent[0].id)));
    assert!(post.queued(bounce).await.is_none());

    for (number, status, reason) in
        [(0, Bounced, Some("invalid_recipient")), (1, Bounced, Some("quota")), (2, Sent, None)]
    {
        let records = post.records(sent[number].id, 2).await;
        assert_eq!((records.len(), records[1].status, records[1].reason.as_deref()), (2, status, reason));
        assert_eq!(post.message(sent[number].id).await.status, status);
    }
    assert!(post.is_suppressed("b@example.net").await.is_some());
    assert_eq!(post.is_suppressed("c@example.net").await, None);
}

#[tokio::test]
async fn incoming_mail_counts_once_in_the_live_statistics_and_linked_bounces_do_not() {
    let post = Post::start().await;
    let live = async || {
        let (server, now) = (post.app.server.id, post.app.clock.now());
        statistics::live(&post.app.store, server, 60, now).await.unwrap()
    };
    let sent = post.sent().await;
    assert_eq!(live().await, (0, 1));
    let report = dsn("failed", "5.1.1", "550 5.1.1 no", &format!("X-Postal-MsgID: {}", sent.token));
    let linked = post.comes_back(&post.plain_return_path(), None, &report).await.id;
    assert_eq!(post.record(linked).await.status, Processed);
    assert_eq!(live().await, (0, 1));
    let report = dsn("failed", "5.1.1", "550 no", "Subject: x");
    let unlinked = post.comes_back(&post.plain_return_path(), None, &report).await.id;
    assert_eq!(post.record(unlinked).await.status, HardFail);
    assert_eq!(live().await, (0, 1));

    // Two attempts.
    let endpoint = post.smtp_endpoint(postal::model::SslMode::None).await;
    let route = post.route_to("sales", endpoint).await;
    post.mx.reply_once("RCPT", "450 4.2.1 later");
    let id = post.arrives(&route).await.id;
    post.record(id).await;
    assert_eq!(live().await, (1, 1));
    post.app.clock.advance(Duration::from_secs(301));
    assert_eq!(post.records(id, 2).await[1].status, Sent);
    assert_eq!(live().await, (1, 1));
}

#[tokio::test]
async fn an_automatic_reply_reaches_the_http_endpoint_of_the_return_path_as_a_bounce() {
    let post = Post::with(|config| {
        config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
    })
    .await;
    let sent = post.sent().await;
    let sink = HttpSink::start().await;
    let endpoint = post.http_endpoint(&sink.url("127.0.0.1", "/replies")).await;
    let route = post.route_to(RETURN_PATH_NAME, endpoint).await;
    let reply = "From: b@example.net\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n";
    let address = post.return_path(&sent);
    for rcpt_to in [&address, &post.plain_return_path()] {
        let id = post.comes_back(rcpt_to, Some(&route), reply).await.id;
        let record = post.record(id).await;
        assert_eq!(record.status, Sent, "{}", record.details);
        let body = sink.requests().pop().unwrap().json();
        assert_eq!((&body["bounce"], &body["id"]), (&true.into(), &id.0.into()));
        assert_eq!((&body["rcpt_to"], &body["auto_submitted"]), (&rcpt_to.as_str().into(), &"auto-replied".into()));
        assert_eq!(body["plain_body"], "I am away.\r\n");
        assert_eq!(post.message(id).await.bounce_for_id, None);
    }
    assert_eq!(post.message(sent.id).await.status, Sent);

    // A bounce is never led on.
    let report = dsn("failed", "5.1.1", "550 5.1.1 no", &format!("X-Postal-MsgID: {}", sent.token));
    let bounce = post.comes_back(&address, Some(&route), &report).await.id;
    assert_eq!(post.record(bounce).await.status, Processed);
    assert_eq!(sink.requests().len(), 2);

    // Nor is an endpoint's refusal of a reply reported to whom the reply came from.
    sink.answer(404, "");
    let stored = post.app.stored_messages().await;
    let refused = post.comes_back_from(Some("b@example.net"), &address, Some(&route), reply).await.id;
    let record = post.record(refused).await;
    assert_eq!(record.status, HardFail);
    assert!(record.details.ends_with("No bounce message was sent: the message came back itself"), "{}", record.details);
    assert_eq!(post.app.stored_messages().await, stored + 1);
}
