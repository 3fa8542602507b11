//! Mail formats: bytes in, values out. No IO, no clock, no randomness.
//!
//! | Module | Holds |
//! |---|---|
//! | [`address`] | envelope paths, mailbox lists of header fields |
//! | [`authentication_results`] | fields that claim to be ours |
//! | [`command`] | SMTP command lines |
//! | [`reply`] | SMTP replies, written and read |
//! | [`dkim`] | keys and signatures |
//! | [`header`] | the fields of a message |
//! | [`mime`] | reading, building and converting MIME |
//! | [`received`] | values of our own `Received` fields |
//! | [`text`] | line ends, dot-stuffing, reading DATA and BDAT |
//! | [`xtext`] | values of DSN parameters |
//!
//! What comes from outside may be anything: no function here panics on any input.

pub mod address;
pub mod authentication_results;
pub mod command;
pub mod dkim;
pub mod header;
pub mod mime;
pub mod received;
pub mod reply;
pub mod text;
pub mod xtext;
