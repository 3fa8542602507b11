//! What the worker counts.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use prometheus::{Gauge, Histogram, HistogramVec, IntCounterVec, IntGauge};

use super::families::{Builder, Counters, Held, Histograms};
use super::labels::{Job, Thread};
use super::{UP_TO_AN_HOUR, UP_TO_DAYS};
use crate::model::{MessageScope, MessageStatus, Timestamp};

#[derive(Debug)]
pub struct WorkerMetrics {
    executions: Counters<(Thread, Job)>,
    runtime: Histograms<(Thread, Job)>,
    errors: IntCounterVec,
    tasks: HistogramVec,
    latency: Histogram,
    deliveries: Counters<(MessageScope, MessageStatus)>,
    remote_time: Histograms<MessageStatus>,
    in_progress: IntGauge,
    last_look: Gauge,
    /// Microseconds since 1970; 0: never.
    last_look_at: AtomicI64,
}

impl WorkerMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            executions: builder.counters(
                "postal_worker_job_executions",
                "The number of jobs worked by a worker where work was completed",
                &["thread", "job"],
            ),
            runtime: builder.histograms(
                "postal_worker_job_runtime",
                "The time taken to process jobs (in seconds)",
                &["thread", "job"],
                &UP_TO_AN_HOUR,
            ),
            errors: builder.counter_vec(
                "postal_worker_errors",
                "The number of errors encountered while processing jobs",
                &["error"],
            ),
            tasks: builder.histogram_vec(
                "postal_worker_task_runtime",
                "The time taken to process tasks (in seconds)",
                &["task"],
                &UP_TO_AN_HOUR,
            ),
            latency: builder.histogram(
                "postal_message_queue_latency",
                "The length of time between a message being queued and being dequeued (in seconds)",
                &UP_TO_DAYS,
            ),
            deliveries: builder.counters(
                "postal_deliveries_total",
                "Attempts to deliver a message, by what they came to",
                &["scope", "status"],
            ),
            remote_time: builder.histograms(
                "postal_smtp_client_duration_seconds",
                "Time of an attempt by SMTP, from opening the session to the last reply",
                &["status"],
                &UP_TO_AN_HOUR,
            ),
            in_progress: builder.int_gauge("postal_worker_deliveries_in_progress", "Deliveries in progress right now"),
            last_look: builder.gauge(
                "postal_worker_last_look_timestamp_seconds",
                "When the worker last finished looking for due messages, in seconds since 1970; 0: never",
            ),
            last_look_at: AtomicI64::new(0),
        }
    }

    /// A job has run. `is_work`: there was something to do.
    pub fn job(&self, job: Job, duration: Duration, is_work: bool) {
        self.runtime.observe((Thread::Shared, job), duration);
        if is_work {
            self.executions.inc((Thread::Shared, job));
        }
    }

    /// `class`: of the error.
    pub fn error(&self, class: &str) {
        self.errors.with_label_values(&[class]).inc();
    }

    /// A scheduled task has run, well or not.
    pub fn task(&self, name: &str, duration: Duration) {
        self.tasks.with_label_values(&[name]).observe(duration.as_secs_f64());
    }

    /// A message was taken up for an attempt, so long after it was queued.
    pub fn queue_latency(&self, latency: Duration) {
        self.latency.observe(latency.as_secs_f64());
    }

    /// An attempt was recorded.
    pub fn delivery(&self, scope: MessageScope, status: MessageStatus) {
        self.deliveries.inc((scope, status));
    }

    /// An attempt at an SMTP host took so long.
    pub fn smtp_attempt(&self, status: MessageStatus, duration: Duration) {
        self.remote_time.observe(status, duration);
    }

    /// A delivery is in progress until this is dropped.
    pub fn in_progress(&self) -> Held {
        Held::of(&self.in_progress)
    }

    /// The worker has finished a look for due messages.
    pub fn looked(&self, at: Timestamp) {
        self.last_look_at.store(at.0, Ordering::Relaxed);
        self.last_look.set(at.0 as f64 / 1_000_000.0);
    }

    /// `None`: it has not looked yet.
    pub fn last_look(&self) -> Option<Timestamp> {
        let at = self.last_look_at.load(Ordering::Relaxed);
        (at != 0).then_some(Timestamp(at))
    }
}
