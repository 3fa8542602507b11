//! DATA: takes the content of a message.

use std::net::IpAddr;
use std::time::Duration;

use postal_mail::received::{self, Origin};
use postal_mail::reply::Reply;
use tokio::task::JoinHandle;

use super::content::Complete;
use super::log::TransactionFacts;
use super::session::{End, Session, State};
use super::{Shared, replies};
const REVERSE_LOOK_UP_TIMEOUT: Duration = Duration::from_secs(2);

/// The PTR name of the client, looked up while the session goes on.
#[derive(Debug)]
pub enum ReverseName {
    Pending(JoinHandle<Option<String>>),
    Known(Option<String>),
}

impl ReverseName {
    pub fn look_up(shared: &Shared, client: IpAddr) -> Self {
        let resolver = shared.services.resolver.clone();
        Self::Pending(shared.tasks.spawn(async move {
            let confirmed = async {
                let name = resolver.ptr(client).await.ok()??;
                // Anybody can write any name into a reverse zone; it counts when it leads back here.
                resolver.addresses(&name).await.ok()?.contains(&client).then_some(name)
            };
            tokio::time::timeout(REVERSE_LOOK_UP_TIMEOUT, confirmed).await.ok().flatten()
        }))
    }

    /// Without waiting.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(name) => name.as_deref(),
            Self::Pending(_) => None,
        }
    }

    async fn get(&mut self) -> Option<&str> {
        if let Self::Pending(task) = self {
            let name = task.await.ok().flatten();
            *self = Self::Known(name);
        }
        self.known()
    }
}

impl Drop for ReverseName {
    fn drop(&mut self) {
        if let Self::Pending(task) = self {
            task.abort();
        }
    }
}

impl Session {
    pub(super) async fn data(&mut self) -> Result<Reply, End> {
        if self.state != State::RcptReceived {
            if self.state == State::Chunking {
                return self.refuse_data(replies::DATA_AFTER_BDAT.into()).await;
            }
            let has_asked = self.transaction.has_asked_for_recipients;
            if has_asked {
                self.reset();
            }
            let refusal = if has_asked { replies::NO_VALID_RECIPIENTS } else { replies::RCPT_FIRST };
            return self.refuse_data(refusal.into()).await;
        }
        let received = self.received_field().await;
        self.say(replies::go_ahead()).await?;
        let complete = self.read_content().await?;
        Ok(self.finish_message(&received, complete).await)
    }

    /// The whole message is here: the transaction is over, whatever becomes of it.
    pub(super) async fn finish_message(&mut self, received: &str, complete: Complete) -> Reply {
        let transaction = std::mem::take(&mut self.transaction);
        self.reset();
        let recipients = transaction.recipients.len();
        let mail_from = transaction.mail_from.as_ref().map(ToString::to_string).unwrap_or_default();
        let credential_id = transaction.outgoing().next().map(|outgoing| outgoing.identity.credential.id.0);
        let size_bytes = complete.data.size;
        let _memory = complete.memory;
        let reply = if complete.is_overloaded {
            replies::OUT_OF_SPACE.into()
        } else {
            self.accept(received, complete.data, transaction).await
        };
        if reply.is_completed() {
            self.forgive();
        }
        self.log_transaction(&TransactionFacts {
            credential_id,
            mail_from: &mail_from,
            recipients,
            size_bytes,
            result: &reply,
        });
        reply
    }

    /// RFC 2920 §3.1: DATA ends a group. What comes behind a refused one was meant as content, not as commands.
    pub(super) async fn refuse_data(&mut self, reply: Reply) -> Result<Reply, End> {
        let is_ehlo = self.hello.as_ref().is_some_and(|hello| hello.is_ehlo);
        if is_ehlo && self.shared.config.forbid_unauth_pipelining && self.wire.has_early_input() {
            if let Some(error) = replies::client_error(&reply) {
                self.count_error(error);
            }
            self.say(reply).await?;
            return Err(End::said(replies::OUT_OF_SYNC));
        }
        Ok(reply)
    }

    /// Our `Received` field, made when DATA is received.
    pub(super) async fn received_field(&mut self) -> String {
        let hostname = self.shared.hostname.clone();
        let at = self.shared.services.clock.now().0.div_euclid(1_000_000);
        // Of those who send, not of those who receive.
        let is_private = self.transaction.outgoing().any(|outgoing| outgoing.identity.server.privacy_mode);
        let value = if is_private {
            received::smtp_private_value(&hostname, at)
        } else {
            let name = self.hello.as_ref().map(|hello| hello.name.as_str()).unwrap_or_default();
            let reverse_name = self.reverse_name.get().await;
            received::smtp_value(&Origin { name, reverse_name, ip: self.client }, &hostname, at)
        };
        format!("Received: {value}\r\n")
    }
}
