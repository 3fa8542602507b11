//! HELO and EHLO: introduction, and the list of what we can do.

use postal_mail::reply::Reply;

use super::replies;
use super::session::{End, Hello, Session, State};
use crate::config::ListenerTls;

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
        let size = format!("SIZE {}", self.shared.config.max_message_bytes());
        let mut keywords = vec!["PIPELINING", &size, "8BITMIME"];
        if self.shared.config.enhanced_status_codes {
            keywords.push("ENHANCEDSTATUSCODES");
        }
        if self.offers_starttls() {
            keywords.push("STARTTLS");
        }
        if self.takes_auth() {
            // Some clients take the first mechanism that they know, so the order is part of the interface.
            keywords.push("AUTH CRAM-MD5 PLAIN LOGIN");
        }
        let disabled = &self.shared.config.disabled_ehlo_keywords;
        keywords.retain(|keyword| {
            let name = keyword.split_once(' ').map_or(*keyword, |(name, _)| name);
            !disabled.iter().any(|disabled| disabled.eq_ignore_ascii_case(name))
        });
        Ok(replies::ehlo(host, keywords))
    }

    pub(super) fn offers_starttls(&self) -> bool {
        self.options.tls == ListenerTls::StartTls && self.wire.tls().is_none()
    }

    pub(super) fn takes_auth(&self) -> bool {
        !self.options.auth_requires_tls || self.wire.tls().is_some()
    }
}
