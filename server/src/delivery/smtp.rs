//! Finding a host that talks to us.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::targets::{Hop, in_order};
use crate::clock::SharedClock;
use crate::dns::Resolver;
use crate::model::Timestamp;
use crate::random::Random;
use crate::smtp_client::{Connector, DestinationPolicy, Pool, Session, Target};

/// How long an address that did not answer comes after those that may.
const UNREACHABLE_FOR: Duration = Duration::from_secs(300);

/// No host let us in.
#[derive(Debug, Clone, Default)]
pub struct NoSession {
    /// Names of the hosts that were tried, each once.
    pub tried: Vec<String>,
    /// Different texts, each once.
    pub errors: Vec<String>,
    pub dialogue: String,
}

impl NoSession {
    /// ` Tried A, B, and C.`, as 3.3 puts it.
    pub fn tried_text(&self) -> String {
        match self.tried.as_slice() {
            [] => " No hosts to try.".to_owned(),
            [one] => format!(" Tried {one}."),
            [one, two] => format!(" Tried {one} and {two}."),
            [first @ .., last] => format!(" Tried {}, and {last}.", first.join(", ")),
        }
    }

    fn note(&mut self, error: String) {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}

/// Opens sessions and takes them from the pool.
pub struct Opener {
    resolver: Resolver,
    connector: Connector,
    pool: Pool,
    policy: DestinationPolicy,
    random: Random,
    clock: SharedClock,
    unreachable: Mutex<HashMap<(IpAddr, u16), Timestamp>>,
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener")
    }
}

impl Opener {
    pub fn new(
        resolver: Resolver,
        connector: Connector,
        pool: Pool,
        policy: DestinationPolicy,
        random: Random,
        clock: SharedClock,
    ) -> Self {
        Self { resolver, connector, pool, policy, random, clock, unreachable: Mutex::default() }
    }

    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Keeps a session for the next message to the same place.
    pub fn keep(&self, session: Session) {
        self.pool.put(session);
    }

    /// Ends the idle sessions.
    pub fn close(&self) {
        self.pool.close();
    }

    /// The first host, by preference, that opens a session.
    pub async fn open(&self, hops: &[Hop]) -> Result<Session, NoSession> {
        let mut failed = NoSession::default();
        let targets = self.targets(hops, &mut failed).await;
        for target in &targets {
            if let Some(session) = self.pool.take(target) {
                return Ok(session);
            }
            match self.connect(target).await {
                Ok(session) => return Ok(session),
                Err(error) => {
                    failed.note(error.text);
                    failed.dialogue.push_str(&error.dialogue);
                }
            }
        }
        Err(failed)
    }

    /// A new session to a known place.
    pub async fn connect(&self, target: &Target) -> Result<Session, crate::smtp_client::ConnectError> {
        let place = (target.address, target.port);
        let opened = self.connector.connect(target).await;
        let mut unreachable = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        match &opened {
            Ok(_) => {
                unreachable.remove(&place);
                tracing::info!(host = target.host, "Connected to {target}");
            }
            Err(error) => {
                let now = self.clock.now();
                unreachable.retain(|_, until| *until > now);
                unreachable.insert(place, now + UNREACHABLE_FOR);
                tracing::warn!(host = target.host, "Cannot connect to {target} ({})", error.text);
            }
        }
        opened
    }

    /// Addresses in the order in which they are tried: all of a host before the next host; those that failed
    /// lately last.
    async fn targets(&self, hops: &[Hop], failed: &mut NoSession) -> Vec<Target> {
        let mut targets = Vec::new();
        for hop in in_order(hops, &self.random) {
            let addresses = match self.resolver.addresses(&hop.host).await {
                Ok(addresses) => addresses,
                Err(error) => {
                    failed.note(error.to_string());
                    Vec::new()
                }
            };
            if !addresses.is_empty() && !failed.tried.contains(&hop.host) {
                failed.tried.push(hop.host.clone());
            }
            for address in addresses {
                if !hop.is_trusted && !self.policy.allows(address) {
                    failed.note(format!("{address} ({}) is not a public address; mail is not sent there", hop.host));
                    continue;
                }
                targets.push(Target {
                    host: hop.host.clone(),
                    address,
                    port: hop.port,
                    tls: hop.tls,
                    auth: hop.auth.clone(),
                    source: None,
                    helo_name: None,
                });
            }
        }
        let now = self.clock.now();
        let unreachable = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        targets.sort_by_key(|target| unreachable.get(&(target.address, target.port)).is_some_and(|until| *until > now));
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tried_hosts_are_listed_as_in_3_3() {
        let text = |hosts: &[&str]| {
            let tried = hosts.iter().map(|host| (*host).to_owned()).collect();
            NoSession { tried, ..NoSession::default() }.tried_text()
        };
        assert_eq!(text(&[]), " No hosts to try.");
        assert_eq!(text(&["a"]), " Tried a.");
        assert_eq!(text(&["a", "b"]), " Tried a and b.");
        assert_eq!(text(&["a", "b", "c"]), " Tried a, b, and c.");
    }
}
