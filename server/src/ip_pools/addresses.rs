//! Addresses of a pool come, are changed and go.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{IpPools, IpPoolsError};
use crate::model::{IpAddress, IpAddressId, IpPool, IpPoolId, ViolationCode, Violations};
use crate::store::ip_addresses::{self as rows, Taken};
use crate::store::{Conn, StoreError, audit, ip_pools};

/// 3.3's default: all addresses are equal.
const PRIORITY: i64 = 100;
const MAX_PRIORITY: i64 = 100;
/// RFC 1035 §2.3.4.
const MAX_HOST_CHARS: usize = 253;
const MAX_LABEL_CHARS: usize = 63;

/// A submitted new address.
#[derive(Debug, Clone, Default)]
pub struct IpAddressForm {
    pub ipv4: String,
    pub ipv6: Option<String>,
    pub hostname: String,
    /// `None`: 100.
    pub priority: Option<i64>,
}

/// A submitted change; outer `None`: stays as it is, inner `None`: cleared.
#[derive(Debug, Clone, Default)]
pub struct IpAddressChange {
    pub ipv4: Option<String>,
    pub ipv6: Option<Option<String>>,
    pub hostname: Option<String>,
    pub priority: Option<i64>,
}

impl IpPools {
    pub async fn create_address(&self, pool: &IpPool, form: &IpAddressForm) -> Result<IpAddress, IpPoolsError> {
        let mut violations = Violations::new();
        let now = self.clock.now();
        let mut address = IpAddress {
            id: IpAddressId(0),
            ip_pool_id: pool.id,
            ipv4: ipv4(&form.ipv4, &mut violations),
            ipv6: ipv6(form.ipv6.as_deref(), &mut violations),
            hostname: hostname(&form.hostname, &mut violations),
            priority: priority(form.priority.unwrap_or(PRIORITY), &mut violations),
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        free(&mut tx, &address, &mut violations).await?;
        violations.into_result()?;
        if !ip_pools::keep(&mut tx, pool.id).await? {
            return Err(IpPoolsError::Gone);
        }
        address.id = rows::insert(&mut tx, &address).await.map_err(taken)?;
        audit::object(&address.id.to_string(), &address.ipv4.to_string());
        tx.commit().await?;
        self.sources.forget();
        Ok(address)
    }

    pub async fn find_address(&self, pool: IpPoolId, id: IpAddressId) -> Result<Option<IpAddress>, IpPoolsError> {
        Ok(rows::find(&mut self.store.read().await?, pool, id).await?)
    }

    /// Highest priority first. `after`: priority and id of the last row of the page before.
    pub async fn list_addresses(
        &self,
        pool: IpPoolId,
        after: Option<(i64, i64)>,
        limit: i64,
    ) -> Result<Vec<IpAddress>, IpPoolsError> {
        Ok(rows::list(&mut self.store.read().await?, pool, after, limit).await?)
    }

    /// All addresses of all pools, highest priority first.
    pub async fn all_addresses(&self) -> Result<Vec<IpAddress>, IpPoolsError> {
        Ok(rows::list_all(&mut self.store.read().await?).await?)
    }

    /// Names of the machines whose workers have found each address, each name once.
    pub async fn machines(&self) -> Result<HashMap<IpAddressId, Vec<String>>, IpPoolsError> {
        let mut machines: HashMap<IpAddressId, Vec<String>> = HashMap::new();
        for (_, host, address) in rows::list_present(&mut self.store.read().await?).await? {
            let hosts = machines.entry(address).or_default();
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        Ok(machines)
    }

    pub async fn update_address(
        &self,
        address: &IpAddress,
        change: &IpAddressChange,
    ) -> Result<IpAddress, IpPoolsError> {
        let mut violations = Violations::new();
        let mut changed = address.clone();
        if let Some(text) = &change.ipv4 {
            changed.ipv4 = ipv4(text, &mut violations);
        }
        if let Some(text) = &change.ipv6 {
            changed.ipv6 = ipv6(text.as_deref(), &mut violations);
        }
        if let Some(text) = &change.hostname {
            changed.hostname = hostname(text, &mut violations);
        }
        if let Some(value) = change.priority {
            changed.priority = priority(value, &mut violations);
        }
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        free(&mut tx, &changed, &mut violations).await?;
        violations.into_result()?;
        if !rows::update(&mut tx, &changed).await.map_err(taken)? {
            return Err(IpPoolsError::Gone);
        }
        tx.commit().await?;
        self.sources.forget();
        Ok(changed)
    }

    /// Messages that were to leave from it get another address at their next attempt.
    pub async fn delete_address(&self, address: &IpAddress) -> Result<(), IpPoolsError> {
        let mut tx = self.store.begin().await?;
        rows::delete(&mut tx, address.id).await?;
        tx.commit().await?;
        self.sources.forget();
        Ok(())
    }
}

/// 3.3 takes any text. Loopback addresses are addresses, too: some relays listen there.
fn ipv4(text: &str, violations: &mut Violations) -> Ipv4Addr {
    let text = violations.required_text("/ipv4", text);
    let unspecified = Ipv4Addr::UNSPECIFIED;
    if violations.names("/ipv4") {
        return unspecified;
    }
    match text.parse::<Ipv4Addr>() {
        Ok(address) if is_of_a_host(address.into()) => address,
        _ => {
            violations.add("/ipv4", ViolationCode::Invalid, "is not the IPv4 address of a host");
            unspecified
        }
    }
}

fn ipv6(text: Option<&str>, violations: &mut Violations) -> Option<Ipv6Addr> {
    let text = violations.optional_text("/ipv6", text)?;
    if violations.names("/ipv6") {
        return None;
    }
    let address = text.parse::<Ipv6Addr>().ok();
    let address = address.filter(|address| is_of_a_host((*address).into()) && address.to_ipv4_mapped().is_none());
    if address.is_none() {
        violations.add("/ipv6", ViolationCode::Invalid, "is not the IPv6 address of a host");
    }
    address
}

fn is_of_a_host(address: IpAddr) -> bool {
    let is_broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
    !address.is_unspecified() && !address.is_multicast() && !is_broadcast
}

/// RFC 5321 §4.1.1.1: EHLO takes a domain; lower-case, without the dot at the end.
fn hostname(text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text("/hostname", text).to_lowercase();
    if violations.names("/hostname") {
        return text;
    }
    let name = text.strip_suffix('.').unwrap_or(&text);
    let is_label = |label: &str| {
        (1..=MAX_LABEL_CHARS).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() > MAX_HOST_CHARS || !name.split('.').all(is_label) {
        violations.add("/hostname", ViolationCode::Invalid, "is not a host name");
    }
    name.to_owned()
}

fn priority(value: i64, violations: &mut Violations) -> i64 {
    if value < 0 {
        violations.add("/priority", ViolationCode::GreaterThanOrEqualTo, "must be greater than or equal to 0");
    }
    if value > MAX_PRIORITY {
        let message = format!("must be less than or equal to {MAX_PRIORITY}");
        violations.add("/priority", ViolationCode::LessThanOrEqualTo, message);
    }
    value
}

const TAKEN: &str = "has already been taken";

/// An address is in one pool of the installation, once.
async fn free(conn: &mut Conn, address: &IpAddress, violations: &mut Violations) -> Result<(), StoreError> {
    let ipv4 = address.ipv4.to_string();
    if !violations.names("/ipv4") && rows::has_ipv4(conn, &ipv4, address.id).await? {
        violations.add("/ipv4", ViolationCode::Taken, TAKEN);
    }
    let Some(ipv6) = address.ipv6 else { return Ok(()) };
    if rows::has_ipv6(conn, &ipv6.to_string(), address.id).await? {
        violations.add("/ipv6", ViolationCode::Taken, TAKEN);
    }
    Ok(())
}

/// Somebody else was faster.
fn taken(error: StoreError) -> IpPoolsError {
    let field = match rows::taken(&error) {
        Some(Taken::Ipv4) => "/ipv4",
        Some(Taken::Ipv6) => "/ipv6",
        None => return error.into(),
    };
    Violations::one(field, ViolationCode::Taken, TAKEN).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_hosts() {
        for (text, is_good) in [
            (" 192.0.2.1 ", true),
            ("127.0.0.2", true),
            ("", false),
            ("192.0.2", false),
            ("192.0.2.256", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("224.0.0.1", false),
            ("2001:db8::1", false),
        ] {
            let mut violations = Violations::new();
            ipv4(text, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{text}");
        }
        for (text, expected) in [
            (Some("2001:DB8:0::1"), Ok(Some("2001:db8::1"))),
            (Some(" "), Ok(None)),
            (None, Ok(None)),
            (Some("::"), Err(())),
            (Some("ff02::1"), Err(())),
            (Some("::ffff:192.0.2.1"), Err(())),
            (Some("192.0.2.1"), Err(())),
        ] {
            let mut violations = Violations::new();
            let address = ipv6(text, &mut violations).map(|address| address.to_string());
            let result = if violations.is_empty() { Ok(address.as_deref()) } else { Err(()) };
            assert_eq!(result, expected, "{text:?}");
        }
    }

    #[test]
    fn host_names_are_what_ehlo_takes() {
        for (text, expected) in [
            ("Mail-1.Example.com.", Some("mail-1.example.com")),
            ("localhost", Some("localhost")),
            ("", None),
            ("a b.example", None),
            ("a..example", None),
            ("-a.example", None),
            ("mail.example\r\nQUIT", None),
        ] {
            let mut violations = Violations::new();
            let name = hostname(text, &mut violations);
            assert_eq!(violations.is_empty().then_some(name.as_str()), expected, "{text}");
        }
    }

    #[test]
    fn priorities_are_from_0_to_100() {
        for (value, is_good) in [(-1, false), (0, true), (100, true), (101, false)] {
            let mut violations = Violations::new();
            priority(value, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{value}");
        }
    }
}
