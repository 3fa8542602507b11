//! Shared transactions: everything that waits is written together and committed once.
//!
//! A caller hands in a [`WriteSet`] and gets its answer after the commit that made it durable. There is
//! no artificial delay: while one batch is being committed, the next one collects. A batch that fails
//! because of its rows is bisected, so that one bad row fails alone.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::counters::{Counters, NameLimits};
use super::idempotency::{self, NewIdempotencyKey};
use super::ingestion::{self, Acceptance};
use super::results::{self, DeliveryResult};
use super::sequences::IdBlocks;
use super::tracking::{self, Tracked};
use super::{Conn, Engine, Store, StoreError, events, processes};
use crate::metrics::Metrics;
use crate::model::{Hit, MessageId, ProcessId};

/// What is written as a whole or not at all.
#[derive(Debug)]
pub enum WriteSet {
    /// All mail servers' parts of one SMTP transaction or API call.
    Accept(Vec<Acceptance>),
    /// The same for a request that is carried out once, however often it is repeated.
    AcceptOnce(Vec<Acceptance>, Box<NewIdempotencyKey>),
    /// The result of one delivery attempt.
    Result(Box<DeliveryResult>),
    /// What is tracked in a message that is about to be sent.
    Tracked(Box<Tracked>),
    /// A link was followed or an image loaded; shared with whoever tries it again.
    Hit(Arc<Hit>),
    /// Nothing: answers when the database takes writes.
    Probe,
}

/// Answer to a [`WriteSet`], after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Message ids of each acceptance, in order.
    Accepted(Vec<Vec<MessageId>>),
    /// The same, but others have taken this process for dead: the rows that were to be its own are free.
    AcceptedFree(Vec<Vec<MessageId>>),
    Recorded,
}

struct Job {
    write: WriteSet,
    done: oneshot::Sender<Result<Written, StoreError>>,
}

const MAX_BATCH_ROWS: usize = 256;
const MAX_BATCH_BYTES: usize = 1 << 20;
/// Write sets that may wait; beyond that callers wait, which slows senders down.
const MAX_WAITING: usize = 4096;
/// Batches at once on the servers; SQLite has one writer.
const PARALLEL_BATCHES: usize = 4;
const MAX_TRIES: u32 = 8;

/// Handle to the committer; cheap to clone.
#[derive(Debug, Clone)]
pub struct Committer {
    jobs: mpsc::Sender<Job>,
    metrics: Metrics,
    tasks: TaskTracker,
}

impl Committer {
    /// Starts the task that writes. After `stop` it finishes what it was given and ends.
    ///
    /// `writer`: the process whose counter rows are used.
    pub fn start(
        store: Store,
        writer: ProcessId,
        metrics: Metrics,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(MAX_WAITING);
        let (blocks, names) = (IdBlocks::default(), Arc::default());
        let batches = Arc::new(Batches { store, writer, blocks, names, metrics: metrics.clone() });
        tasks.spawn(run(batches, waiting, tasks.clone(), stop));
        Self { jobs, metrics, tasks: tasks.clone() }
    }

    /// Runs `work` to its end even if the caller goes away: what follows a commit must follow it.
    pub async fn see_through<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.tasks.spawn(work).await.map_err(|_| StoreError::Stopped)?
    }

    /// Durable when it answers `Ok`.
    pub async fn write(&self, write: WriteSet) -> Result<Written, StoreError> {
        let _waiting = self.metrics.database.waiting();
        let (done, answer) = oneshot::channel();
        self.jobs.send(Job { write, done }).await.map_err(|_| StoreError::Stopped)?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn run(batches: Arc<Batches>, mut waiting: mpsc::Receiver<Job>, tasks: TaskTracker, stop: CancellationToken) {
    let parallel = if batches.store.engine() == Engine::Sqlite { 1 } else { PARALLEL_BATCHES };
    let permits = Arc::new(Semaphore::new(parallel));
    loop {
        // The permit first: what arrives while all writers are busy joins the next batch.
        let Ok(permit) = permits.clone().acquire_owned().await else { return };
        let first = tokio::select! {
            biased;
            job = waiting.recv() => job,
            () = stop.cancelled(), if !waiting.is_closed() => {
                // Those who already wait get their answer; everybody else is told to go away.
                waiting.close();
                waiting.recv().await
            }
        };
        let Some(first) = first else { return };
        let batch = collect(first, &mut waiting);
        let batches = batches.clone();
        tasks.spawn(async move {
            batches.write(batch).await;
            drop(permit);
        });
    }
}

fn collect(first: Job, waiting: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let (mut rows, mut bytes) = weight(&first.write);
    let mut batch = vec![first];
    while rows < MAX_BATCH_ROWS
        && bytes < MAX_BATCH_BYTES
        && let Ok(job) = waiting.try_recv()
    {
        let (more_rows, more_bytes) = weight(&job.write);
        rows += more_rows;
        bytes += more_bytes;
        batch.push(job);
    }
    batch
}

fn weight(write: &WriteSet) -> (usize, usize) {
    match write {
        WriteSet::Accept(acceptances) | WriteSet::AcceptOnce(acceptances, _) => acceptances
            .iter()
            .fold((0, 0), |(rows, bytes), a| (rows + a.messages.len().max(1), bytes + a.stored_bytes())),
        WriteSet::Result(result) => (1, result.delivery.dialogue.as_ref().map_or(0, String::len)),
        WriteSet::Tracked(tracked) => (1 + tracked.links.len(), tracked.splices.len()),
        WriteSet::Hit(_) => (1, 0),
        WriteSet::Probe => (0, 0),
    }
}

struct Batches {
    store: Store,
    writer: ProcessId,
    blocks: IdBlocks,
    names: Arc<NameLimits>,
    metrics: Metrics,
}

impl Batches {
    async fn write(&self, batch: Vec<Job>) {
        let mut parts = vec![batch];
        while let Some(mut jobs) = parts.pop() {
            let began = Instant::now();
            match self.commit_with_retries(&jobs).await {
                Ok(written) => {
                    let rows = jobs.iter().map(|job| weight(&job.write).0).sum();
                    // A probe alone is no batch.
                    if rows > 0 {
                        self.metrics.database.batch(rows, began.elapsed());
                    }
                    for (job, written) in jobs.into_iter().zip(written) {
                        // A caller that went away does not want its answer; what it asked for is done.
                        let _ = job.done.send(Ok(written));
                    }
                }
                Err(error) if jobs.len() > 1 && is_about_rows(&error) => {
                    self.metrics.database.batch_failed();
                    let half = jobs.split_off(jobs.len() / 2);
                    parts.push(half);
                    parts.push(jobs);
                }
                Err(error) => {
                    self.metrics.database.batch_failed();
                    tracing::error!(error = %error, writes = jobs.len(), "batch could not be committed");
                    let error = Arc::new(error);
                    for job in jobs {
                        let _ = job.done.send(Err(again(&error)));
                    }
                }
            }
        }
    }

    async fn commit_with_retries(&self, jobs: &[Job]) -> Result<Vec<Written>, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.commit(jobs).await {
                Err(error) if error.is_retryable() && tries < MAX_TRIES => {
                    tokio::time::sleep(Duration::from_millis(5 << tries)).await;
                }
                result => return result,
            }
        }
    }

    async fn commit(&self, jobs: &[Job]) -> Result<Vec<Written>, StoreError> {
        let mut acceptances: Vec<&Acceptance> = Vec::new();
        let mut deliveries: Vec<&DeliveryResult> = Vec::new();
        let mut tracked: Vec<&Tracked> = Vec::new();
        let mut hits: Vec<&Hit> = Vec::new();
        let mut is_probed = false;
        for job in jobs {
            match &job.write {
                WriteSet::Accept(parts) | WriteSet::AcceptOnce(parts, _) => acceptances.extend(parts),
                WriteSet::Result(result) => deliveries.push(result),
                WriteSet::Tracked(message) => tracked.push(message),
                WriteSet::Hit(hit) => hits.push(hit),
                WriteSet::Probe => is_probed = true,
            }
        }
        let reserved = ingestion::reserve_ids(&self.store, &self.blocks, &acceptances).await?;
        let delivery_ids = results::reserve_ids(&self.store, &self.blocks, &deliveries).await?;
        let (mut counters, mut events) = (Counters::limited(self.names.clone()), Vec::new());
        let mut tx = self.store.begin().await?;
        // First, as everybody locks the row of a process before those of the queue.
        if is_probed {
            processes::touch(&mut tx, self.writer).await?;
        }
        let buried = ingestion::buried_owners(&mut tx, &acceptances).await?;
        let accepted = ingestion::write(&mut tx, &acceptances, &buried, reserved, &mut counters, &mut events).await?;
        write_idempotency_keys(&mut tx, jobs, &accepted).await?;
        let mut accepted = accepted.into_iter();
        results::write(&mut tx, &deliveries, delivery_ids, &mut counters, &mut events).await?;
        tracking::write(&mut tx, &tracked).await?;
        tracking::record(&mut tx, hits, &mut counters, &mut events).await?;
        counters.write(&mut tx, self.writer).await?;
        events::record(&mut tx, &events).await?;
        tx.commit().await?;
        Ok(jobs
            .iter()
            .map(|job| match &job.write {
                WriteSet::Accept(parts) | WriteSet::AcceptOnce(parts, _) => {
                    let ids = accepted.by_ref().take(parts.len()).collect();
                    let is_free = parts.iter().any(|part| part.is_of_any(&buried));
                    if is_free { Written::AcceptedFree(ids) } else { Written::Accepted(ids) }
                }
                WriteSet::Result(_) | WriteSet::Tracked(_) | WriteSet::Hit(_) | WriteSet::Probe => Written::Recorded,
            })
            .collect())
    }
}

/// `ids`: of all acceptances of the batch, in order.
async fn write_idempotency_keys(conn: &mut Conn, jobs: &[Job], ids: &[Vec<MessageId>]) -> Result<(), StoreError> {
    let mut rest = ids;
    for job in jobs {
        let (parts, key) = match &job.write {
            WriteSet::Accept(parts) => (parts, None),
            WriteSet::AcceptOnce(parts, key) => (parts, Some(key)),
            WriteSet::Result(_) | WriteSet::Tracked(_) | WriteSet::Hit(_) | WriteSet::Probe => continue,
        };
        let (own, after) = rest.split_at(parts.len().min(rest.len()));
        rest = after;
        if let Some(key) = key {
            idempotency::insert(conn, key, &parts.iter().collect::<Vec<_>>(), own).await?;
        }
    }
    Ok(())
}

/// True when a smaller batch may succeed: the database answered, and what it disliked was what we wrote.
fn is_about_rows(error: &StoreError) -> bool {
    match error {
        StoreError::Unique { .. }
        | StoreError::RowCount { .. }
        | StoreError::Value { .. }
        | StoreError::Conflict(_) => true,
        StoreError::Database(source) => source.as_database_error().is_some(),
        _ => false,
    }
}

/// The same failure for each of several callers; the cause itself has been logged.
fn again(error: &Arc<StoreError>) -> StoreError {
    match &**error {
        StoreError::Unique { constraint } => StoreError::Unique { constraint: constraint.clone() },
        StoreError::RowCount { what, expected, actual } => {
            StoreError::RowCount { what, expected: *expected, actual: *actual }
        }
        _ => StoreError::Shared(error.clone()),
    }
}
