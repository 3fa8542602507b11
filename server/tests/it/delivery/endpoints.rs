//! Incoming mail at its endpoints: several of them, after a hold, after a failure, after its content is gone.

use std::time::Duration;

use postal::config::Destination;
use postal::ingest::Submission;
use postal::model::MessageStatus::{HardFail, Held, Processed, Sent, SoftFail};
use postal::model::{Delivery, EndpointRef, MessageId, MessageStatus, Route, RouteMode, SslMode, Timestamp, Treatment};
use postal::queue::QueueError;
use postal::routing::receive::{self, Receiver, Way};
use postal::store::endpoints;

use super::Post;
use super::receiving::{LETTER, dmarc_failure};
use crate::support::app::START;
use crate::support::http_sink::HttpSink;

const CONTENT_REMOVED: &str = "Raw message has been removed. Cannot send message.";
const SUSPENDED: &str =
    "Mail server has been suspended. No e-mails can be processed at present. Contact support for assistance.";

/// Its worker may ask programs on this machine.
async fn start() -> (Post, HttpSink) {
    let post = Post::with(|config| {
        config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
    })
    .await;
    (post, HttpSink::start().await)
}

impl Post {
    /// Mail comes in for all endpoints of a route, as by SMTP.
    async fn arrives_at_all(&self, route: &Route) -> Vec<MessageId> {
        let receiver = Receiver {
            rcpt_to: format!("{}@{}", route.name, self.app.domain.name),
            server_id: self.app.server.id,
            way: Way::Route(route.id),
        };
        let mut conn = self.app.store.read().await.unwrap();
        let settled = receive::settle(&mut conn, &[&receiver]).await.unwrap().remove(0).unwrap();
        drop(conn);
        let submission = Submission {
            content: LETTER.as_bytes().to_vec(),
            mail_from: Some("ann@client.example".to_owned()),
            received_with_tls: None,
            is_smtputf8: false,
            arrival: None,
            extras: None,
            recipients: settled.messages(),
        };
        self.app.ingest.accept(submission).await.unwrap().iter().map(|accepted| accepted.id).collect()
    }

    async fn last_used_at(&self, endpoint: EndpointRef) -> Option<Timestamp> {
        let mut conn = self.app.store.read().await.unwrap();
        match endpoint {
            EndpointRef::Http(id) => endpoints::find_http(&mut conn, id).await.unwrap().unwrap().last_used_at,
            EndpointRef::Smtp(id) => endpoints::find_smtp(&mut conn, id).await.unwrap().unwrap().last_used_at,
            EndpointRef::Address(id) => endpoints::find_address(&mut conn, id).await.unwrap().unwrap().last_used_at,
        }
    }
}

fn said(record: &Delivery) -> (MessageStatus, &str) {
    (record.status, record.details.as_str())
}

#[tokio::test]
async fn each_endpoint_of_a_route_gets_a_message_of_its_own_and_one_that_refuses_does_not_keep_the_others() {
    let (post, sink) = start().await;
    let (first, second) = (sink.url("127.0.0.1", "/first"), sink.url("127.0.0.1", "/second"));
    let (first_endpoint, second_endpoint) = (post.http_endpoint(&first).await, post.http_endpoint(&second).await);
    let smtp = post.smtp_endpoint(SslMode::None).await;
    let route = post
        .route_with("sales", |route| {
            (route.endpoint, route.additional_endpoints) = (Some(first_endpoint), vec![second_endpoint, smtp]);
        })
        .await;
    // By whichever of the two comes first.
    sink.answer_once(404, "no such desk");
    let ids = post.arrives_at_all(&route).await;
    let [one, two, by_smtp] = ids.as_slice() else { panic!("{ids:?}") };
    let mut records = Vec::new();
    for (id, url) in [(*one, &first), (*two, &second)] {
        let record = post.record(id).await;
        assert!(record.details.contains(&format!(" from {url}")), "{}", record.details);
        assert_eq!(post.records(id, 1).await.len(), 1);
        records.push((record.status, record.code));
    }
    records.sort_by_key(|(_, code)| *code);
    assert_eq!(records, [(Sent, Some(200)), (HardFail, Some(404))]);
    assert_eq!(post.record(*by_smtp).await.status, Sent);
    assert_eq!(post.mx.wait_for(1).await[0].rcpt_to, ["sales@acme.example"]);
    let mut targets: Vec<_> = sink.wait_for(2).await.into_iter().map(|request| request.target).collect();
    targets.sort();
    assert_eq!(targets, ["/first", "/second"]);
    let mut tokens = Vec::new();
    for id in &ids {
        tokens.push(post.message(*id).await.token);
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "each can be told apart");
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_reached_does_not_delay_the_others() {
    let (post, sink) = start().await;
    let (down, up) = (HttpSink::start().await, sink.url("127.0.0.1", "/up"));
    down.say_and_close(b"");
    let (down_endpoint, up_endpoint) =
        (post.http_endpoint(&down.url("127.0.0.1", "/down")).await, post.http_endpoint(&up).await);
    let route = post
        .route_with("sales", |route| {
            (route.endpoint, route.additional_endpoints) = (Some(down_endpoint), vec![up_endpoint]);
        })
        .await;
    for _ in 0..2 {
        let ids = post.arrives_at_all(&route).await;
        assert_eq!(post.record(ids[0]).await.status, SoftFail);
        assert_eq!(said(&post.record(ids[1]).await), (Sent, format!("Received a 200 from {up}").as_str()));
        assert!(post.queued(ids[1]).await.is_none());
        post.is_free(ids[0]).await;
    }
    assert_eq!(sink.requests().len(), 2);
}

#[tokio::test]
async fn the_last_use_of_an_endpoint_is_noted_also_when_it_refuses_and_not_when_it_fails_for_now() {
    let (post, sink) = start().await;
    let endpoint = post.http_endpoint(&sink.url("127.0.0.1", "/hook")).await;
    let route = post.route_to("sales", endpoint).await;
    sink.answer(500, "");
    let id = post.arrives(&route).await.id;
    assert_eq!(post.record(id).await.status, SoftFail);
    assert_eq!(post.last_used_at(endpoint).await, None);

    sink.answer(404, "");
    let refused = post.arrives(&route).await.id;
    assert_eq!(post.record(refused).await.status, HardFail);
    assert_eq!(post.last_used_at(endpoint).await, Some(START));

    sink.answer(200, "");
    post.app.clock.advance(Duration::from_secs(120));
    let taken = post.arrives(&route).await.id;
    assert_eq!(post.record(taken).await.status, Sent);
    assert_eq!(post.last_used_at(endpoint).await, Some(START + Duration::from_secs(120)));
}

#[tokio::test]
async fn an_endpoint_that_asks_for_less_uses_no_attempt_and_nobody_is_told() {
    let (post, sink) = start().await;
    let url = sink.url("127.0.0.1", "/hook");
    let endpoint = post.http_endpoint(&url).await;
    let route = post.route_to("sales", endpoint).await;
    sink.answer_with(429, &[("Retry-After", "120")], b"slow down");
    let id = post.arrives(&route).await.id;
    let record = post.record(id).await;
    assert_eq!(said(&record), (SoftFail, format!("Received a 429 from {url}").as_str()));
    assert_eq!((record.code, record.output.as_deref()), (Some(429), Some("slow down")));
    let row = post.is_free(id).await;
    assert_eq!((row.attempts, row.due_at), (0, START + Duration::from_secs(120)));

    // Others wait without asking, and are not to blame either.
    let waiting = post.arrives(&route).await.id;
    assert_eq!(post.is_free(waiting).await.attempts, 0);
    assert_eq!((sink.requests().len(), post.app.stored_messages().await), (1, 2));

    sink.answer(200, "");
    post.app.clock.advance(Duration::from_secs(121));
    // Whichever comes first is the probe.
    for (id, count) in [(id, 2), (waiting, 1)] {
        let records = post.records_while_time_passes(id, count, Duration::from_secs(1)).await;
        assert_eq!((records.len(), records[count - 1].status), (count, Sent));
    }
    assert_eq!((sink.requests().len(), post.app.stored_messages().await), (3, 2));
}

#[tokio::test]
async fn incoming_mail_whose_content_was_removed_fails_and_nobody_is_told() {
    let (post, sink) = start().await;
    let endpoint = post.http_endpoint(&sink.url("127.0.0.1", "/hook")).await;
    let route = post.route_to("sales", endpoint).await;
    sink.answer(500, "");
    let gone = post.arrives(&route).await.id;
    let lost = post.arrives(&route).await.id;
    for id in [gone, lost] {
        assert_eq!(post.record(id).await.status, SoftFail);
        post.is_free(id).await;
    }
    let mut conn = post.app.store.write().await.unwrap();
    conn.execute("UPDATE messages SET content_id = NULL WHERE id = ?", &[gone.into()]).await.unwrap();
    conn.execute("DELETE FROM contents", &[]).await.unwrap();
    drop(conn);
    post.app.clock.advance(Duration::from_secs(301));
    for id in [gone, lost] {
        assert_eq!(said(&post.records(id, 2).await[1]), (HardFail, CONTENT_REMOVED));
        assert!(post.queued(id).await.is_none());
    }
    assert_eq!((sink.requests().len(), post.app.stored_messages().await), (2, 2));
    let released = post.app.queue.retry(post.app.server.id, gone).await;
    assert!(matches!(released, Err(QueueError::ContentRemoved)));
}

#[tokio::test]
async fn held_incoming_mail_that_a_person_releases_reaches_its_endpoint() {
    let (post, sink) = start().await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    let url = sink.url("127.0.0.1", "/hook");
    let endpoint = post.http_endpoint(&url).await;
    let route = post.route_to("sales", endpoint).await;
    let id = post.arrives(&route).await.id;
    assert_eq!(said(&post.record(id).await), (Held, "Server is in development mode."));
    assert!(post.message(id).await.is_held && sink.requests().is_empty());

    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    assert_eq!(said(&post.records(id, 2).await[1]), (Sent, format!("Received a 200 from {url}").as_str()));
    assert_eq!(sink.wait_for(1).await[0].json()["id"], id.0);
    assert!(!post.message(id).await.is_held && post.queued(id).await.is_none());
}

#[tokio::test]
async fn a_suspended_server_holds_incoming_mail_even_when_a_person_releases_it() {
    let post = Post::start().await;
    let route = post.route("sales", RouteMode::Hold).await;
    let id = post.arrives(&route).await.id;
    assert_eq!(post.record(id).await.status, Held);
    post.sql("UPDATE servers SET suspended_at = 1").await;
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    assert_eq!(said(&post.records(id, 2).await[1]), (Held, SUSPENDED));
    post.sql("UPDATE servers SET suspended_at = NULL").await;
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    assert_eq!(said(&post.records(id, 3).await[2]), (Processed, "Message has been processed."));
}

#[tokio::test]
async fn mail_that_fails_dmarc_is_kept_with_these_texts_until_a_person_releases_it() {
    let post = Post::start().await;
    let failing = |submission: &mut Submission| {
        let verification = Some(dmarc_failure());
        submission.arrival = Some(postal::store::ingestion::Arrival { verification, ..Default::default() }.into());
    };
    let held = "Message placed into quarantine because its sender could not be authenticated (DMARC).";
    let failed = "The message's sender could not be authenticated (DMARC) and the route specifies it should be failed.";
    for (treatment, name, expected) in
        [(Treatment::Quarantine, "held", (Held, held)), (Treatment::Fail, "failed", (HardFail, failed))]
    {
        let route = post
            .route_with(name, |route| {
                (route.mode, route.dmarc_mode, route.token) = (RouteMode::Accept, treatment, format!("token-{name}"));
            })
            .await;
        let id = post.arrives_with(&route, LETTER, failing).await.id;
        assert_eq!(said(&post.record(id).await), expected);
        post.app.queue.retry(post.app.server.id, id).await.unwrap();
        assert_eq!(post.records(id, 2).await[1].status, Processed);
    }
    assert_eq!(post.app.stored_messages().await, 2, "nobody is told");
}
