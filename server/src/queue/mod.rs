//! The queue: which messages wait for delivery, who holds them, and what people may do with them.
//!
//! Every message that waits is a row. A process takes rows by writing its id into them (a lease, see
//! [`process`]) and keeps what it took in memory, bounded in total and per destination ([`hand_over`]), sorted by
//! where it goes ([`ready`]). Knows nothing about SMTP or about what a delivery means: that is `delivery`.
//! Begin with [`Queue`]; the loop that drives all this is `worker`.

mod actions;
pub mod audit;
mod busy;
pub mod hand_over;
mod lanes;
pub mod process;
pub mod ready;
pub mod retry;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::clock::SharedClock;
use crate::model::{MessageId, ProcessId, ServerId};
use crate::store::Store;

pub use actions::{Cancelled, QueueError, Rescheduled, Retried};
pub use busy::Begun;
pub use hand_over::{HandOver, HandedOver, Slot};

/// Handle to the queue; cheap to clone. One per process, also in processes that deliver nothing.
#[derive(Clone)]
pub struct Queue(Arc<Inner>);

struct Inner {
    store: Store,
    clock: SharedClock,
    /// Changes when others have declared this process dead and it comes back under a new id.
    process: Mutex<ProcessId>,
    busy: busy::Busy,
    wake: Notify,
    /// Destinations that a person wants tried now, dead site or not.
    urgent: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Queue").field(&self.process()).finish()
    }
}

impl Queue {
    pub fn new(store: Store, clock: SharedClock, process: ProcessId) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            process: Mutex::new(process),
            busy: busy::Busy::default(),
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

    /// Makes the worker look for due rows now.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Waits for [`Queue::wake`].
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Destinations that a person wants tried now; empties the list.
    pub fn take_urgent(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.urgent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Marks an attempt as in progress, so that nobody changes the message under it. Waits for an action of a
    /// person that is just being carried out.
    pub async fn begin(&self, server: ServerId, message: MessageId) -> Begun {
        busy::begin(self, server, message).await
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn clock(&self) -> &SharedClock {
        &self.0.clock
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
