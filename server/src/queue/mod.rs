//! The queue: which messages wait for delivery, who holds them, and what people may do with them.
//!
//! Every message that waits is a row. A process takes rows by writing its id into them (a lease, see
//! [`process`]) and keeps what it took in memory, bounded in total and per destination ([`memory`]), sorted by
//! where it goes (`ready`). Knows nothing about SMTP or about what a delivery means: that is `delivery`.
//! Begin with [`Queue`]; the loop that drives all this is `worker`.

mod actions;
mod memory;
pub mod process;
pub mod retry;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, mpsc};

use crate::clock::SharedClock;
use crate::model::ProcessId;
use crate::store::Store;

pub use actions::{Cancelled, QueueError, Retried};
pub use memory::{Begun, Entry, Limits, Slot};

/// Handle to the queue; cheap to clone. One per process, also in processes that deliver nothing.
#[derive(Debug, Clone)]
pub struct Queue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    clock: SharedClockDebug,
    /// Changes when others have declared this process dead and it comes back under a new id.
    process: Mutex<ProcessId>,
    memory: memory::Memory,
    arrivals: mpsc::UnboundedSender<Entry>,
    /// Taken by the worker when it starts.
    inbox: Mutex<Option<mpsc::UnboundedReceiver<Entry>>>,
    wake: Notify,
    /// Destinations that a person wants tried now, dead site or not.
    urgent: Mutex<Vec<String>>,
}

/// The clock has nothing to show.
#[derive(Clone)]
struct SharedClockDebug(SharedClock);

impl std::fmt::Debug for SharedClockDebug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

impl Queue {
    /// `limits`: what may be held in memory; [`Limits::none`] where no worker runs.
    pub fn new(store: Store, clock: SharedClock, process: ProcessId, limits: Limits) -> Self {
        let (arrivals, inbox) = mpsc::unbounded_channel();
        Self(Arc::new(Inner {
            store,
            clock: SharedClockDebug(clock),
            process: Mutex::new(process),
            memory: memory::Memory::new(limits),
            arrivals,
            inbox: Mutex::new(Some(inbox)),
            wake: Notify::new(),
            urgent: Mutex::new(Vec::new()),
        }))
    }

    /// The id under which this process holds rows.
    pub fn process(&self) -> ProcessId {
        *self.0.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_process(&self, process: ProcessId) {
        *self.0.process.lock().unwrap_or_else(PoisonError::into_inner) = process;
    }

    /// Place in memory for one message about to be stored for `destination`.
    ///
    /// `None`: there is no room or no worker; insert the row free (`owner` 0) and call [`Queue::wake`] after the commit.
    /// `Some`: insert the row with the slot's owner and generation 0, and call [`Slot::hand_over`] after the commit.
    /// A slot that is dropped gives its place back.
    ///
    /// `content_bytes`: size of the content that will be handed over along with it. When only that does not fit,
    /// [`Slot::keeps_content`] is false and the worker reads the content again.
    pub fn reserve(&self, destination: &str, content_bytes: usize) -> Option<Slot> {
        memory::reserve(self, destination, content_bytes)
    }

    /// As [`Queue::reserve`] for up to `count` rows that are read from the database, without content.
    pub fn reserve_many(&self, destination: &str, count: usize) -> Vec<Slot> {
        (0..count).map_while(|_| self.reserve(destination, 0)).collect()
    }

    /// Free places for one destination.
    pub fn room(&self, destination: &str) -> usize {
        self.0.memory.room(destination)
    }

    /// Messages in memory.
    pub fn in_memory(&self) -> usize {
        self.0.memory.total()
    }

    /// Makes the worker look for due rows now.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Waits for [`Queue::wake`].
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// The stream of messages handed over in memory. Only the first caller gets it.
    pub fn inbox(&self) -> Option<mpsc::UnboundedReceiver<Entry>> {
        self.0.inbox.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Destinations that a person wants tried now; empties the list.
    pub fn take_urgent(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.urgent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Marks an attempt as in progress, so that nobody changes the message under it. Waits for an action of a
    /// person that is just being carried out.
    pub async fn begin(&self, entry: &Entry) -> Begun {
        memory::begin(self, entry.row.server_id, entry.row.message_id).await
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn clock(&self) -> &SharedClock {
        &self.0.clock.0
    }

    fn urge(&self, destination: &str) {
        let mut urgent = self.0.urgent.lock().unwrap_or_else(PoisonError::into_inner);
        if !urgent.iter().any(|known| known == destination) {
            urgent.push(destination.to_owned());
        }
        drop(urgent);
        self.wake();
    }
}
