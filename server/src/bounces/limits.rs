//! How many reports one sender gets: a loop between two machines must end, and a forged sender must not be flooded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::model::{ServerId, Timestamp};

/// Reports to one address in one window.
const MAX_NOTICES: u32 = 20;
const WINDOW: Duration = Duration::from_secs(3600);
/// Addresses that are remembered.
const MAX_SENDERS: usize = 10_000;

/// Counts within this process.
#[derive(Debug, Default)]
pub(super) struct NoticeLimits(Mutex<HashMap<(ServerId, String), (Timestamp, u32)>>);

impl NoticeLimits {
    /// Whether one more report may go to `address`.
    pub(super) fn take(&self, server: ServerId, address: &str, now: Timestamp) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MAX_SENDERS {
            counts.retain(|_, (since, _)| now.since(*since) < WINDOW);
        }
        if counts.len() >= MAX_SENDERS {
            // Whoever fills the table must not keep others from being told.
            let oldest = counts.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| key.clone());
            oldest.and_then(|key| counts.remove(&key));
        }
        let (since, count) = counts.entry((server, address.to_lowercase())).or_insert((now, 0));
        if now.since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= MAX_NOTICES
    }

    /// Nothing was sent after all.
    pub(super) fn give_back(&self, server: ServerId, address: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counts.get_mut(&(server, address.to_lowercase())) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_gets_no_more_than_its_share_in_a_window() {
        let limits = NoticeLimits::default();
        let now = Timestamp(1_000_000_000);
        let taken = (0..100).filter(|_| limits.take(ServerId(1), "A@x.example", now)).count();
        assert_eq!(taken, 20);
        assert!(!limits.take(ServerId(1), "a@X.example", now));
        assert!(limits.take(ServerId(2), "a@x.example", now));
        assert!(limits.take(ServerId(1), "a@x.example", now + WINDOW));
    }
}
