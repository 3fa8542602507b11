//! What requests and answers about IP pools and their rules look like.

use std::collections::HashMap;

use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use super::answers::time;
use super::server_views::change;
use crate::app::App;
use crate::http::ApiError;
use crate::ip_pools::{
    IpAddressChange, IpAddressForm, IpPoolChange, IpPoolForm, IpPoolRuleChange, IpPoolRuleForm, IpPoolsError,
};
use crate::model::{IpAddress, IpAddressId, IpPool, IpPoolRule, OrganizationId};

/// Addresses that mail leaves from.
#[derive(Debug, Object)]
pub struct IpPoolView {
    pub uuid: String,
    pub name: String,
    /// New organizations get it.
    pub default: bool,
    pub created_at: String,
    pub updated_at: String,
}

impl From<IpPool> for IpPoolView {
    fn from(pool: IpPool) -> Self {
        Self {
            uuid: pool.uuid,
            name: pool.name,
            default: pool.is_default,
            created_at: time(pool.created_at),
            updated_at: time(pool.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct IpPoolCreate {
    pub name: String,
    /// New organizations get it, instead of the default pool of before; no when absent.
    pub default: Option<bool>,
}

impl From<IpPoolCreate> for IpPoolForm {
    fn from(body: IpPoolCreate) -> Self {
        Self { name: body.name, is_default: body.default.unwrap_or(false) }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct IpPoolUpdate {
    pub name: Option<String>,
    /// New organizations get it, instead of the default pool of before.
    pub default: Option<bool>,
}

impl From<IpPoolUpdate> for IpPoolChange {
    fn from(body: IpPoolUpdate) -> Self {
        Self { name: body.name, is_default: body.default }
    }
}

/// An address of a pool.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct IpAddressView {
    pub id: i64,
    pub ipv4: String,
    /// Absent: nothing is sent over IPv6.
    pub ipv6: Option<String>,
    /// What Postal calls itself (EHLO) when it sends from this address.
    pub hostname: String,
    /// 0 to 100. The highest random number times priority is chosen.
    pub priority: i64,
    /// Names of the machines whose workers have found the address. Empty: it is missing, or no worker has looked yet.
    pub machines: Vec<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl IpAddressView {
    pub fn new(address: IpAddress, machines: &HashMap<IpAddressId, Vec<String>>) -> Self {
        Self {
            id: address.id.0,
            ipv4: address.ipv4.to_string(),
            ipv6: address.ipv6.map(|ipv6| ipv6.to_string()),
            hostname: address.hostname,
            priority: address.priority,
            machines: machines.get(&address.id).cloned().unwrap_or_default(),
            created_at: time(address.created_at),
            updated_at: time(address.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct IpAddressCreate {
    /// In one pool of the installation only.
    pub ipv4: String,
    /// In one pool of the installation only. Absent: nothing is sent over IPv6.
    pub ipv6: Option<String>,
    /// What Postal calls itself (EHLO) when it sends from this address.
    pub hostname: String,
    /// 0 to 100; 100 when absent.
    pub priority: Option<i64>,
}

impl From<IpAddressCreate> for IpAddressForm {
    fn from(body: IpAddressCreate) -> Self {
        Self { ipv4: body.ipv4, ipv6: body.ipv6, hostname: body.hostname, priority: body.priority }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct IpAddressUpdate {
    pub ipv4: Option<String>,
    /// `null`: nothing is sent over IPv6.
    pub ipv6: MaybeUndefined<String>,
    pub hostname: Option<String>,
    /// 0 to 100.
    pub priority: Option<i64>,
}

impl From<IpAddressUpdate> for IpAddressChange {
    fn from(body: IpAddressUpdate) -> Self {
        Self { ipv4: body.ipv4, ipv6: change(body.ipv6), hostname: body.hostname, priority: body.priority }
    }
}

/// An address as members of an organization see it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrganizationIpAddressView {
    pub ipv4: String,
    pub ipv6: Option<String>,
    pub hostname: String,
}

/// A pool, and what an organization has to do with it.
#[derive(Debug, Object)]
pub struct OrganizationIpPoolView {
    pub uuid: String,
    pub name: String,
    /// The default pool of the installation.
    pub default: bool,
    /// `false`: it was taken away, and something still uses it.
    pub assigned: bool,
    /// Mail servers of the organization that send by it.
    pub servers: i64,
    /// Rules of the organization and of its mail servers that lead to it.
    pub rules: i64,
    pub addresses: Vec<OrganizationIpAddressView>,
}

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrganizationIpPoolList {
    pub items: Vec<OrganizationIpPoolView>,
    /// Never there: they are few.
    pub next_cursor: Option<String>,
}

/// Pools by UUID; those that are not named are taken away.
#[derive(Debug, Object)]
pub struct OrganizationIpPoolSet {
    pub ip_pools: Vec<String>,
}

pub async fn organization_pools(app: &App, organization: OrganizationId) -> Result<OrganizationIpPoolList, ApiError> {
    let all = app.ip_pools.all_addresses().await?;
    let items = app.ip_pools.of_organization(organization).await?.into_iter().map(|found| {
        let addresses = all.iter().filter(|address| address.ip_pool_id == found.pool.id);
        OrganizationIpPoolView {
            uuid: found.pool.uuid,
            name: found.pool.name,
            default: found.pool.is_default,
            assigned: found.is_assigned,
            servers: found.servers,
            rules: found.rules,
            addresses: addresses
                .map(|address| OrganizationIpAddressView {
                    ipv4: address.ipv4.to_string(),
                    ipv6: address.ipv6.map(|ipv6| ipv6.to_string()),
                    hostname: address.hostname.clone(),
                })
                .collect(),
        }
    });
    Ok(OrganizationIpPoolList { items: items.collect(), next_cursor: None })
}

/// Sends mail by a pool when any From address matches a condition of `from_text`, or the recipient one of `to_text`.
///
/// Conditions are lines: `name@example.com` (whatever its tag), `example.com`, or `*.example.com` for what lies below it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct IpPoolRuleView {
    pub uuid: String,
    /// UUID of the pool.
    pub ip_pool: String,
    pub ip_pool_name: String,
    /// Conditions on the From field, one a line.
    pub from_text: Option<String>,
    /// Conditions on the recipient, one a line.
    pub to_text: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<IpPoolRule> for IpPoolRuleView {
    fn from(rule: IpPoolRule) -> Self {
        Self {
            uuid: rule.uuid,
            ip_pool: rule.pool.uuid,
            ip_pool_name: rule.pool.name,
            from_text: rule.from_text,
            to_text: rule.to_text,
            created_at: time(rule.created_at),
            updated_at: time(rule.updated_at),
        }
    }
}

/// At least one condition.
#[derive(Debug, Object)]
pub struct IpPoolRuleCreate {
    /// UUID of a pool of the organization.
    pub ip_pool: String,
    /// Conditions on the From field, one a line.
    pub from_text: Option<String>,
    /// Conditions on the recipient, one a line.
    pub to_text: Option<String>,
}

impl From<IpPoolRuleCreate> for IpPoolRuleForm {
    fn from(body: IpPoolRuleCreate) -> Self {
        Self { ip_pool: body.ip_pool, from_text: body.from_text, to_text: body.to_text }
    }
}

/// What is absent stays. At least one condition must be left.
#[derive(Debug, Object)]
pub struct IpPoolRuleUpdate {
    /// UUID of a pool of the organization.
    pub ip_pool: Option<String>,
    /// `null`: none of this kind.
    pub from_text: MaybeUndefined<String>,
    /// `null`: none of this kind.
    pub to_text: MaybeUndefined<String>,
}

impl From<IpPoolRuleUpdate> for IpPoolRuleChange {
    fn from(body: IpPoolRuleUpdate) -> Self {
        Self { ip_pool: body.ip_pool, from_text: change(body.from_text), to_text: change(body.to_text) }
    }
}

impl From<IpPoolsError> for ApiError {
    fn from(error: IpPoolsError) -> Self {
        match error {
            IpPoolsError::Invalid(violations) => violations.into(),
            IpPoolsError::HasAddresses(count) => {
                Self::conflict("has_addresses", format!("The pool still has {count} IP addresses. Remove them first."))
            }
            IpPoolsError::HasServers(count) => {
                Self::conflict("has_servers", format!("{count} mail servers still send by the pool."))
            }
            IpPoolsError::Gone => Self::not_found("IP pool, or what was in it"),
            IpPoolsError::Store(error) => error.into(),
        }
    }
}
