//! Which addresses are on the public Internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Whether the address may belong to a stranger's host.
///
/// `false`: our own machine, our own network (cloud metadata services included), or nobody's. What somebody outside
/// names (an MX record, the URL of a webhook) must not lead there.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether one of the networks contains the address, in its IPv4-mapped form (RFC 4291 §2.5.5.2) or without it.
pub fn contain(networks: &[IpNet], address: IpAddr) -> bool {
    let canonical = address.to_canonical();
    networks.iter().any(|network| network.contains(&address) || network.contains(&canonical))
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
        || matches!(address.segments(), [0x64, 0xff9b, 1, ..]) // RFC 8215: NAT64 into a local network
        || address.segments().first().is_some_and(|first| first & 0xffc0 == 0xfec0)) // RFC 3879: site-local
}

/// The IPv4 address that an IPv4-compatible (RFC 4291 §2.5.5.1), NAT64 (RFC 6052 §2.1) or 6to4 (RFC 3056) address
/// leads to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_strangers_can_have_is_public() {
        for address in [
            "192.0.2.1",
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "2001:4860:4860::8888",
            "64:ff9b::808:808",
            "::808:808",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_network_contains_its_addresses_in_both_forms() {
        let networks = ["127.0.0.0/8".parse().unwrap(), "fd00::/16".parse().unwrap()];
        for (address, is_inside) in
            [("127.0.0.1", true), ("::ffff:127.0.0.1", true), ("fd00::25", true), ("10.0.0.1", false)]
        {
            assert_eq!(contain(&networks, address.parse().unwrap()), is_inside, "{address}");
        }
    }
}
