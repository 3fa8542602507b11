//! When requests come again, and when no more.

use std::time::Duration;

use postal::model::{Role, WebhookFormat};
use postal::webhooks::{self, prune_history};

use super::{HOUR, Hooks, MINUTE, form};
use crate::support::management_api::member;

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn the_first_six_attempts_are_at_the_times_of_postal_3_and_the_twelfth_is_the_last() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    for (attempts, wait) in [(2, 2), (3, 3), (4, 6), (5, 10), (6, 15)] {
        hooks.app.clock.advance(Duration::from_secs(wait * 60 - 1));
        hooks.settles(attempts - 1).await;
        hooks.app.clock.advance(Duration::from_secs(1));
        hooks.settles(attempts).await;
    }
    for attempts in 7..=12 {
        hooks.app.clock.advance(10 * HOUR);
        hooks.settles(attempts).await;
    }
    let attempts = hooks.attempts().await;
    assert_eq!((attempts[0].attempt, attempts[0].will_retry, hooks.waiting().await), (12, false, 0));
    assert!(attempts[1..].iter().all(|attempt| attempt.will_retry));
    assert!(attempts.iter().all(|attempt| attempt.request_uuid == attempts[0].request_uuid));
}

#[tokio::test]
async fn fewer_attempts_can_be_configured() {
    let hooks = Hooks::with(|config| config.worker.webhook_attempts = 2).await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.app.clock.advance(2 * MINUTE);
    hooks.settles(2).await;
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn a_receiver_may_ask_for_more_time() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_with(429, &[("Retry-After", "600")], b"");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.sink.answer(200, "OK");
    hooks.app.clock.advance(Duration::from_secs(10 * 60 - 1));
    hooks.settles(1).await;
    hooks.app.clock.advance(Duration::from_secs(1));
    hooks.settles(2).await;
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn gone_disables_at_once_and_what_waits_is_sent_when_it_is_enabled_again() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    let (admin, _) = member(&hooks.app, &hooks.app.organization, Role::Admin, None).await;
    member(&hooks.app, &hooks.app.organization, Role::Developer, None).await;
    hooks.sink.answer_once(500, "later").answer_once(410, "gone");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.happens().await;
    hooks.settles(2).await;
    let disabled = hooks.find(&webhook).await;
    assert!(!disabled.is_enabled);
    assert_eq!(disabled.disabled.unwrap().reason, "It answered 410 Gone.");
    let mut recipients = vec![admin.email_address, hooks.app.user.email_address.clone()];
    recipients.sort();
    let subject = "Webhook \"hook\" of acme/mail is disabled".to_owned();
    let expected: Vec<_> = recipients.into_iter().map(|recipient| (recipient, subject.clone())).collect();
    assert_eq!(hooks.mails().await, expected);

    hooks.happens().await;
    hooks.app.clock.advance(HOUR);
    hooks.settles(2).await;
    assert_eq!(hooks.waiting().await, 1, "the first one waits; the second one is done, the third one was never made");
    hooks.enable(&webhook).await;
    hooks.settles(3).await;
    let enabled = hooks.find(&webhook).await;
    assert!(enabled.is_enabled && enabled.disabled.is_none() && enabled.failing_since.is_none());
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn three_days_of_nothing_but_failures_disable_a_webhook() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer(500, "no");
    let mut recorded = 0;
    for _ in 0..3 {
        hooks.happens().await;
        recorded += 1;
        hooks.recorded(recorded).await;
        assert!(hooks.find(&webhook).await.is_enabled);
        hooks.app.clock.advance(DAY);
        recorded = hooks.recorded(recorded + 1).await.len();
    }
    hooks.until(async || !hooks.find(&webhook).await.is_enabled).await;
    let reason = hooks.find(&webhook).await.disabled.unwrap().reason;
    assert_eq!(
        reason,
        "Nothing but failures since 2026-11-22T14:35:46.000000Z. The last one: Couldn't send to URL. Code received was 500"
    );
    assert_eq!(hooks.mails().await.len(), 1);
}

#[tokio::test]
async fn a_success_ends_a_series_of_failures_and_so_does_a_long_silence() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    assert_eq!(hooks.find(&webhook).await.failing_since, Some(super::START));
    hooks.app.clock.advance(2 * MINUTE);
    hooks.settles(2).await;
    assert_eq!(hooks.find(&webhook).await.failing_since, None);

    let hooks = Hooks::with(|config| config.worker.webhook_attempts = 1).await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.app.clock.advance(5 * DAY);
    hooks.happens().await;
    hooks.settles(2).await;
    assert!(hooks.find(&webhook).await.is_enabled);
    assert_eq!(hooks.find(&webhook).await.failing_since, Some(hooks.now()));
}

#[tokio::test]
async fn a_webhook_disabled_by_hand_still_gets_what_is_queued_and_a_deleted_one_nothing() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    let off = webhooks::WebhookChange { is_enabled: Some(false), ..webhooks::WebhookChange::default() };
    hooks.app.webhooks.update(&webhook, &off).await.unwrap();
    hooks.happens().await;
    hooks.app.clock.advance(2 * MINUTE);
    hooks.settles(2).await;
    assert!(hooks.attempts().await[0].is_success);
    assert_eq!(hooks.waiting().await, 0);

    let other = hooks.create(form(hooks.url(), WebhookFormat::Legacy)).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(3).await;
    assert_eq!(hooks.waiting().await, 1);
    hooks.app.webhooks.delete(&other).await.unwrap();
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn the_history_is_kept_for_ten_days() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.happens().await;
    hooks.settles(1).await;
    let store = &hooks.app.store;
    hooks.app.clock.advance(10 * DAY);
    assert_eq!(prune_history(store, hooks.now()).await.unwrap(), 0);
    hooks.app.clock.advance(Duration::from_secs(1));
    let all = hooks.number("SELECT COUNT(*) FROM webhook_attempts").await;
    assert_eq!(prune_history(store, hooks.now()).await.unwrap(), all as u64);
    assert_eq!(prune_history(store, hooks.now()).await.unwrap(), 0);
    assert_eq!(hooks.attempts().await, []);
}
