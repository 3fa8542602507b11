//! Statistics counters, added up per batch and written in its transaction.
//!
//! Each process writes rows of its own (`writer`), so that writers never wait for each other;
//! readers sum them.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Conn, StoreError, dialect};
use crate::model::{ProcessId, ServerId, Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// What is counted by the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Incoming messages stored.
    Incoming,
    /// Outgoing messages stored.
    Outgoing,
    Spam,
    /// Messages that failed for good or bounced.
    Bounces,
    Held,
}

/// What is counted by the minute: attempts to process a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processed {
    Incoming,
    Outgoing,
}

#[derive(Debug, Clone, Copy, Default)]
struct Hour {
    incoming: i64,
    outgoing: i64,
    spam: i64,
    bounces: i64,
    held: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Minute {
    incoming: i64,
    outgoing: i64,
}

/// Sums of one batch. Ordered, so that all processes lock rows in the same order.
#[derive(Debug, Default)]
pub struct Counters {
    hours: BTreeMap<(i64, i64), Hour>,
    minutes: BTreeMap<(i64, i64), Minute>,
    /// Contents and their bytes as stored.
    sizes: BTreeMap<i64, (i64, i64)>,
}

impl Counters {
    pub fn add(&mut self, server: ServerId, at: Timestamp, counter: Counter, count: i64) {
        let hour = self.hours.entry((server.0, at.floor(HOUR).0)).or_default();
        match counter {
            Counter::Incoming => hour.incoming += count,
            Counter::Outgoing => hour.outgoing += count,
            Counter::Spam => hour.spam += count,
            Counter::Bounces => hour.bounces += count,
            Counter::Held => hour.held += count,
        }
    }

    pub fn add_processed(&mut self, server: ServerId, at: Timestamp, processed: Processed, count: i64) {
        let minute = self.minutes.entry((server.0, at.floor(MINUTE).0)).or_default();
        match processed {
            Processed::Incoming => minute.incoming += count,
            Processed::Outgoing => minute.outgoing += count,
        }
    }

    /// Raw content that is stored now.
    pub fn add_content(&mut self, server: ServerId, stored_bytes: i64) {
        let sums = self.sizes.entry(server.0).or_default();
        *sums = (sums.0 + 1, sums.1 + stored_bytes);
    }

    /// Adds the sums to the tables.
    pub async fn write(&self, conn: &mut Conn, writer: ProcessId) -> Result<(), StoreError> {
        let engine = conn.engine();
        if !self.hours.is_empty() {
            let sql = format!(
                "INSERT INTO hourly_counters (server_id, hour, writer, incoming, outgoing, spam, bounces, held)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?){}",
                dialect::on_conflict_add(
                    engine,
                    "server_id, hour, writer",
                    "hourly_counters",
                    &["incoming", "outgoing", "spam", "bounces", "held"]
                )
            );
            for ((server, hour), sums) in &self.hours {
                let values =
                    [*server, *hour, writer.0, sums.incoming, sums.outgoing, sums.spam, sums.bounces, sums.held];
                conn.execute(sql.clone(), &values.map(Into::into)).await?;
            }
        }
        if !self.minutes.is_empty() {
            let sql = format!(
                "INSERT INTO minute_counters (server_id, minute, writer, incoming, outgoing) VALUES (?, ?, ?, ?, ?){}",
                dialect::on_conflict_add(
                    engine,
                    "server_id, minute, writer",
                    "minute_counters",
                    &["incoming", "outgoing"]
                )
            );
            for ((server, minute), sums) in &self.minutes {
                let values = [*server, *minute, writer.0, sums.incoming, sums.outgoing];
                conn.execute(sql.clone(), &values.map(Into::into)).await?;
            }
        }
        if !self.sizes.is_empty() {
            let sql = format!(
                "INSERT INTO content_sizes (server_id, writer, contents, bytes) VALUES (?, ?, ?, ?){}",
                dialect::on_conflict_add(engine, "server_id, writer", "content_sizes", &["contents", "bytes"])
            );
            for (server, (contents, bytes)) in &self.sizes {
                let values = [*server, writer.0, *contents, *bytes];
                conn.execute(sql.clone(), &values.map(Into::into)).await?;
            }
        }
        Ok(())
    }
}
