//! What happens in a mail server, as it happens.
//!
//! Events are rows in the order of their commits, whichever process wrote them. [`Follower`] reads on from an event
//! that its reader has seen, so that nobody loses one or gets one twice; [`feed`] tells it when there is more.
//! It knows nothing of HTTP.

mod feed;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::model::{EventDetails, ServerId};
use crate::store::event_search::{self, EventFilter};
use crate::store::{Store, StoreError};

use feed::Feed;

/// Events that are looked at together: as many as one reader keeps in memory.
const ROWS: i64 = 256;
/// Readers of one process.
const MAX_FOLLOWERS: usize = 1_000;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Events {
    store: Store,
    feed: Feed,
    places: Arc<Semaphore>,
}

impl Events {
    /// Starts the task that looks for news while somebody waits for them.
    pub fn start(store: Store, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let feed = Feed::default();
        tasks.spawn(feed.clone().run(store.clone(), stop));
        Self { store, feed, places: Arc::new(Semaphore::new(MAX_FOLLOWERS)) }
    }

    /// Begins to read after the event `seen`, or with what happens from now on. `None`: too many read already.
    ///
    /// An id that no event has had yet cannot come from here, and means "from now on", too.
    pub async fn follow(
        &self,
        server: ServerId,
        filter: EventFilter,
        seen: Option<i64>,
    ) -> Result<Option<Follower>, StoreError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return Ok(None) };
        let last = event_search::last_ids(&mut self.store.read().await?, &[server]).await?;
        let last = last.first().map_or(0, |(_, id)| *id);
        let position = seen.map_or(last, |seen| seen.min(last));
        let news = self.feed.watch(server);
        Ok(Some(Follower { store: self.store.clone(), server, filter, position, news, _place: place }))
    }
}

/// Reads the events of a mail server, one batch after the other.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    server: ServerId,
    filter: EventFilter,
    position: i64,
    news: watch::Receiver<i64>,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// Id of the last event that was looked at, whether it was wanted or not.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// The next events; `None`: there are none yet. An empty list: none of those looked at was wanted.
    pub async fn read(&mut self) -> Result<Option<Vec<EventDetails>>, StoreError> {
        // Read before the question: what has an id up to there is committed, or deleted already.
        let last = *self.news.borrow();
        let mut conn = self.store.read().await?;
        let found = event_search::follow(&mut conn, self.server, &self.filter, self.position, ROWS).await?;
        let Some((events, until)) = found else {
            self.position = self.position.max(last);
            return Ok(None);
        };
        let details = event_search::details(&mut conn, self.server, events).await?;
        self.position = until;
        Ok(Some(details))
    }

    /// Waits until there is something to read. Nothing is lost when it is dropped.
    pub async fn wait(&mut self) {
        let position = self.position;
        if self.news.wait_for(|last| *last > position).await.is_err() {
            // The process stops, which ends the reader, too.
            std::future::pending::<()>().await;
        }
    }
}
