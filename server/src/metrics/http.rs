//! Requests to the web server.

use std::time::Duration;

use prometheus::{HistogramVec, IntCounterVec, IntGauge};

use super::UP_TO_AN_HOUR;
use super::families::{Builder, Held};
use super::labels::Api;

#[derive(Debug)]
pub struct HttpMetrics {
    requests: IntCounterVec,
    time: HistogramVec,
    in_flight: IntGauge,
}

impl HttpMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            requests: builder.counter_vec(
                "postal_http_requests_total",
                "Requests to the web server, by operation and status",
                &["api", "operation", "status"],
            ),
            time: builder.histogram_vec(
                "postal_http_request_duration_seconds",
                "Time from the head of a request to the head of its response",
                &["api", "operation"],
                &UP_TO_AN_HOUR,
            ),
            in_flight: builder.int_gauge("postal_http_requests_in_flight", "Requests that are being answered"),
        }
    }

    /// A request is in flight until this is dropped.
    pub fn begin(&self) -> Held {
        Held::of(&self.in_flight)
    }

    /// `operation`: from a fixed list, never what a client said.
    pub fn request(&self, api: Api, operation: &str, status: u16, duration: Duration) {
        self.requests.with_label_values(&[api.as_str(), operation, &status.to_string()]).inc();
        self.time.with_label_values(&[api.as_str(), operation]).observe(duration.as_secs_f64());
    }
}
