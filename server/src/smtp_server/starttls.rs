//! STARTTLS (RFC 3207) and TLS from the first byte (RFC 8314 §3.3).

use std::sync::Arc;

use postal_mail::reply::Reply;

use super::auth::Proof;
use super::replies;
use super::session::{End, Session, State, Transaction};
use super::wire::Interrupt;

impl Session {
    /// `None`: TLS is active now; the reply was said in clear, inside there is none.
    pub(super) async fn starttls(&mut self) -> Result<Option<Reply>, End> {
        if self.wire.tls().is_some() {
            return Ok(Some(replies::TLS_ALREADY_ACTIVE.into()));
        }
        if !self.offers_starttls() {
            return Ok(Some(replies::TLS_NOT_AVAILABLE.into()));
        }
        if self.identity.as_ref().is_some_and(|identity| identity.proof == Proof::Key) {
            return Ok(Some(replies::TLS_AFTER_AUTH.into()));
        }
        let has_injected = self.wire.has_early_input();
        self.say(replies::READY_FOR_TLS).await?;
        if has_injected {
            // Commands in clear behind STARTTLS may be those of somebody in the middle (CVE-2011-0411).
            self.warn(|ip| format!("Connection from {ip} dropped: input behind STARTTLS"));
            return Err(End::Dropped);
        }
        self.handshake().await?;
        // RFC 3207 §4.2: nothing that was said in clear counts.
        self.transaction = Transaction::default();
        self.hello = None;
        self.identity = None;
        self.state = State::Welcome;
        Ok(None)
    }

    /// A client that fails here gets no reply: it could not read one.
    pub(super) async fn handshake(&mut self) -> Result<(), End> {
        let Some(files) = self.shared.tls.as_ref().map(Arc::clone) else { return Err(End::Dropped) };
        let acceptor = files.acceptor().await;
        match self.wire.start_tls(acceptor).await {
            Ok(()) => {
                self.shared.services.metrics.smtp_server.tls_connection();
                Ok(())
            }
            Err(interrupt) => {
                let cause = match &interrupt {
                    Interrupt::TimedOut => "timeout".to_owned(),
                    Interrupt::Io(error) => error.to_string(),
                    Interrupt::Closed | Interrupt::ShuttingDown => "connection closed".to_owned(),
                };
                self.log(|_| format!("SSL Negotiation Failed: {cause}"));
                Err(End::Dropped)
            }
        }
    }
}
