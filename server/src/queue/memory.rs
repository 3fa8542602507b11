//! Messages that this process holds in memory: how many there may be, and which are being worked on.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Queue;
use crate::model::{MessageId, ProcessId, QueuedMessage, RawContent, ServerId};

/// How much may be held in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub rows: usize,
    pub rows_per_destination: usize,
    pub content_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 20_000, rows_per_destination: 1024, content_bytes: 64 << 20 }
    }
}

impl Limits {
    /// For processes that deliver nothing.
    pub const fn none() -> Self {
        Self { rows: 0, rows_per_destination: 0, content_bytes: 0 }
    }
}

/// A message that this process holds.
#[derive(Debug)]
pub struct Entry {
    pub row: QueuedMessage,
    /// The content as accepted, when it was handed over along with the row.
    pub content: Option<RawContent>,
    slot: Slot,
}

impl Entry {
    pub fn new(row: QueuedMessage, slot: Slot) -> Self {
        Self { row, content: None, slot }
    }

    pub fn key(&self) -> (ServerId, MessageId) {
        (self.row.server_id, self.row.message_id)
    }

    /// The place in memory that goes with it.
    pub fn slot(&self) -> &Slot {
        &self.slot
    }
}

#[derive(Debug)]
pub(super) struct Memory {
    limits: Limits,
    held: Mutex<Held>,
    busy: Mutex<HashSet<(ServerId, MessageId)>>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    rows: usize,
    content_bytes: usize,
    destinations: HashMap<String, usize>,
}

impl Memory {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, held: Mutex::default(), busy: Mutex::default(), freed: Notify::new() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn busy(&self) -> MutexGuard<'_, HashSet<(ServerId, MessageId)>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn room(&self, destination: &str) -> usize {
        let held = self.held();
        let here = held.destinations.get(destination).copied().unwrap_or(0);
        (self.limits.rows - held.rows.min(self.limits.rows)).min(self.limits.rows_per_destination.saturating_sub(here))
    }

    pub(super) fn total(&self) -> usize {
        self.held().rows
    }
}

/// A place in memory; dropping it gives it back.
#[derive(Debug)]
pub struct Slot {
    queue: Queue,
    owner: ProcessId,
    destination: String,
    content_bytes: usize,
    keeps_content: bool,
}

impl Slot {
    /// The owner to store the row with.
    pub fn owner(&self) -> ProcessId {
        self.owner
    }

    /// Whether the content has a place too.
    pub fn keeps_content(&self) -> bool {
        self.keeps_content
    }

    /// Gives a stored row to the worker of this process. After the commit only.
    pub fn hand_over(self, row: QueuedMessage, content: Option<RawContent>) {
        let queue = self.queue.clone();
        let content = content.filter(|_| self.keeps_content);
        // A worker that is gone has no use for it; the row is freed with those of its process.
        let _ = queue.0.arrivals.send(Entry { row, content, slot: self });
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = self.queue.0.memory.held();
        held.rows = held.rows.saturating_sub(1);
        held.content_bytes = held.content_bytes.saturating_sub(self.content_bytes);
        if let Some(count) = held.destinations.get_mut(&self.destination) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                held.destinations.remove(&self.destination);
            }
        }
    }
}

pub(super) fn reserve(queue: &Queue, destination: &str, content_bytes: usize) -> Option<Slot> {
    let memory = &queue.0.memory;
    let mut held = memory.held();
    let here = held.destinations.get(destination).copied().unwrap_or(0);
    if held.rows >= memory.limits.rows || here >= memory.limits.rows_per_destination {
        return None;
    }
    let keeps_content = held.content_bytes.saturating_add(content_bytes) <= memory.limits.content_bytes;
    let content_bytes = if keeps_content { content_bytes } else { 0 };
    held.rows += 1;
    held.content_bytes += content_bytes;
    *held.destinations.entry(destination.to_owned()).or_default() += 1;
    drop(held);
    Some(Slot {
        queue: queue.clone(),
        owner: queue.process(),
        destination: destination.to_owned(),
        content_bytes,
        keeps_content,
    })
}

/// While it lives, nobody else works on the message in this process.
#[derive(Debug)]
pub struct Begun {
    queue: Queue,
    key: (ServerId, MessageId),
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.queue.0.memory.busy().remove(&self.key);
        self.queue.0.memory.freed.notify_waiters();
    }
}

/// `None`: somebody is working on the message.
pub(super) fn try_begin(queue: &Queue, server: ServerId, message: MessageId) -> Option<Begun> {
    let key = (server, message);
    queue.0.memory.busy().insert(key).then(|| Begun { queue: queue.clone(), key })
}

pub(super) async fn begin(queue: &Queue, server: ServerId, message: MessageId) -> Begun {
    loop {
        let freed = queue.0.memory.freed.notified();
        tokio::pin!(freed);
        // Registered before the look, so that a release in between is not missed.
        freed.as_mut().enable();
        if let Some(begun) = try_begin(queue, server, message) {
            return begun;
        }
        freed.await;
    }
}
