//! The role `tasks`: taken when it is free, renewed while this process lives, given back at the end.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::queue::Queue;
use crate::store::roles::{self, RoleLease};
use crate::store::{Store, StoreError};

/// How long the role stays with a process that says nothing. A process that has ended loses it at once.
pub const LASTS: Duration = Duration::from_secs(60);
/// How often it is renewed, or asked for.
const RENEW: Duration = Duration::from_secs(10);

/// The lease of this process, as long as it has one, and what tells its work that it is over.
#[derive(Debug, Clone)]
pub struct Held {
    pub lease: RoleLease,
    /// Cancelled when the lease is lost, and when the process stops.
    pub over: CancellationToken,
}

/// Looks after the role until `stop`. What it finds stands in `held`.
pub async fn keep(queue: Queue, held: watch::Sender<Option<Held>>, stop: CancellationToken) {
    loop {
        let current = held.borrow().clone();
        match look(&queue, current.as_ref().map(|held| held.lease)).await {
            Ok(Some(lease)) if current.as_ref().is_some_and(|held| held.lease == lease) => {}
            Ok(found) => {
                if let Some(lost) = &current {
                    tracing::warn!("another process runs the scheduled tasks now");
                    lost.over.cancel();
                }
                let new = found.map(|lease| Held { lease, over: stop.child_token() });
                // Nobody listens any more when the process ends.
                let _ = held.send(new);
            }
            // The lease may still be good: the fence decides.
            Err(error) => tracing::error!(%error, "the role of the scheduled tasks cannot be renewed"),
        }
        // Real time: the lease is measured with the database's clock.
        tokio::select! {
            () = tokio::time::sleep(RENEW) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Gives the role back, so that another process can take it at once.
pub async fn release(store: &Store, held: &watch::Receiver<Option<Held>>) {
    let lease = held.borrow().as_ref().map(|held| held.lease);
    let Some(lease) = lease else { return };
    let released = async { roles::release(&mut store.write().await?, lease).await };
    if let Err(error) = released.await {
        tracing::warn!(%error, "the role of the scheduled tasks was not given back; it ends by itself");
    }
}

/// The lease after one look: renewed, new, or none.
async fn look(queue: &Queue, current: Option<RoleLease>) -> Result<Option<RoleLease>, StoreError> {
    let store = queue.store();
    if let Some(lease) = current
        // Under a new id this process is another one.
        && lease.owner == queue.process()
        && roles::renew(&mut store.write().await?, lease, LASTS).await?
    {
        return Ok(Some(lease));
    }
    let mut tx = store.begin().await?;
    let lease = roles::acquire(&mut tx, roles::TASKS, queue.process(), LASTS).await?;
    tx.commit().await?;
    Ok(lease)
}
