//! What scanners find in mail on its way in and out, and what becomes of mail that they could not look at.

use std::time::Duration;

use postal::config::{Config, InspectionFailure};
use postal::model::MessageStatus::{HardFail, Held, Processed, Sent, SoftFail};
use postal::model::{Delivery, MessageId, MessageStatus, Route, RouteMode, SpamCheck, SslMode, Treatment};
use postal::store::inspections;

use super::receiving::LETTER;
use super::{CONTENT, Post};
use crate::support::app::START;
use crate::support::fake_scanner::{FakeScanner, Play};

const ACCEPTED: &str = "Message has been accepted but not sent to any endpoints.";
const OVER_LIMIT: &str =
    "Message's spam score is higher than the failure threshold for this server. Threshold is currently 20.0.";
const INFECTED: &str = "stream: Eicar-Test-Signature FOUND\0";

/// rspamd says that a mail has this score.
fn scores(score: f64) -> Play {
    Play::http(
        200,
        &format!(r#"{{"score":{score},"symbols":{{"BAD":{{"score":{score},"description":"Bad words"}}}}}}"#),
    )
}

async fn with_rspamd(play: Play) -> (Post, FakeScanner) {
    let rspamd = FakeScanner::tcp(play).await;
    let port = rspamd.port;
    (Post::with(|config| (config.rspamd.enabled, config.rspamd.port) = (true, port)).await, rspamd)
}

async fn with_clamd(play: Play) -> (Post, FakeScanner) {
    let clamd = FakeScanner::tcp(play).await;
    let port = clamd.port;
    (Post::with(|config| (config.clamav.enabled, config.clamav.port) = (true, port)).await, clamd)
}

/// rspamd and clamd are down.
async fn without_scanners(policy: InspectionFailure) -> Post {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    Post::with(|config: &mut Config| {
        config.postal.inspection_failure = policy;
        (config.rspamd.enabled, config.rspamd.port) = (true, port);
        (config.clamav.enabled, config.clamav.port) = (true, port);
    })
    .await
}

impl Post {
    /// A route that keeps what it lets through.
    async fn keeping(&self, name: &str, change: impl FnOnce(&mut Route)) -> Route {
        self.route_with(name, |route| {
            (route.mode, route.token) = (RouteMode::Accept, format!("token-{name}"));
            change(route);
        })
        .await
    }

    /// The first record of mail that comes in for a route.
    async fn treated(&self, route: &Route) -> (MessageId, Delivery) {
        let id = self.arrives(route).await.id;
        (id, self.record(id).await)
    }

    /// A person sends it once more; the record of that.
    async fn released(&self, id: MessageId) -> Delivery {
        let before = self.records(id, 1).await.len();
        // Records are told apart by their time.
        self.app.clock.advance(Duration::from_millis(1));
        self.app.queue.retry(self.app.server.id, id).await.unwrap();
        self.records(id, before + 1).await.remove(before)
    }

    async fn checks(&self, id: MessageId) -> Vec<SpamCheck> {
        let mut conn = self.app.store.read().await.unwrap();
        inspections::list(&mut conn, self.app.server.id, id).await.unwrap()
    }
}

fn said(record: &Delivery) -> (MessageStatus, &str) {
    (record.status, record.details.as_str())
}

#[tokio::test]
async fn above_the_threshold_is_spam_and_the_endpoint_sees_the_score() {
    let (post, rspamd) = with_rspamd(scores(5.1)).await;
    let endpoint = post.smtp_endpoint(SslMode::None).await;
    let route = post.route_to("sales", endpoint).await;
    let (id, record) = post.treated(&route).await;
    assert_eq!(record.status, Sent, "spam is only marked: {}", record.details);
    let fields =
        "X-Postal-Spam: yes\r\nX-Postal-Spam-Threshold: 5.0\r\nX-Postal-Spam-Score: 5.1\r\nX-Postal-Threat: no\r\n";
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    assert!(text.ends_with(&format!("\r\n{fields}{LETTER}")), "{text}");
    let inspected = post.message(id).await.inspected.unwrap();
    assert_eq!((inspected.is_spam, inspected.spam_score, inspected.is_threat), (true, 5.1, false));
    assert_eq!(post.checks(id).await, [SpamCheck::new("BAD", 5.1, Some("Bad words"))]);
    assert!(rspamd.request().ends_with(LETTER), "the scanner gets the mail as it came");
}

#[tokio::test]
async fn a_score_equal_to_the_threshold_of_the_server_is_no_spam() {
    let (post, rspamd) = with_rspamd(scores(6.5)).await;
    post.sql("UPDATE servers SET spam_threshold = 6.5").await;
    let route = post.keeping("sales", |route| route.spam_mode = Treatment::Fail).await;
    let (id, record) = post.treated(&route).await;
    assert_eq!(said(&record), (Processed, ACCEPTED));
    let message = post.message(id).await;
    assert!(!message.inspected.unwrap().is_spam);
    let fields = message.prepended_headers.unwrap();
    assert!(fields.starts_with("X-Postal-Spam: no\r\nX-Postal-Spam-Threshold: 6.5\r\nX-Postal-Spam-Score: 6.5\r\n"));

    rspamd.play(scores(6.6));
    assert_eq!(post.treated(&route).await.1.status, HardFail);
}

#[tokio::test]
async fn mail_is_inspected_once_however_often_it_is_tried() {
    let (post, rspamd) = with_rspamd(scores(1.0)).await;
    let endpoint = post.smtp_endpoint(SslMode::None).await;
    let route = post.route_to("sales", endpoint).await;
    post.mx.reply_once("RCPT", "450 4.2.1 later");
    let (id, record) = post.treated(&route).await;
    assert_eq!(record.status, SoftFail);
    rspamd.play(scores(9.0));
    post.app.clock.advance(Duration::from_secs(301));
    assert_eq!(post.records(id, 2).await[1].status, Sent);
    assert_eq!(rspamd.requests().len(), 1);
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    assert_eq!(text.matches("X-Postal-Spam-Score: 1.0\r\n").count(), 1, "{text}");
    assert_eq!(text.matches("X-Postal-Spam-Score:").count(), 1, "{text}");
}

#[tokio::test]
async fn from_the_failure_threshold_on_mail_fails_without_a_bounce_even_when_a_person_releases_it() {
    let (post, rspamd) = with_rspamd(scores(20.0)).await;
    let route = post.keeping("sales", |_| {}).await;
    let (id, record) = post.treated(&route).await;
    assert_eq!(said(&record), (HardFail, OVER_LIMIT));
    assert_eq!(said(&post.released(id).await), (HardFail, OVER_LIMIT));
    assert_eq!(post.app.stored_messages().await, 1, "nobody is told");

    rspamd.play(scores(19.9));
    assert_eq!(post.treated(&route).await.1.status, Processed);
}

#[tokio::test]
async fn the_failure_threshold_comes_before_development_mode() {
    let (post, _rspamd) = with_rspamd(scores(25.0)).await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    let route = post.keeping("sales", |_| {}).await;
    assert_eq!(said(&post.treated(&route).await.1), (HardFail, OVER_LIMIT));
}

#[tokio::test]
async fn spam_is_treated_as_its_route_says_until_a_person_releases_it() {
    let (post, _rspamd) = with_rspamd(scores(7.0)).await;
    let failed = "Message is spam and the route specifies it should be failed.";
    for (treatment, expected) in [
        (Treatment::Mark, (Processed, ACCEPTED)),
        (Treatment::Quarantine, (Held, "Message placed into quarantine.")),
        (Treatment::Fail, (HardFail, failed)),
    ] {
        let route = post.keeping(&treatment.as_str().to_lowercase(), |route| route.spam_mode = treatment).await;
        let (id, record) = post.treated(&route).await;
        assert_eq!(said(&record), expected);
        assert_eq!(said(&post.released(id).await), (Processed, ACCEPTED), "{treatment:?}");
    }
    assert_eq!(post.app.stored_messages().await, 3, "nobody is told");
}

#[tokio::test]
async fn a_threat_is_treated_as_its_route_says_until_a_person_releases_it() {
    let (post, _clamd) = with_clamd(Play::answer(INFECTED)).await;
    let held = "Message placed into quarantine because it contains a threat (Eicar-Test-Signature).";
    let failed = "Message contains a threat (Eicar-Test-Signature) and the route specifies it should be failed.";
    for (treatment, expected) in [
        (Treatment::Mark, (Processed, ACCEPTED)),
        (Treatment::Quarantine, (Held, held)),
        (Treatment::Fail, (HardFail, failed)),
    ] {
        let route = post.keeping(&treatment.as_str().to_lowercase(), |route| route.threat_mode = treatment).await;
        let (id, record) = post.treated(&route).await;
        assert_eq!(said(&record), expected);
        let message = post.message(id).await;
        let inspected = message.inspected.unwrap();
        assert_eq!((inspected.is_spam, inspected.is_threat), (false, true));
        assert_eq!(inspected.threat_details.as_deref(), Some("Eicar-Test-Signature"));
        assert!(message.prepended_headers.unwrap().ends_with("X-Postal-Threat: yes\r\n"));
        assert_eq!(said(&post.released(id).await), (Processed, ACCEPTED), "{treatment:?}");
    }
    assert_eq!(post.app.stored_messages().await, 3, "nobody is told");
}

#[tokio::test]
async fn mail_that_is_clean_passes_a_route_that_takes_no_threats() {
    let (post, _clamd) = with_clamd(Play::answer("stream: OK\0")).await;
    let route = post.keeping("sales", |route| route.threat_mode = Treatment::Fail).await;
    let (id, record) = post.treated(&route).await;
    assert_eq!(said(&record), (Processed, ACCEPTED));
    assert_eq!(post.message(id).await.inspected.unwrap().threat_details.as_deref(), Some("No threats found"));
}

#[tokio::test]
async fn outgoing_mail_that_reaches_its_threshold_fails_even_when_a_person_sends_it_again() {
    let (post, rspamd) = with_rspamd(scores(6.0)).await;
    post.sql("UPDATE servers SET outbound_spam_threshold = 5").await;
    let text = "Message is likely spam. Threshold is 5.0 and the message scored 6.0.";
    let id = post.ends_as("b@example.net", HardFail, text).await;
    assert_eq!(said(&post.released(id).await), (HardFail, text));
    assert_eq!(rspamd.requests().len(), 1);
    let message = post.message(id).await;
    assert!(message.inspected.unwrap().is_spam);
    assert_eq!(message.prepended_headers, None, "header fields are for incoming mail");
    assert_eq!(post.checks(id).await, [SpamCheck::new("BAD", 6.0, Some("Bad words"))]);

    rspamd.play(scores(5.0));
    let text = "Message is likely spam. Threshold is 5.0 and the message scored 5.0.";
    post.ends_as("b@example.net", HardFail, text).await;
    assert_eq!((post.app.stored_messages().await, post.mx.connections()), (2, 0), "nobody is told");
    assert_eq!(post.is_suppressed("b@example.net").await, None);

    rspamd.play(scores(4.9));
    let sent = post.send("b@example.net").await.id;
    assert_eq!(post.record(sent).await.status, Sent);
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    assert!(!text.contains("X-Postal-Spam") && text.ends_with(CONTENT), "{text}");
}

#[tokio::test]
async fn outgoing_mail_is_not_inspected_without_a_threshold() {
    let (post, rspamd) = with_rspamd(scores(50.0)).await;
    let sent = post.send("b@example.net").await.id;
    assert_eq!(post.record(sent).await.status, Sent);
    assert!(post.message(sent).await.inspected.is_none());
    assert!(rspamd.requests().is_empty());
}

#[tokio::test]
async fn mail_goes_on_without_scanners_when_the_operator_wants_it() {
    let post = without_scanners(InspectionFailure::Accept).await;
    post.sql("UPDATE servers SET outbound_spam_threshold = 5").await;
    let route = post.keeping("sales", |route| {
        (route.spam_mode, route.threat_mode) = (Treatment::Fail, Treatment::Fail);
    });
    let (id, record) = post.treated(&route.await).await;
    assert_eq!(said(&record), (Processed, ACCEPTED));
    let inspected = post.message(id).await.inspected.unwrap();
    assert_eq!((inspected.is_spam, inspected.spam_score, inspected.is_threat), (false, 0.0, false));
    assert_eq!(inspected.threat_details.as_deref(), Some("Error when scanning for threats"));
    assert_eq!(post.checks(id).await[0].code, "ERROR");
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
}

#[tokio::test]
async fn mail_in_both_directions_waits_for_the_scanners_when_the_operator_wants_it() {
    let rspamd = FakeScanner::tcp(Play::http(503, "")).await;
    let port = rspamd.port;
    let post = Post::with(|config| {
        config.postal.inspection_failure = InspectionFailure::Defer;
        (config.rspamd.enabled, config.rspamd.port) = (true, port);
    })
    .await;
    post.sql("UPDATE servers SET outbound_spam_threshold = 5").await;
    let route = post.keeping("sales", |_| {}).await;
    let incoming = post.arrives(&route).await.id;
    let outgoing = post.send("b@example.net").await.id;
    for id in [incoming, outgoing] {
        let record = post.record(id).await;
        let text = "The message could not be inspected and will be inspected again later.";
        assert_eq!(said(&record), (SoftFail, text));
        let output = "rspamd could not inspect the message: it answered with status 503";
        assert_eq!(record.output.as_deref(), Some(output));
        let row = post.is_free(id).await;
        assert_eq!((row.attempts, row.due_at), (1, START + Duration::from_secs(300)));
        assert!(post.message(id).await.inspected.is_none());
        assert_eq!(post.checks(id).await, []);
    }
    assert_eq!(post.mx.connections(), 0);

    rspamd.play(scores(1.0));
    post.app.clock.advance(Duration::from_secs(301));
    let step = Duration::from_secs(1);
    assert_eq!(said(&post.records_while_time_passes(incoming, 2, step).await[1]), (Processed, ACCEPTED));
    assert_eq!(post.records_while_time_passes(outgoing, 2, step).await[1].status, Sent);
    for id in [incoming, outgoing] {
        assert_eq!(post.checks(id).await, [SpamCheck::new("BAD", 1.0, Some("Bad words"))]);
    }
}

#[tokio::test]
async fn mail_in_both_directions_is_held_without_scanners_until_a_person_releases_it() {
    let post = without_scanners(InspectionFailure::Hold).await;
    post.sql("UPDATE servers SET outbound_spam_threshold = 5").await;
    let route = post.keeping("sales", |_| {}).await;
    for (id, status) in [(post.arrives(&route).await.id, Processed), (post.send("b@example.net").await.id, Sent)] {
        let record = post.record(id).await;
        assert_eq!(said(&record), (Held, "The message could not be inspected."));
        let output = record.output.unwrap();
        assert!(output.starts_with("rspamd could not inspect the message: no connection to 127.0.0.1:"), "{output}");
        assert!(output.contains(". ClamAV could not inspect the message: "), "{output}");
        assert_eq!(post.released(id).await.status, status);
    }
}

#[tokio::test]
async fn mail_that_is_too_large_for_a_scanner_is_held_because_waiting_makes_it_no_smaller() {
    let clamd = FakeScanner::tcp(Play::answer("stream: OK\0")).await;
    let port = clamd.port;
    let post = Post::with(|config| {
        config.postal.inspection_failure = InspectionFailure::Defer;
        (config.clamav.enabled, config.clamav.port, config.clamav.max_size) = (true, port, 1);
    })
    .await;
    let route = post.keeping("sales", |_| {}).await;
    let large = format!("{LETTER}{}", "0123456789abcdef\r\n".repeat(60_000));
    let id = post.arrives_with(&route, &large, |_| {}).await.id;
    let record = post.record(id).await;
    assert_eq!(said(&record), (Held, "The message could not be inspected."));
    let output = format!(
        "ClamAV could not inspect the message: the message is too large ({} bytes, at most 1048576)",
        large.len()
    );
    assert_eq!(record.output.as_deref(), Some(output.as_str()));
    assert!(clamd.requests().is_empty());
    assert_eq!(post.treated(&route).await.1.status, Processed, "small mail is inspected");
}

#[tokio::test]
async fn mail_that_is_too_large_for_a_scanner_goes_on_when_the_operator_wants_it() {
    let clamd = FakeScanner::tcp(Play::answer(INFECTED)).await;
    let port = clamd.port;
    let post = Post::with(|config| {
        (config.clamav.enabled, config.clamav.port, config.clamav.max_size) = (true, port, 1);
    })
    .await;
    let route = post.keeping("sales", |route| route.threat_mode = Treatment::Fail).await;
    let large = format!("{LETTER}{}", "0123456789abcdef\r\n".repeat(60_000));
    let id = post.arrives_with(&route, &large, |_| {}).await.id;
    assert_eq!(said(&post.record(id).await), (Processed, ACCEPTED));
    let details = post.message(id).await.inspected.unwrap().threat_details.unwrap();
    assert!(details.starts_with("Could not scan message: the message is too large ("), "{details}");
}
