//! Whether this process can do its work now: the database answers and takes writes, its tables are ours, the worker moves,
//! and nobody has told the process to stop.
//!
//! Being alive is something else: a process that waits for its database must not be restarted for it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;
use crate::metrics::Metrics;
use crate::store::{Committer, Store, StoreError, WriteSet, migrations};

/// For each check.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a result counts, so that nobody can keep the database busy with probes.
const FRESH_FOR: Duration = Duration::from_secs(2);
/// The worker looks each second.
const STUCK_AFTER: Duration = Duration::from_secs(60);

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    /// What is wrong; `None`: nothing.
    pub problem: Option<String>,
}

/// All questions at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub checks: Vec<Check>,
}

impl Report {
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|check| check.problem.is_none())
    }
}

/// What is asked. Cheap to clone.
#[derive(Clone)]
pub struct Readiness(Arc<Parts>);

struct Parts {
    store: Store,
    committer: Committer,
    metrics: Metrics,
    clock: SharedClock,
    /// Cancelled when the process shall stop.
    stop: CancellationToken,
    has_worker: bool,
    last: Mutex<Option<(Instant, Arc<Report>)>>,
}

impl std::fmt::Debug for Readiness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Readiness")
    }
}

impl Readiness {
    /// `has_worker`: this process delivers.
    pub fn new(
        store: Store,
        committer: Committer,
        metrics: Metrics,
        clock: SharedClock,
        stop: CancellationToken,
        has_worker: bool,
    ) -> Self {
        Self(Arc::new(Parts { store, committer, metrics, clock, stop, has_worker, last: Mutex::new(None) }))
    }

    /// As [`Self::check`], or what that said up to two seconds ago. Callers that come meanwhile wait for the same answer.
    pub async fn recent(&self) -> Arc<Report> {
        let mut last = self.0.last.lock().await;
        if let Some((at, report)) = &*last
            && at.elapsed() < FRESH_FOR
            && !self.0.stop.is_cancelled()
        {
            return Arc::clone(report);
        }
        let report = Arc::new(self.check().await);
        *last = Some((Instant::now(), Arc::clone(&report)));
        report
    }

    /// Asks everything now.
    pub async fn check(&self) -> Report {
        let parts = &self.0;
        if parts.stop.is_cancelled() {
            return Report { checks: vec![failed("stopping", "the process is about to stop")] };
        }
        let (database, migrations, committer) = tokio::join!(
            in_time(parts.store.ping()),
            in_time(migrations::pending(&parts.store)),
            in_time(parts.committer.write(WriteSet::Probe)),
        );
        let migrations = migrations.and_then(|pending| match pending.len() {
            0 => Ok(()),
            pending => Err(format!("{pending} migration(s) are pending: run `postal upgrade`")),
        });
        let mut checks = vec![
            Check { name: "stopping", problem: None },
            Check { name: "database", problem: database.err() },
            Check { name: "migrations", problem: migrations.err() },
            Check { name: "committer", problem: committer.err() },
        ];
        if parts.has_worker {
            checks.push(Check { name: "queue", problem: self.queue_problem() });
        }
        Report { checks }
    }

    fn queue_problem(&self) -> Option<String> {
        let Some(last) = self.0.metrics.worker.last_look() else {
            return Some("the worker has not looked at the queue yet".to_owned());
        };
        let silence = self.0.clock.now().since(last);
        (silence > STUCK_AFTER).then(|| format!("the worker has not looked at the queue for {} s", silence.as_secs()))
    }
}

fn failed(name: &'static str, problem: &str) -> Check {
    Check { name, problem: Some(problem.to_owned()) }
}

async fn in_time<T>(question: impl Future<Output = Result<T, StoreError>>) -> Result<T, String> {
    match tokio::time::timeout(CHECK_TIMEOUT, question).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {} s", CHECK_TIMEOUT.as_secs())),
    }
}
