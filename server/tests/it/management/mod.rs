//! The management API: rules, permissions and refusals, in process.

mod accounts;
mod credentials;
mod domains;
mod endpoints;
mod invites;
mod members;
mod message_inspection;
mod messages;
mod organizations;
mod routes;
mod servers;
mod system;
mod token_limits;
mod transport;
mod users;
