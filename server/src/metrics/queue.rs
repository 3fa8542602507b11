//! How much waits, and how long. Set by whoever shows the metrics: nobody counts rows all the time.

use std::time::Duration;

use prometheus::GaugeVec;

use super::families::Builder;
use super::labels::{Labels as _, QueueState};

/// Rows of one state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateDepth {
    pub rows: u64,
    /// How long ago the first of them was to be delivered.
    pub oldest: Duration,
}

/// Rows of one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationDepth {
    pub destination: String,
    pub rows: u64,
}

/// The queue at one moment; counted no further than a limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueDepth {
    pub due: StateDepth,
    pub waiting: StateDepth,
    pub taken: StateDepth,
    /// Those with the most rows, longest first.
    pub destinations: Vec<DestinationDepth>,
}

#[derive(Debug)]
pub struct QueueMetrics {
    rows: GaugeVec,
    oldest: GaugeVec,
    destinations: GaugeVec,
}

impl QueueMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            rows: builder.gauge_vec(
                "postal_queue_messages",
                "Messages in the queue of the installation, counted up to 50,000 free and 50,000 taken ones",
                &["state"],
            ),
            oldest: builder.gauge_vec(
                "postal_queue_oldest_seconds",
                "How long ago the first message of this state was to be delivered",
                &["state"],
            ),
            destinations: builder.gauge_vec(
                "postal_queue_destination_messages",
                "Free messages of the ten destinations that have the most of them",
                &["destination"],
            ),
        }
    }

    pub fn set(&self, depth: &QueueDepth) {
        for (state, of_state) in
            [(QueueState::Due, depth.due), (QueueState::Waiting, depth.waiting), (QueueState::Taken, depth.taken)]
        {
            self.rows.with_label_values(&state.values()).set(of_state.rows as f64);
            // What waits for its time is not late.
            if state != QueueState::Waiting {
                self.oldest.with_label_values(&state.values()).set(of_state.oldest.as_secs_f64());
            }
        }
        self.destinations.reset();
        for each in &depth.destinations {
            self.destinations.with_label_values(&[each.destination.as_str()]).set(each.rows as f64);
        }
    }
}
