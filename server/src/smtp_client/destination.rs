//! Which addresses mail may be sent to when a stranger's MX record names them.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::network;

/// Refuses MX addresses that are not on the public Internet, so that a domain's MX record cannot make us talk to
/// our own network. Relays and endpoints named in the configuration are not asked about.
#[derive(Debug, Clone, Default)]
pub struct DestinationPolicy {
    allowed: Vec<IpNet>,
}

impl DestinationPolicy {
    /// `allowed`: networks exempt from the rule (`smtp_client.allowed_destinations`).
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    pub fn allows(&self, address: IpAddr) -> bool {
        network::is_public(address) || network::contain(&self.allowed, address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_and_configured_networks_are_allowed() {
        let policy = DestinationPolicy::new(vec!["127.0.0.0/8".parse().unwrap()]);
        for (address, is_allowed) in
            [("192.0.2.1", true), ("127.0.0.1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("::1", false)]
        {
            assert_eq!(policy.allows(address.parse().unwrap()), is_allowed, "{address}");
        }
    }
}
