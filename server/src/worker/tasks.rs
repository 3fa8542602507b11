//! What is due by the clock: expired holds, DNS checks, old entries of suppression lists and counters.
//!
//! Each task does the same however often it runs, so several processes may run them side by side.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;
use crate::domains::Domains;
use crate::model::Timestamp;
use crate::queue::Queue;
use crate::{statistics, suppression};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Start of the next slot `after` the full period (3.3: hourly at :15, daily at 03:00).
pub fn next_slot(now: Timestamp, period: Duration, after: Duration) -> Timestamp {
    let slot = now.floor(period) + after;
    if slot > now { slot } else { slot + period }
}

/// Runs all tasks at their times until `stop`.
pub async fn run(queue: Queue, domains: Domains, clock: SharedClock, stop: CancellationToken) {
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
            report("ExpireHeldMessagesScheduledTask", expire_holds(&queue).await);
            report("RollUpStatistics", statistics::roll_up(queue.store(), now).await);
            // Asks the whole world; the process may stop meanwhile.
            tokio::select! {
                checked = domains.check_due(now) => report("CheckAllDNSScheduledTask", checked),
                () = stop.cancelled() => return,
            }
        }
        if now >= daily {
            daily = next_slot(now, DAY, 3 * HOUR);
            report("PruneSuppressionListsScheduledTask", suppression::prune(queue.store(), now).await);
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

fn report<E: std::error::Error>(task: &str, result: Result<u64, E>) {
    match result {
        Ok(changed) => tracing::info!(component = "worker", thread = "tasks", task, changed, "task finished"),
        Err(error) => tracing::error!(component = "worker", thread = "tasks", task, %error, "task failed"),
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
