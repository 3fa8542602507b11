//! The name servers and the hosts file of this machine, read again when the files change.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hickory_resolver::Hosts;
use hickory_resolver::proto::op::Query;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::time::Instant;

use super::query::{Kind, Servers};
use super::{DnsError, Settings};

/// How often the files are looked at.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub struct SystemServers {
    settings: Settings,
    servers: Mutex<Watched<Servers>>,
    hosts: Mutex<Watched<Arc<Hosts>>>,
}

impl SystemServers {
    pub fn new(settings: Settings) -> Self {
        Self { settings, servers: Mutex::new(Watched::default()), hosts: Mutex::new(Watched::default()) }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The recursive resolvers; their cache lives until `resolv.conf` changes.
    pub fn servers(&self) -> Result<Servers, DnsError> {
        let settings = &self.settings;
        let mut watched = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if settings.nameservers.is_empty() {
            watched.get(&settings.resolv_conf_path, |path| {
                Servers::new(&read_resolv_conf(path)?, settings.timeout, Kind::Recursive)
            })
        } else {
            watched.get(Path::new(""), |_| Servers::new(&settings.nameservers, settings.timeout, Kind::Recursive))
        }
    }

    /// Empty when the hosts file does not name the host.
    pub fn hosts_file_addresses(&self, name: &Name) -> Vec<IpAddr> {
        let mut watched = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        // A missing or broken hosts file names nobody.
        let Ok(hosts) = watched.get(&self.settings.hosts_path, |path| Ok::<_, DnsError>(Arc::new(read_hosts(path))))
        else {
            return Vec::new();
        };
        let lookups = [RecordType::AAAA, RecordType::A]
            .into_iter()
            .filter_map(|family| hosts.lookup_static_host(&Query::query(name.clone(), family)));
        lookups
            .flat_map(|lookup| {
                lookup.answers().iter().filter_map(|record| RData::ip_addr(&record.data)).collect::<Vec<_>>()
            })
            .collect()
    }
}

fn read_resolv_conf(path: &Path) -> Result<Vec<SocketAddr>, DnsError> {
    let text = fs::read(path)
        .map_err(|_| DnsError::Configuration(format!("No resolver config found at {}", path.display())))?;
    // Search domains are not used: names are absolute. Only the servers are of interest.
    let servers: Vec<SocketAddr> = String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            (words.next() == Some("nameserver")).then(|| words.next()).flatten()
        })
        // `fe80::1%eth0`: the zone cannot be kept in an `IpAddr`.
        .filter_map(|address| address.parse().ok())
        .map(|address: IpAddr| SocketAddr::new(address, 53))
        .collect();
    if servers.is_empty() {
        return Err(DnsError::Configuration(format!("Could not find nameservers in {}", path.display())));
    }
    Ok(servers)
}

fn read_hosts(path: &Path) -> Hosts {
    let mut hosts = Hosts::default();
    if let Ok(file) = fs::File::open(path)
        && let Err(error) = hosts.read_hosts_conf(file)
    {
        tracing::warn!(path = %path.display(), %error, "the hosts file cannot be read to its end");
    }
    hosts
}

/// Something made from a file, remade when the file changes. A failure is not kept.
#[derive(Debug)]
struct Watched<T> {
    current: Option<(T, Option<Stamp>)>,
    checked_at: Option<Instant>,
}

type Stamp = (SystemTime, u64);

impl<T> Default for Watched<T> {
    fn default() -> Self {
        Self { current: None, checked_at: None }
    }
}

impl<T: Clone> Watched<T> {
    fn get<E>(&mut self, path: &Path, make: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, E> {
        self.get_at(Instant::now(), path, make)
    }

    fn get_at<E>(&mut self, now: Instant, path: &Path, make: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, E> {
        let is_fresh = self.checked_at.is_some_and(|at| now.duration_since(at) < CHECK_INTERVAL);
        if let Some((value, _)) = self.current.as_ref().filter(|_| is_fresh) {
            return Ok(value.clone());
        }
        let stamp = fs::metadata(path).ok().and_then(|file| Some((file.modified().ok()?, file.len())));
        self.checked_at = Some(now);
        if let Some((value, _)) = self.current.as_ref().filter(|(_, seen)| *seen == stamp) {
            return Ok(value.clone());
        }
        let value = make(path)?;
        self.current = Some((value.clone(), stamp));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers_of(text: &str) -> Result<Vec<SocketAddr>, DnsError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        read_resolv_conf(file.path())
    }

    #[test]
    fn resolv_conf_gives_its_name_servers_in_order() {
        let servers =
            servers_of("# c\nsearch corp.example\nnameserver 192.0.2.53\n nameserver\t2001:db8::53 # x\n").unwrap();
        assert_eq!(servers, ["192.0.2.53:53".parse().unwrap(), "[2001:db8::53]:53".parse().unwrap()]);
    }

    #[test]
    fn a_missing_file_and_a_file_without_servers_have_their_own_texts() {
        let missing = read_resolv_conf(Path::new("/nonexistent/resolv.conf")).unwrap_err();
        assert_eq!(missing.to_string(), "No resolver config found at /nonexistent/resolv.conf");
        let empty = servers_of("search corp.example\n").unwrap_err();
        assert!(empty.to_string().starts_with("Could not find nameservers in /"));
    }

    #[test]
    fn a_changed_file_is_read_again() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "1").unwrap();
        let mut watched = Watched::default();
        let start = Instant::now();
        let mut read_at = |now| watched.get_at(now, file.path(), |path| fs::read_to_string(path));
        assert_eq!(read_at(start).unwrap(), "1");
        fs::write(file.path(), "22").unwrap();
        assert_eq!(read_at(start + CHECK_INTERVAL / 2).unwrap(), "1");
        assert_eq!(read_at(start + CHECK_INTERVAL).unwrap(), "22");
    }
}
