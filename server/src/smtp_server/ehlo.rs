//! HELO and EHLO: introduction, and the list of what we can do.

use postal_mail::reply::Reply;

use super::replies;
use super::session::{End, Hello, Session, State};
use crate::config::ListenerTls;

/// What EHLO may list, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    Pipelining,
    Size,
    EightBitMime,
    SmtpUtf8,
    EnhancedStatusCodes,
    Chunking,
    Dsn,
    Limits,
    StartTls,
    Auth,
}

impl Keyword {
    const ALL: [Keyword; 10] = [
        Keyword::Pipelining,
        Keyword::Size,
        Keyword::EightBitMime,
        Keyword::SmtpUtf8,
        Keyword::EnhancedStatusCodes,
        Keyword::Chunking,
        Keyword::Dsn,
        Keyword::Limits,
        Keyword::StartTls,
        Keyword::Auth,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Keyword::Pipelining => "PIPELINING",
            Keyword::Size => "SIZE",
            Keyword::EightBitMime => "8BITMIME",
            Keyword::SmtpUtf8 => "SMTPUTF8",
            Keyword::EnhancedStatusCodes => "ENHANCEDSTATUSCODES",
            Keyword::Chunking => "CHUNKING",
            Keyword::Dsn => "DSN",
            Keyword::Limits => "LIMITS",
            Keyword::StartTls => "STARTTLS",
            Keyword::Auth => "AUTH",
        }
    }
}

impl Session {
    pub(super) async fn greeted(&mut self, name: String, is_ehlo: bool) -> Result<Reply, End> {
        // RFC 2920 §3.1: EHLO ends a group; what came with it was sent before our abilities were known.
        if self.shared.config.forbid_unauth_pipelining && self.wire.has_early_input() {
            return Err(End::said(replies::OUT_OF_SYNC));
        }
        self.count_junk();
        self.reset();
        self.state = State::Welcomed;
        self.hello = Some(Hello { name, is_ehlo });
        let host = &self.shared.hostname;
        if !is_ehlo {
            return Ok(replies::helo(host));
        }
        let config = &self.shared.config;
        let lines = Keyword::ALL.into_iter().filter(|keyword| self.offers(*keyword)).map(|keyword| match keyword {
            Keyword::Size => format!("SIZE {}", config.max_message_bytes()),
            // RFC 9422.
            Keyword::Limits => format!("LIMITS RCPTMAX={}", config.max_recipients),
            // Some clients take the first mechanism that they know, so the order is part of the interface.
            Keyword::Auth => "AUTH CRAM-MD5 PLAIN LOGIN".to_owned(),
            keyword => keyword.as_str().to_owned(),
        });
        let lines: Vec<String> = lines.collect();
        Ok(replies::ehlo(host, lines.iter().map(String::as_str)))
    }

    /// Whether EHLO has listed it, and what belongs to it may be used. HELO lists nothing.
    pub(super) fn offers(&self, keyword: Keyword) -> bool {
        let config = &self.shared.config;
        let is_possible = match keyword {
            Keyword::EnhancedStatusCodes => config.enhanced_status_codes,
            Keyword::StartTls => self.offers_starttls(),
            Keyword::Auth => self.takes_auth(),
            _ => true,
        };
        is_possible
            && self.hello.as_ref().is_some_and(|hello| hello.is_ehlo)
            && !config.disabled_ehlo_keywords.iter().any(|disabled| disabled.eq_ignore_ascii_case(keyword.as_str()))
    }

    /// `name`: of a parameter of MAIL or RCPT, in upper case. Those that 3.3 ignored are always taken.
    pub(super) fn takes_parameter(&self, name: &str) -> bool {
        match name {
            "SMTPUTF8" => self.offers(Keyword::SmtpUtf8),
            "RET" | "ENVID" | "NOTIFY" | "ORCPT" => self.offers(Keyword::Dsn),
            _ => true,
        }
    }

    pub(super) fn offers_starttls(&self) -> bool {
        self.options.tls == ListenerTls::StartTls && self.wire.tls().is_none()
    }

    pub(super) fn takes_auth(&self) -> bool {
        !self.options.auth_requires_tls || self.wire.tls().is_some()
    }
}
