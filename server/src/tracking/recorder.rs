//! Makes hits durable before their answer, in the transactions that mail shares; a database that is busy or away holds
//! up no reader. See `docs/decisions` on durable clicks and opens.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::metrics::Metrics;
use crate::model::Hit;
use crate::store::{Committer, StoreError, WriteSet};

/// Hits that may wait to be written.
const MAX_WAITING: usize = 20_000;
/// Hits that are in the committer's hands at once: mail must not stand in line behind all that wait.
const MAX_AT_ONCE: usize = 256;
/// How long a reader waits for the commit. Longer than any commit of a sound database, shorter than anybody minds.
const ANSWER_AFTER: Duration = Duration::from_millis(500);
/// First and longest pause between two tries.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Tries of what is left when the process stops, and the longest pause between them.
const LAST_TRIES: u32 = 6;
const LAST_PAUSE: Duration = Duration::from_secs(1);
/// The log tells of late hits at most once in this time.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// What became of a hit by the time of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Committed, or refused by the database for good, which the log tells.
    Settled,
    /// It waits in memory and is written as soon as that can be done.
    Waiting,
    /// Too many wait already.
    Lost,
}

/// Writes hits; cheap to clone.
#[derive(Debug, Clone)]
pub struct Recorder(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    committer: Committer,
    metrics: Metrics,
    tasks: TaskTracker,
    /// Cancelled when the process stops: what waits is tried a few times more.
    stop: CancellationToken,
    places: Arc<Semaphore>,
    hands: Semaphore,
    late: Late,
}

impl Recorder {
    pub fn new(committer: Committer, metrics: Metrics) -> Self {
        Self(Arc::new(Parts {
            committer,
            metrics,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            places: Arc::new(Semaphore::new(MAX_WAITING)),
            hands: Semaphore::new(MAX_AT_ONCE),
            late: Late::default(),
        }))
    }

    /// Answers when the hit is durable, or after half a second. It is written either way, even if the caller goes away.
    pub async fn record(&self, hit: Hit) -> Recorded {
        let (server, message) = (hit.server_id.0, hit.message_id.0);
        let Ok(place) = Arc::clone(&self.0.places).try_acquire_owned() else {
            self.0.metrics.requests.tracking_hit_lost();
            tracing::error!(server, message, "a click or an open is not recorded: too many wait");
            return Recorded::Lost;
        };
        let parts = Arc::clone(&self.0);
        let write = self.0.tasks.spawn(async move { parts.write(hit, place).await });
        if tokio::time::timeout(ANSWER_AFTER, write).await.is_ok() {
            return Recorded::Settled;
        }
        self.0.metrics.requests.tracking_hit_late();
        if let Some(hits) = self.0.late.tell(Instant::now()) {
            tracing::warn!(
                hits,
                "clicks and opens are answered before they are recorded: the database is slow or away"
            );
        }
        Recorded::Waiting
    }

    /// Waits until what was given is written, or was tried for the last time. The committer must still run.
    pub async fn finish(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

impl Parts {
    /// Writes until it is written.
    async fn write(&self, hit: Hit, _place: OwnedSemaphorePermit) {
        let (server, message) = (hit.server_id.0, hit.message_id.0);
        let write = Arc::new(hit);
        let (mut pause, mut last_tries) = (FIRST_PAUSE, 0);
        loop {
            let Err(error) = self.commit(&write).await else { return };
            last_tries += u32::from(self.stop.is_cancelled());
            if !error.is_transient() || last_tries >= LAST_TRIES {
                self.metrics.requests.tracking_hit_lost();
                tracing::error!(server, message, %error, "a click or an open cannot be recorded");
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled(), if !self.stop.is_cancelled() => {}
            }
            pause = (pause * 2).min(if self.stop.is_cancelled() { LAST_PAUSE } else { LONGEST_PAUSE });
        }
    }

    async fn commit(&self, hit: &Arc<Hit>) -> Result<(), StoreError> {
        let _hand = self.hands.acquire().await.map_err(|_| StoreError::Stopped)?;
        self.committer.write(WriteSet::Hit(Arc::clone(hit))).await.map(drop)
    }
}

/// Counts late hits for the log.
#[derive(Debug, Default)]
struct Late {
    untold: AtomicU64,
    told_at: Mutex<Option<Instant>>,
}

impl Late {
    /// One more. How many it is time to tell of.
    fn tell(&self, now: Instant) -> Option<u64> {
        self.untold.fetch_add(1, Ordering::Relaxed);
        let mut told_at = self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        if told_at.is_some_and(|at| now.duration_since(at) < TELL_EVERY) {
            return None;
        }
        *told_at = Some(now);
        Some(self.untold.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_of_late_hits_now_and_then() {
        let (late, now) = (Late::default(), Instant::now());
        assert_eq!(late.tell(now), Some(1));
        assert_eq!((late.tell(now), late.tell(now + TELL_EVERY / 2)), (None, None));
        assert_eq!(late.tell(now + TELL_EVERY), Some(3));
    }
}
