//! Where mail for a domain goes: relays, else its MX hosts, else the domain itself.

use std::sync::Arc;

use super::Settings;
use crate::dns::{DnsError, MxAnswer, Resolver};
use crate::queue::ready::SiteKey;
use crate::random::Random;
use crate::smtp_client::{Auth, TlsMode};

/// MX hosts that are tried for one message.
const MAX_HOSTS: usize = 5;

/// A host to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    pub host: String,
    pub preference: u16,
    pub port: u16,
    pub tls: TlsMode,
    pub auth: Option<Auth>,
    /// Named by the operator: may be anywhere. Others must not lead into private networks.
    pub is_trusted: bool,
}

/// Where mail for one destination goes.
#[derive(Debug, Clone)]
pub struct Route {
    pub key: SiteKey,
    pub way: Way,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By preference, lowest first.
    Hops(Arc<[Hop]>),
    /// RFC 7505.
    NullMx,
    /// Neither MX nor address records exist: the answer of the DNS, asked twice.
    NoSuchDomain,
    /// DNS failed.
    Unknown(DnsError),
    /// Incoming mail: the message itself says where it goes.
    Endpoint,
}

/// Finds the way to a destination (lower-case A-labels, an address literal or [`crate::model::route::incoming_destination`]).
pub async fn route(settings: &Settings, resolver: &Resolver, destination: &str) -> Route {
    if destination.starts_with(':') {
        // Each endpoint is a site of its own.
        return Route { key: SiteKey { source: None, site: destination.into() }, way: Way::Endpoint };
    }
    if !settings.relays.is_empty() {
        return Route::to(settings.relays.clone());
    }
    let hop = |host: &str, preference| Hop {
        host: host.to_owned(),
        preference,
        port: settings.mx_port,
        tls: TlsMode::Auto,
        auth: None,
        is_trusted: false,
    };
    if destination.starts_with('[') {
        return Route::to(vec![hop(destination, 0)]);
    }
    let way = match resolver.mx(destination).await {
        Ok(MxAnswer::Records(mut exchangers)) => {
            exchangers.sort();
            return Route::to(exchangers.iter().map(|mx| hop(&mx.host, mx.preference)).collect());
        }
        // RFC 5321 §5.1: the address records count.
        Ok(MxAnswer::NoRecords) => return Route::to(vec![hop(destination, 0)]),
        Ok(MxAnswer::NullMx) => Way::NullMx,
        // 3.3: tried for a day and a half. One more look, so that a single odd answer does not bounce mail.
        Ok(MxAnswer::NxDomain) => match resolver.addresses(destination).await {
            Ok(addresses) if addresses.is_empty() => Way::NoSuchDomain,
            Ok(_) => return Route::to(vec![hop(destination, 0)]),
            Err(error) => Way::Unknown(error),
        },
        Err(DnsError::Name(_)) => Way::NoSuchDomain,
        // 3.3: a failure counted as "no MX". Here it is temporary, because the MX may exist.
        Err(error) => Way::Unknown(error),
    };
    // A site of its own: what cannot be found shares no limits with anybody.
    Route { key: SiteKey { source: None, site: format!("?{destination}").into() }, way }
}

impl Route {
    fn to(hops: Vec<Hop>) -> Self {
        let mut names: Vec<String> = hops.iter().map(|hop| format!("{}:{}", hop.host, hop.port)).collect();
        names.sort_unstable();
        names.dedup();
        Self { key: SiteKey { source: None, site: names.join(" ").into() }, way: Way::Hops(hops.into()) }
    }
}

/// The hosts for one attempt: by preference, equal ones shuffled (RFC 5321 §5.1); relays in their order.
pub fn in_order(hops: &[Hop], random: &Random) -> Vec<Hop> {
    if hops.iter().all(|hop| hop.is_trusted) {
        return hops.to_vec();
    }
    let mut hops = hops.to_vec();
    random.shuffle(&mut hops);
    hops.sort_by_key(|hop| hop.preference);
    hops.truncate(MAX_HOSTS);
    hops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(host: &str, preference: u16) -> Hop {
        Hop { host: host.to_owned(), preference, port: 25, tls: TlsMode::Auto, auth: None, is_trusted: false }
    }

    #[test]
    fn domains_with_the_same_hosts_share_a_site() {
        let one = Route::to(vec![hop("a.mx", 10), hop("b.mx", 20)]);
        let other = Route::to(vec![hop("b.mx", 5), hop("a.mx", 5)]);
        assert_eq!(one.key, other.key);
    }

    #[test]
    fn equal_preferences_are_shuffled_and_the_lowest_comes_first() {
        let hops = [hop("a", 10), hop("b", 10), hop("first", 5), hop("last", 20)];
        let random = Random::seeded(1);
        let mut seconds = std::collections::BTreeSet::new();
        for _ in 0..50 {
            let order = in_order(&hops, &random);
            assert_eq!(order[0].host, "first");
            assert_eq!(order[3].host, "last");
            seconds.insert(order[1].host.clone());
        }
        assert_eq!(seconds.len(), 2);
    }
}
