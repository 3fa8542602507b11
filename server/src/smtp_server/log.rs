//! What a session writes into the log. `fail2ban` reads some of it: texts, plain addresses and the order of
//! the fields stay as they are.

use std::error::Error;
use std::net::IpAddr;

use postal_mail::command::{Command, CommandError, Verb};
use postal_mail::reply::Reply;

use super::replies;
use super::session::Session;
use crate::ingest::IngestError;
use crate::metrics::ExceptionAt;
use crate::store::StoreError;
use crate::tenancy::authentication::AuthenticationError;

impl Session {
    pub(super) fn log(&self, text: impl FnOnce(&IpAddr) -> String) {
        if self.is_logged {
            tracing::debug!(trace_id = self.trace_id, component = "smtp-server", "{}", text(&self.client));
        }
    }

    pub(super) fn warn(&self, text: impl FnOnce(&IpAddr) -> String) {
        if self.is_logged {
            tracing::warn!(trace_id = self.trace_id, component = "smtp-server", "{}", text(&self.client));
        }
    }

    /// Logs our own fault, once, and answers what the client hears of it.
    pub(super) fn temporary_error(&self, what: &str, error: &(dyn Error + 'static)) -> Reply {
        self.shared.services.metrics.smtp_server.exception(ExceptionAt::Data, error_class(error));
        tracing::error!(
            trace_id = self.trace_id,
            component = "smtp-server",
            error,
            "An error occurred while processing data from a client: {what} failed"
        );
        replies::TEMPORARY_ERROR.into()
    }

    pub(super) fn warn_about_bare_newline(&self) {
        self.warn(|_| "Detected line with invalid line ending (missing <CR>)".to_owned());
    }

    /// A command line; what follows `AUTH MECHANISM` is a secret.
    pub(super) fn log_input(&self, line: &[u8], command: &Result<Command, CommandError>) {
        if !self.logs_dialogue() {
            return;
        }
        let is_auth = match command {
            Ok(Command::Auth { .. }) => true,
            Ok(_) => false,
            Err(error) => {
                error.verb() == Some(Verb::Auth) || line.trim_ascii_start().get(..4).is_some_and(is_auth_word)
            }
        };
        if is_auth {
            let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).skip(1);
            let mechanism = words.next().unwrap_or_default().escape_ascii();
            self.log_traffic("<=", &format!("AUTH {mechanism} [redacted]"));
        } else {
            self.log_traffic("<=", &line.escape_ascii().to_string());
        }
    }

    pub(super) fn log_traffic(&self, direction: &str, text: &str) {
        if self.logs_dialogue() {
            tracing::debug!(trace_id = self.trace_id, component = "smtp-server", "{direction} {text}");
        }
    }

    fn logs_dialogue(&self) -> bool {
        self.is_logged && self.shared.config.log_dialogue
    }

    /// One line per transaction that came to its end of data.
    pub(super) fn log_transaction(&self, facts: &TransactionFacts<'_>) {
        if !self.is_logged {
            return;
        }
        let tls = self.wire.tls();
        tracing::info!(
            trace_id = self.trace_id,
            component = "smtp-server",
            ip = %self.client,
            helo = self.hello.as_ref().map(|hello| hello.name.as_str()),
            tls_version = tls.map(|tls| tls.version.as_str()),
            tls_cipher = tls.map(|tls| tls.cipher.as_str()),
            credential_id = facts.credential_id,
            mail_from = facts.mail_from,
            recipients = facts.recipients,
            size_bytes = facts.size_bytes,
            result = %facts.result,
            "Message from {} for {} recipient(s): {}",
            self.client,
            facts.recipients,
            facts.result
        );
    }
}

/// Name of an error's type, as far as it says something.
fn error_class(error: &(dyn Error + 'static)) -> &'static str {
    if error.is::<StoreError>() {
        "StoreError"
    } else if error.is::<IngestError>() {
        "IngestError"
    } else if error.is::<AuthenticationError>() {
        "AuthenticationError"
    } else {
        "Error"
    }
}

fn is_auth_word(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"AUTH")
}

pub(super) struct TransactionFacts<'a> {
    pub credential_id: Option<i64>,
    pub mail_from: &'a str,
    pub recipients: usize,
    pub size_bytes: u64,
    pub result: &'a Reply,
}
