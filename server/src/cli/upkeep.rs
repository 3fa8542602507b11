//! What every long-running process does beside its roles: show that it lives, notice who does not, keep SQLite's log short.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::store::Engine;

/// How often SQLite's write-ahead log is looked at.
const CHECKPOINT: Duration = Duration::from_secs(1);

/// Starts the tasks on `app.tasks`; they end with `app.stop`.
pub fn start(app: &App) {
    app.keep_alive();
    if app.store.engine() == Engine::Sqlite {
        let store = app.store.clone();
        every(app, CHECKPOINT, move || {
            let store = store.clone();
            async move { report("checkpoint", store.checkpoint().await) }
        });
    }
}

fn every<F: Future<Output = ()> + Send + 'static>(
    app: &App,
    period: Duration,
    work: impl Fn() -> F + Send + Sync + 'static,
) {
    let stop = app.stop.clone();
    app.tasks.spawn(async move {
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => work().await,
                () = stop.cancelled() => return,
            }
        }
    });
}

fn report<E: std::fmt::Display>(what: &str, result: Result<(), E>) {
    if let Err(error) = result {
        tracing::error!(error = %error, "{what} failed");
    }
}
