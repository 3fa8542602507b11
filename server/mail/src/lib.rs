//! Mail formats: bytes in, values out. No IO, no clock, no randomness.
//!
//! | Module | Holds |
//! |---|---|
//! | [`address`] | envelope paths, mailbox lists of header fields |
//! | [`bounce_class`] | why a recipient could not be reached |
//! | [`command`] | SMTP command lines |
//! | [`reply`] | SMTP replies, written and read |
//! | [`reply_text`] | own text and quoted text told apart |
//! | [`dkim`] | keys and signatures |
//! | [`dsn`] | delivery reports that we send |
//! | [`header`] | the fields of a message |
//! | [`mime`] | reading, building and converting MIME |
//! | [`received`] | values of our own `Received` fields |
//! | [`report`] | delivery reports, complaints and automatic answers that come back |
//! | [`text`] | line ends, dot-stuffing, reading DATA |
//!
//! What comes from outside may be anything: no function here panics on any input.

pub mod address;
pub mod bounce_class;
pub mod command;
pub mod dkim;
pub mod dsn;
pub mod header;
pub mod mime;
pub mod received;
pub mod reply;
pub mod reply_text;
pub mod report;
pub mod text;
