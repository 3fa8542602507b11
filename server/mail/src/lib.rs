//! Mail formats: bytes in, values out. No IO, no clock, no randomness.
//!
//! | Module | Holds |
//! |---|---|
//! | [`address`] | envelope paths, mailbox lists of header fields |
//! | [`command`] | SMTP command lines |
//! | [`reply`] | SMTP replies, written and read |
//! | [`received`] | values of our own `Received` fields |
//!
//! What comes from outside may be anything: no function here panics on any input.

pub mod address;
pub mod command;
pub mod received;
pub mod reply;
