//! Index over the networks of all SMTP-IP credentials.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ipnet::IpNet;

use crate::model::{CredentialId, Timestamp};
use crate::store::{self, Store, StoreError};

/// Networks by prefix length, so that a look-up costs one probe per length in use, however many credentials there are.
#[derive(Debug, Default)]
struct Index {
    /// Longest first; IPv6 and IPv4 cannot be mistaken for each other.
    lengths: Vec<u8>,
    networks: HashMap<IpNet, CredentialId>,
}

impl Index {
    fn new(rows: Vec<(CredentialId, String)>) -> Self {
        let mut index = Self::default();
        for (id, text) in rows {
            // A key that does not parse must not stop the others from working.
            let Some(network) = parse(&text) else {
                tracing::warn!(credential_id = id.0, "The network of SMTP-IP credential {id} is not valid: {text}");
                continue;
            };
            index.networks.entry(network).or_insert(id);
        }
        index.lengths = index.networks.keys().map(IpNet::prefix_len).collect();
        index.lengths.sort_unstable_by(|a, b| b.cmp(a));
        index.lengths.dedup();
        index
    }

    fn find(&self, client: IpAddr) -> Option<CredentialId> {
        let client = client.to_canonical();
        self.lengths.iter().find_map(|length| {
            let network = IpNet::new(client, *length).ok()?.trunc();
            self.networks.get(&network).copied()
        })
    }
}

/// An address, alone or with prefix length or netmask, as a network without host bits. An IPv4 network written as `::ffff:a.b.c.d/n` is the IPv4 network.
pub(super) fn parse(text: &str) -> Option<IpNet> {
    let with_netmask = || {
        let (address, netmask) = text.split_once('/')?;
        IpNet::with_netmask(address.parse().ok()?, netmask.parse().ok()?).ok()
    };
    let alone = || text.parse::<IpAddr>().ok().map(IpNet::from);
    let network = text.parse::<IpNet>().ok().or_else(alone).or_else(with_netmask)?.trunc();
    match (network.addr().to_canonical(), network.prefix_len()) {
        (IpAddr::V4(address), length) if matches!(network, IpNet::V6(_)) && length >= 96 => {
            IpNet::new(IpAddr::V4(address), length - 96).ok()
        }
        _ => Some(network),
    }
}

/// The index, read again when it is older than asked for.
#[derive(Debug, Default)]
pub(super) struct ClientNetworks {
    loaded: Mutex<Option<(Timestamp, Arc<Index>)>>,
}

impl ClientNetworks {
    pub async fn find(
        &self,
        client: IpAddr,
        store: &Store,
        now: Timestamp,
        freshness: Duration,
    ) -> Result<Option<CredentialId>, StoreError> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, index)) = loaded
            && now.since(read_at) < freshness
        {
            return Ok(index.find(client));
        }
        let mut conn = store.read().await?;
        let index = Arc::new(Index::new(store::credentials::list_networks(&mut conn).await?));
        *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&index)));
        Ok(index.find(client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(networks: &[&str]) -> Index {
        Index::new(networks.iter().zip(1..).map(|(text, id)| (CredentialId(id), (*text).to_owned())).collect())
    }

    #[test]
    fn the_narrowest_network_wins() {
        let index = index(&["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32", "0.0.0.0/0"]);
        for (client, id) in [
            ("10.1.2.3", Some(3)),
            ("10.1.9.9", Some(2)),
            ("10.2.0.1", Some(1)),
            ("192.0.2.1", Some(5)),
            ("::ffff:10.1.2.3", Some(3)),
            ("2001:db8:1::1", Some(4)),
            ("2001:db9::1", None),
        ] {
            assert_eq!(index.find(client.parse().unwrap()), id.map(CredentialId), "{client}");
        }
    }

    #[test]
    fn a_network_that_does_not_parse_is_skipped() {
        let index = index(&["rubbish", "::ffff:192.0.2.0/120", "198.51.100.0/255.255.255.0"]);
        assert_eq!(index.find("198.51.100.7".parse().unwrap()), Some(CredentialId(3)));
        assert_eq!(index.find("192.0.2.77".parse().unwrap()), Some(CredentialId(2)));
    }
}
