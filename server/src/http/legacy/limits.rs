//! Failed keys per client address: whoever guesses hears for a while that it is too much. Good keys work all the same:
//! many applications may stand behind one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::accounts::client_network;
use crate::model::Timestamp;

/// Failures in [`WINDOW`] after which wrong keys are answered with 429 until the window ends.
const MAX_FAILURES: u32 = 60;
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses remembered; beyond that the finished windows make room, then all.
const MAX_ADDRESSES: usize = 50_000;

#[derive(Debug, Default)]
pub struct FailedKeys(Mutex<HashMap<IpAddr, (Timestamp, u32)>>);

impl FailedKeys {
    pub fn is_blocked(&self, client: IpAddr, now: Timestamp) -> bool {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .get(&client_network(client))
            .is_some_and(|(since, count)| *count >= MAX_FAILURES && now.since(*since) < WINDOW)
    }

    pub fn record(&self, client: IpAddr, now: Timestamp) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MAX_ADDRESSES {
            failures.retain(|_, (since, _)| now.since(*since) < WINDOW);
            if failures.len() >= MAX_ADDRESSES {
                failures.clear();
            }
        }
        let entry = failures.entry(client_network(client)).or_insert((now, 0));
        if now.since(entry.0) >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_failures_in_a_minute_block_the_rest_of_it() {
        let failed = FailedKeys::default();
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        let start = Timestamp::from_seconds(100);
        for _ in 0..59 {
            failed.record(client, start);
        }
        assert!(!failed.is_blocked(client, start));
        failed.record(client, start);
        assert!(failed.is_blocked(client, start));
        assert!(!failed.is_blocked("192.0.2.2".parse().unwrap(), start));
        assert!(!failed.is_blocked(client, start + WINDOW));
        (0..60).for_each(|_| failed.record("2001:db8::1".parse().unwrap(), start));
        assert!(failed.is_blocked("2001:db8::2".parse().unwrap(), start));
    }
}
