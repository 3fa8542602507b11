//! The list of all tasks. Names and times are those of Postal 3, as far as it had them.

use std::time::Duration;

use futures::FutureExt as _;

use super::{Context, Task, TaskError, When};
use crate::ingest::idempotency;
use crate::model::Timestamp;
use crate::queue::process;
use crate::store::{self, contents, tokens};
use crate::{notifications, retention, statistics, suppression, tracking, webhooks};

/// Counters per minute are read for an hour.
const KEEP_MINUTES: Duration = Duration::from_secs(2 * 3600);
/// Expired management tokens stay in their owner's list for so long, so that it says why a script stopped working.
const KEEP_TOKENS: Duration = Duration::from_secs(30 * 24 * 3600);

pub const TASKS: &[Task] = &[
    Task { name: "SendNotificationsScheduledTask", when: When::EveryMinute, run: |it| send_notices(it).boxed() },
    Task { name: "ActionDeletionsScheduledTask", when: When::Hourly(15), run: |it| purge(it).boxed() },
    Task { name: "CleanupAuthieSessionsScheduledTask", when: When::Hourly(15), run: |it| end_sessions(it).boxed() },
    Task { name: "ExpireHeldMessagesScheduledTask", when: When::Hourly(15), run: |it| expire_holds(it).boxed() },
    Task { name: "CheckAllDNSScheduledTask", when: When::Hourly(15), run: |it| check_dns(it).boxed() },
    Task { name: "RollUpStatisticsTask", when: When::Hourly(15), run: |it| roll_up(it).boxed() },
    Task { name: "PruneMinuteCountersTask", when: When::Hourly(15), run: |it| prune_minutes(it).boxed() },
    Task { name: "PruneWebhookRequestsScheduledTask", when: When::Hourly(45), run: |it| prune_webhooks(it).boxed() },
    Task { name: "PruneIdempotencyKeysTask", when: When::Hourly(45), run: |it| prune_idempotency_keys(it).boxed() },
    Task { name: "SweepContentsTask", when: When::Hourly(45), run: |it| sweep_contents(it).boxed() },
    Task { name: "TidyQueuedMessagesTask", when: When::Hourly(45), run: |it| tidy_queue(it).boxed() },
    Task {
        name: "ProcessMessageRetentionScheduledTask",
        when: When::Daily(3),
        run: |it| enforce_retention(it).boxed(),
    },
    Task { name: "PruneAuditLogTask", when: When::Daily(3), run: |it| prune_audit(it).boxed() },
    Task { name: "PruneLinksTask", when: When::Daily(3), run: |it| prune_links(it).boxed() },
    Task { name: "PruneSuppressionListsScheduledTask", when: When::Daily(3), run: |it| prune_suppressions(it).boxed() },
];

async fn send_notices(it: Context) -> Result<u64, TaskError> {
    Ok(notifications::send_limits(&it.services.notices, &it.batches, it.now).await?)
}

async fn purge(it: Context) -> Result<u64, TaskError> {
    Ok(retention::purge(&it.batches, it.now).await?)
}

async fn end_sessions(it: Context) -> Result<u64, TaskError> {
    let accounts = &it.services.accounts;
    let ended = accounts.end_idle_sessions().await?
        + accounts.delete_expired_links().await?
        + accounts.delete_expired_invitations().await?
        + accounts.delete_expired_oidc_states().await?;
    Ok(ended + tokens::delete_expired(&it.batches, it.now - KEEP_TOKENS).await?)
}

async fn expire_holds(it: Context) -> Result<u64, TaskError> {
    let mut ended = 0;
    while !it.batches.is_stopped() {
        let more = it.services.queue.expire_holds().await?;
        ended += more as u64;
        if more == 0 {
            break;
        }
    }
    Ok(ended)
}

/// Asks the name servers of the whole world; a stop does not wait for them.
async fn check_dns(it: Context) -> Result<u64, TaskError> {
    let checks = async {
        let domains = it.services.domains.check_due(it.now).await?;
        let track_domains = it.services.tracking.check_due(it.now).await?;
        Ok(domains + track_domains)
    };
    tokio::select! {
        checked = checks => checked,
        () = it.batches.stopped() => Ok(0),
    }
}

async fn roll_up(it: Context) -> Result<u64, TaskError> {
    Ok(statistics::roll_up(&it.services.store, it.now).await?)
}

async fn prune_webhooks(it: Context) -> Result<u64, TaskError> {
    Ok(webhooks::prune_history(&it.services.store, it.now).await?)
}

async fn prune_idempotency_keys(it: Context) -> Result<u64, TaskError> {
    Ok(idempotency::prune(&it.services.store, it.now).await?)
}

async fn prune_minutes(it: Context) -> Result<u64, TaskError> {
    Ok(store::statistics::delete_minutes(&it.batches, it.now - KEEP_MINUTES).await?)
}

async fn sweep_contents(it: Context) -> Result<u64, TaskError> {
    // Some overlap: what was written while the last run looked.
    let since = it.last_run_at.map_or(Timestamp(0), |last| last - Duration::from_secs(3600));
    Ok(contents::sweep_orphans(&it.batches, since, it.now).await?)
}

/// 3.3 deletes what has been locked for a day. Here rows belong to living processes, and nothing is lost.
async fn tidy_queue(it: Context) -> Result<u64, TaskError> {
    Ok(process::bury_dead(&it.services.store).await?)
}

async fn enforce_retention(it: Context) -> Result<u64, TaskError> {
    Ok(retention::enforce(&it.batches, it.now).await?)
}

async fn prune_audit(it: Context) -> Result<u64, TaskError> {
    Ok(it.services.accounts.prune_audit(&it.batches).await?)
}

async fn prune_links(it: Context) -> Result<u64, TaskError> {
    Ok(tracking::prune_links(&it.batches, it.now).await?)
}

async fn prune_suppressions(it: Context) -> Result<u64, TaskError> {
    Ok(suppression::prune(&it.batches, it.now).await?)
}
