//! Writing down what an attempt came to: until it is written, and never by attempting again.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::DeliveryError;
use super::outgoing::Deliverer;
use super::record::{self, Findings};
use crate::model::QueuedMessage;
use crate::store::results::{self, DeliveryResult, QueueChange};
use crate::store::{StoreError, WriteSet};

/// How much of a result is written.
#[derive(Debug, Clone, Copy)]
enum Extent {
    Whole,
    /// Without what can be done without.
    Reduced,
    /// Only what becomes of the queue row.
    Queue,
}

impl Deliverer {
    /// Writes until it is written: what has happened must not be forgotten because the database is away. What the
    /// database refuses is written in part, because the same again would be refused again.
    ///
    /// `Err`: the process stops.
    pub(super) async fn record(&self, result: DeliveryResult, stop: &CancellationToken) -> Result<(), StoreError> {
        let (server, message) = (result.server_id.0, result.message_id.0);
        let mut wait = Duration::from_millis(100);
        let mut extent = Extent::Whole;
        loop {
            let Err(error) = self.write(&result, extent).await else {
                if let QueueChange::Retry { due_at, .. } = &result.queue {
                    let retry_after = due_at.since(result.at).as_secs();
                    tracing::info!(retry_after, "message requeued for trying later");
                }
                tracing::info!("finished message unqueue");
                return Ok(());
            };
            if !error.is_transient() {
                tracing::error!(server, message, %error, ?extent, "the database refuses the result of a delivery");
                extent = match extent {
                    Extent::Whole => Extent::Reduced,
                    Extent::Reduced => Extent::Queue,
                    // The audit of the queue finds the row.
                    Extent::Queue => return Ok(()),
                };
                continue;
            }
            if stop.is_cancelled() || matches!(error, StoreError::Stopped) {
                return Err(error);
            }
            tracing::error!(server, message, %error, "the result of a delivery cannot be stored, trying again");
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => {}
            }
            wait = (wait * 2).min(Duration::from_secs(10));
        }
    }

    async fn write(&self, result: &DeliveryResult, extent: Extent) -> Result<(), StoreError> {
        let result = match extent {
            Extent::Whole => result.clone(),
            Extent::Reduced => result.reduced(),
            Extent::Queue => return results::settle(&mut self.0.store.write().await?, result).await,
        };
        self.0.committer.write(WriteSet::Result(Box::new(result))).await.map(drop)
    }

    /// Records a fault of our own, so that the message is tried again later and not at once, for ever.
    ///
    /// `Err`: the database is away; nothing has happened.
    pub(super) async fn record_fault(
        &self,
        row: &QueuedMessage,
        findings: Findings,
        error: DeliveryError,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        match error {
            DeliveryError::Store(error) if error.is_transient() => Err(error),
            error => {
                let (server, message) = (row.server_id.0, row.message_id.0);
                tracing::error!(server, message, %error, "delivery failed");
                self.0.metrics.worker.error(error.class());
                let now = self.0.clock.now();
                self.record(record::internal_error(row, findings, &error, now), stop).await
            }
        }
    }
}
