//! RCPT TO: who may be written to.

use std::sync::Arc;

use postal_mail::address::{Address, ForwardPath};
use postal_mail::reply::Reply;

use super::auth::{Proof, SessionIdentity};
use super::replies;
use super::session::{Session, State};
use crate::tenancy::authentication::{AuthenticationError, Identity};

/// A recipient that was accepted.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub address: Address,
    /// Outgoing mail: on whose account it goes.
    pub identity: Arc<Identity>,
}

/// What becomes of a recipient.
#[derive(Debug)]
enum Decision {
    Accepted(Recipient),
    Refused(Reply),
    /// Nobody vouches for it: counts as a failed login.
    Unauthenticated,
}

impl Session {
    pub(super) async fn rcpt_to(&mut self, path: &ForwardPath) -> Reply {
        if !self.may_add_recipient() {
            return replies::MAIL_FIRST.into();
        }
        let Some(address) = path.address() else { return replies::INVALID_RECIPIENT.into() };
        if !address.is_ascii() {
            return replies::NEEDS_SMTPUTF8.into();
        }
        // RFC 5321 §4.5.3.1.10.
        if self.transaction.recipients.len() >= self.shared.config.max_recipients {
            return replies::TOO_MANY_RECIPIENTS.into();
        }
        // A client that pipelines sends DATA whatever we answer, and is then told that there is nobody to send to.
        self.transaction.has_asked_for_recipients = true;
        let reply = match self.decide(address).await {
            Ok(Decision::Accepted(recipient)) => {
                self.log(|_| format!("Added external address '{}'", recipient.address));
                self.transaction.recipients.push(recipient);
                self.state = State::RcptReceived;
                return replies::RCPT_OK.into();
            }
            Ok(Decision::Refused(reply)) => reply,
            Ok(Decision::Unauthenticated) => {
                let _ = self.shared.auth_limits.record_failure(self.client, self.shared.services.clock.now());
                self.warn(|ip| format!("Authentication failure for {ip}"));
                replies::AUTHENTICATION_REQUIRED.into()
            }
            Err(error) => self.temporary_error("looking up a recipient", &error),
        };
        if reply.code >= 500 {
            self.failed_recipients += 1;
        }
        reply
    }

    /// The steps in their order; the first that knows the recipient decides.
    async fn decide(&mut self, address: &Address) -> Result<Decision, AuthenticationError> {
        if let Some(identity) = self.proven_identity(Proof::Key).await? {
            return Ok(outgoing(address, identity));
        }
        if let Some(identity) = self.identity_by_address().await? {
            return Ok(outgoing(address, identity));
        }
        Ok(Decision::Unauthenticated)
    }

    /// Whether somebody vouches for this client.
    pub(super) async fn has_identity(&mut self) -> Result<bool, AuthenticationError> {
        Ok(self.proven_identity(Proof::Key).await?.is_some() || self.identity_by_address().await?.is_some())
    }

    /// The SMTP-IP credential of the client, looked for once per connection.
    async fn identity_by_address(&mut self) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        if let Some(identity) = self.proven_identity(Proof::Address).await? {
            return Ok(Some(identity));
        }
        let found = self.shared.services.authentication.by_address(self.client).await?;
        if let Some(identity) = &found {
            self.identity = Some(SessionIdentity { credential_id: identity.credential.id, proof: Proof::Address });
        }
        Ok(found)
    }

    /// The session's identity as it is now, if it was proven this way. A credential that is gone proves nothing.
    async fn proven_identity(&mut self, proof: Proof) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        let Some(identity) = self.identity.as_ref().filter(|identity| identity.proof == proof) else {
            return Ok(None);
        };
        let current = self.shared.services.authentication.current(identity.credential_id).await?;
        if current.is_none() {
            self.identity = None;
        }
        Ok(current)
    }
}

fn outgoing(address: &Address, identity: Arc<Identity>) -> Decision {
    if identity.server.is_suspended() {
        Decision::Refused(replies::SUSPENDED.into())
    } else {
        Decision::Accepted(Recipient { address: address.clone(), identity })
    }
}
