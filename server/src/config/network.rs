//! Networks, hosts and small numbers with few valid values.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use super::setting::{Bad, Cast, ListItem, Setting, parse_address};
use super::yaml::Node;

/// Where webhooks and HTTP endpoints may go although it is private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Network(IpNet),
    /// Lower case, without trailing dot.
    Host(String),
}

impl ListItem for Destination {
    const LIST_TYPE: &'static str = "list of networks and host names";

    fn cast_item(node: &Node, _: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        const EXPECTED: &str = "a network such as 10.0.0.0/8, an IP address or a host name";
        let text = node.scalar(EXPECTED)?.trim();
        if let Some(network) = parse_network(text) {
            return Ok(Some(Self::Network(network)));
        }
        host_name(text).map(|host| Some(Self::Host(host))).ok_or_else(|| Bad::new(node, EXPECTED))
    }
}

impl ListItem for IpNet {
    const LIST_TYPE: &'static str = "list of networks";

    fn cast_item(node: &Node, _: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        const EXPECTED: &str = "a network such as 10.0.0.0/8 or an IP address";
        parse_network(node.scalar(EXPECTED)?.trim()).map(Some).ok_or_else(|| Bad::new(node, EXPECTED))
    }
}

impl ListItem for SocketAddr {
    const LIST_TYPE: &'static str = "list of ip:port";

    fn cast_item(node: &Node, _: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        const EXPECTED: &str = "an address such as 192.0.2.1:53 or [2001:db8::1]:53";
        const DNS_PORT: u16 = 53;
        let text = node.scalar(EXPECTED)?.trim();
        let bare = || parse_address(text).map(|address| Self::new(address, DNS_PORT));
        text.parse().ok().or_else(bare).map(Some).ok_or_else(|| Bad::new(node, EXPECTED))
    }
}

/// An address stands for the network that holds only it; host bits are cut off.
fn parse_network(text: &str) -> Option<IpNet> {
    match text.parse::<IpNet>() {
        Ok(network) => Some(network.trunc()),
        Err(_) => parse_ip(text).map(IpNet::from),
    }
}

fn parse_ip(text: &str) -> Option<IpAddr> {
    text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text).parse().ok()
}

/// A host name in lower case, or `None`.
pub(super) fn host_name(text: &str) -> Option<String> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let is_name = name.len() <= 253
        && name.split('.').all(is_label)
        // `300.1.2.3` and `1` are mistyped addresses, not names.
        && name.rsplit('.').next().is_some_and(|top| !top.bytes().all(|byte| byte.is_ascii_digit()));
    is_name.then(|| name.to_ascii_lowercase())
}

/// Bits of new DKIM keys. RFC 8301 §3.2: signers should use at least 2048.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DkimKeySize(u32);

impl DkimKeySize {
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl Setting for DkimKeySize {
    const TYPE: &'static str = "integer";

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        const EXPECTED: &str = "2048, 3072 or 4096";
        match u32::cast(node, cast) {
            Ok(bits @ (2048 | 3072 | 4096)) => Ok(Self(bits)),
            _ => Err(Bad::new(node, EXPECTED)),
        }
    }

    fn unset() -> Self {
        Self(2048)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_addresses_or_prefixes() {
        for (text, network) in [
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("10.1.2.3/8", Some("10.0.0.0/8")),
            ("192.0.2.1", Some("192.0.2.1/32")),
            ("[2001:db8::1]", Some("2001:db8::1/128")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("10.0.0.0/33", None),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(parse_network(text), network.map(|it| it.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn host_names_are_not_mistyped_addresses() {
        for (text, valid) in [
            ("mail.example.com", true),
            ("MX_1.example", true),
            ("localhost", true),
            ("a..b", false),
            ("1.2.3", false),
            ("x y", false),
            ("", false),
        ] {
            assert_eq!(host_name(text).is_some(), valid, "{text}");
        }
    }
}
