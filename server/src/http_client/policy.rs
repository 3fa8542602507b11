//! Which hosts we may send requests to when a user names them.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::Destination;
use crate::model::network;

/// Refuses addresses that are not on the public Internet, so that the URL of a webhook or an endpoint cannot make us
/// speak to our own network (server-side request forgery).
#[derive(Debug, Clone, Default)]
pub struct RequestPolicy {
    hosts: Vec<String>,
    networks: Vec<IpNet>,
}

impl RequestPolicy {
    /// `allowed`: exempt from the rule (`postal.allowed_request_destinations`).
    pub fn new(allowed: &[Destination]) -> Self {
        let mut policy = Self::default();
        for destination in allowed {
            match destination {
                Destination::Host(host) => policy.hosts.push(host.clone()),
                Destination::Network(network) => policy.networks.push(*network),
            }
        }
        policy
    }

    /// Permits these hosts as well, because an operator and not a user names them: names, or addresses without brackets.
    #[must_use]
    pub fn and_hosts(mut self, hosts: impl IntoIterator<Item = String>) -> Self {
        self.hosts.extend(hosts);
        self
    }

    /// `host`: as in the URL, in any case, with or without the final dot; `ip`: one of its addresses. A host has to be
    /// permitted with each of them.
    pub fn is_permitted(&self, host: &str, ip: IpAddr) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        network::is_public(ip)
            || network::contain(&self.networks, ip)
            || self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(policy: &RequestPolicy, host: &str, ip: &str) -> bool {
        policy.is_permitted(host, ip.parse().unwrap())
    }

    #[test]
    fn private_addresses_are_permitted_by_host_name_or_network() {
        let policy = RequestPolicy::new(&[
            Destination::Host("hooks.internal".to_owned()),
            Destination::Network("10.1.0.0/16".parse().unwrap()),
            Destination::Network("fd00::7/128".parse().unwrap()),
        ]);
        assert!(permits(&policy, "anything.example", "192.0.2.1"));
        assert!(permits(&policy, "HOOKS.Internal.", "127.0.0.1"));
        assert!(permits(&policy, "x.example", "10.1.2.3"));
        assert!(permits(&policy, "x.example", "::ffff:10.1.2.3"));
        assert!(permits(&policy, "x.example", "fd00::7"));
        assert!(!permits(&policy, "sub.hooks.internal", "127.0.0.1"));
        assert!(!permits(&policy, "x.example", "10.2.0.1"));
        assert!(!permits(&policy, "x.example", "fd00::8"));
        assert!(!permits(&policy, "169.254.169.254", "169.254.169.254"));
        let policy = policy.and_hosts(["id.internal".to_owned(), "::1".to_owned()]);
        assert!(permits(&policy, "id.internal", "10.9.9.9") && permits(&policy, "::1", "::1"));
        assert!(!permits(&policy, "other.internal", "10.9.9.9"));
    }
}
