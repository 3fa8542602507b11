//! Mail formats: bytes in, values out. No IO, no clock, no randomness.
//!
//! | Module | Holds |
//! |---|---|
//! | [`address`] | envelope paths, mailbox lists of header fields |
//! | [`authentication_results`] | fields that claim to be ours |
//! | [`base64_text`] | base64 in lines, as the APIs read and write it |
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
//! | [`splice`] | changes to a message that is stored without them |
//! | [`text`] | line ends, dot-stuffing, reading DATA and BDAT |
//! | [`tracking`] | links and images that tell of clicks and opens |
//! | [`xtext`] | values of DSN parameters |
//!
//! What comes from outside may be anything: no function here panics on any input.

pub mod address;
pub mod authentication_results;
pub mod base64_text;
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
pub mod splice;
pub mod text;
pub mod tracking;
pub mod xtext;
