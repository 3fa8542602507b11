//! BDAT: takes the content of a message in chunks of known size (RFC 3030).
//!
//! Whatever the reply, the octets of the chunk are read first: taken for commands they would be a second, smuggled session.

use postal_mail::reply::Reply;

use super::content::Content;
use super::ehlo::Keyword;
use super::replies;
use super::session::{End, Session, State};

/// The chunks of a transaction so far.
#[derive(Debug, Default)]
pub enum Chunks {
    #[default]
    None,
    Coming(Box<Content>),
    /// One could not be taken: the rest of the message, which may be on its way already, hears the same.
    Failed(Reply),
}

impl Session {
    pub(super) async fn bdat(&mut self, octets: u64, is_last: bool) -> Result<Reply, End> {
        if !self.offers(Keyword::Chunking) {
            return self.refuse_data(replies::UNKNOWN_COMMAND.into()).await;
        }
        let mut content = match std::mem::take(&mut self.transaction.chunks) {
            Chunks::Coming(content) => content,
            Chunks::Failed(reply) => {
                self.read_chunk(octets, None).await?;
                return Ok(self.chunk_failed(reply, is_last));
            }
            Chunks::None if self.state == State::RcptReceived => {
                Box::new(Content::for_chunks(self.shared.config.max_message_bytes()))
            }
            Chunks::None => {
                self.read_chunk(octets, None).await?;
                let has_asked = self.transaction.has_asked_for_recipients;
                let refusal = if has_asked { replies::NO_VALID_RECIPIENTS } else { replies::RCPT_FIRST };
                return Ok(self.chunk_failed(refusal.into(), is_last));
            }
        };
        self.state = State::Chunking;
        let max_bytes = self.shared.config.max_message_bytes() as u64;
        if content.size().saturating_add(octets) > max_bytes {
            // Its memory is free before the rest is waited for.
            drop(content);
            self.read_chunk(octets, None).await?;
            let refusal = replies::message_too_large(self.shared.config.max_message_size);
            return Ok(self.chunk_failed(refusal, is_last));
        }
        self.read_chunk(octets, Some(&mut content)).await?;
        if content.is_overloaded() {
            return Ok(self.chunk_failed(replies::OUT_OF_SPACE.into(), is_last));
        }
        if !is_last {
            self.transaction.chunks = Chunks::Coming(content);
            return Ok(replies::chunk_received(octets));
        }
        let received = self.received_field().await;
        Ok(self.finish_message(&received, content.finish()).await)
    }

    /// The transaction is over; only chunks that belong to it may still come.
    fn chunk_failed(&mut self, reply: Reply, is_last: bool) -> Reply {
        self.reset();
        if !is_last {
            self.transaction.chunks = Chunks::Failed(reply.clone());
        }
        reply
    }
}
