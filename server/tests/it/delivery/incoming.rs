//! Incoming mail: what its route does with it.

use postal::model::MessageStatus::{HardFail, Held, Processed, Sent, SoftFail};
use postal::model::{EndpointRef, HttpEndpointId, RouteMode, SslMode, Treatment};

use super::Post;
use postal::config::Destination;

use super::receiving::LETTER;
use crate::support::http_sink::HttpSink;

#[tokio::test]
async fn a_route_that_accepts_stores_and_does_nothing_else() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Accept).await;
    let id = post.arrives(&route).await.id;
    let record = post.record(id).await;
    assert_eq!(record.status, Processed);
    assert_eq!(record.details, "Message has been accepted but not sent to any endpoints.");
    assert!(post.queued(id).await.is_none());
    let message = post.message(id).await;
    assert_eq!(message.client_ip.as_deref(), Some("192.0.2.9"));
    let inspected = message.inspected.unwrap();
    assert!(!inspected.is_spam && !inspected.is_threat);
    assert_eq!(
        message.prepended_headers.as_deref(),
        Some(
            "X-Postal-Spam: no\r\nX-Postal-Spam-Threshold: 5.0\r\nX-Postal-Spam-Score: 0.0\r\nX-Postal-Threat: no\r\n"
        )
    );
}

#[tokio::test]
async fn a_route_that_holds_waits_for_a_person_who_then_only_acknowledges() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Hold).await;
    let id = post.arrives(&route).await.id;
    let record = post.record(id).await;
    assert_eq!(record.status, Held);
    assert_eq!(record.details, "Message has been accepted but not sent to any endpoints.");
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    let record = post.records(id, 2).await.remove(1);
    assert_eq!((record.status, record.details.as_str()), (Processed, "Message has been processed."));
}

#[tokio::test]
async fn development_mode_holds_incoming_mail() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    let route = post.route("sales", RouteMode::Accept).await;
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!((record.status, record.details.as_str()), (Held, "Server is in development mode."));
}

#[tokio::test]
async fn a_suspended_server_holds_incoming_mail() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Accept).await;
    post.sql("UPDATE servers SET suspended_at = 1").await;
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!(record.status, Held);
    assert!(record.details.starts_with("Mail server has been suspended."));
}

#[tokio::test]
async fn mail_of_a_route_that_is_gone_fails() {
    let post = Post::start().await;
    let mut route = post.route("sales", RouteMode::Accept).await;
    route.id = postal::model::RouteId(999);
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!(record.status, HardFail);
    assert_eq!(record.details, "Message does not have a route and/or endpoint available for delivery.");
}

#[tokio::test]
async fn mail_of_an_endpoint_that_is_gone_fails() {
    let post = Post::start().await;
    let route = post.route_to("sales", EndpointRef::Http(HttpEndpointId(99))).await;
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!((record.status, record.details.as_str()), (HardFail, "Invalid endpoint for route."));
}

#[tokio::test]
async fn a_route_that_bounces_tells_the_sender_with_a_delivery_report() {
    let post = Post::start().await;
    post.dns.mx("client.example", 10, "mx.example.net");
    let route = post.route("sales", RouteMode::Bounce).await;
    let sent = post.arrives(&route).await;
    let record = post.record(sent.id).await;
    assert_eq!(record.status, HardFail);
    let bounce = sent.id.0 + 1;
    assert_eq!(
        record.details,
        format!("Message has been bounced because the route asks for this. See message <msg:{bounce}>")
    );

    let mail = post.mx.wait_for(1).await.remove(0);
    assert_eq!(mail.mail_from, "");
    assert_eq!(mail.rcpt_to, ["ann@client.example"]);
    let text = String::from_utf8(mail.content).unwrap();
    for expected in [
        "DKIM-Signature: ",
        "From: Mail Delivery Service <sales@acme.example>\r\n",
        "To: ann@client.example\r\n",
        "Subject: Mail Delivery Failed (Question)\r\n",
        "Auto-Submitted: auto-replied\r\n",
        "Content-Type: multipart/report; report-type=delivery-status;",
        "responsible for delivering mail to sales@acme.example.",
        "postmaster@acme.example",
        "Orginal Message ID: q1@client.example\r\n",
        "Action: failed\r\n",
        "Final-Recipient: rfc822; sales@acme.example\r\n",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    let stored = post.message(postal::model::MessageId(bounce)).await;
    assert!(stored.is_bounce);
    assert_eq!(stored.bounce_for_id, Some(sent.id));
    assert_eq!(stored.mail_from.as_deref(), Some("sales@acme.example"));
}

#[tokio::test]
async fn no_bounce_goes_to_the_null_sender_to_programs_or_to_lists() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Bounce).await;
    let with_field = |field: &str| format!("{field}\r\n{LETTER}");
    for (mail_from, content, why) in [
        (None, LETTER.to_owned(), "the message has no sender"),
        (Some("ann@client.example"), with_field("Auto-Submitted: auto-replied"), "was sent by a program or to a list"),
        (Some("ann@client.example"), with_field("Precedence: bulk"), "was sent by a program or to a list"),
        (Some("ann@client.example"), with_field("List-Id: <l.client.example>"), "was sent by a program or to a list"),
    ] {
        let change = |submission: &mut postal::ingest::Submission| submission.mail_from = mail_from.map(str::to_owned);
        let id = post.arrives_with(&route, &content, change).await.id;
        let record = post.record(id).await;
        assert_eq!(record.status, HardFail);
        let begin = "Message has been bounced because the route asks for this. No bounce message was sent: ";
        assert!(record.details.starts_with(begin) && record.details.ends_with(why), "{}", record.details);
    }
    assert_eq!(post.app.stored_messages().await, 4);
}

#[tokio::test]
async fn an_smtp_endpoint_gets_the_mail_as_it_came_with_a_signed_return_path() {
    let post = Post::start().await;
    let endpoint = post.smtp_endpoint(SslMode::Auto).await;
    let route = post.route_to("sales", endpoint).await;
    let id = post.arrives(&route).await.id;
    let record = post.record(id).await;
    assert_eq!(record.status, Sent, "{}", record.details);
    assert!(record.details.starts_with("Message for sales@acme.example accepted by 127.0.0.1:"));
    let mail = post.mx.wait_for(1).await.remove(0);
    assert_eq!(mail.rcpt_to, ["sales@acme.example"]);
    let token = &post.app.server.token;
    assert!(mail.mail_from.starts_with(&format!("{token}+")), "{}", mail.mail_from);
    let text = String::from_utf8(mail.content).unwrap();
    let fields =
        "X-Postal-Spam: no\r\nX-Postal-Spam-Threshold: 5.0\r\nX-Postal-Spam-Score: 0.0\r\nX-Postal-Threat: no\r\n";
    assert_eq!(text, format!("Resent-Sender: {token}@rp.postal.example.com\r\n{fields}{LETTER}"));
    post.until(async || {
        let mut conn = post.app.store.read().await.unwrap();
        let EndpointRef::Smtp(id) = endpoint else { return false };
        postal::store::endpoints::find_smtp(&mut conn, id).await.unwrap().unwrap().last_used_at.is_some()
    })
    .await;
}

#[tokio::test]
async fn an_address_endpoint_gets_the_mail_through_its_own_hosts() {
    let post = Post::start().await;
    let endpoint = post.address_endpoint("boss@example.net").await;
    let route = post.route_to("sales", endpoint).await;
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!(record.status, Sent);
    assert!(record.details.starts_with("Message for boss@example.net accepted by "), "{}", record.details);
    assert_eq!(post.mx.wait_for(1).await.remove(0).rcpt_to, ["boss@example.net"]);
}

#[tokio::test]
async fn mail_without_a_sender_goes_on_without_one() {
    let post = Post::start().await;
    let endpoint = post.address_endpoint("boss@example.net").await;
    let route = post.route_to("sales", endpoint).await;
    post.record(post.arrives_with(&route, LETTER, |submission| submission.mail_from = None).await.id).await;
    assert_eq!(post.mx.wait_for(1).await.remove(0).mail_from, "");
}

#[tokio::test]
async fn an_endpoint_that_refuses_for_good_makes_a_bounce_and_one_that_cannot_is_tried_again() {
    let post = Post::start().await;
    post.dns.mx("client.example", 10, "mx.example.net");
    let endpoint = post.smtp_endpoint(SslMode::None).await;
    let route = post.route_to("sales", endpoint).await;
    post.mx.reply_to("RCPT", "450 4.2.1 later");
    let id = post.arrives(&route).await.id;
    assert_eq!(post.record(id).await.status, SoftFail);
    assert_eq!(post.is_free(id).await.attempts, 1);

    post.mx.reply_to("RCPT", "550 5.1.1 nobody here");
    let refused = post.arrives(&route).await;
    let record = post.record(refused.id).await;
    assert_eq!(record.status, HardFail);
    let bounce = refused.id.0 + 1;
    let sentence = format!(". Sent bounce message to sender (see message <msg:{bounce}>)");
    assert!(record.details.ends_with(&sentence), "{}", record.details);
    // Nobody is suppressed for a failure behind our own route.
    assert_eq!(post.is_suppressed("sales@acme.example").await, None);
}

#[tokio::test]
async fn the_sender_is_told_when_attempts_are_used_up() {
    let post = Post::with(|config| config.postal.default_maximum_delivery_attempts = 1).await;
    let endpoint = post.smtp_endpoint(SslMode::None).await;
    let route = post.route_to("sales", endpoint).await;
    post.mx.reply_to("RCPT", "450 4.2.1 later");
    let id = post.arrives(&route).await.id;
    post.record(id).await;
    post.app.clock.advance(std::time::Duration::from_secs(301));
    let record = post.records(id, 2).await.remove(1);
    assert_eq!(record.status, HardFail);
    let bounce = id.0 + 1;
    assert_eq!(
        record.details,
        format!(
            "Maximum number of delivery attempts (1) has been reached. Bounce sent to sender (see message <msg:{bounce}>)"
        )
    );
}

#[tokio::test]
async fn mail_that_fails_dmarc_is_treated_as_its_route_says() {
    let post = Post::start().await;
    let failing = |submission: &mut postal::ingest::Submission| {
        let arrival = postal::store::ingestion::Arrival {
            verification: Some(super::receiving::dmarc_failure()),
            ..Default::default()
        };
        submission.arrival = Some(arrival.into());
    };
    for (treatment, status) in
        [(Treatment::Mark, Processed), (Treatment::Quarantine, Held), (Treatment::Fail, HardFail)]
    {
        let route = post
            .route_with(&format!("{status:?}").to_lowercase(), |route| {
                (route.mode, route.dmarc_mode) = (RouteMode::Accept, treatment);
                route.token = format!("{status:?}");
            })
            .await;
        let id = post.arrives_with(&route, LETTER, failing).await.id;
        assert_eq!(post.record(id).await.status, status);
    }
}

#[tokio::test]
async fn an_http_endpoint_gets_the_mail_and_its_answer_is_the_result() {
    let post = Post::with(|config| {
        config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
    })
    .await;
    let sink = HttpSink::start().await;
    let url = sink.url("127.0.0.1", "/hook");
    let endpoint = post.http_endpoint(&url).await;
    let route = post.route_to("sales", endpoint).await;
    let id = post.arrives(&route).await.id;
    let record = post.record(id).await;
    assert_eq!((record.status, record.code), (Sent, Some(200)), "{}", record.details);
    assert_eq!(record.details, format!("Received a 200 from {url}"));
    let request = sink.wait_for(1).await.remove(0);
    let body = request.json();
    assert_eq!(body["rcpt_to"], "sales@acme.example");
    assert_eq!(body["spam_status"], "NotSpam");
    assert_eq!(body["plain_body"], "How much is it?\r\n");
    assert!(request.field("X-Postal-Signature-256").is_some());

    // For good: its sender is told.
    sink.answer(404, "no such ticket");
    let refused = post.arrives(&route).await.id;
    let record = post.record(refused).await;
    assert_eq!((record.status, record.output.as_deref()), (HardFail, Some("no such ticket")));
    let bounce = refused.0 + 1;
    assert_eq!(
        record.details,
        format!("Received a 404 from {url}. Sent bounce message to sender (see message <msg:{bounce}>)")
    );

    // For now.
    sink.answer(500, "");
    let later = post.arrives(&route).await.id;
    assert_eq!(post.record(later).await.status, SoftFail);
    assert_eq!(post.is_free(later).await.attempts, 1);
}

#[tokio::test]
async fn an_http_endpoint_in_a_private_network_is_not_asked() {
    let post = Post::start().await;
    let sink = HttpSink::start().await;
    let url = sink.url("127.0.0.1", "/hook");
    let endpoint = post.http_endpoint(&url).await;
    let route = post.route_to("sales", endpoint).await;
    let record = post.record(post.arrives(&route).await.id).await;
    assert_eq!(record.status, SoftFail);
    assert!(record.output.as_deref().unwrap_or_default().contains("is not permitted"), "{:?}", record.output);
    assert!(sink.requests().is_empty());
}

#[tokio::test]
async fn mail_that_waited_for_no_endpoint_waits_for_that_of_its_route_once_there_is_one() {
    let post = Post::start().await;
    let held = post.route("sales", RouteMode::Hold).await;
    let id = post.arrives(&held).await.id;
    assert_eq!(post.record(id).await.status, Held);

    let endpoint = post.smtp_endpoint(SslMode::None).await;
    let mut conn = post.app.store.write().await.unwrap();
    let changed = postal::model::Route { mode: RouteMode::Endpoint, endpoint: Some(endpoint), ..held };
    postal::store::routes::update_targets(&mut conn, &changed).await.unwrap();
    drop(conn);
    post.mx.reply_to("RCPT", "450 4.2.1 later");
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    let records = post.records_while_time_passes(id, 2, std::time::Duration::from_secs(1)).await;
    assert_eq!(records[1].status, SoftFail);
    assert_eq!(post.is_free(id).await.destination, format!(":smtp:{}", endpoint.id()));
}

#[tokio::test]
async fn a_sender_is_told_once_though_the_attempt_is_made_again() {
    let post = Post::start().await;
    post.dns.mx("client.example", 10, "mx.example.net");
    let route = post.route("sales", RouteMode::Bounce).await;
    let id = post.arrives(&route).await.id;
    let first = post.record(id).await.details;
    // As after a crash between the report and its record.
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    assert_eq!(post.records(id, 2).await.remove(1).details, first);
    assert_eq!(post.app.stored_messages().await, 2);
}

#[tokio::test]
async fn whoever_was_not_confirmed_as_the_sender_is_not_told() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Bounce).await;
    let forged = |submission: &mut postal::ingest::Submission| {
        let verification = Some(super::receiving::dmarc_failure());
        submission.arrival = Some(postal::store::ingestion::Arrival { verification, ..Default::default() }.into());
    };
    let record = post.record(post.arrives_with(&route, LETTER, forged).await.id).await;
    assert!(record.details.ends_with("No bounce message was sent: the sender could not be authenticated"));
    assert_eq!(post.app.stored_messages().await, 1);
}
