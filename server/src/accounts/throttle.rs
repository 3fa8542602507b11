//! Slows down guessing: failures per account and per client address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::Timestamp;

/// Failures that are free within [`WINDOW`].
const FREE_FAILURES: u32 = 10;
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Wait after the first failure too many; doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const MAX_WAIT: Duration = Duration::from_secs(60 * 60);
/// Entries kept before the old ones are thrown out.
const MAX_ENTRIES: usize = 50_000;

/// Whose failures count together: an IPv4 address, or the /64 that a single IPv6 client has for itself (RFC 6177 §2).
pub fn client_network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last_at: Timestamp,
}

impl Failures {
    fn wait(self) -> Duration {
        match self.count.checked_sub(FREE_FAILURES) {
            None => Duration::ZERO,
            Some(more) => FIRST_WAIT.saturating_mul(1_u32.checked_shl(more).unwrap_or(u32::MAX)).min(MAX_WAIT),
        }
    }

    fn is_over(self, now: Timestamp) -> bool {
        now.since(self.last_at) > WINDOW.max(self.wait())
    }
}

/// Failures of this process, by key (`account:…`, `address:…`). Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Throttle(Arc<Mutex<HashMap<String, Failures>>>);

impl Throttle {
    /// How long these keys have to wait; zero: go on. Counts the attempt as failed until [`Self::succeeded`],
    /// so that many attempts at the same moment do not all pass.
    pub fn attempt(&self, keys: &[String], now: Timestamp) -> Duration {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() > MAX_ENTRIES {
            entries.retain(|_, failures| !failures.is_over(now));
        }
        let mut wait = Duration::ZERO;
        for key in keys {
            if let Some(failures) = entries.get(key).filter(|failures| !failures.is_over(now)) {
                wait = wait.max(failures.wait().saturating_sub(now.since(failures.last_at)));
            }
        }
        if wait > Duration::ZERO {
            return wait;
        }
        for key in keys {
            let failures = entries.entry(key.clone()).or_insert(Failures { count: 0, last_at: now });
            if failures.is_over(now) {
                failures.count = 0;
            }
            failures.count += 1;
            failures.last_at = now;
        }
        wait
    }

    /// The attempt was right: the account starts anew, the others take theirs back.
    pub fn succeeded(&self, account: &str, others: &[String]) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(account);
        for key in others {
            if let Some(failures) = entries.get_mut(key) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_ten_failures_the_waits_grow_until_the_window_is_over() {
        let throttle = Throttle::default();
        let keys = ["account:a".to_owned()];
        let mut now = Timestamp::from_seconds(1_000);
        for _ in 0..10 {
            assert_eq!(throttle.attempt(&keys, now), Duration::ZERO);
        }
        assert_eq!(throttle.attempt(&keys, now), Duration::from_secs(30));
        now = now + Duration::from_secs(30);
        assert_eq!(throttle.attempt(&keys, now), Duration::ZERO);
        assert_eq!(throttle.attempt(&keys, now), Duration::from_secs(60));
        now = now + Duration::from_secs(15 * 60 + 1);
        assert_eq!(throttle.attempt(&keys, now), Duration::ZERO);
        assert_eq!(throttle.attempt(&keys, now), Duration::ZERO);
    }

    #[test]
    fn clients_of_one_ipv6_network_count_together() {
        let network = |text: &str| client_network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn a_success_clears_the_account_but_not_the_failures_of_the_address() {
        let throttle = Throttle::default();
        let (account, address) = ("account:a".to_owned(), "address:192.0.2.1".to_owned());
        let now = Timestamp::from_seconds(1_000);
        for _ in 0..9 {
            throttle.attempt(&["account:b".to_owned(), address.clone()], now);
        }
        assert_eq!(throttle.attempt(&[account.clone(), address.clone()], now), Duration::ZERO);
        throttle.succeeded(&account, std::slice::from_ref(&address));
        assert_eq!(throttle.attempt(&[account.clone(), address.clone()], now), Duration::ZERO);
        assert!(throttle.attempt(&[account, address], now) > Duration::ZERO);
    }
}
