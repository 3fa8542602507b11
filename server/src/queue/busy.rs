//! Which messages are being worked on in this process, by a delivery or by an action of a person.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Queue;
use crate::model::{MessageId, ServerId};

type Key = (ServerId, MessageId);

#[derive(Debug, Default)]
pub(super) struct Busy {
    messages: Mutex<HashSet<Key>>,
    freed: Notify,
}

impl Busy {
    fn messages(&self) -> MutexGuard<'_, HashSet<Key>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// While it lives, nobody else works on the message in this process.
#[derive(Debug)]
pub struct Begun {
    queue: Queue,
    key: Key,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.queue.0.busy.messages().remove(&self.key);
        self.queue.0.busy.freed.notify_waiters();
    }
}

/// `None`: somebody is working on the message.
fn try_begin(queue: &Queue, server: ServerId, message: MessageId) -> Option<Begun> {
    let key = (server, message);
    queue.0.busy.messages().insert(key).then(|| Begun { queue: queue.clone(), key })
}

pub(super) async fn begin(queue: &Queue, server: ServerId, message: MessageId) -> Begun {
    loop {
        let freed = queue.0.busy.freed.notified();
        tokio::pin!(freed);
        // Registered before the look, so that a release in between is not missed.
        freed.as_mut().enable();
        if let Some(begun) = try_begin(queue, server, message) {
            return begun;
        }
        freed.await;
    }
}
