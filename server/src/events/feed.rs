//! Looks twice a second whether there are new events, in one query for all mail servers that somebody follows.
//!
//! Other processes write events, too, so that the database has to be asked; asking once per reader would cost more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::model::ServerId;
use crate::store::{Store, StoreError, event_search};

const INTERVAL: Duration = Duration::from_millis(500);

/// Id of the newest event of each mail server that is followed.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    followed: Arc<Mutex<BTreeMap<ServerId, watch::Sender<i64>>>>,
    begun: Arc<Notify>,
}

impl Feed {
    /// The id of the newest event, 0 until it is known. It only grows.
    pub fn watch(&self, server: ServerId) -> watch::Receiver<i64> {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = followed.entry(server).or_insert_with(|| watch::Sender::new(0)).subscribe();
        self.begun.notify_one();
        receiver
    }

    /// Until `stop`.
    pub async fn run(self, store: Store, stop: CancellationToken) {
        let mut is_failing = false;
        while !stop.is_cancelled() {
            let servers = self.servers();
            if servers.is_empty() {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.begun.notified() => continue,
                }
            }
            match last_ids(&store, &servers).await {
                Ok(ids) => {
                    is_failing = false;
                    self.tell(&ids);
                }
                Err(error) => {
                    if !is_failing {
                        tracing::warn!(%error, "cannot look for new events, trying again: {error}");
                    }
                    is_failing = true;
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }

    /// Those that are still followed.
    fn servers(&self) -> Vec<ServerId> {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.retain(|_, sender| sender.receiver_count() > 0);
        followed.keys().copied().collect()
    }

    fn tell(&self, ids: &[(ServerId, i64)]) {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        for (server, last) in ids {
            let Some(sender) = followed.get(server) else { continue };
            sender.send_if_modified(|known| {
                let is_news = last > known;
                *known = (*known).max(*last);
                is_news
            });
        }
    }
}

async fn last_ids(store: &Store, servers: &[ServerId]) -> Result<Vec<(ServerId, i64)>, StoreError> {
    event_search::last_ids(&mut store.read().await?, servers).await
}
