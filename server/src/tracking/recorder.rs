//! Keeps hits in memory until they are written, so that a busy database neither slows an answer down nor loses one.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::model::Hit;
use crate::store::{Store, StoreError, tracking};

/// Hits that may wait.
const MAX_WAITING: usize = 20_000;
/// Hits in one transaction.
const MAX_BATCH: usize = 256;
/// How long a request waits for a place when that many wait already.
const MAX_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause between two tries.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// Tries of what is left when the process stops.
const LAST_TRIES: u32 = 6;

/// Handle to the task that writes hits; cheap to clone.
#[derive(Debug, Clone)]
pub struct Recorder {
    hits: mpsc::Sender<Hit>,
}

impl Recorder {
    /// Starts the task. After `stop` it writes what it was given and ends.
    pub fn start(store: Store, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (hits, waiting) = mpsc::channel(MAX_WAITING);
        tasks.spawn(run(store, waiting, stop));
        Self { hits }
    }

    /// Takes note of a hit. It is lost only when the database has been away for long, which the log tells.
    pub async fn record(&self, hit: Hit) {
        let (server, message) = (hit.server_id.0, hit.message_id.0);
        if self.hits.send_timeout(hit, MAX_PAUSE).await.is_err() {
            tracing::error!(server, message, "a click or an open is not recorded: too many wait, or the process stops");
        }
    }
}

async fn run(store: Store, mut waiting: mpsc::Receiver<Hit>, stop: CancellationToken) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    loop {
        tokio::select! {
            biased;
            count = waiting.recv_many(&mut batch, MAX_BATCH) => if count == 0 {
                return;
            },
            () = stop.cancelled(), if !waiting.is_closed() => {
                waiting.close();
                continue;
            }
        }
        write(&store, &batch, &stop).await;
        batch.clear();
    }
}

/// Writes until it is written. What the database refuses is tried one by one, so that one bad hit is lost alone.
async fn write(store: &Store, batch: &[Hit], stop: &CancellationToken) {
    let (mut wait, mut last_tries) = (Duration::from_millis(50), 0);
    loop {
        let Err(error) = commit(store, batch).await else { return };
        if !error.is_transient() {
            if let [hit] = batch {
                let (server, message) = (hit.server_id.0, hit.message_id.0);
                tracing::error!(server, message, %error, "a click or an open cannot be recorded");
            } else {
                for hit in batch {
                    Box::pin(write(store, std::slice::from_ref(hit), stop)).await;
                }
            }
            return;
        }
        last_tries += u32::from(stop.is_cancelled());
        if last_tries >= LAST_TRIES {
            tracing::error!(hits = batch.len(), %error, "clicks and opens are not recorded: the process stops");
            return;
        }
        if !error.is_retryable() {
            tracing::warn!(hits = batch.len(), %error, "clicks and opens cannot be recorded yet, trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled(), if !stop.is_cancelled() => {}
        }
        wait = (wait * 2).min(if stop.is_cancelled() { Duration::from_secs(1) } else { MAX_WAIT });
    }
}

async fn commit(store: &Store, batch: &[Hit]) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tracking::record(&mut tx, batch).await?;
    tx.commit().await
}
