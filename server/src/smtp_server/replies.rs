//! Every reply text that the server sends.
//!
//! Texts known from Postal 3.3 are exact, including spelling. Sessions opened with HELO get them without the enhanced
//! code, those opened with EHLO with it (RFC 2034; codes from RFC 3463 and RFC 5248).

use postal_mail::reply::{EnhancedCode, Reply};

use crate::ingest::instructions::Fault;
use crate::metrics::ClientError;

/// A reply whose text is always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub code: u16,
    enhanced: (u8, u16, u16),
    text: &'static str,
}

impl From<Text> for Reply {
    fn from(text: Text) -> Self {
        let (class, subject, detail) = text.enhanced;
        Reply::new(text.code, text.text).with_enhanced(class, subject, detail)
    }
}

const fn text(code: u16, enhanced: (u8, u16, u16), text: &'static str) -> Text {
    Text { code, enhanced, text }
}

pub const MAIL_OK: Text = text(250, (2, 1, 0), "OK");
pub const RCPT_OK: Text = text(250, (2, 1, 5), "OK");
pub const OK: Text = text(250, (2, 0, 0), "OK");
pub const PROXY_ERROR: Text = text(502, (5, 5, 0), "Proxy Error");
pub const CLOSING: Text = text(221, (2, 0, 0), "Closing Connection");
pub const READY_FOR_TLS: Text = text(220, (2, 0, 0), "Ready to start TLS");
pub const CANNOT_VERIFY: Text = text(252, (2, 1, 5), "Cannot VRFY user, but will accept message and attempt delivery");
pub const HELP: Text = text(214, (2, 0, 0), "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY STARTTLS AUTH");

// RFC 5321 §4.2: syntax and order.
pub const LINE_TOO_LONG: Text = text(500, (5, 5, 2), "Line too long");
pub const AUTH_LINE_TOO_LONG: Text = text(500, (5, 5, 6), "Line too long");
pub const BARE_NEWLINE_IN_COMMAND: Text = text(500, (5, 5, 2), "Bare LF received");
pub const UNKNOWN_COMMAND: Text = text(502, (5, 5, 1), "Invalid/unsupported command");
pub const WRONG_ARGUMENTS: Text = text(501, (5, 5, 4), "Invalid command arguments");
pub const INVALID_PARAMETER: Text = text(501, (5, 5, 4), "Invalid parameter");
pub const UNKNOWN_PARAMETER: Text = text(555, (5, 5, 4), "Unsupported parameter");
pub const HELLO_FIRST: Text = text(503, (5, 5, 1), "EHLO/HELO first please");
pub const MAIL_FIRST: Text = text(503, (5, 5, 1), "EHLO/HELO and MAIL FROM first please");
pub const RCPT_FIRST: Text = text(503, (5, 5, 1), "HELO/EHLO, MAIL FROM and RCPT TO before sending data");
pub const DATA_AFTER_BDAT: Text = text(503, (5, 5, 1), "DATA is not possible after BDAT");
pub const NO_VALID_RECIPIENTS: Text = text(554, (5, 5, 1), "No valid recipients");

// TLS, RFC 3207.
pub const TLS_NOT_AVAILABLE: Text = text(502, (5, 5, 1), "TLS not available");
pub const TLS_ALREADY_ACTIVE: Text = text(503, (5, 5, 1), "TLS already active");
pub const TLS_AFTER_AUTH: Text = text(503, (5, 5, 1), "STARTTLS is not possible after AUTH");

// AUTH, RFC 4954.
pub const BAD_CREDENTIAL_FORM: Text = text(535, (5, 7, 8), "Authenticated failed - protocol error");
pub const INVALID_CREDENTIAL: Text = text(535, (5, 7, 8), "Invalid credential");
pub const DENIED: Text = text(535, (5, 7, 8), "Denied");
pub const AUTH_CANCELLED: Text = text(501, (5, 7, 0), "Authentication cancelled");
pub const BAD_BASE64: Text = text(501, (5, 5, 2), "Invalid base64 data");
pub const UNKNOWN_MECHANISM: Text = text(504, (5, 5, 4), "Unrecognized authentication mechanism");
pub const ALREADY_AUTHENTICATED: Text = text(503, (5, 5, 1), "Already authenticated");
pub const AUTH_IN_TRANSACTION: Text = text(503, (5, 5, 1), "AUTH is not possible after RCPT TO");
pub const AUTH_NEEDS_TLS: Text = text(538, (5, 7, 11), "Encryption required for requested authentication mechanism");
pub const AUTH_LOCKED_OUT: Text = text(454, (4, 7, 0), "Temporary authentication failure");

// MAIL and RCPT.
pub const INVALID_SENDER: Text = text(501, (5, 1, 7), "Invalid MAIL FROM");
pub const RECIPIENT_EMPTY: Text = text(501, (5, 1, 3), "RCPT TO should not be empty");
pub const INVALID_RECIPIENT: Text = text(501, (5, 1, 3), "Invalid RCPT TO");
pub const NEEDS_SMTPUTF8: Text = text(553, (5, 6, 7), "Non-ASCII addresses are not permitted");
pub const TOO_MANY_RECIPIENTS: Text = text(452, (4, 5, 3), "Too many recipients");
pub const AUTHENTICATION_REQUIRED: Text = text(530, (5, 7, 0), "Authentication required");
/// To an authenticated client; RFC 3463 §3.8, RFC 5248.
pub const SUSPENDED: Text = text(535, (5, 7, 13), "Mail server has been suspended");
/// To somebody who writes to it.
pub const RECIPIENT_SUSPENDED: Text = text(535, (5, 2, 1), "Mail server has been suspended");
pub const RECIPIENT_SUSPENDED_FOR_NOW: Text = text(450, (4, 2, 1), "Mail server has been suspended");
pub const INVALID_SERVER_TOKEN: Text = text(550, (5, 1, 1), "Invalid server token");
pub const INVALID_ROUTE_TOKEN: Text = text(550, (5, 1, 1), "Invalid route token");
pub const UNKNOWN_RECIPIENT: Text = text(550, (5, 1, 1), "Unknown recipient");
pub const ROUTE_REJECTS: Text = text(550, (5, 7, 1), "Route does not accept incoming messages");
pub const SUBMISSION_ONLY: Text = text(550, (5, 7, 1), "No incoming messages here, use port 25");

// End of data.
pub const HEADER_TOO_LARGE: Text = text(552, (5, 3, 4), "Message header too large");
pub const BARE_NEWLINE_IN_DATA: Text = text(550, (5, 5, 2), "Bare LF received");
pub const NUL_IN_HEADER: Text = text(550, (5, 6, 0), "NUL in message header");
pub const SEVERAL_FROM_FIELDS: Text = text(550, (5, 6, 0), "Message has more than one From field");
pub const KEY_OF_ANOTHER_MESSAGE: Text = text(550, (5, 6, 0), "X-Postal-Idempotency-Key was used for another message");
/// Taken in another session at this moment; the next try hears how that ended.
pub const MESSAGE_IN_PROGRESS: Text = text(451, (4, 3, 0), "The same message is being accepted, try again later");
pub const LOOP_DETECTED: Text = text(550, (5, 4, 6), "Loop detected");
pub const FROM_NOT_VALID: Text = text(530, (5, 7, 1), "From/Sender name is not valid");
/// Some recipients have gone since RCPT; the next try hears which.
pub const RECIPIENTS_CHANGED: Text = text(450, (4, 2, 1), "Not all recipients can be reached any more, try again");
/// RFC 7372 §3.
pub const DMARC_FAILED: Text = text(550, (5, 7, 26), "The domain in From asks to refuse this message (DMARC)");
pub const DMARC_UNKNOWN: Text = text(451, (4, 7, 24), "The sender could not be verified, try again later");
pub const OUT_OF_SPACE: Text = text(452, (4, 3, 1), "Insufficient system storage");
pub const TEMPORARY_ERROR: Text = text(451, (4, 3, 0), "Temporary server error");

// The end of a session.
pub const OUT_OF_SYNC: Text = text(554, (5, 5, 0), "SMTP protocol synchronization");
pub const TOO_MANY_ERRORS: Text = text(421, (4, 7, 0), "Too many errors");
pub const TOO_MANY_AUTH_FAILURES: Text = text(421, (4, 7, 0), "Too many authentication failures");

/// What a refusal is counted as. The route's own refusal has two names, so whoever refuses counts it.
pub fn client_error(reply: &Reply) -> Option<ClientError> {
    const COUNTED: &[(Text, ClientError)] = &[
        (UNKNOWN_COMMAND, ClientError::InvalidCommand),
        (TLS_NOT_AVAILABLE, ClientError::TlsUnavailable),
        (HELLO_FIRST, ClientError::MailFromOutOfOrder),
        (MAIL_FIRST, ClientError::RcptToOutOfOrder),
        (RCPT_FIRST, ClientError::DataOutOfOrder),
        (DATA_AFTER_BDAT, ClientError::DataOutOfOrder),
        (NO_VALID_RECIPIENTS, ClientError::DataOutOfOrder),
        (RECIPIENT_EMPTY, ClientError::EmptyRcptTo),
        (INVALID_RECIPIENT, ClientError::InvalidRcptTo),
        (SUSPENDED, ClientError::ServerSuspended),
        (RECIPIENT_SUSPENDED, ClientError::ServerSuspended),
        (RECIPIENT_SUSPENDED_FOR_NOW, ClientError::ServerSuspended),
        (INVALID_SERVER_TOKEN, ClientError::InvalidServerToken),
        (INVALID_ROUTE_TOKEN, ClientError::InvalidRouteToken),
        (UNKNOWN_RECIPIENT, ClientError::UnknownRecipient),
        (AUTHENTICATION_REQUIRED, ClientError::AuthenticationRequired),
        (LOOP_DETECTED, ClientError::LoopDetected),
        (FROM_NOT_VALID, ClientError::FromNameInvalid),
        (DMARC_FAILED, ClientError::DmarcFailed),
    ];
    if reply.code < 400 {
        return None;
    }
    let line = reply.lines.first()?;
    if reply.code == 552 && line.starts_with(TOO_LARGE) {
        return Some(ClientError::MessageTooLarge);
    }
    COUNTED.iter().find(|(text, _)| text.code == reply.code && text.text == line).map(|(_, error)| *error)
}

/// `220 HOST ESMTP Postal/TRACE`.
pub fn greeting(host: &str, trace_id: &str) -> Reply {
    Reply::new(220, format!("{host} ESMTP Postal/{trace_id}"))
}

/// RFC 5321 §4.1.1.1: the domain is the first word of the first line.
pub fn ehlo<'a>(host: &str, keywords: impl IntoIterator<Item = &'a str>) -> Reply {
    let first = format!("{host} My capabilities are");
    Reply::multi_line(250, std::iter::once(first).chain(keywords.into_iter().map(str::to_owned)))
}

pub fn helo(host: &str) -> Reply {
    Reply::new(250, host)
}

/// RFC 4954 §4: the server challenge, in base64.
pub fn challenge(base64: &str) -> Reply {
    Reply::new(334, base64)
}

pub fn go_ahead() -> Reply {
    Reply::new(354, "Go ahead")
}

/// `full_permalink`: `ORG/SERVER`.
pub fn granted(full_permalink: &str) -> Reply {
    Reply::new(235, format!("Granted for {full_permalink}")).with_enhanced(2, 7, 0)
}

const TOO_LARGE: &str = "Message too large";

/// `max_megabytes`: as configured.
pub fn message_too_large(max_megabytes: u32) -> Reply {
    Reply::new(552, format!("{TOO_LARGE} (maximum size {max_megabytes}MB)")).with_enhanced(5, 3, 4)
}

/// A header field that is meant for us cannot be kept.
pub fn bad_instruction(fault: &Fault) -> Reply {
    Reply::new(550, fault.to_string()).with_enhanced(5, 6, 0)
}

/// RFC 3030 §2.
pub fn chunk_received(octets: u64) -> Reply {
    Reply::new(250, format!("{octets} octets received")).with_enhanced(2, 0, 0)
}

/// `tokens`: of the stored messages, in the order of the recipients.
pub fn queued<'a>(tokens: impl Iterator<Item = &'a str>) -> Reply {
    let tokens: Vec<&str> = tokens.collect();
    Reply::new(250, format!("OK queued as {}", tokens.join(","))).with_enhanced(2, 0, 0)
}

pub fn too_many_connections(host: &str) -> Reply {
    Reply::new(421, format!("{host} Too many connections")).with_enhanced(4, 7, 0)
}

pub fn server_full(host: &str) -> Reply {
    Reply::new(421, format!("{host} Too many connections")).with_enhanced(4, 3, 2)
}

pub fn shutting_down(host: &str) -> Reply {
    Reply::new(421, format!("{host} Service shutting down")).with_enhanced(4, 3, 2)
}

pub fn timed_out(host: &str) -> Reply {
    Reply::new(421, format!("{host} Error: timeout exceeded")).with_enhanced(4, 4, 2)
}

/// Replies that 3.3 never sent and that end a session: these carry their code before EHLO too.
pub fn keeps_its_code(reply: &Reply) -> bool {
    reply.code == 421 || (reply.code == 554 && reply.enhanced == Some(EnhancedCode::new(5, 5, 0)))
}
