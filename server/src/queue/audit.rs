//! Rows that this process owns and does not know of: the answer to a commit got lost, or a task failed half way.
//!
//! Nobody else looks at the rows of a living process, so it looks itself. What it finds twice, a minute apart, is freed.

use std::collections::HashSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{HandOver, Queue};
use crate::store::queue::LeaseKey;
use crate::store::{StoreError, queue as rows};

/// Longer than anything takes between a commit and the hand-over in memory.
const PERIOD: Duration = Duration::from_secs(60);

/// Compares the database with the memory, once a minute until `stop`.
pub async fn run(queue: Queue, hand_over: HandOver, stop: CancellationToken) {
    let mut suspects = HashSet::new();
    loop {
        let next = queue.clock().now() + PERIOD;
        tokio::select! {
            () = queue.clock().sleep_until(next) => {}
            () = stop.cancelled() => return,
        }
        match look(&queue, &hand_over, &mut suspects).await {
            Ok(0) => {}
            Ok(rows) => {
                tracing::warn!(rows, "messages were held and not in memory; they are due again");
                queue.wake();
            }
            Err(error) => tracing::error!(%error, "the rows of this process cannot be checked"),
        }
    }
}

/// Frees the `suspects` of the last look that are still not in memory; leaves those of this look.
async fn look(queue: &Queue, hand_over: &HandOver, suspects: &mut HashSet<LeaseKey>) -> Result<u64, StoreError> {
    let owner = queue.process();
    let owned = rows::list_owned(&mut queue.store().read().await?, owner).await?;
    let unknown: HashSet<LeaseKey> = owned.into_iter().filter(|lease| !hand_over.holds(lease)).collect();
    let stray: Vec<_> = unknown.intersection(suspects).map(|(server, message, _)| (*server, *message)).collect();
    *suspects = unknown;
    if stray.is_empty() {
        return Ok(0);
    }
    rows::release(&mut queue.store().write().await?, owner, &stray).await
}
