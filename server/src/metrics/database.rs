//! The database as this process sees it: connections, shared commits.

use std::time::Duration;

use prometheus::{GaugeVec, Histogram, IntCounter, IntGauge};

use super::UP_TO_AN_HOUR;
use super::families::{Builder, Held};

/// Rows of a batch; the committer takes at most 256 write sets' worth.
const BATCH_ROWS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// One pool of connections at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    pub name: &'static str,
    pub used: u32,
    pub idle: u32,
    pub max: u32,
}

#[derive(Debug)]
pub struct DatabaseMetrics {
    connections: GaugeVec,
    max_connections: GaugeVec,
    batch_rows: Histogram,
    commit_time: Histogram,
    failures: IntCounter,
    waiting: IntGauge,
}

impl DatabaseMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            connections: builder.gauge_vec(
                "postal_database_connections",
                "Connections to the database that are open",
                &["pool", "state"],
            ),
            max_connections: builder.gauge_vec(
                "postal_database_connections_max",
                "Connections to the database that may be open",
                &["pool"],
            ),
            batch_rows: builder.histogram(
                "postal_committer_batch_rows",
                "Messages, delivery results, clicks and opens that were written in one transaction",
                &BATCH_ROWS,
            ),
            commit_time: builder.histogram(
                "postal_committer_commit_duration_seconds",
                "Time of a transaction of the committer, retries included",
                &UP_TO_AN_HOUR,
            ),
            failures: builder.counter(
                "postal_committer_failures_total",
                "Batches that could not be committed; a batch of several is tried again in halves",
            ),
            waiting: builder.int_gauge(
                "postal_committer_waiting",
                "Messages, delivery results, clicks and opens that wait to be written",
            ),
        }
    }

    pub fn pool(&self, state: PoolState) {
        self.connections.with_label_values(&[state.name, "used"]).set(f64::from(state.used));
        self.connections.with_label_values(&[state.name, "idle"]).set(f64::from(state.idle));
        self.max_connections.with_label_values(&[state.name]).set(f64::from(state.max));
    }

    pub fn batch(&self, rows: usize, duration: Duration) {
        self.batch_rows.observe(rows as f64);
        self.commit_time.observe(duration.as_secs_f64());
    }

    pub fn batch_failed(&self) {
        self.failures.inc();
    }

    /// A write set waits to be durable until this is dropped.
    pub fn waiting(&self) -> Held {
        Held::of(&self.waiting)
    }
}
