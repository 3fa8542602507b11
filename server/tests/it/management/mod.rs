//! The management API: rules, permissions and refusals, in process.

mod accounts;
mod credentials;
mod domain_checks;
mod domain_keys;
mod domain_proof;
mod domains;
mod endpoints;
mod invites;
mod ip_pool_rules;
mod ip_pools;
mod members;
mod message_inspection;
mod messages;
mod organizations;
mod routes;
mod sending;
mod servers;
mod statistics;
mod suppressions;
mod system;
mod token_limits;
mod track_domains;
mod transport;
mod users;
mod webhooks;
