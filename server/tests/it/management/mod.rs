//! The management API: rules, permissions and refusals, in process.

mod accounts;
mod credentials;
mod domains;
mod members;
mod messages;
mod organizations;
mod servers;
mod transport;
