//! How a mail server's settings and its organization's list change what is suppressed.

use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::MessageStatus::{HardFail, Held, Sent};
use postal::model::SuppressionPolicy;
use postal::store::{servers, suppressions};
use postal::suppression::{self, Keeper, SuppressionForm, manage};

use super::Post;
use crate::support::database::batches;

const REFUSAL: &str = "550 no thanks";
const NOBODY: &str = "550 5.1.1 no such user";
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn policy(post: &Post, suppression: SuppressionPolicy) {
    let mut conn = post.app.store.write().await.unwrap();
    let mut server = servers::find(&mut conn, post.app.server.id).await.unwrap().unwrap();
    server.suppression = suppression;
    servers::update(&mut conn, &server).await.unwrap();
}

async fn suppress(post: &Post, keeper: &Keeper, address: &str) {
    let form = SuppressionForm { address: address.to_owned(), reason: Some("asked".to_owned()), ..Default::default() };
    manage::add(&post.app.store, keeper, &form, post.app.clock.now()).await.unwrap();
}

/// Sends a message, which fails.
async fn fails(post: &Post) {
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, HardFail);
}

/// Days until the entry ends.
async fn days(post: &Post) -> u64 {
    let entry = suppression::get(&post.app.store, post.app.server.id, "b@example.net").await.unwrap().unwrap();
    entry.keep_until.unwrap().since(post.app.clock.now()).as_secs() / 86400
}

async fn times(post: &Post) -> Option<i64> {
    let mut conn = post.app.store.read().await.unwrap();
    let repeats = suppressions::find_repeats(&mut conn, post.app.server.id, "b@example.net").await.unwrap();
    repeats.map(|repeats| repeats.times)
}

#[tokio::test]
async fn number_and_window_of_failures_are_those_of_the_server() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", REFUSAL);
    policy(&post, SuppressionPolicy { failures: 3, window_hours: 48, days: Some(7), ..SuppressionPolicy::DEFAULT })
        .await;
    for pause in [40 * HOUR, 40 * HOUR, Duration::ZERO] {
        fails(&post).await;
        assert_eq!(post.is_suppressed("b@example.net").await, None);
        post.app.clock.advance(pause);
    }
    // Of the earlier ones only the last two are in the window.
    fails(&post).await;
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("too many hard fails"));
    assert_eq!(days(&post).await, 7);
}

#[tokio::test]
async fn one_failure_may_be_enough() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", REFUSAL);
    policy(&post, SuppressionPolicy { failures: 1, ..SuppressionPolicy::DEFAULT }).await;
    fails(&post).await;
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("too many hard fails"));
    assert_eq!(days(&post).await, 30, "as the configuration says");
}

#[tokio::test]
async fn each_time_lasts_longer_until_mail_arrives() {
    let post = Post::start().await;
    let grows = SuppressionPolicy { days: Some(2), growth_factor: 3, max_days: Some(10), ..SuppressionPolicy::DEFAULT };
    policy(&post, grows).await;
    post.mx.reply_to("RCPT", NOBODY);
    for (n, expected) in [(1, 2), (2, 6), (3, 10)] {
        fails(&post).await;
        assert_eq!((days(&post).await, times(&post).await), (expected, Some(n)));
        post.app.clock.advance(DAY * u32::try_from(expected).unwrap() + HOUR);
    }
    // It has ended and is no longer on the list; what arrives makes the next failure the first.
    assert_eq!(suppression::prune(&batches(&post.app.store), post.app.clock.now()).await.unwrap(), 1);
    assert_eq!(times(&post).await, Some(3));
    post.mx.recover("RCPT");
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
    assert_eq!(times(&post).await, None);
    post.mx.reply_to("RCPT", NOBODY);
    fails(&post).await;
    assert_eq!(days(&post).await, 2);
}

#[tokio::test]
async fn a_failure_while_it_is_suppressed_is_the_same_time() {
    let post = Post::start().await;
    policy(&post, SuppressionPolicy { days: Some(2), growth_factor: 3, ..SuppressionPolicy::DEFAULT }).await;
    post.mx.reply_to("RCPT", NOBODY);
    fails(&post).await;
    post.app.clock.advance(DAY);
    let held = post.send("b@example.net").await.id;
    assert_eq!(post.record(held).await.status, Held);
    post.app.queue.retry(post.app.server.id, held).await.unwrap();
    assert_eq!(post.records(held, 2).await.remove(1).status, HardFail);
    assert_eq!((days(&post).await, times(&post).await), (2, Some(1)));
}

#[tokio::test]
async fn a_list_that_is_switched_off_keeps_nothing_back_and_is_not_filled() {
    let post = Post::with(|config| config.postal.default_maximum_delivery_attempts = 1).await;
    suppress(&post, &Keeper::of_server(post.app.server.clone()), "b@example.net").await;
    suppress(&post, &Keeper::of_server(post.app.server.clone()), "@example.net").await;
    policy(&post, SuppressionPolicy { is_enabled: false, ..SuppressionPolicy::DEFAULT }).await;
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
    post.mx.reply_to("RCPT", NOBODY);
    let failed = post.record(post.send("c@example.net").await.id).await;
    assert!(failed.status == HardFail && !failed.details.contains("suppression"), "{}", failed.details);
    post.mx.reply_to("RCPT", "450 not now");
    let id = post.send("d@example.net").await.id;
    post.record(id).await;
    post.app.clock.advance(Duration::from_secs(301));
    let last = post.records(id, 2).await.remove(1);
    assert_eq!(last.details, "Maximum number of delivery attempts (1) has been reached.");
    for address in ["c@example.net", "d@example.net"] {
        assert_eq!(post.is_suppressed(address).await, None);
    }
    // What people wrote is still there for when it is switched on again.
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("asked"));
    policy(&post, SuppressionPolicy::DEFAULT).await;
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Held);
}

#[tokio::test]
async fn the_organizations_list_holds_for_each_server_also_for_one_without_a_list() {
    let post = Post::start().await;
    let keeper = Keeper::of_organization(&post.app.store, post.app.organization.id).await.unwrap();
    suppress(&post, &keeper, "B@example.net").await;
    suppress(&post, &keeper, "@blocked.example").await;
    policy(&post, SuppressionPolicy { is_enabled: false, ..SuppressionPolicy::DEFAULT }).await;
    let text =
        |address: &str| format!("Recipient ({address}) is on the organization's suppression list (reason: asked)");
    post.ends_as("x@blocked.example", Held, &text("x@blocked.example")).await;
    let id = post.ends_as("b@example.net", Held, &text("b@example.net")).await;
    // A person may send one all the same; the entry is not this server's to remove.
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    let sent = post.records(id, 2).await.remove(1);
    assert!(sent.status == Sent && !sent.details.contains("suppression"), "{}", sent.details);
    let now = post.app.clock.now();
    let kept = suppression::find(&post.app.store, post.app.organization.id, "b@example.net", now).await.unwrap();
    assert!(kept.is_some());
}
