//! Memory for messages that are coming in: bounded in total, and for each client, so that one that trickles many large
//! messages does not keep out all others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connections::ClientNetwork;

/// The part of the whole that one client may hold.
const SHARE: usize = 8;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct MessageMemory {
    total: Arc<Semaphore>,
    held: Arc<Mutex<HashMap<ClientNetwork, usize>>>,
    /// KiB of one client.
    per_client: usize,
}

/// What one message holds; given back when it is dropped.
#[derive(Debug)]
pub struct Reservation {
    client: ClientNetwork,
    kib: usize,
    held: Arc<Mutex<HashMap<ClientNetwork, usize>>>,
    /// Given back to the whole.
    permit: OwnedSemaphorePermit,
}

impl MessageMemory {
    /// `bytes` in total; a client gets an eighth of it, and room for two messages of `max_message_bytes` in any case.
    pub fn new(bytes: usize, max_message_bytes: usize) -> Self {
        let per_client = (bytes / SHARE).max(max_message_bytes.saturating_mul(2)) / 1024;
        Self { total: Arc::new(Semaphore::new(bytes / 1024)), held: Arc::default(), per_client }
    }

    /// Adds `kib` to what a message holds. `false`: there is no room.
    pub fn reserve(&self, client: ClientNetwork, kib: u32, reservation: &mut Option<Reservation>) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_client = held.get(&client).copied().unwrap_or(0);
        if of_client + kib as usize > self.per_client {
            return false;
        }
        let Ok(permit) = Arc::clone(&self.total).try_acquire_many_owned(kib) else { return false };
        held.insert(client, of_client + kib as usize);
        match reservation {
            Some(reservation) => {
                reservation.kib += kib as usize;
                reservation.permit.merge(permit);
            }
            None => {
                let held = self.held.clone();
                *reservation = Some(Reservation { client, kib: kib as usize, held, permit });
            }
        }
        true
    }
}

impl Reservation {
    pub fn kib(&self) -> usize {
        self.kib
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = held.get(&self.client).copied().unwrap_or(0).saturating_sub(self.kib);
        if rest == 0 {
            held.remove(&self.client);
        } else {
            held.insert(self.client, rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> ClientNetwork {
        ClientNetwork::of(std::net::IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn one_client_gets_its_share_and_gives_it_back() {
        let memory = MessageMemory::new(64 << 20, 1 << 20);
        let mut first = None;
        assert!(memory.reserve(client(1), 8 << 10, &mut first));
        assert!(!memory.reserve(client(1), 64, &mut first));
        assert_eq!(first.as_ref().map(Reservation::kib), Some(8 << 10));
        let mut second = None;
        assert!(memory.reserve(client(2), 64, &mut second));
        drop(first);
        assert!(memory.reserve(client(1), 64, &mut None));
    }

    #[test]
    fn all_clients_together_get_no_more_than_there_is() {
        let memory = MessageMemory::new(1 << 20, 1 << 20);
        let mut kept = None;
        assert!(memory.reserve(client(1), 1024, &mut kept));
        assert!(!memory.reserve(client(2), 64, &mut None));
    }
}
