//! Messages in memory: how many there may be, and the hand-over by those who accept mail.
//!
//! Mail accepted by a process that also delivers does not wait for a poll: a slot is reserved before the message
//! is stored, so that its queue row is inserted already owned. Rows that the worker claims take slots too. Slots
//! are bounded per destination, in number and in bytes of content; a message without a slot is stored free and
//! found by the next claim of any worker. A slot is given back when the delivery is over, or when the message
//! could not be stored.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use crate::model::{MessageId, ProcessId, QueuedMessage, RawContent, ServerId};
use crate::store::queue::LeaseKey;

/// Messages in memory for one destination.
pub const MAX_PER_DESTINATION: usize = 1_024;
/// Messages in memory in total.
pub const MAX_MESSAGES: usize = 20_000;
/// Bytes of their content, each recipient's copy counted.
pub const MAX_BYTES: usize = 64 << 20;

/// A message that the worker of this process holds.
#[derive(Debug)]
pub struct HandedOver {
    pub queued: QueuedMessage,
    /// Saves reading it back; `None` for rows that were claimed.
    pub content: Option<RawContent>,
    /// Given back when dropped.
    pub slot: Slot,
}

impl HandedOver {
    pub fn new(queued: QueuedMessage, content: Option<RawContent>, mut slot: Slot) -> Self {
        slot.hold((queued.server_id, queued.message_id, queued.generation));
        Self { queued, content, slot }
    }

    pub fn key(&self) -> (ServerId, MessageId) {
        (self.queued.server_id, self.queued.message_id)
    }
}

/// Sending side, held by those who accept mail; cheap to clone.
#[derive(Debug, Clone)]
pub struct HandOver {
    ready: mpsc::UnboundedSender<HandedOver>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    process: AtomicI64,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    messages: usize,
    bytes: usize,
    destinations: HashMap<String, usize>,
    held: HashSet<LeaseKey>,
}

impl Used {
    /// The fuller the memory, the less a single destination gets: a few slow ones cannot take it all.
    fn room(&self, destination: &str) -> usize {
        let here = self.destinations.get(destination).copied().unwrap_or(0);
        let free = MAX_MESSAGES.saturating_sub(self.messages);
        MAX_PER_DESTINATION.min(free.div_ceil(4)).saturating_sub(here).min(free)
    }
}

impl Shared {
    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HandOver {
    /// `process` delivers what comes out of the receiver.
    pub fn new(process: ProcessId) -> (Self, mpsc::UnboundedReceiver<HandedOver>) {
        let (ready, receiver) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { process: AtomicI64::new(process.0), used: Mutex::default() });
        (Self { ready, shared }, receiver)
    }

    /// Owner of the queue rows that are handed over.
    pub fn process(&self) -> ProcessId {
        ProcessId(self.shared.process.load(Ordering::Relaxed))
    }

    /// The process goes on under another id, because others took it for dead.
    pub fn set_process(&self, process: ProcessId) {
        self.shared.process.store(process.0, Ordering::Relaxed);
    }

    /// `None`: full, or the worker is gone. `bytes`: size of the content.
    pub fn reserve(&self, destination: &str, bytes: usize) -> Option<Slot> {
        if self.ready.is_closed() {
            return None;
        }
        let mut used = self.shared.used();
        if used.room(destination) == 0 || used.bytes.saturating_add(bytes) > MAX_BYTES {
            return None;
        }
        *used.destinations.entry(destination.to_owned()).or_default() += 1;
        used.messages += 1;
        used.bytes += bytes;
        Some(Slot { shared: self.shared.clone(), destination: destination.to_owned(), bytes, lease: None })
    }

    /// How many more messages for this destination have a place.
    pub fn room(&self, destination: &str) -> usize {
        self.shared.used().room(destination)
    }

    /// Messages in memory.
    pub fn in_memory(&self) -> usize {
        self.shared.used().messages
    }

    /// Whether a row is in memory under this lease.
    pub fn holds(&self, lease: &LeaseKey) -> bool {
        self.shared.used().held.contains(lease)
    }

    /// Passes a stored message on. `false`: the worker has stopped; it frees its rows when it ends.
    pub fn send(&self, queued: QueuedMessage, content: RawContent, slot: Slot) -> bool {
        self.ready.send(HandedOver::new(queued, Some(content), slot)).is_ok()
    }
}

/// The right to hold one message in memory.
#[derive(Debug)]
pub struct Slot {
    shared: Arc<Shared>,
    destination: String,
    bytes: usize,
    lease: Option<LeaseKey>,
}

impl Slot {
    fn hold(&mut self, lease: LeaseKey) {
        self.shared.used().held.insert(lease);
        self.lease = Some(lease);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut used = self.shared.used();
        if let Some(lease) = &self.lease {
            used.held.remove(lease);
        }
        used.messages = used.messages.saturating_sub(1);
        used.bytes = used.bytes.saturating_sub(self.bytes);
        if let Some(here) = used.destinations.get_mut(&self.destination) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                used.destinations.remove(&self.destination);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_bounded_per_destination_and_in_bytes_and_come_back() {
        let (hand_over, receiver) = HandOver::new(ProcessId(1));
        let slots: Vec<_> = (0..MAX_PER_DESTINATION).filter_map(|_| hand_over.reserve("a.example", 1)).collect();
        assert_eq!(slots.len(), MAX_PER_DESTINATION);
        assert!(hand_over.reserve("a.example", 1).is_none());
        assert!(hand_over.reserve("b.example", 1).is_some());
        assert!(hand_over.reserve("b.example", MAX_BYTES).is_none());
        drop(slots);
        assert!(hand_over.reserve("a.example", 1).is_some());
        drop(receiver);
        assert!(hand_over.reserve("a.example", 1).is_none());
    }

    #[test]
    fn a_few_slow_destinations_cannot_take_all_places() {
        let (hand_over, _receiver) = HandOver::new(ProcessId(1));
        let mut slots = Vec::new();
        for number in 0..20 {
            let destination = format!("slow{number}.example");
            slots.extend(std::iter::from_fn(|| hand_over.reserve(&destination, 0)));
        }
        assert!(hand_over.in_memory() <= MAX_MESSAGES);
        assert!(hand_over.reserve("fast.example", 0).is_some());
    }
}
