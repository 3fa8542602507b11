//! Questions to a domain's own name servers.

use std::net::SocketAddr;

use super::query::{Kind, Servers};
use super::{DnsError, MxAnswer, Resolver, name};

/// Servers that are asked, at most.
const MAX_SERVERS: usize = 6;

/// Asks a domain's own name servers first, the recursive resolver when they give no answer.
///
/// A sub-zone delegated elsewhere (`_domainkey` by NS) and an alias into another zone are not answered by the domain's
/// servers. Answers are not kept: who has just changed a record sees it.
#[derive(Debug, Clone)]
pub struct Authoritative {
    recursive: Resolver,
    own: Option<Servers>,
}

impl Authoritative {
    pub(super) async fn find(recursive: &Resolver, domain: &str) -> Result<Self, DnsError> {
        let own = match own_servers(recursive, domain).await {
            Ok(own) => own,
            Err(DnsError::Temporary { name, reason }) => {
                tracing::debug!(domain, name, reason, "name servers of the domain not found, asking the resolver");
                None
            }
            Err(error) => return Err(error),
        };
        Ok(Self { recursive: recursive.clone(), own })
    }

    pub async fn mx(&self, domain: &str) -> Result<MxAnswer, DnsError> {
        if let Some(own) = &self.own
            && let Ok(answer) = super::mx(own, &name::absolute(domain)?).await
        {
            return Ok(answer);
        }
        self.recursive.mx(domain).await
    }

    /// As [`Resolver::txt`].
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        if let Some(own) = &self.own
            && let Ok(strings) = super::txt(own, &name::absolute(name)?).await
        {
            return Ok(strings);
        }
        self.recursive.txt(name).await
    }

    /// As [`Resolver::cname`].
    pub async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        if let Some(own) = &self.own
            && let Ok(targets) = super::cname(own, &name::absolute(name)?).await
        {
            return Ok(targets);
        }
        self.recursive.cname(name).await
    }
}

/// The addresses of the closest enclosing zone's servers.
async fn own_servers(recursive: &Resolver, domain: &str) -> Result<Option<Servers>, DnsError> {
    let settings = recursive.system.settings();
    let full = name::text(&name::absolute(domain)?);
    let mut zone = full.as_str();
    loop {
        let hosts = recursive.ns(zone).await?;
        let mut addresses = Vec::new();
        for host in hosts.iter().take(MAX_SERVERS) {
            // One server that cannot be found is what the others are there for.
            let found = recursive.addresses(host).await.unwrap_or_default();
            addresses.extend(found.into_iter().filter(std::net::IpAddr::is_ipv4));
        }
        addresses.truncate(MAX_SERVERS);
        if !addresses.is_empty() {
            let servers: Vec<SocketAddr> =
                addresses.into_iter().map(|address| SocketAddr::new(address, settings.authoritative_port)).collect();
            return Servers::new(&servers, settings.timeout, Kind::Authoritative).map(Some);
        }
        match zone.split_once('.') {
            Some((_, parent)) => zone = parent,
            None => return Ok(None),
        }
    }
}
