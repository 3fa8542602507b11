//! IP pools: addresses that mail leaves from, and rules that say which mail.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{IpAddressId, IpPoolId, IpPoolRuleId, OrganizationId, ServerId, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpPool {
    pub id: IpPoolId,
    pub uuid: String,
    pub name: String,
    /// New organizations get it. At most one has it.
    pub is_default: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A pool as others name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpPoolRef {
    pub id: IpPoolId,
    pub uuid: String,
    pub name: String,
}

impl From<IpPool> for IpPoolRef {
    fn from(pool: IpPool) -> Self {
        Self { id: pool.id, uuid: pool.uuid, name: pool.name }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpAddress {
    pub id: IpAddressId,
    pub ip_pool_id: IpPoolId,
    pub ipv4: Ipv4Addr,
    /// `None`: nothing is sent over IPv6.
    pub ipv6: Option<Ipv6Addr>,
    /// What we call ourselves in EHLO.
    pub hostname: String,
    /// Weight of the random choice, 0 to 100.
    pub priority: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl IpAddress {
    /// The address to send from to a peer's address. `None`: there is none of that family.
    pub fn source_for(&self, peer: IpAddr) -> Option<IpAddr> {
        match peer {
            IpAddr::V4(_) => Some(self.ipv4.into()),
            IpAddr::V6(_) => self.ipv6.map(IpAddr::from),
        }
    }

    /// The IPv4 address, then the IPv6 address.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        [Some(IpAddr::from(self.ipv4)), self.ipv6.map(IpAddr::from)].into_iter().flatten()
    }
}

/// Whose mail a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleOwner {
    Organization(OrganizationId),
    Server(ServerId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpPoolRule {
    pub id: IpPoolRuleId,
    pub uuid: String,
    pub owner: RuleOwner,
    pub pool: IpPoolRef,
    /// Authors, one condition a line.
    pub from_text: Option<String>,
    /// Recipients, one condition a line.
    pub to_text: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl IpPoolRule {
    /// Whether any From address matches a From condition, or the recipient matches a To condition.
    ///
    /// 3.3 compares with case and knows no `*.`; here neither counts against the sender, because mail does not either.
    pub fn matches(&self, from: &[String], rcpt_to: &str) -> bool {
        conditions(self.from_text.as_deref()).any(|condition| from.iter().any(|author| fulfils(author, condition)))
            || conditions(self.to_text.as_deref()).any(|condition| fulfils(rcpt_to, condition))
    }
}

/// Lines that say something, trimmed.
pub fn conditions(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty())
}

/// `name@domain`: this address, whatever its tag; `domain`: all of it; `*.domain`: what lies below it.
fn fulfils(address: &str, condition: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let (domain, condition) = (domain.to_lowercase(), condition.to_lowercase());
    if condition.contains('@') {
        let local = local.split_once('+').map_or(local, |(name, _)| name);
        return condition == format!("{}@{domain}", local.to_lowercase());
    }
    match condition.strip_prefix("*.") {
        Some(parent) => domain.strip_suffix(parent).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => domain == condition,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(from: Option<&str>, to: Option<&str>) -> IpPoolRule {
        IpPoolRule {
            id: IpPoolRuleId(1),
            uuid: String::new(),
            owner: RuleOwner::Server(ServerId(1)),
            pool: IpPoolRef { id: IpPoolId(1), uuid: String::new(), name: String::new() },
            from_text: from.map(str::to_owned),
            to_text: to.map(str::to_owned),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn a_condition_names_an_address_a_domain_or_what_lies_below_one() {
        for (condition, address, is_met) in [
            ("a@x.example", "a@x.example", true),
            ("a@x.example", "a+tag@x.example", true),
            ("A@X.example", "a@x.EXAMPLE", true),
            ("a+tag@x.example", "a+tag@x.example", false),
            ("a@x.example", "b@x.example", false),
            ("x.example", "b@x.example", true),
            ("x.example", "b@sub.x.example", false),
            ("x.example", "b@ax.example", false),
            ("*.x.example", "b@sub.x.example", true),
            ("*.x.example", "b@a.b.x.example", true),
            ("*.x.example", "b@x.example", false),
            ("*.x.example", "b@ax.example", false),
            ("x.example", "\"a@y.example\"@x.example", true),
            ("x.example", "nobody", false),
        ] {
            assert_eq!(fulfils(address, condition), is_met, "{condition} {address}");
        }
    }

    #[test]
    fn one_condition_of_either_kind_is_enough() {
        let from = ["boss@acme.example".to_owned(), "shop@acme.example".to_owned()];
        let both = rule(Some("\r\n shop@acme.example \r\nother.example"), Some("gmail.example"));
        assert!(both.matches(&from, "a@other.net"));
        assert!(both.matches(&from[..1], "a@gmail.example"));
        assert!(!both.matches(&from[..1], "a@other.example"), "other.example is a From condition");
        assert!(!rule(None, None).matches(&from, "a@gmail.example"));
        assert!(!rule(Some(" \n"), None).matches(&from, ""));
    }

    #[test]
    fn the_source_is_of_the_family_of_the_peer() {
        let mut address = IpAddress {
            id: IpAddressId(1),
            ip_pool_id: IpPoolId(1),
            ipv4: Ipv4Addr::new(192, 0, 2, 1),
            ipv6: None,
            hostname: "a.example".to_owned(),
            priority: 100,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        };
        assert_eq!(address.source_for("198.51.100.1".parse().unwrap()), Some("192.0.2.1".parse().unwrap()));
        assert_eq!(address.source_for("2001:db8::1".parse().unwrap()), None);
        address.ipv6 = Some("2001:db8::2".parse().unwrap());
        assert_eq!(address.source_for("2001:db8::1".parse().unwrap()), Some("2001:db8::2".parse().unwrap()));
        assert_eq!(address.addresses().count(), 2);
    }
}
