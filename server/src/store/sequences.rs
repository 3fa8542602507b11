//! Ids counted per mail server: messages, deliveries, events, attempts of webhooks, clicks and opens.
//!
//! SQLite counts inside the batch transaction. The servers hand out blocks that grow while a mail
//! server is busy, so that several processes do not wait for one row; ids of a block that is not
//! used up are left out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{Conn, Engine, Store, StoreError, dialect};
use crate::model::{ServerId, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sequence {
    Message,
    Delivery,
    /// Never in blocks: see `events::record`.
    Event,
    WebhookAttempt,
    /// Never in blocks, as few are written at once.
    Click,
    Load,
}

impl Sequence {
    const fn as_str(self) -> &'static str {
        match self {
            Sequence::Message => "message",
            Sequence::Delivery => "delivery",
            Sequence::Event => "event",
            Sequence::WebhookAttempt => "webhook_attempt",
            Sequence::Click => "click",
            Sequence::Load => "load",
        }
    }
}

/// Takes the next `count` ids; answers the first. Locks the counter until the transaction ends.
pub async fn take(conn: &mut Conn, server: ServerId, sequence: Sequence, count: i64) -> Result<i64, StoreError> {
    let sql = format!(
        "INSERT INTO sequences (server_id, kind, last_id) VALUES (?, ?, ?){} RETURNING last_id",
        dialect::on_conflict_add(conn.engine(), "server_id, kind", "sequences", &["last_id"])
    );
    let row = conn.fetch_one(sql, &[server.into(), sequence.as_str().into(), count.into()]).await?;
    Ok(row.get::<i64>(0)? - count + 1)
}

/// Blocks of ids that this process has reserved.
#[derive(Debug, Default)]
pub struct IdBlocks(Mutex<HashMap<(ServerId, Sequence), Block>>);

#[derive(Debug, Clone, Copy)]
struct Block {
    next: i64,
    end: i64,
    size: i64,
    used_at: Timestamp,
}

const LARGEST_BLOCK: i64 = 1000;
const IDLE: Duration = Duration::from_secs(60);

impl IdBlocks {
    /// Makes sure that the next `count` ids can be taken, in a short transaction of its own.
    pub async fn take(
        &self,
        store: &Store,
        server: ServerId,
        sequence: Sequence,
        count: i64,
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        debug_assert_ne!(store.engine(), Engine::Sqlite, "SQLite counts inside its batch transaction");
        let key = (server, sequence);
        let (mut ids, missing, size) = {
            let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            blocks.retain(|_, block| now.since(block.used_at) < IDLE);
            let block = blocks.entry(key).or_insert(Block { next: 0, end: 0, size: 0, used_at: now });
            block.used_at = now;
            let here = count.min(block.end - block.next);
            let ids: Vec<i64> = (block.next..block.next + here).collect();
            block.next += here;
            block.size = (block.size * 2).clamp(1, LARGEST_BLOCK);
            (ids, count - here, block.size)
        };
        if missing > 0 {
            let reserve = missing.max(size);
            let mut tx = store.begin().await?;
            let first = take(&mut tx, server, sequence, reserve).await?;
            tx.commit_unrecorded().await?;
            ids.extend(first..first + missing);
            let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(block) = blocks.get_mut(&key)
                && block.next == block.end
            {
                (block.next, block.end) = (first + missing, first + reserve);
            }
        }
        Ok(ids)
    }
}
