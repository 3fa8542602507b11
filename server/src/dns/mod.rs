//! DNS: typed questions over hickory-resolver.
//!
//! Names are always absolute (no search suffix) and sent as Punycode. A failure of the resolver is never an empty
//! answer: [`DnsError::Temporary`] and "there is no such record" stay apart, because one defers mail and the other
//! bounces it. Knows nothing about mail beyond the MX record. Begin with [`Resolver`].

mod authoritative;
mod name;
mod query;
mod servers;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use authoritative::Authoritative;
use query::{Found, Servers, ask};
use servers::SystemServers;

/// Nothing waits longer for the name of a client than this.
const PTR_DEADLINE: Duration = Duration::from_secs(2);
/// Look-ups of hosts at once: each takes one or two sockets, and a backlog asks for thousands of domains.
const LOOKUPS_AT_ONCE: usize = 256;

/// Where and how long to ask.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Used instead of `resolv_conf_path` unless empty.
    pub nameservers: Vec<SocketAddr>,
    pub resolv_conf_path: PathBuf,
    pub hosts_path: PathBuf,
    /// Rounds over all servers take this, half and half of it (whole seconds, at least one).
    pub timeout: Duration,
    /// Port of the authoritative servers found through NS records: 53 everywhere but in tests.
    pub authoritative_port: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            nameservers: Vec::new(),
            resolv_conf_path: PathBuf::from("/etc/resolv.conf"),
            hosts_path: PathBuf::from("/etc/hosts"),
            timeout: Duration::from_secs(5),
            authoritative_port: 53,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// Time-out, SERVFAIL, REFUSED, no server reachable: ask again later.
    #[error("DNS look-up of {name} failed: {reason}")]
    Temporary { name: String, reason: String },
    /// No name server answers, whatever it is asked: our own affair, which says nothing about the name.
    #[error("DNS look-up of {name} failed: {reason}")]
    NoServer { name: String, reason: String },
    /// The text cannot be a domain name.
    #[error("{0:?} is not a domain name")]
    Name(String),
    /// `resolv.conf` is missing or names no server.
    #[error("{0}")]
    Configuration(String),
}

impl DnsError {
    /// It failed on our side: says nothing about the name.
    pub fn is_ours(&self) -> bool {
        matches!(self, DnsError::NoServer { .. } | DnsError::Configuration(_))
    }
}

/// RFC 1035 §3.3.9, RFC 5321 §5.1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailExchanger {
    pub preference: u16,
    /// Lower-case A-labels without the final dot.
    pub host: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MxAnswer {
    /// By preference, lowest first; the order inside one preference is the server's.
    Records(Vec<MailExchanger>),
    /// `0 .`: the domain accepts no mail (RFC 7505).
    NullMx,
    /// The name exists without MX records: its address records count (RFC 5321 §5.1).
    NoRecords,
    /// The name does not exist, for no record type.
    NxDomain,
}

/// Cheap to clone; clones share the cache.
#[derive(Debug, Clone)]
pub struct Resolver {
    system: Arc<SystemServers>,
    lookups: Arc<Semaphore>,
}

impl Resolver {
    /// Reads nothing yet: a broken `resolv.conf` shows at the first look-up.
    pub fn new(settings: Settings) -> Self {
        Self { system: Arc::new(SystemServers::new(settings)), lookups: Arc::new(Semaphore::new(LOOKUPS_AT_ONCE)) }
    }

    /// The turn of a look-up; `None` never comes, because nobody closes the semaphore.
    async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.lookups.acquire().await.ok()
    }

    pub async fn mx(&self, domain: &str) -> Result<MxAnswer, DnsError> {
        let name = name::absolute(domain)?;
        let servers = self.system.servers()?;
        let _turn = self.turn().await;
        match mx(&servers, &name).await? {
            MxAnswer::NxDomain => confirm_nx_domain(&servers, &name).await,
            answer => Ok(answer),
        }
    }

    /// All AAAA, then all A, in the resolver's order; IP literals (also `[192.0.2.1]`) and the hosts file count.
    /// Empty: there are none.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DnsError> {
        if let Some(literal) = name::ip_literal(host) {
            return Ok(vec![literal]);
        }
        let name = name::absolute(host)?;
        let known = self.system.hosts_file_addresses(&name);
        if !known.is_empty() {
            return Ok(known);
        }
        let servers = self.system.servers()?;
        let _turn = self.turn().await;
        let (v6, v4) = tokio::join!(ask(&servers, &name, RecordType::AAAA), ask(&servers, &name, RecordType::A));
        let mut addresses = Vec::new();
        match (v6, v4) {
            (Ok(v6), Ok(v4)) => {
                addresses.extend(v6.into_records().iter().filter_map(RData::ip_addr));
                addresses.extend(v4.into_records().iter().filter_map(RData::ip_addr));
            }
            // One family is enough to go on; servers that fail on AAAA alone are not rare.
            (Ok(found), Err(error)) | (Err(error), Ok(found)) => {
                addresses.extend(found.into_records().iter().filter_map(RData::ip_addr));
                if addresses.is_empty() {
                    return Err(error);
                }
            }
            (Err(error), Err(_)) => return Err(error),
        }
        Ok(addresses)
    }

    /// The recursive name servers for a library that asks by itself: with a memory of their own, and a second try, because
    /// our rounds do not apply. Knows no hosts file.
    pub fn for_library(&self) -> Result<TokioResolver, DnsError> {
        Ok(self.system.servers()?.for_library())
    }

    /// One string per record: its parts joined, trimmed.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        txt(&self.system.servers()?, &name::absolute(name)?).await
    }

    /// Targets as lower-case A-labels without the final dot; the alias itself is not followed.
    pub async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        cname(&self.system.servers()?, &name::absolute(name)?).await
    }

    /// As [`Self::cname`], of the NS records of exactly this name.
    pub async fn ns(&self, name: &str) -> Result<Vec<String>, DnsError> {
        let found = ask(&self.system.servers()?, &name::absolute(name)?, RecordType::NS).await?;
        Ok(found
            .into_records()
            .iter()
            .filter_map(|data| if let RData::NS(ns) = data { Some(name::text(ns)) } else { None })
            .collect())
    }

    /// The first PTR name; at most 2 s, then `Temporary`.
    pub async fn ptr(&self, address: IpAddr) -> Result<Option<String>, DnsError> {
        let servers = self.system.servers()?;
        let name = Name::from(address.to_canonical());
        let found = tokio::time::timeout(PTR_DEADLINE, ask(&servers, &name, RecordType::PTR))
            .await
            .unwrap_or_else(|_| Err(query::temporary(&name, "timed out")))?;
        Ok(found
            .into_records()
            .iter()
            .find_map(|data| if let RData::PTR(ptr) = data { Some(name::text(ptr)) } else { None }))
    }

    /// The name servers of `domain` itself: NS records found by walking up the labels. Where they cannot be found, all
    /// questions go to the recursive resolver.
    pub async fn authoritative(&self, domain: &str) -> Result<Authoritative, DnsError> {
        Authoritative::find(self, domain).await
    }
}

async fn mx(servers: &Servers, name: &Name) -> Result<MxAnswer, DnsError> {
    let records = match ask(servers, name, RecordType::MX).await? {
        Found::Records(records) => records,
        Found::None => return Ok(MxAnswer::NoRecords),
        Found::NxDomain => return Ok(MxAnswer::NxDomain),
    };
    let mut exchangers: Vec<MailExchanger> = records
        .iter()
        .filter_map(|data| if let RData::MX(mx) = data { Some(mx) } else { None })
        .map(|mx| MailExchanger { preference: mx.preference, host: name::text(&mx.exchange) })
        .collect();
    let count = exchangers.len();
    // RFC 7505 §3: a null MX stands alone; beside others it means nothing.
    exchangers.retain(|exchanger| !exchanger.host.is_empty());
    exchangers.sort_by_key(|exchanger| exchanger.preference);
    Ok(match (count, exchangers.is_empty()) {
        (0, _) => MxAnswer::NoRecords,
        (_, true) => MxAnswer::NullMx,
        (_, false) => MxAnswer::Records(exchangers),
    })
}

/// RFC 8020 §2: NXDOMAIN is about the name, not the type. Some servers answer it to types they do not know, so mail is
/// given up for good only when A and AAAA say the same.
async fn confirm_nx_domain(servers: &Servers, name: &Name) -> Result<MxAnswer, DnsError> {
    let (v4, v6) = tokio::try_join!(ask(servers, name, RecordType::A), ask(servers, name, RecordType::AAAA))?;
    let confirmed = matches!((v4, v6), (Found::NxDomain, Found::NxDomain));
    Ok(if confirmed { MxAnswer::NxDomain } else { MxAnswer::NoRecords })
}

async fn txt(servers: &Servers, name: &Name) -> Result<Vec<String>, DnsError> {
    let found = ask(servers, name, RecordType::TXT).await?;
    Ok(found
        .into_records()
        .iter()
        .filter_map(|data| if let RData::TXT(txt) = data { Some(txt) } else { None })
        .map(|txt| String::from_utf8_lossy(&txt.txt_data.concat()).trim().to_owned())
        .collect())
}

async fn cname(servers: &Servers, name: &Name) -> Result<Vec<String>, DnsError> {
    let found = ask(servers, name, RecordType::CNAME).await?;
    Ok(found
        .into_records()
        .iter()
        .filter_map(|data| if let RData::CNAME(cname) = data { Some(name::text(cname)) } else { None })
        .collect())
}
