//! MAIL FROM: begins a transaction.

use postal_mail::address::ReversePath;
use postal_mail::command::MailParams;
use postal_mail::reply::Reply;

use super::replies;
use super::session::{Session, State, Transaction};

impl Session {
    pub(super) async fn mail_from(&mut self, path: ReversePath, params: &MailParams) -> Reply {
        if !self.may_begin_mail() {
            return replies::HELLO_FIRST.into();
        }
        // Not offered, so nobody may ask for it (RFC 5321 §4.1.1.11).
        if params.smtputf8 {
            return replies::UNKNOWN_PARAMETER.into();
        }
        if path.address().is_some_and(|address| !address.is_ascii()) {
            return replies::NEEDS_SMTPUTF8.into();
        }
        // RFC 6409 §4.3.
        if self.options.is_submission {
            match self.has_identity().await {
                Ok(true) => {}
                Ok(false) => return replies::AUTHENTICATION_REQUIRED.into(),
                Err(error) => return self.temporary_error("looking up a client", &error),
            }
        }
        let max_bytes = self.shared.config.max_message_bytes();
        // RFC 1870 §6.1.
        if params.size.is_some_and(|size| usize::try_from(size).is_ok_and(|size| size > max_bytes) || size == u64::MAX)
        {
            return replies::message_too_large(self.shared.config.max_message_size);
        }
        self.transaction = Transaction { mail_from: Some(path), ..Transaction::default() };
        self.state = State::MailReceived;
        replies::MAIL_OK.into()
    }
}
