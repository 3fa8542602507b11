//! Whether the client's name leads back to its address. RFC 8601 §3.

use std::net::IpAddr;

use super::{AuthResult, Lookup, normal_domain};
use crate::dns::DnsError;

pub struct Iprev {
    pub result: AuthResult,
    pub name: Option<String>,
}

/// `known`: the PTR name, where somebody has looked it up already.
pub async fn verify(lookup: &Lookup<'_>, ip: IpAddr, known: Option<&str>) -> Iprev {
    let name = match known {
        Some(name) => Some(Ok(Some(name.to_owned()))),
        None => lookup.in_time(lookup.resolver.ptr(ip)).await,
    };
    match name {
        Some(Ok(Some(name))) => Iprev { result: confirm(lookup, ip, &name).await, name: normal_domain(&name) },
        // RFC 8601 §2.7.3: no PTR record.
        Some(Ok(None)) => Iprev { result: AuthResult::PermError, name: None },
        Some(Err(_)) | None => Iprev { result: AuthResult::TempError, name: None },
    }
}

async fn confirm(lookup: &Lookup<'_>, ip: IpAddr, name: &str) -> AuthResult {
    match lookup.in_time(lookup.resolver.addresses(name)).await {
        Some(Ok(addresses)) if addresses.contains(&ip) => AuthResult::Pass,
        // A PTR record may hold any text.
        Some(Ok(_) | Err(DnsError::Name(_))) => AuthResult::Fail,
        Some(Err(_)) | None => AuthResult::TempError,
    }
}
