//! The loop that carries out actions on many messages: take one that is due, do it piece by piece, the next.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::bulk::{Bulk, BulkError, Stepped};
use crate::clock::SharedClock;
use crate::queue::Queue;

/// How often the table is looked at.
const POLL: Duration = Duration::from_secs(2);

/// Carries out what is due until `stop`. What is not done by then waits for another process, or for the next start.
pub async fn run(queue: Queue, clock: SharedClock, bulk: Bulk, stop: CancellationToken) {
    let mut next = clock.now();
    loop {
        tokio::select! {
            () = clock.sleep_until(next) => {}
            () = stop.cancelled() => return,
        }
        // From its beginning: time that passes during the look, a clock turned by a test too, is time waited.
        let began = clock.now();
        match look(&queue, &bulk, &stop).await {
            // There may be more.
            Ok(true) => next = began,
            Ok(false) => next = began + POLL,
            Err(error) => {
                tracing::error!(%error, "an action on many messages cannot be carried out");
                next = began + POLL * 5;
            }
        }
    }
}

/// Carries out one action, or removes old records. `false`: there was neither.
async fn look(queue: &Queue, bulk: &Bulk, stop: &CancellationToken) -> Result<bool, BulkError> {
    let Some(mut action) = bulk.claim(queue.process()).await? else { return bulk.prune().await };
    let result = loop {
        if stop.is_cancelled() {
            break Ok(true);
        }
        match bulk.step(&mut action).await {
            Ok(Stepped::On) => {}
            Ok(Stepped::Ended) => {
                let (action, done, skipped) = (action.uuid.as_str(), action.done, action.skipped);
                tracing::info!(action, done, skipped, "an action on many messages has ended");
                return Ok(true);
            }
            Err(error) => break Err(error),
        }
    };
    bulk.release(&action).await?;
    result
}
