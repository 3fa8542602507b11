//! Which addresses mail may be sent to when a stranger's MX record names them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

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
        let canonical = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&address) || network.contains(&canonical))
            || match canonical {
                IpAddr::V4(address) => is_public_v4(address),
                IpAddr::V6(address) => is_public_v6(address),
            }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || a == 0                           // RFC 1122 §3.2.1.3: this network
        || a >= 240                         // RFC 1112 §4: reserved
        || (a == 100 && b & 0xc0 == 64)     // RFC 6598: shared address space
        || (a == 192 && b == 0 && c == 0)   // RFC 6890 §2.1: protocol assignments
        || (a == 198 && b & 0xfe == 18)) // RFC 2544: benchmarks
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(embedded) = embedded_v4(address) {
        return is_public_v4(embedded);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.segments().first().is_some_and(|first| first & 0xffc0 == 0xfec0)) // RFC 3879: site-local
}

/// The IPv4 address that a NAT64 (RFC 6052 §2.1) or 6to4 (RFC 3056) address leads to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_allowed() {
        let policy = DestinationPolicy::default();
        for address in ["192.0.2.1", "8.8.8.8", "2001:4860:4860::8888", "100.128.0.1", "172.32.0.1", "64:ff9b::808:808"]
        {
            assert!(policy.allows(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::ffff:10.0.0.1",
        ] {
            assert!(!policy.allows(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn configured_networks_are_exempt() {
        let policy = DestinationPolicy::new(vec!["127.0.0.0/8".parse().unwrap(), "fd00::/16".parse().unwrap()]);
        assert!(policy.allows("127.0.0.1".parse().unwrap()));
        assert!(policy.allows("::ffff:127.0.0.1".parse().unwrap()));
        assert!(policy.allows("fd00::25".parse().unwrap()));
        assert!(!policy.allows("10.0.0.1".parse().unwrap()));
    }
}
