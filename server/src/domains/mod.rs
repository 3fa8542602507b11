//! Sending domains.
//!
//! [`authorization`] says for which domain a message may be sent.

pub mod authorization;
