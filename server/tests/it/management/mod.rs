//! The management API: rules, permissions and refusals, in process.

mod accounts;
mod audit;
mod credentials;
mod domain_checks;
mod domain_keys;
mod domain_proof;
mod domains;
mod endpoints;
mod invites;
mod members;
mod message_inspection;
mod messages;
mod organizations;
mod routes;
mod sending;
mod servers;
mod statistics;
mod step_up;
mod suppressions;
mod system;
mod token_limits;
mod track_domains;
mod transport;
mod two_factor;
mod users;
mod webhooks;
