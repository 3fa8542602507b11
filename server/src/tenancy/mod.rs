//! Tenants: organizations, mail servers and the credentials of their clients.
//!
//! [`authentication`] says who a client is.

pub mod authentication;
mod client_networks;
