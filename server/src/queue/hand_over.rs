//! Hand-over in memory: mail accepted by a process that also delivers does not wait for a poll.
//!
//! A slot is reserved before the message is stored, so that its queue row is inserted already owned.
//! Slots are bounded per destination, in number and in bytes of content; a message without a slot is
//! stored free and found by the next claim of any worker. A slot is given back when the delivery is
//! over, or when the message could not be stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use crate::model::{ProcessId, QueuedMessage, RawContent};

/// Messages handed over for one destination and not yet delivered.
pub const MAX_PER_DESTINATION: usize = 1_024;
/// Messages handed over in total.
pub const MAX_MESSAGES: usize = 20_000;
/// Bytes of their content, each recipient's copy counted.
pub const MAX_BYTES: usize = 64 << 20;

/// A stored message on its way to the worker of the same process.
#[derive(Debug)]
pub struct HandedOver {
    pub queued: QueuedMessage,
    /// Saves reading it back.
    pub content: RawContent,
    /// Given back when dropped.
    pub slot: Slot,
}

/// Sending side, held by those who accept mail; cheap to clone.
#[derive(Debug, Clone)]
pub struct HandOver {
    process: ProcessId,
    ready: mpsc::UnboundedSender<HandedOver>,
    used: Arc<Mutex<Used>>,
}

#[derive(Debug, Default)]
struct Used {
    messages: usize,
    bytes: usize,
    destinations: HashMap<String, usize>,
}

impl HandOver {
    /// `process` delivers what comes out of the receiver.
    pub fn new(process: ProcessId) -> (Self, mpsc::UnboundedReceiver<HandedOver>) {
        let (ready, receiver) = mpsc::unbounded_channel();
        (Self { process, ready, used: Arc::default() }, receiver)
    }

    /// Owner of the queue rows that are handed over.
    pub fn process(&self) -> ProcessId {
        self.process
    }

    /// `None`: full, or the worker is gone. `bytes`: size of the content.
    pub fn reserve(&self, destination: &str, bytes: usize) -> Option<Slot> {
        if self.ready.is_closed() {
            return None;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.messages >= MAX_MESSAGES || used.bytes + bytes > MAX_BYTES {
            return None;
        }
        let here = used.destinations.entry(destination.to_owned()).or_default();
        if *here >= MAX_PER_DESTINATION {
            return None;
        }
        *here += 1;
        used.messages += 1;
        used.bytes += bytes;
        Some(Slot { used: self.used.clone(), destination: destination.to_owned(), bytes })
    }

    /// Passes a stored message on. `false`: the worker has stopped; it frees its rows when it ends.
    pub fn send(&self, queued: QueuedMessage, content: RawContent, slot: Slot) -> bool {
        self.ready.send(HandedOver { queued, content, slot }).is_ok()
    }
}

/// The right to hold one message in memory.
#[derive(Debug)]
pub struct Slot {
    used: Arc<Mutex<Used>>,
    destination: String,
    bytes: usize,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.messages = used.messages.saturating_sub(1);
        used.bytes = used.bytes.saturating_sub(self.bytes);
        if let Some(here) = used.destinations.get_mut(&self.destination) {
            *here -= 1;
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
}
