//! The worker: loops that take, run and record. No rules of its own.
//!
//! [`deliveries`] moves messages from the queue through `delivery`; [`webhooks`] sends requests to the programs of users;
//! [`tasks`] runs what is due by the clock, [`mails`] sends what the product itself has to say,
//! [`bulk`] carries out actions on many messages.
//! Begin with [`Worker`].

pub mod bulk;
mod claims;
mod deliveries;
pub mod mails;
pub mod tasks;
pub mod webhooks;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::SharedClock;
use crate::delivery::Deliverer;
use crate::ip_pools::{Sources, presence};
use crate::metrics::Metrics;
use crate::queue::{HandOver, HandedOver, Queue, audit, process};

/// What the worker needs; see [`Worker::run`].
pub struct Worker {
    pub queue: Queue,
    pub hand_over: HandOver,
    pub inbox: mpsc::UnboundedReceiver<HandedOver>,
    pub deliverer: Deliverer,
    /// Which addresses are on this machine.
    pub sources: Sources,
    pub webhooks: webhooks::Settings,
    pub clock: SharedClock,
    pub metrics: Metrics,
    /// Deliveries at once.
    pub max_deliveries: usize,
    /// How long deliveries in progress may go on after a stop.
    pub shutdown_timeout: Duration,
    /// Owns the tasks that the worker starts.
    pub tracker: TaskTracker,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}

impl Worker {
    /// Delivers until `stop`, then finishes what is in progress and returns. The rows that are still held are freed
    /// by [`crate::queue::process::leave`].
    pub async fn run(self, stop: CancellationToken) {
        let audit = audit::run(self.queue.clone(), self.hand_over.clone(), stop.clone());
        let webhooks = webhooks::run(self.webhooks.clone(), stop.clone());
        let presence = look_around(self.queue.clone(), self.sources.clone(), stop.clone());
        let deliveries = deliveries::run(self, stop);
        tokio::join!(deliveries, webhooks, audit, presence);
    }
}

/// Finds out which addresses of IP pools are on this machine, again and again until `stop`.
async fn look_around(queue: Queue, sources: Sources, stop: CancellationToken) {
    let mut noted = presence::Noted::default();
    loop {
        if let Err(error) = presence::look(&sources, queue.process(), &mut noted).await {
            tracing::error!(%error, "the addresses of this machine cannot be noted");
        }
        // Real time, as the sign of life that ends what is noted.
        tokio::select! {
            () = tokio::time::sleep(process::HEARTBEAT) => {}
            () = stop.cancelled() => return,
        }
    }
}
