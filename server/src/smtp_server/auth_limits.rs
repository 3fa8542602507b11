//! Failed logins per client network: how long the next failure waits, and when nothing is tried any more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::connections::ClientNetwork;
use crate::model::Timestamp;

/// More networks than this are not remembered; the oldest window makes room.
const MAX_NETWORKS: usize = 100_000;

#[derive(Debug, Clone)]
pub struct AuthLimitSettings {
    /// Wait before the reply to the first failure; doubles with each further one.
    pub first_delay: Duration,
    pub max_delay: Duration,
    /// Failures in `window` after which the network is locked out for `lockout`.
    pub max_failures: usize,
    pub window: Duration,
    pub lockout: Duration,
}

#[derive(Debug)]
struct Failures {
    window_start: Timestamp,
    count: usize,
    locked_until: Option<Timestamp>,
}

/// Shared by all sessions of the process.
#[derive(Debug)]
pub struct AuthLimits {
    settings: AuthLimitSettings,
    networks: Mutex<HashMap<ClientNetwork, Failures>>,
}

impl AuthLimits {
    pub fn new(settings: AuthLimitSettings) -> Self {
        Self { settings, networks: Mutex::default() }
    }

    /// While true, no credential is looked at.
    pub fn is_locked_out(&self, address: IpAddr, now: Timestamp) -> bool {
        let networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        networks
            .get(&ClientNetwork::of(address))
            .is_some_and(|failures| failures.locked_until.is_some_and(|until| now < until))
    }

    /// Takes back failures of a session that has proven who it is: many clients try every mechanism in turn, and those
    /// must not lock out the network that they share. What other sessions did stays counted.
    pub fn forgive(&self, address: IpAddr, count: usize) {
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failures) = networks.get_mut(&ClientNetwork::of(address)) {
            failures.count = failures.count.saturating_sub(count);
        }
    }

    /// Counts a failure and says how long its reply has to wait. A success elsewhere does not reset the count.
    pub fn record_failure(&self, address: IpAddr, now: Timestamp) -> Duration {
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if networks.len() >= MAX_NETWORKS {
            let settings = &self.settings;
            networks.retain(|_, failures| !failures.is_over(now, settings));
            if networks.len() >= MAX_NETWORKS {
                let oldest = networks.iter().min_by_key(|(_, failures)| failures.window_start).map(|(key, _)| *key);
                oldest.map(|key| networks.remove(&key));
            }
        }
        let fresh = Failures { window_start: now, count: 0, locked_until: None };
        let failures = networks.entry(ClientNetwork::of(address)).or_insert(fresh);
        if failures.is_over(now, &self.settings) {
            *failures = Failures { window_start: now, count: 0, locked_until: None };
        }
        failures.count += 1;
        if failures.count >= self.settings.max_failures && failures.locked_until.is_none() {
            failures.locked_until = Some(now + self.settings.lockout);
        }
        let doublings = u32::try_from(failures.count - 1).unwrap_or(u32::MAX).min(16);
        self.settings.first_delay.saturating_mul(1 << doublings).min(self.settings.max_delay)
    }
}

impl Failures {
    fn is_over(&self, now: Timestamp, settings: &AuthLimitSettings) -> bool {
        match self.locked_until {
            Some(until) => now >= until,
            None => now.since(self.window_start) >= settings.window,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> AuthLimits {
        AuthLimits::new(AuthLimitSettings {
            first_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(8),
            max_failures: 20,
            window: Duration::from_secs(900),
            lockout: Duration::from_secs(900),
        })
    }

    #[test]
    fn the_delay_doubles_up_to_8_seconds() {
        let limits = limits();
        let client = "192.0.2.1".parse().unwrap();
        let delays: Vec<u64> =
            (0..6).map(|_| limits.record_failure(client, Timestamp::from_seconds(0)).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 8, 8]);
    }

    #[test]
    fn twenty_failures_in_15_minutes_lock_a_network_out_for_15_minutes() {
        let limits = limits();
        let client = "2001:db8::1".parse().unwrap();
        let neighbour = "2001:db8::2".parse().unwrap();
        let stranger = "2001:db8:0:1::1".parse().unwrap();
        let start = Timestamp::from_seconds(0);
        for _ in 0..19 {
            limits.record_failure(client, start);
        }
        assert!(!limits.is_locked_out(client, start));
        limits.record_failure(client, start + Duration::from_secs(800));
        assert!(limits.is_locked_out(neighbour, start + Duration::from_secs(800 + 899)));
        assert!(!limits.is_locked_out(stranger, start + Duration::from_secs(800)));
        assert!(!limits.is_locked_out(client, start + Duration::from_secs(800 + 900)));
    }

    #[test]
    fn forgiven_failures_do_not_count_and_a_lockout_stays() {
        let limits = limits();
        let client = "192.0.2.1".parse().unwrap();
        let start = Timestamp::from_seconds(0);
        for _ in 0..100 {
            assert_eq!(limits.record_failure(client, start).as_secs(), 1);
            limits.forgive(client, 1);
        }
        for _ in 0..20 {
            limits.record_failure(client, start);
        }
        limits.forgive(client, 3);
        assert!(limits.is_locked_out(client, start));
    }

    #[test]
    fn failures_outside_the_window_are_forgotten() {
        let limits = limits();
        let client = "192.0.2.1".parse().unwrap();
        for minute in 0..60 {
            limits.record_failure(client, Timestamp::from_seconds(minute * 60));
            assert!(!limits.is_locked_out(client, Timestamp::from_seconds(minute * 60)));
        }
    }
}
