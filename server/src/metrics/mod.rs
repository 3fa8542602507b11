//! What this process counts, for Prometheus: the metrics of Postal 3.3 under their names, and more.
//!
//! [`Metrics`] is made once per process and handed down. Counting is an atomic addition; what has to be asked for (pools,
//! queue) is set by whoever shows the metrics, before [`Metrics::render`]. Labels never name tenants or people.
//! `docs/manual/monitoring.md` lists everything for operators. Begin with [`Families`].

mod database;
mod families;
mod http;
pub mod labels;
mod queue;
mod requests;
mod smtp_server;
mod text;
mod worker;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use prometheus::Registry;

pub use self::database::{DatabaseMetrics, PoolState};
use self::families::Builder;
pub use self::families::Held;
pub use self::http::HttpMetrics;
pub use self::labels::{
    Api, ClientError, CodeClass, ExceptionAt, Job, MessageType, QueueState, SmtpCommand, TrackingHit, YesNo,
};
pub use self::queue::{DestinationDepth, QueueDepth, QueueMetrics, StateDepth};
pub use self::requests::RequestMetrics;
pub use self::smtp_server::SmtpServerMetrics;
pub use self::text::CONTENT_TYPE;
pub use self::worker::WorkerMetrics;

/// The buckets of 3.3 and longer ones, for what should take seconds and may take an hour.
const UP_TO_AN_HOUR: [f64; 18] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];
/// The buckets of 3.3 and longer ones, up to the five days that mail may wait.
const UP_TO_DAYS: [f64; 22] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0,
    21_600.0, 43_200.0, 86_400.0, 432_000.0,
];

/// Handle to the metrics of this process; cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Families>);

/// All families, by who counts them.
#[derive(Debug)]
pub struct Families {
    pub smtp_server: SmtpServerMetrics,
    pub worker: WorkerMetrics,
    pub queue: QueueMetrics,
    pub requests: RequestMetrics,
    pub http: HttpMetrics,
    pub database: DatabaseMetrics,
    registry: Registry,
}

impl Deref for Metrics {
    type Target = Families;
    fn deref(&self) -> &Families {
        &self.0
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// A registry of its own, with everything at zero.
    pub fn new() -> Self {
        let registry = Registry::new();
        let builder = Builder(&registry);
        let build =
            builder.gauge_vec("postal_build_info", "The version of Postal that runs here, always 1", &["version"]);
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1.0);
        #[cfg(target_os = "linux")]
        builder.process();
        Self(Arc::new(Families {
            smtp_server: SmtpServerMetrics::new(&builder),
            worker: WorkerMetrics::new(&builder),
            queue: QueueMetrics::new(&builder),
            requests: RequestMetrics::new(&builder),
            http: HttpMetrics::new(&builder),
            database: DatabaseMetrics::new(&builder),
            registry,
        }))
    }

    /// Everything in the text format; see [`CONTENT_TYPE`].
    pub fn render(&self) -> String {
        text::encode(&self.0.registry.gather())
    }

    /// Called for each webhook request: how it ended and how long it took.
    pub fn webhook_request(&self, code: CodeClass, duration: std::time::Duration) {
        self.requests.webhook_request(code, duration);
    }

    /// Called for each request to a tracked link or image.
    pub fn tracking_hit(&self, hit: TrackingHit) {
        self.requests.tracking_hit(hit);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn plain_counters_start_at_zero_and_labelled_ones_appear_with_their_first_use() {
        let metrics = Metrics::new();
        let before = metrics.render();
        assert!(before.contains("\npostal_smtp_server_connections_total 0.0\n"));
        assert!(!before.contains("postal_smtp_server_commands_total"));
        metrics.smtp_server.command(SmtpCommand::Ehlo);
        metrics.smtp_server.command(SmtpCommand::Ehlo);
        assert!(metrics.render().contains("\npostal_smtp_server_commands_total{command=\"EHLO\"} 2.0\n"));
    }

    #[test]
    fn starttls_counts_under_both_of_its_names() {
        let metrics = Metrics::new();
        metrics.smtp_server.command(SmtpCommand::StartTls);
        let text = metrics.render();
        assert!(text.contains("{command=\"STARTLS\"} 1.0") && text.contains("{command=\"STARTTLS\"} 1.0"));
    }

    #[test]
    fn the_buckets_of_postal_3_are_among_the_longer_ones() {
        let old = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
        assert!(UP_TO_AN_HOUR.starts_with(&old) && UP_TO_DAYS.starts_with(&old));
    }

    #[test]
    fn two_processes_do_not_share_their_counts() {
        let (one, other) = (Metrics::new(), Metrics::new());
        one.worker.queue_latency(Duration::from_secs(7200));
        assert!(one.render().contains("postal_message_queue_latency_bucket{le=\"7200\"} 1.0"));
        assert!(other.render().contains("postal_message_queue_latency_count 0.0"));
    }
}
