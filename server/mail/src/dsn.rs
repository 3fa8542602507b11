//! Delivery reports that we send. RFC 3464, RFC 6522, RFC 6533.
//!
//! Begin with [`BounceNotice`].

use crate::reply::EnhancedCode;

/// Tells the sender of a received message that it cannot be delivered.
///
/// The caller sends the result with the null reverse-path, never in answer to a message with a null reverse-path, and never to
/// one that [`is_automatic`](crate::report::is_automatic).
#[derive(Debug, Clone, Copy)]
pub struct BounceNotice<'a> {
    /// Address of the route; the From address and the one named in the text.
    pub route: &'a str,
    /// Subject of the original message, decoded.
    pub subject: Option<&'a str>,
    /// First half of our Message-ID.
    pub uuid: &'a str,
    /// Second half of our Message-ID.
    pub return_path_domain: &'a str,
    /// Now, Unix seconds.
    pub date: i64,
    /// Address for further assistance.
    pub postmaster: &'a str,
    /// Token of the original message.
    pub message_token: &'a str,
    /// Token of the mail server.
    pub server_token: &'a str,
    /// Message-ID of the original message, without brackets.
    pub original_message_id: Option<&'a str>,
    /// Envelope sender of the original message; whom the notice goes to.
    pub mail_from: &'a str,
    /// Envelope recipient of the original message.
    pub rcpt_to: &'a str,
    /// `ORCPT` of the original message as given, `rfc822;user@example.com`. RFC 3461 §4.2.
    pub original_recipient: Option<&'a str>,
    /// `ENVID` of the original message, decoded. RFC 3461 §4.4.
    pub envelope_id: Option<&'a str>,
    /// Name of this host.
    pub reporting_mta: &'a str,
    /// When the original message came, Unix seconds.
    pub arrival_date: i64,
    /// Why; class 5 or 4.
    pub status: EnhancedCode,
    /// What the next host said, `550 5.1.1 no such user`; lines separated by LF.
    pub diagnostic: Option<&'a str>,
    /// Name of the next host.
    pub remote_mta: Option<&'a str>,
    /// The original message, or its header section.
    pub original: &'a [u8],
    /// Whether all of `original` is returned and not only its header section. RFC 3461 §4.3.
    pub returns_content: bool,
}

impl BounceNotice<'_> {
    /// The whole message with CRLF line ends.
    pub fn build(&self) -> Vec<u8> {
        Vec::new()
    }
}
