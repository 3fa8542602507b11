//! People: users, their passwords, web sessions and management tokens.

pub mod scope;

pub use scope::Scope;
