//! DATA: takes the content of a message.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use postal_mail::received::{self, Origin};
use postal_mail::reply::Reply;
use postal_mail::text::{DataReader, ReceivedData};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::log::TransactionFacts;
use super::session::{End, Session, State};
use super::wire::Interrupt;
use super::{Shared, replies};
/// A message may trickle this long before its rate is looked at.
const RATE_GRACE: Duration = Duration::from_secs(60);
const REVERSE_LOOK_UP_TIMEOUT: Duration = Duration::from_secs(2);
/// Message memory is taken in pieces of this many KiB.
const MEMORY_PIECE: u32 = 64;

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

    async fn get(&mut self) -> Option<&str> {
        if let Self::Pending(task) = self {
            let name = task.await.ok().flatten();
            *self = Self::Known(name);
        }
        match self {
            Self::Known(name) => name.as_deref(),
            Self::Pending(_) => None,
        }
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
            let has_asked = self.transaction.has_asked_for_recipients;
            if has_asked {
                self.reset();
            }
            let refusal = if has_asked { replies::NO_VALID_RECIPIENTS } else { replies::RCPT_FIRST };
            return self.refuse_data(refusal.into()).await;
        }
        let received = self.received_field().await;
        self.say(replies::go_ahead()).await?;
        let (data, overload, _memory) = self.read_content().await?;
        let transaction = std::mem::take(&mut self.transaction);
        let recipients = transaction.recipients.len();
        let mail_from = transaction.mail_from.as_ref().map(ToString::to_string).unwrap_or_default();
        let credential_id = transaction.outgoing().next().map(|outgoing| outgoing.identity.credential.id.0);
        let size_bytes = data.size;
        self.reset();
        let reply =
            if overload { replies::OUT_OF_SPACE.into() } else { self.accept(&received, data, transaction).await };
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
        Ok(reply)
    }

    /// RFC 2920 §3.1: DATA ends a group. What comes behind a refused one was meant as content, not as commands.
    pub(super) async fn refuse_data(&mut self, reply: Reply) -> Result<Reply, End> {
        let is_ehlo = self.hello.as_ref().is_some_and(|hello| hello.is_ehlo);
        if is_ehlo && self.shared.config.forbid_unauth_pipelining && self.wire.has_early_input() {
            self.say(reply).await?;
            return Err(End::said(replies::OUT_OF_SYNC));
        }
        Ok(reply)
    }

    /// Our `Received` field, made when DATA is received.
    async fn received_field(&mut self) -> String {
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

    /// Reads to the end of data. The flag: there was no memory for it, so nothing is kept.
    async fn read_content(&mut self) -> Result<(ReceivedData, bool, Option<OwnedSemaphorePermit>), End> {
        let config = &self.shared.config;
        let (timeout, min_rate) = (config.data_timeout, u64::from(config.min_data_rate));
        let mut reader = DataReader::new(config.max_message_bytes());
        let begin = Instant::now();
        let mut octets: u64 = 0;
        let mut memory: Option<OwnedSemaphorePermit> = None;
        let mut is_overloaded = false;
        loop {
            let mut input = self.wire.input();
            let before = input.len();
            let is_finished = reader.read(&mut input);
            let taken = before - input.len();
            self.wire.take_input(taken);
            octets += taken as u64;
            if is_finished {
                return Ok((reader.finish(), is_overloaded, memory));
            }
            if !is_overloaded && !self.reserve(&mut memory, reader.stored_bytes()) {
                is_overloaded = true;
                memory = None;
                reader.discard();
            }
            let elapsed = begin.elapsed();
            if elapsed > RATE_GRACE && octets < min_rate.saturating_mul(elapsed.as_secs()) {
                return Err(Interrupt::TimedOut.into());
            }
            self.wire.read_more(Instant::now() + timeout).await?;
        }
    }

    /// Makes sure that `bytes` of content are accounted for.
    fn reserve(&self, memory: &mut Option<OwnedSemaphorePermit>, bytes: usize) -> bool {
        let reserved = memory.as_ref().map_or(0, OwnedSemaphorePermit::num_permits) * 1024;
        if bytes <= reserved {
            return true;
        }
        let missing = u32::try_from((bytes - reserved).div_ceil(1024)).unwrap_or(u32::MAX);
        let pieces = missing.div_ceil(MEMORY_PIECE).saturating_mul(MEMORY_PIECE);
        match Arc::clone(&self.shared.message_memory).try_acquire_many_owned(pieces) {
            Ok(more) => {
                match memory {
                    Some(memory) => memory.merge(more),
                    None => *memory = Some(more),
                }
                true
            }
            Err(_) => false,
        }
    }
}
