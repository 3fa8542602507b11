//! Idle sessions, kept for the next message to the same place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Session, Target};

const IDLE: Duration = Duration::from_secs(60);
const MAX_TRANSACTIONS: u32 = 100;
const MAX_AGE: Duration = Duration::from_secs(300);
/// Idle sessions in total: each is an open file here and a process at many peers.
const MAX_IDLE: usize = 1_000;

/// Idle sessions. Each is closed with QUIT after 60 s unless taken before. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pool {
    tracker: TaskTracker,
    max_idle: usize,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    closed: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    idle: HashMap<Target, Vec<Idle>>,
    count: usize,
    is_watched: bool,
}

impl State {
    fn take_oldest(&mut self) -> Option<Idle> {
        // Each list is in the order of time, so its first is its oldest.
        let (target, _) = self.idle.iter().min_by_key(|(_, sessions)| sessions.first().map(|idle| idle.until))?;
        let target = target.clone();
        let sessions = self.idle.get_mut(&target)?;
        let oldest = (!sessions.is_empty()).then(|| sessions.remove(0));
        if sessions.is_empty() {
            self.idle.remove(&target);
        }
        self.count -= usize::from(oldest.is_some());
        oldest
    }
}

#[derive(Debug)]
struct Idle {
    session: Session,
    until: Instant,
}

impl Pool {
    /// `tracker`: owns the tasks that close idle sessions.
    pub fn new(tracker: TaskTracker) -> Self {
        Self::with_room_for(MAX_IDLE, tracker)
    }

    /// Keeps at most `max_idle` sessions; the one that was used least recently goes.
    pub fn with_room_for(max_idle: usize, tracker: TaskTracker) -> Self {
        Self { tracker, max_idle, shared: Arc::default() }
    }

    /// A session to an equal target: host, address, port, TLS mode, user, source and HELO name.
    pub fn take(&self, target: &Target) -> Option<Session> {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let sessions = state.idle.get_mut(target)?;
        let mut found = None;
        let before = sessions.len();
        while let Some(idle) = sessions.pop() {
            // The peer may have hung up meanwhile; such a session is dropped.
            if idle.session.age() < MAX_AGE && idle.session.is_quiet() {
                found = Some(idle.session);
                break;
            }
        }
        let taken = before - sessions.len();
        if sessions.is_empty() {
            state.idle.remove(target);
        }
        state.count -= taken;
        found
    }

    /// Closes it instead when it is not reusable, has sent 100 messages or is 5 minutes old.
    pub fn put(&self, session: Session) {
        let is_worn = session.transactions() >= MAX_TRANSACTIONS || session.age() >= MAX_AGE;
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked under the lock: `close` takes it after it has said so, and misses nothing.
        if is_worn || !session.is_reusable() || self.shared.closed.is_cancelled() {
            drop(state);
            self.tracker.spawn(session.quit());
            return;
        }
        let idle = Idle { until: Instant::now() + IDLE, session };
        state.idle.entry(idle.session.target().clone()).or_default().push(idle);
        state.count += 1;
        if state.count > self.max_idle
            && let Some(oldest) = state.take_oldest()
        {
            self.tracker.spawn(oldest.session.quit());
        }
        if !state.is_watched {
            state.is_watched = true;
            self.tracker.spawn(watch(self.shared.clone()));
        }
    }

    /// Sessions that wait at this moment.
    pub fn idle_sessions(&self) -> usize {
        let state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.count
    }

    /// QUIT to all; what is put later is closed at once. The tracker knows when it is done.
    pub fn close(&self) {
        self.shared.closed.cancel();
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.count = 0;
        for idle in state.idle.drain().flat_map(|(_, sessions)| sessions) {
            self.tracker.spawn(idle.session.quit());
        }
    }
}

/// Closes what has been idle too long; ends when nothing is idle.
async fn watch(shared: Arc<Shared>) {
    loop {
        let (expired, next) = shared.expire(Instant::now());
        futures::future::join_all(expired.into_iter().map(|idle| idle.session.quit())).await;
        let Some(next) = next else {
            return;
        };
        tokio::select! {
            () = sleep_until(next) => {}
            () = shared.closed.cancelled() => return,
        }
    }
}

impl Shared {
    /// Takes out what is due, and says when to look again; `None`: nobody watches any more.
    fn expire(&self, now: Instant) -> (Vec<Idle>, Option<Instant>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut expired = Vec::new();
        for sessions in state.idle.values_mut() {
            expired.extend(sessions.extract_if(.., |idle| idle.until <= now));
        }
        state.idle.retain(|_, sessions| !sessions.is_empty());
        state.count -= expired.len();
        let next = state.idle.values().flatten().map(|idle| idle.until).min();
        // Expired sessions still need their farewell, but a new one may start its own watch meanwhile.
        state.is_watched = next.is_some();
        (expired, next)
    }
}
