//! How many connections there are, in total and per client network, and who gets no more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ipnet::IpNet;

use crate::model::Timestamp;

const RATE_WINDOW: Duration = Duration::from_secs(60);

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 address (one site usually owns all of it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientNetwork(IpAddr);

impl ClientNetwork {
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(IpAddr::from([a, b, c, d, 0, 0, 0, 0]))
            }
        }
    }
}

#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// Open connections of the process.
    pub total: usize,
    /// Open connections of one [`ClientNetwork`].
    pub per_client: usize,
    /// New connections of one [`ClientNetwork`] in a minute.
    pub per_client_and_minute: usize,
    /// Networks to which the limits per client do not apply.
    pub exempt: Vec<IpNet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Total,
    Client,
}

#[derive(Debug, Default)]
struct Client {
    open: usize,
    window_start: Option<Timestamp>,
    opened_in_window: usize,
}

#[derive(Debug, Default)]
struct State {
    open: usize,
    clients: HashMap<ClientNetwork, Client>,
    swept_at: Option<Timestamp>,
}

#[derive(Debug)]
pub struct Connections {
    limits: ConnectionLimits,
    state: Mutex<State>,
}

impl Connections {
    pub fn new(limits: ConnectionLimits) -> Arc<Self> {
        Arc::new(Self { limits, state: Mutex::default() })
    }

    /// Counts a new connection until the result is dropped.
    pub fn admit(self: &Arc<Self>, address: IpAddr, now: Timestamp) -> Result<Admission, Refusal> {
        let network = ClientNetwork::of(address);
        let is_exempt = self.limits.exempt.iter().any(|exempt| exempt.contains(&address));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(now);
        if state.open >= self.limits.total {
            return Err(Refusal::Total);
        }
        let client = state.clients.entry(network).or_default();
        if client.window_start.is_none_or(|start| now.since(start) >= RATE_WINDOW) {
            client.window_start = Some(now);
            client.opened_in_window = 0;
        }
        let is_full =
            client.open >= self.limits.per_client || client.opened_in_window >= self.limits.per_client_and_minute;
        if is_full && !is_exempt {
            return Err(Refusal::Client);
        }
        client.open += 1;
        client.opened_in_window += 1;
        state.open += 1;
        Ok(Admission { connections: Arc::clone(self), network })
    }

    #[cfg(test)]
    fn open(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).open
    }
}

impl State {
    /// Forgets clients without connections once their window is over, so that the table does not grow with the Internet.
    fn sweep(&mut self, now: Timestamp) {
        if self.swept_at.is_some_and(|at| now.since(at) < RATE_WINDOW) {
            return;
        }
        self.swept_at = Some(now);
        self.clients.retain(|_, client| {
            client.open > 0 || client.window_start.is_some_and(|start| now.since(start) < RATE_WINDOW)
        });
    }
}

/// One counted connection.
#[derive(Debug)]
pub struct Admission {
    connections: Arc<Connections>,
    network: ClientNetwork,
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut state = self.connections.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.open = state.open.saturating_sub(1);
        if let Some(client) = state.clients.get_mut(&self.network) {
            client.open = client.open.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> ConnectionLimits {
        ConnectionLimits {
            total: 4,
            per_client: 2,
            per_client_and_minute: 3,
            exempt: vec!["10.0.0.0/8".parse().unwrap()],
        }
    }

    #[test]
    fn a_client_is_an_ipv4_address_or_an_ipv6_64() {
        let of = |text: &str| ClientNetwork::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn connections_over_a_limit_are_refused_and_room_comes_back() {
        let connections = Connections::new(limits());
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        let now = Timestamp::from_seconds(1000);
        let first = connections.admit(client, now).unwrap();
        let _second = connections.admit(client, now).unwrap();
        assert_eq!(connections.admit(client, now).unwrap_err(), Refusal::Client);
        drop(first);
        let third = connections.admit(client, now).unwrap();
        drop(third);
        // Three opened in this minute.
        assert_eq!(connections.admit(client, now).unwrap_err(), Refusal::Client);
        assert!(connections.admit(client, now + Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn exempt_networks_meet_only_the_total() {
        let connections = Connections::new(limits());
        let now = Timestamp::from_seconds(1000);
        let held: Vec<_> = (0..4).map(|_| connections.admit("10.1.1.1".parse().unwrap(), now).unwrap()).collect();
        assert_eq!(connections.admit("10.1.1.1".parse().unwrap(), now).unwrap_err(), Refusal::Total);
        assert_eq!(connections.open(), 4);
        drop(held);
        assert_eq!(connections.open(), 0);
    }
}
