//! MIME: reading what others sent, building what the sending API is asked for.

pub mod build;
pub mod downgrade;
pub mod essence;
pub mod incoming;
pub(crate) mod part;
pub mod read;
