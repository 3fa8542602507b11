//! Mail formats: bytes in, values out. No IO, no clock, no randomness.
//!
//! | Module | Holds |
//! |---|---|
//! | [`address`] | envelope paths, mailbox lists of header fields |
//! | [`base64_text`] | base64 in lines, as the APIs read and write it |
//! | [`command`] | SMTP command lines |
//! | [`reply`] | SMTP replies, written and read |
//! | [`reply_text`] | own text and quoted text told apart |
//! | [`dkim`] | keys and signatures |
//! | [`header`] | the fields of a message |
//! | [`mime`] | reading, building and converting MIME |
//! | [`received`] | values of our own `Received` fields |
//! | [`text`] | line ends, dot-stuffing, reading DATA |
//!
//! What comes from outside may be anything: no function here panics on any input.

pub mod address;
pub mod base64_text;
pub mod command;
pub mod dkim;
pub mod header;
pub mod mime;
pub mod received;
pub mod reply;
pub mod reply_text;
pub mod text;
