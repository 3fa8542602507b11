//! Resolving the host of a request: only permitted addresses come out, and only those are connected to.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use super::answer::Failure;
use super::policy::RequestPolicy;
use crate::dns::{DnsError, Resolver};

/// Asks our resolver, so that the hosts file and the configured name servers count, and then the policy.
#[derive(Debug, Clone)]
pub struct Guard {
    resolver: Resolver,
    policy: RequestPolicy,
}

impl Guard {
    pub fn new(resolver: Resolver, policy: RequestPolicy) -> Self {
        Self { resolver, policy }
    }

    /// An address in the URL is connected to without asking [`Resolve`]; odd spellings (`127.1`, `0x7f000001`) are
    /// addresses by then.
    pub fn check_literal(&self, host: &Host<&str>) -> Result<(), Failure> {
        match host {
            Host::Domain(_) => Ok(()),
            Host::Ipv4(ip) => self.check(&ip.to_string(), IpAddr::V4(*ip)),
            Host::Ipv6(ip) => self.check(&ip.to_string(), IpAddr::V6(*ip)),
        }
    }

    /// All addresses of the host; one that is refused refuses the host, because its owner decides which one comes first.
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Failure> {
        let addresses = self.resolver.addresses(host).await.map_err(|error| match error {
            DnsError::NoServer { .. } | DnsError::Configuration(_) => Failure::NoNameServer(error.to_string()),
            DnsError::Temporary { .. } | DnsError::Name(_) => Failure::Network(error.to_string()),
        })?;
        if addresses.is_empty() {
            return Err(Failure::Network(format!("{host} has no address in the DNS")));
        }
        for address in &addresses {
            self.check(host, *address)?;
        }
        Ok(addresses)
    }

    fn check(&self, host: &str, ip: IpAddr) -> Result<(), Failure> {
        if self.policy.is_permitted(host, ip) {
            return Ok(());
        }
        Err(Failure::NotPermitted { host: host.to_owned(), ip })
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let addresses = guard.addresses(name.as_str()).await?;
            // Port 0: that of the URL.
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
