//! What is due by the clock: expired holds, old entries of suppression lists and counters.
//!
//! Each task does the same however often it runs, so several processes may run them side by side.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;
use crate::metrics::Metrics;
use crate::model::Timestamp;
use crate::queue::Queue;
use crate::store::{StoreError, statistics};
use crate::suppression;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Counters per minute are read for an hour.
const KEEP_MINUTES: Duration = Duration::from_secs(2 * 3600);

/// Start of the next slot `after` the full period (3.3: hourly at :15, daily at 03:00).
pub fn next_slot(now: Timestamp, period: Duration, after: Duration) -> Timestamp {
    let slot = now.floor(period) + after;
    if slot > now { slot } else { slot + period }
}

/// Runs all tasks at their times until `stop`.
pub async fn run(queue: Queue, metrics: Metrics, clock: SharedClock, stop: CancellationToken) {
    let now = clock.now();
    let mut hourly = next_slot(now, HOUR, Duration::from_secs(15 * 60));
    let mut daily = next_slot(now, DAY, 3 * HOUR);
    loop {
        tokio::select! {
            () = clock.sleep_until(hourly.min(daily)) => {}
            () = stop.cancelled() => return,
        }
        let now = clock.now();
        if now >= hourly {
            hourly = next_slot(now, HOUR, Duration::from_secs(15 * 60));
            report(&metrics, "ExpireHeldMessagesScheduledTask", expire_holds(&queue)).await;
            report(&metrics, "DeleteMinuteCounters", delete_minutes(&queue, now)).await;
        }
        if now >= daily {
            daily = next_slot(now, DAY, 3 * HOUR);
            report(&metrics, "PruneSuppressionListsScheduledTask", suppression::prune(queue.store(), now)).await;
        }
    }
}

async fn expire_holds(queue: &Queue) -> Result<u64, crate::queue::QueueError> {
    let mut ended = 0;
    loop {
        let more = queue.expire_holds().await?;
        ended += more as u64;
        if more == 0 {
            return Ok(ended);
        }
    }
}

async fn delete_minutes(queue: &Queue, now: Timestamp) -> Result<u64, StoreError> {
    statistics::delete_minutes(&mut queue.store().write().await?, now - KEEP_MINUTES).await
}

async fn report<E: std::error::Error>(metrics: &Metrics, task: &str, work: impl Future<Output = Result<u64, E>>) {
    let began = Instant::now();
    let result = work.await;
    metrics.worker.task(task, began.elapsed());
    match result {
        Ok(changed) => tracing::info!(component = "worker", thread = "tasks", task, changed, "task finished"),
        Err(error) => {
            metrics.worker.error("TaskError");
            tracing::error!(component = "worker", thread = "tasks", task, %error, "task failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_at_a_quarter_past_and_at_three() {
        let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond());
        let quarter = Duration::from_secs(900);
        assert_eq!(next_slot(at("2026-01-01T10:10:00Z"), HOUR, quarter), at("2026-01-01T10:15:00Z"));
        assert_eq!(next_slot(at("2026-01-01T10:15:00Z"), HOUR, quarter), at("2026-01-01T11:15:00Z"));
        assert_eq!(next_slot(at("2026-01-01T10:15:00Z"), DAY, 3 * HOUR), at("2026-01-02T03:00:00Z"));
    }
}
