//! Requests that we send (webhooks, HTTP endpoints) and those of people who got tracked mail.

use std::time::Duration;

use prometheus::IntCounter;

use super::UP_TO_AN_HOUR;
use super::families::{Builder, Counters, Histograms};
use super::labels::{CodeClass, TrackingHit};

#[derive(Debug)]
pub struct RequestMetrics {
    webhooks: Counters<CodeClass>,
    webhook_time: Histograms<CodeClass>,
    endpoints: Counters<CodeClass>,
    endpoint_time: Histograms<CodeClass>,
    tracking: Counters<TrackingHit>,
    late_hits: IntCounter,
    lost_hits: IntCounter,
}

impl RequestMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            webhooks: builder.counters(
                "postal_webhook_requests_total",
                "Webhook requests, by the class of the response's status",
                &["code"],
            ),
            webhook_time: builder.histograms(
                "postal_webhook_request_duration_seconds",
                "Time of a webhook request",
                &["code"],
                &UP_TO_AN_HOUR,
            ),
            endpoints: builder.counters(
                "postal_endpoint_requests_total",
                "Requests to HTTP endpoints, by the class of the response's status",
                &["code"],
            ),
            endpoint_time: builder.histograms(
                "postal_endpoint_request_duration_seconds",
                "Time of a request to an HTTP endpoint",
                &["code"],
                &UP_TO_AN_HOUR,
            ),
            tracking: builder.counters("postal_tracking_hits_total", "Requests to tracked links and images", &["kind"]),
            late_hits: builder.counter(
                "postal_tracking_hits_late_total",
                "Clicks and opens that were answered before they were recorded",
            ),
            lost_hits: builder
                .counter("postal_tracking_hits_lost_total", "Clicks and opens that could not be recorded at all"),
        }
    }

    pub fn webhook_request(&self, code: CodeClass, duration: Duration) {
        self.webhooks.inc(code);
        self.webhook_time.observe(code, duration);
    }

    pub fn endpoint_request(&self, code: CodeClass, duration: Duration) {
        self.endpoints.inc(code);
        self.endpoint_time.observe(code, duration);
    }

    pub fn tracking_hit(&self, hit: TrackingHit) {
        self.tracking.inc(hit);
    }

    /// It waits in memory, and `kill -9` would lose it.
    pub fn tracking_hit_late(&self) {
        self.late_hits.inc();
    }

    pub fn tracking_hit_lost(&self) {
        self.lost_hits.inc();
    }
}
