//! Endpoints: where the mail of a route goes.

use super::{AddressEndpointId, HttpEndpointId, ServerId, SmtpEndpointId, Timestamp};

/// Shortest, usual and longest time-out of an HTTP endpoint, in seconds.
pub const HTTP_TIMEOUT_SECONDS: (i64, i64, i64) = (5, 5, 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpEncoding {
    /// `application/json`
    BodyAsJson,
    /// `application/x-www-form-urlencoded`
    FormData,
}

impl HttpEncoding {
    pub const ALL: [HttpEncoding; 2] = [HttpEncoding::BodyAsJson, HttpEncoding::FormData];

    pub const fn as_str(self) -> &'static str {
        match self {
            HttpEncoding::BodyAsJson => "BodyAsJSON",
            HttpEncoding::FormData => "FormData",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        HttpEncoding::ALL.into_iter().find(|encoding| encoding.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpFormat {
    /// The message taken apart: addresses, bodies, attachments.
    Hash,
    /// The message as it came.
    RawMessage,
}

impl HttpFormat {
    pub const ALL: [HttpFormat; 2] = [HttpFormat::Hash, HttpFormat::RawMessage];

    pub const fn as_str(self) -> &'static str {
        match self {
            HttpFormat::Hash => "Hash",
            HttpFormat::RawMessage => "RawMessage",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        HttpFormat::ALL.into_iter().find(|format| format.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpEndpoint {
    pub id: HttpEndpointId,
    pub uuid: String,
    pub server_id: ServerId,
    pub name: String,
    pub url: String,
    pub encoding: HttpEncoding,
    pub format: HttpFormat,
    /// Quoted text goes into a field of its own.
    pub strip_replies: bool,
    /// With [`HttpFormat::Hash`] only.
    pub include_attachments: bool,
    /// [`HTTP_TIMEOUT_SECONDS`], for the whole exchange.
    pub timeout_seconds: i64,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// TLS towards an SMTP endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    None,
    /// STARTTLS when offered, certificate not verified.
    Auto,
    /// STARTTLS required, certificate verified. 3.3 sent in clear with this value.
    StartTls,
    /// From the first byte on, certificate verified.
    Tls,
}

impl SslMode {
    pub const ALL: [SslMode; 4] = [SslMode::None, SslMode::Auto, SslMode::StartTls, SslMode::Tls];

    pub const fn as_str(self) -> &'static str {
        match self {
            SslMode::None => "None",
            SslMode::Auto => "Auto",
            SslMode::StartTls => "STARTTLS",
            SslMode::Tls => "TLS",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        SslMode::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpEndpoint {
    pub id: SmtpEndpointId,
    pub uuid: String,
    pub server_id: ServerId,
    pub name: String,
    pub hostname: String,
    /// `None`: 25, or 465 with [`SslMode::Tls`].
    pub port: Option<u16>,
    pub ssl_mode: SslMode,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressEndpoint {
    pub id: AddressEndpointId,
    pub uuid: String,
    pub server_id: ServerId,
    pub address: String,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
