//! The metrics as they are shown: before that, what nobody counts all the time is asked for.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::app::App;
use crate::store::{StoreError, queue_depth};

/// How long a look at the queue counts.
const QUEUE_FRESH_FOR: Duration = Duration::from_secs(15);
/// A scrape does not wait longer for the database; the other metrics are worth more when it is slow.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(3);

/// What the listeners of a process share.
pub struct Exposition {
    pub app: App,
    queue_read_at: Mutex<Option<Instant>>,
}

impl Exposition {
    pub fn new(app: App) -> Self {
        Self { app, queue_read_at: Mutex::new(None) }
    }

    /// All metrics in the text format.
    pub async fn text(&self) -> String {
        for pool in self.app.store.pools() {
            self.app.metrics.database.pool(pool);
        }
        // The queue is that of the installation: who delivers from it tells how it is.
        if self.app.roles.worker {
            self.read_queue().await;
        }
        self.app.metrics.render()
    }

    async fn read_queue(&self) {
        let mut read_at = self.queue_read_at.lock().await;
        if read_at.is_some_and(|at| at.elapsed() < QUEUE_FRESH_FOR) {
            return;
        }
        // A database that does not answer is not asked by every scrape, either.
        *read_at = Some(Instant::now());
        let read = async {
            let mut conn = self.app.store.read().await?;
            queue_depth::read(&mut conn, self.app.clock.now()).await
        };
        match tokio::time::timeout(QUEUE_TIMEOUT, read).await {
            Ok(Ok(depth)) => self.app.metrics.queue.set(&depth),
            Ok(Err(error)) => tell(&error),
            Err(_) => {
                tracing::warn!(component = "health-server", "the queue could not be read in time for the metrics");
            }
        }
    }
}

fn tell(error: &StoreError) {
    tracing::warn!(component = "health-server", %error, "the queue cannot be read for the metrics");
}
