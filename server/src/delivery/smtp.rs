//! Finding a host that talks to us.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::targets::{Hop, in_order};
use crate::clock::SharedClock;
use crate::dns::Resolver;
use crate::model::{IpAddress, Timestamp};
use crate::random::Random;
use crate::smtp_client::{Connector, DestinationPolicy, Pool, Session, Target, Transcript};

/// How long an address that did not answer comes after those that may.
const UNREACHABLE_FOR: Duration = Duration::from_secs(300);

/// Addresses that one attempt tries, and of these of one host where there are several (RFC 5321 §5.1 asks for two).
const MAX_ADDRESSES: usize = 8;
const MAX_ADDRESSES_OF_HOST: usize = 4;
/// Hosts that were reached and let nobody in, after which an attempt ends: the next ones would say the same.
const MAX_REFUSALS: usize = 2;
/// Time for all of that.
const OPEN_DEADLINE: Duration = Duration::from_secs(180);

/// No host let us in.
#[derive(Debug, Default)]
pub struct NoSession {
    /// Names of the hosts that were tried, each once.
    pub tried: Vec<String>,
    /// Different texts, each once.
    pub errors: Vec<String>,
    pub dialogue: Transcript,
    /// It failed on our side, in the DNS that we use: says nothing about the hosts.
    pub is_ours: bool,
    /// The address to send from is not on this machine: says nothing about the hosts either.
    pub is_source_missing: bool,
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

    fn tried(&mut self, host: &str) {
        if !self.tried.iter().any(|known| known == host) {
            self.tried.push(host.to_owned());
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
    /// Until when.
    unreachable: Mutex<HashMap<Place, Timestamp>>,
}

/// Source, address and port.
type Place = (Option<IpAddr>, IpAddr, u16);

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

    /// The first host, by preference, that opens a session. `source`: where from; `None`: the system chooses.
    pub async fn open(&self, hops: &[Hop], source: Option<&IpAddress>) -> Result<Session, NoSession> {
        let deadline = Instant::now() + OPEN_DEADLINE;
        let mut failed = NoSession::default();
        let found = timeout_at(deadline, self.targets(hops, source, &mut failed)).await;
        let Ok(targets) = found else {
            failed.note(too_long());
            return Err(failed);
        };
        // Any of the best hosts is as good as another, and where we are already is best.
        let best = targets.first().map(|(preference, _)| *preference);
        let mut idle = targets.iter().take_while(|(preference, _)| Some(*preference) == best);
        if let Some(session) = idle.find_map(|(_, target)| self.pool.take(target)) {
            return Ok(session);
        }
        let (mut refusals, mut sources_missing, mut tried) = (0, 0, 0);
        for (_, target) in &targets {
            if let Some(session) = self.pool.take(target) {
                return Ok(session);
            }
            failed.tried(&target.host);
            tried += 1;
            let Ok(opened) = timeout_at(deadline, self.connect(target)).await else {
                failed.note(too_long());
                break;
            };
            match opened {
                Ok(session) => return Ok(session),
                Err(error) => {
                    failed.note(error.text);
                    failed.dialogue.append(&error.dialogue);
                    refusals += usize::from(error.was_connected);
                    sources_missing += usize::from(error.is_source_missing);
                }
            }
            if refusals >= MAX_REFUSALS {
                break;
            }
        }
        failed.is_source_missing = tried > 0 && sources_missing == tried;
        Err(failed)
    }

    /// A new session to a known place.
    pub async fn connect(&self, target: &Target) -> Result<Session, crate::smtp_client::ConnectError> {
        let place = (target.source, target.address, target.port);
        let opened = self.connector.connect(target).await;
        let mut unreachable = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        match &opened {
            Ok(_) => {
                unreachable.remove(&place);
                tracing::info!(host = target.host, "Connected to {target}");
            }
            // The host was not even asked.
            Err(error) if error.is_source_missing => {
                tracing::error!(host = target.host, "Cannot connect to {target} ({})", error.text);
            }
            Err(error) => {
                let now = self.clock.now();
                unreachable.retain(|_, until| *until > now);
                unreachable.insert(place, now + UNREACHABLE_FOR);
                tracing::error!(host = target.host, "Cannot connect to {target} ({})", error.text);
            }
        }
        opened
    }

    /// Addresses with their preference, in the order in which they are tried: all of a host before the next host; those
    /// that failed lately last.
    async fn targets(&self, hops: &[Hop], source: Option<&IpAddress>, failed: &mut NoSession) -> Vec<(u16, Target)> {
        let mut targets = Vec::new();
        let of_host = if hops.len() > 1 { MAX_ADDRESSES_OF_HOST } else { MAX_ADDRESSES };
        let mut are_all_ours = true;
        for hop in in_order(hops, &self.random) {
            let addresses = match self.resolver.addresses(&hop.host).await {
                Ok(addresses) => addresses,
                Err(error) => {
                    are_all_ours &= error.is_ours();
                    failed.note(error.to_string());
                    continue;
                }
            };
            are_all_ours = false;
            let (allowed, refused): (Vec<_>, Vec<_>) =
                addresses.into_iter().partition(|address| hop.is_trusted || self.policy.allows(*address));
            for address in refused {
                failed.tried(&hop.host);
                failed.note(format!("{address} ({}) is not a public address; mail is not sent there", hop.host));
            }
            for address in allowed.into_iter().take(of_host) {
                let local = source.map(|source| source.source_for(address));
                if local == Some(None) {
                    // 3.3: passed over in silence.
                    let ours = source.map(|source| source.ipv4.to_string()).unwrap_or_default();
                    let what = format!("{address} ({}) is an IPv6 address", hop.host);
                    failed.note(format!("{what}, and {ours} has none beside it to send from"));
                    continue;
                }
                let target = Target {
                    host: hop.host.clone(),
                    address,
                    port: hop.port,
                    tls: hop.tls,
                    auth: hop.auth.clone(),
                    source: local.flatten(),
                    helo_name: source.map(|source| source.hostname.clone()),
                };
                targets.push((hop.preference, target));
            }
        }
        failed.is_ours = are_all_ours;
        let now = self.clock.now();
        let unreachable = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        let is_unreachable = |target: &Target| {
            let place = (target.source, target.address, target.port);
            unreachable.get(&place).is_some_and(|until| *until > now)
        };
        targets.sort_by_key(|(_, target)| is_unreachable(target));
        targets.truncate(MAX_ADDRESSES);
        targets
    }
}

fn too_long() -> String {
    format!("No host let us in within {} s", OPEN_DEADLINE.as_secs())
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
