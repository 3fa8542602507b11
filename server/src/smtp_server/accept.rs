//! The end of data: checks the message and stores it, for all recipients or for none.

use std::sync::Arc;

use postal_mail::header::{self, Header};
use postal_mail::reply::Reply;
use postal_mail::text::ReceivedData;

use super::once::Once;
use super::rcpt::{Outgoing, Recipient, RecipientKind};
use super::replies;
use super::session::{Session, Transaction};
use crate::config::BareNewline;
use crate::domains::authorization::{self, Authorship};
use crate::ingest::idempotency::{OnceError, Ticket};
use crate::ingest::instructions::{self, Instructions};
use crate::ingest::{self, Accepted, Submission};
use crate::metrics::MessageType;
use crate::model::{DomainId, DsnParameters, Extras, MessageScope};
use crate::routing::receive::{self, Receiver, Settled, Way};
use crate::store::StoreError;
use crate::tenancy::authentication::Identity;

const MAX_HEADER_BYTES: usize = 1 << 20;
/// Hops in all, this one counted: more of them are a loop (RFC 5321 §6.3).
const MAX_HOPS: usize = 50;
/// Hops through this very host, this one not counted.
const MAX_OWN_HOPS: usize = 3;

impl Session {
    /// The checks at the end of data in their order, then the one transaction that stores the message for everybody.
    pub(super) async fn accept(&self, received: &str, mut data: ReceivedData, transaction: Transaction) -> Reply {
        if data.had_bare_newline {
            self.warn_about_bare_newline();
        }
        if let Some(refusal) = self.content_refusal(&data) {
            return refusal;
        }
        let (section, _) = header::split(&data.content);
        let header = Header::parse(section);
        if header.received_count() >= MAX_HOPS || header.received_by_count(&self.shared.hostname) > MAX_OWN_HOPS {
            return replies::LOOP_DETECTED.into();
        }
        let author_domain = match transaction.outgoing().next() {
            Some(outgoing) => match self.author_domain(outgoing, &header).await {
                Ok(domain) => Some(domain),
                Err(refusal) => return refusal,
            },
            None => None,
        };
        let (instructions, ticket) = match self.instructions(&transaction, &header, &data.content).await {
            Ok(found) => found,
            Err(reply) => return reply,
        };
        let settled = match self.settle(&transaction).await {
            Ok(settled) => settled,
            Err(refusal) => return refusal,
        };
        let arrival = if settled.is_empty() {
            None
        } else {
            match self.arrival(&transaction, &settled, &mut data.content).await {
                Ok(arrival) => Some(Arc::new(arrival)),
                Err(refusal) => return refusal,
            }
        };
        if author_domain.is_some() {
            data.content = instructions::removed(data.content);
        }
        // Our field must not swallow a first line that looks like its continuation.
        let separator = if header::begins_with_continuation(&data.content) { "\r\n" } else { "" };
        data.content.reserve_exact(received.len() + separator.len());
        data.content.splice(..0, [received, separator].concat().into_bytes());
        let extras = Extras { metadata: instructions.metadata, ..Extras::default() };
        let submission = Submission {
            content: data.content,
            mail_from: transaction
                .mail_from
                .as_ref()
                .and_then(|path| path.address().map(|address| address.as_str().to_owned())),
            received_with_tls: self.wire.tls().map(|_| true),
            is_smtputf8: transaction.mail_params.smtputf8,
            arrival,
            extras: (extras != Extras::default()).then(|| Arc::new(extras)),
            recipients: messages(&transaction, author_domain, &settled),
        };
        match self.shared.services.ingest.accept_once(vec![submission], ticket, String::new()).await {
            Ok(stored) => {
                if !stored.is_replayed {
                    self.count_messages(&transaction);
                }
                self.queued(&stored.accepted)
            }
            Err(OnceError::Recall(error)) => self.once_refusal(&error),
            Err(OnceError::Ingest(error)) => self.temporary_error("storing a message", &error),
        }
    }

    fn queued(&self, accepted: &[Accepted]) -> Reply {
        if self.uses_enhanced_codes() {
            replies::queued(accepted.iter().map(|it| it.token.as_str()))
        } else {
            replies::OK.into()
        }
    }

    /// What a client that may send tells us in header fields. `Err`: the answer, good or bad, without another look at the
    /// message.
    async fn instructions(
        &self,
        transaction: &Transaction,
        header: &Header<'_>,
        content: &[u8],
    ) -> Result<(Instructions, Option<Ticket>), Reply> {
        let Some(outgoing) = transaction.outgoing().next() else { return Ok((Instructions::default(), None)) };
        let found = instructions::of_header(header).map_err(|fault| replies::bad_instruction(&fault))?;
        let Some(key) = &found.idempotency_key else { return Ok((found, None)) };
        match self.once(outgoing, key, transaction, content).await? {
            Once::First(ticket) => Ok((found, Some(ticket))),
            Once::Repeated(accepted) => Err(self.queued(&accepted)),
        }
    }

    fn count_messages(&self, transaction: &Transaction) {
        let has_tls = self.wire.tls().is_some();
        for recipient in &transaction.recipients {
            let kind = match &recipient.kind {
                RecipientKind::Outgoing(_) => MessageType::Outgoing,
                RecipientKind::Incoming(Receiver { way: Way::ReturnPath, .. }) => MessageType::Bounce,
                RecipientKind::Incoming(_) => MessageType::Incoming,
            };
            self.shared.services.metrics.smtp_server.message(kind, has_tls);
        }
    }

    fn content_refusal(&self, data: &ReceivedData) -> Option<Reply> {
        let config = &self.shared.config;
        if data.is_too_large {
            Some(replies::message_too_large(config.max_message_size))
        } else if data.had_bare_newline && config.bare_newline == BareNewline::Reject {
            Some(replies::BARE_NEWLINE_IN_DATA.into())
        } else if header::split(&data.content).0.len() > MAX_HEADER_BYTES {
            Some(replies::HEADER_TOO_LARGE.into())
        } else if data.had_nul_in_header {
            Some(replies::NUL_IN_HEADER.into())
        } else {
            None
        }
    }

    /// The domain on whose account the message goes out.
    async fn author_domain(&self, outgoing: &Outgoing, header: &Header<'_>) -> Result<DomainId, Reply> {
        let identity = self.sender_identity(outgoing).await?;
        match self.authorize(&identity, header).await {
            Ok(Authorship::Authorized(domain)) => Ok(domain),
            Ok(Authorship::SeveralFromFields) => Err(replies::SEVERAL_FROM_FIELDS.into()),
            Ok(Authorship::NotAuthorized) => Err(replies::FROM_NOT_VALID.into()),
            Err(error) => Err(self.temporary_error("checking the sender", &error)),
        }
    }

    /// Who sends, as of now: between RCPT and the end of a long message somebody may have been suspended.
    async fn sender_identity(&self, outgoing: &Outgoing) -> Result<Arc<Identity>, Reply> {
        match self.shared.services.authentication.current(outgoing.identity.credential.id).await {
            Ok(Some(identity)) if identity.server.is_suspended() => Err(replies::SUSPENDED.into()),
            Ok(Some(identity)) => Ok(identity),
            Ok(None) => Err(replies::AUTHENTICATION_REQUIRED.into()),
            Err(error) => Err(self.temporary_error("looking up a credential", &error)),
        }
    }

    async fn authorize(&self, identity: &Identity, header: &Header<'_>) -> Result<Authorship, StoreError> {
        let values = |name: &str| header.all(name).map(|field| field.value()).collect::<Vec<_>>();
        let mut conn = self.shared.services.store.read().await?;
        authorization::authorship(&mut conn, &identity.server, &values("from"), &values("sender")).await
    }

    /// Who receives, as of now, in the order of the incoming recipients. One reply goes for all recipients, so where only
    /// some have gone the client is asked to come back: RCPT then says which.
    async fn settle(&self, transaction: &Transaction) -> Result<Vec<Settled>, Reply> {
        let receivers: Vec<&Receiver> = transaction.incoming().collect();
        if receivers.is_empty() {
            return Ok(Vec::new());
        }
        let settled = async {
            let mut conn = self.shared.services.store.read().await?;
            receive::settle(&mut conn, &receivers).await
        };
        let settled = settled.await.map_err(|error| self.temporary_error("looking up the recipients", &error))?;
        let refused = settled.iter().filter(|it| it.is_err()).count();
        if refused > 0 && refused < transaction.recipients.len() {
            return Err(replies::RECIPIENTS_CHANGED.into());
        }
        settled.into_iter().collect::<Result<_, _>>().map_err(|refusal| self.refusal_reply(refusal))
    }
}

/// One message per recipient, or more where a route has several endpoints; in the order of the recipients.
fn messages(transaction: &Transaction, author_domain: Option<DomainId>, settled: &[Settled]) -> Vec<ingest::Recipient> {
    let mut settled = settled.iter();
    let of_one = |recipient: &Recipient| {
        let mut messages = match &recipient.kind {
            RecipientKind::Outgoing(outgoing) => vec![outgoing_message(outgoing, author_domain)],
            RecipientKind::Incoming(_) => settled.next().map(Settled::messages).unwrap_or_default(),
        };
        let dsn = dsn_parameters(transaction, recipient);
        for message in &mut messages {
            message.dsn.clone_from(&dsn);
        }
        messages
    };
    transaction.recipients.iter().flat_map(of_one).collect()
}

fn dsn_parameters(transaction: &Transaction, recipient: &Recipient) -> Option<DsnParameters> {
    let (mail, rcpt) = (&transaction.mail_params, &recipient.params);
    DsnParameters { notify: rcpt.notify, ret: mail.ret, envid: mail.envid.clone(), orcpt: rcpt.orcpt.clone() }.or_none()
}

fn outgoing_message(outgoing: &Outgoing, author_domain: Option<DomainId>) -> ingest::Recipient {
    ingest::Recipient {
        server_id: outgoing.identity.server.id,
        scope: MessageScope::Outgoing,
        rcpt_to: outgoing.address.as_str().to_owned(),
        destination: outgoing.address.domain().to_owned(),
        credential_id: Some(outgoing.identity.credential.id),
        domain_id: author_domain,
        route_id: None,
        endpoint: None,
        dsn: None,
        tag: None,
        is_bounce: false,
        bounce_for_id: None,
    }
}
