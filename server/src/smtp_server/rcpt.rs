//! RCPT TO: who may be written to.

use std::sync::Arc;

use postal_mail::address::{Address, ForwardPath};
use postal_mail::command::RcptParams;
use postal_mail::reply::Reply;

use super::auth::{Proof, SessionIdentity};
use super::replies;
use super::session::{Session, State};
use crate::config::SuspendedReply;
use crate::metrics::ClientError;
use crate::routing::receive::{self, Receiver, Refusal, Way};
use crate::store::StoreError;
use crate::tenancy::authentication::{AuthenticationError, Identity};

/// A recipient that was accepted.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub kind: RecipientKind,
    pub params: RcptParams,
}

#[derive(Debug, Clone)]
pub enum RecipientKind {
    Outgoing(Outgoing),
    /// Somebody here receives it.
    Incoming(Receiver),
}

#[derive(Debug, Clone)]
pub struct Outgoing {
    pub address: Address,
    /// On whose account it goes.
    pub identity: Arc<Identity>,
}

/// What becomes of a recipient.
#[derive(Debug)]
enum Decision {
    Accepted(RecipientKind),
    Refused(Reply),
    /// Nobody vouches for it: counts as a failed login.
    Unauthenticated,
}

#[derive(Debug, thiserror::Error)]
enum DecisionError {
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Session {
    pub(super) async fn rcpt_to(&mut self, path: &ForwardPath, params: RcptParams) -> Reply {
        if !self.may_add_recipient() {
            return replies::MAIL_FIRST.into();
        }
        if params != RcptParams::default() && !self.takes_parameter("NOTIFY") {
            return replies::UNKNOWN_PARAMETER.into();
        }
        if !self.transaction.mail_params.smtputf8 && path.address().is_some_and(|address| !address.is_ascii()) {
            return replies::NEEDS_SMTPUTF8.into();
        }
        // RFC 5321 §4.5.3.1.10.
        if self.transaction.recipients.len() >= self.shared.config.max_recipients {
            return replies::TOO_MANY_RECIPIENTS.into();
        }
        // A client that pipelines sends DATA whatever we answer, and is then told that there is nobody to send to.
        self.transaction.has_asked_for_recipients = true;
        let decision = match path.address() {
            Some(address) => self.decide(address).await,
            None => self.decide_on_postmaster().await,
        };
        let reply = match decision {
            Ok(Decision::Accepted(kind)) => {
                self.log_recipient(&kind, path);
                self.transaction.recipients.push(Recipient { kind, params });
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
    async fn decide(&mut self, address: &Address) -> Result<Decision, DecisionError> {
        let store = self.shared.services.store.clone();
        if let Some(reception) =
            receive::at_own_domain(&mut store.read().await?, &self.shared.own_domains, address).await?
        {
            return Ok(if self.options.is_submission {
                Decision::Refused(replies::SUBMISSION_ONLY.into())
            } else {
                self.incoming(reception, ClientError::RouteRejected)
            });
        }
        if let Some(identity) = self.proven_identity(Proof::Key).await? {
            return Ok(outgoing(address, identity));
        }
        // 3.3: a client known by its address sent everything out from then on; here routes come first for each recipient.
        if !self.options.is_submission
            && let Some(reception) = receive::at_route(&mut store.read().await?, address).await?
        {
            return Ok(self.incoming(reception, ClientError::RouteRejection));
        }
        if let Some(identity) = self.identity_by_address().await? {
            return Ok(outgoing(address, identity));
        }
        if receive::is_hosted(&mut store.read().await?, address.domain()).await? {
            return Ok(Decision::Refused(replies::UNKNOWN_RECIPIENT.into()));
        }
        Ok(Decision::Unauthenticated)
    }

    /// RFC 5321 §4.5.1: `<postmaster>` alone, who is ours whoever writes.
    async fn decide_on_postmaster(&self) -> Result<Decision, DecisionError> {
        if self.options.is_submission {
            return Ok(Decision::Refused(replies::SUBMISSION_ONLY.into()));
        }
        let mut conn = self.shared.services.store.read().await?;
        Ok(match receive::at_postmaster(&mut conn, &self.shared.own_domains).await? {
            Some(reception) => self.incoming(reception, ClientError::RouteRejection),
            None => Decision::Refused(replies::UNKNOWN_RECIPIENT.into()),
        })
    }

    /// `rejected`: what it is counted as when the route takes no mail.
    fn incoming(&self, reception: Result<Receiver, Refusal>, rejected: ClientError) -> Decision {
        if let Err(Refusal::Rejected) = &reception {
            self.count_error(rejected);
        }
        match reception {
            Ok(receiver) => Decision::Accepted(RecipientKind::Incoming(receiver)),
            Err(refusal) => Decision::Refused(self.refusal_reply(refusal)),
        }
    }

    pub(super) fn refusal_reply(&self, refusal: Refusal) -> Reply {
        match (refusal, self.shared.config.suspended_reply) {
            (Refusal::UnknownServerToken, _) => replies::INVALID_SERVER_TOKEN,
            (Refusal::UnknownRouteToken, _) => replies::INVALID_ROUTE_TOKEN,
            (Refusal::Suspended, SuspendedReply::Permanent) => replies::RECIPIENT_SUSPENDED,
            (Refusal::Suspended, SuspendedReply::TempFail) => replies::RECIPIENT_SUSPENDED_FOR_NOW,
            (Refusal::Rejected, _) => replies::ROUTE_REJECTS,
            (Refusal::Gone, _) => replies::UNKNOWN_RECIPIENT,
        }
        .into()
    }

    fn log_recipient(&self, recipient: &RecipientKind, path: &ForwardPath) {
        match recipient {
            RecipientKind::Outgoing(outgoing) => self.log(|_| format!("Added external address '{}'", outgoing.address)),
            RecipientKind::Incoming(Receiver { way: Way::ReturnPath, server_id, .. }) => {
                self.log(|_| format!("Added bounce on server {server_id}"));
            }
            RecipientKind::Incoming(Receiver { way: Way::Route(route), .. }) => {
                let tag = path.address().and_then(|address| address.split_tag().1);
                let tag = tag.map_or_else(|| "nil".to_owned(), |tag| format!("\"{}\"", tag.escape_debug()));
                self.log(|_| format!("Added route {route} to recipients (tag: {tag})"));
            }
        }
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
        Decision::Accepted(RecipientKind::Outgoing(Outgoing { address: address.clone(), identity }))
    }
}
