//! The loop that brings messages to their sites.
//!
//! Messages come in by hand-over and by claims. Each destination's way is looked up once for all of its messages,
//! then they wait in the ready queue of their site until an attempt may start. One task owns all of this; look-ups,
//! claims and attempts run beside it and report back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::Worker;
use super::claims::{self, Claim, Claimed, Scan, Wanted};
use crate::delivery::outgoing::MAX_QUEUE_TIME;
use crate::delivery::targets::{self, Route};
use crate::metrics::Job;
use crate::model::{IpAddressId, Priority, ProcessId, Timestamp};
use crate::queue::ready::{Failure, Gate, Health, Ready, SiteKey};
use crate::queue::{HandedOver, Slot};
use crate::store::StoreError;
use crate::store::queue::Lane;

/// How long after the last look the database is asked for due messages.
const POLL: Duration = Duration::from_secs(1);
/// How often closed sites are searched for what is too old, and sites forgotten.
const TIDY: Duration = Duration::from_secs(60);
/// Messages too old that one look takes from a closed site.
const EXPIRED_AT_ONCE: usize = 16;
/// With a backlog, more is claimed when so few messages are left in memory.
const LOW_WATER: usize = 256;
/// How long a way is believed. The resolver has its own cache by TTL below this.
const WAY_LASTS: Duration = Duration::from_secs(60);
const MAX_WAYS: usize = 50_000;
/// Messages of a closed site that go back at once.
const DEFERRED_AT_ONCE: usize = 64;
/// Pause before a message is taken up again after the database failed.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);
/// How long deliveries may take to end once they have been told that they must.
const LAST_GRACE: Duration = Duration::from_secs(10);

enum Event {
    Routed { destination: String, route: Route },
    Finished { key: SiteKey, health: Health, again: Option<HandedOver> },
    Returned(HandedOver),
    Scanned(Scan),
    Claimed(Claimed),
}

/// Reports that an attempt is over, whatever became of its task: an attempt that nobody reports would keep its place
/// for ever.
struct Ending {
    events: mpsc::UnboundedSender<Event>,
    end: Option<(SiteKey, Health, Option<HandedOver>)>,
}

impl Ending {
    fn new(events: mpsc::UnboundedSender<Event>, key: SiteKey) -> Self {
        Self { events, end: Some((key, Health::Unknown, None)) }
    }

    fn set(&mut self, health: Health, again: Option<HandedOver>) {
        if let Some(end) = &mut self.end {
            (end.1, end.2) = (health, again);
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some((key, health, again)) = self.end.take() {
            // The loop is gone only when the process ends.
            let _ = self.events.send(Event::Finished { key, health, again });
        }
    }
}

struct Loop {
    worker: Worker,
    /// Cancelled when deliveries in progress must end.
    hard_stop: CancellationToken,
    process: ProcessId,
    ready: Ready,
    ways: HashMap<String, (Arc<Route>, Timestamp)>,
    unrouted: HashMap<String, Vec<HandedOver>>,
    active: usize,
    is_looking: bool,
    look_again: bool,
    has_backlog: bool,
    /// Counts looks, of which some do not begin with what is urgent.
    turn: u8,
    cursor: Option<Lane>,
    next_look: Timestamp,
    next_tidy: Timestamp,
    /// This pass through the queue also looks for what is too old.
    is_expiry_pass: bool,
    events: mpsc::UnboundedSender<Event>,
}

pub async fn run(mut worker: Worker, stop: CancellationToken) {
    let (events, mut happened) = mpsc::unbounded_channel();
    let (_sender, closed) = mpsc::unbounded_channel();
    let mut inbox = std::mem::replace(&mut worker.inbox, closed);
    let now = worker.clock.now();
    let mut work = Loop {
        process: worker.queue.process(),
        hard_stop: CancellationToken::new(),
        ready: Ready::default(),
        ways: HashMap::new(),
        unrouted: HashMap::new(),
        active: 0,
        is_looking: false,
        look_again: false,
        has_backlog: false,
        turn: 0,
        cursor: None,
        next_look: now,
        next_tidy: now,
        is_expiry_pass: false,
        events,
        worker,
    };
    loop {
        work.forget_if_lost();
        work.start_attempts();
        work.look_if_due();
        let clock = work.worker.clock.clone();
        let queue = work.worker.queue.clone();
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            event = happened.recv() => if let Some(event) = event { work.on(event) },
            entry = inbox.recv(), if !inbox.is_closed() || !inbox.is_empty() => {
                if let Some(entry) = entry {
                    work.take_in(entry);
                }
            }
            () = queue.woken() => {
                work.open_urgent();
                work.look_again = true;
            }
            () = clock.sleep_until(work.next_look) => work.look_again = true,
        }
    }
    inbox.close();
    work.finish(&mut happened).await;
}

impl Loop {
    fn now(&self) -> Timestamp {
        self.worker.clock.now()
    }

    /// Others took this process for dead: what it held is theirs.
    fn forget_if_lost(&mut self) {
        let process = self.worker.queue.process();
        if process != self.process {
            self.process = process;
            self.ready.drain();
            self.unrouted.clear();
        }
    }

    fn start_attempts(&mut self) {
        let now = self.now();
        while self.active < self.worker.max_deliveries
            && let Some((key, entry)) = self.ready.pop(now, self.worker.max_deliveries - self.active)
        {
            let Some((route, _)) = self.ways.get(&entry.queued.destination) else {
                self.ready.finished(&key, Health::Unknown, now);
                self.take_in(entry);
                continue;
            };
            self.active += 1;
            let route = route.clone();
            let (queue, deliverer) = (self.worker.queue.clone(), self.worker.deliverer.clone());
            let metrics = self.worker.metrics.clone();
            metrics.worker.queue_latency(now.since(entry.queued.created_at));
            let (mut ending, hard_stop) = (Ending::new(self.events.clone(), key), self.hard_stop.clone());
            self.worker.tracker.spawn(async move {
                let (server, message) = entry.key();
                let (_in_progress, began) = (metrics.worker.in_progress(), Instant::now());
                let begun = queue.begin(server, message).await;
                let span = tracing::info_span!("delivery", component = "worker", queued_message = %format_args!("{server}::{message}"));
                match deliverer.deliver(&entry, &route.way, &hard_stop).instrument(span).await {
                    Ok(health) => ending.set(health, None),
                    Err(error) => {
                        metrics.worker.error("StoreError");
                        pause(&error, &hard_stop).await;
                        ending.set(Health::Unknown, Some(entry));
                    }
                }
                metrics.worker.job(Job::ProcessQueuedMessages, began.elapsed(), true);
                drop(begun);
                drop(ending);
            });
        }
    }

    fn on(&mut self, event: Event) {
        match event {
            Event::Routed { destination, route } => {
                let route = Arc::new(route);
                let waiting = self.unrouted.remove(&destination).unwrap_or_default();
                self.remember(destination, route.clone());
                self.place(&route, waiting);
            }
            Event::Finished { key, health, again } => {
                self.active = self.active.saturating_sub(1);
                let now = self.now();
                let evicted = self.ready.finished(&key, health, now);
                if !evicted.is_empty()
                    && let Gate::Closed { until, failure } = self.ready.gate(&key, now)
                {
                    self.defer(evicted, until, failure);
                }
                if let Some(entry) = again {
                    self.take_in(entry);
                }
            }
            Event::Returned(entry) => self.take_in(entry),
            Event::Scanned(scan) => self.claim(scan),
            Event::Claimed(Claimed { entries, is_full }) => {
                self.is_looking = false;
                self.worker.metrics.worker.looked(self.now());
                self.has_backlog |= is_full;
                for entry in entries {
                    self.take_in(entry);
                }
            }
        }
    }

    fn remember(&mut self, destination: String, route: Arc<Route>) {
        let now = self.now();
        if self.ways.len() >= MAX_WAYS {
            self.ways.retain(|_, (_, until)| *until > now);
        }
        self.ways.insert(destination, (route, now + WAY_LASTS));
    }

    /// A message is here: on to its site, as soon as that is known.
    fn take_in(&mut self, entry: HandedOver) {
        let destination = &entry.queued.destination;
        if let Some((route, until)) = self.ways.get(destination)
            && *until > self.now()
        {
            let route = route.clone();
            self.place(&route, vec![entry]);
            return;
        }
        if let Some(waiting) = self.unrouted.get_mut(destination) {
            waiting.push(entry);
            return;
        }
        let destination = destination.clone();
        self.unrouted.insert(destination.clone(), vec![entry]);
        let (deliverer, events) = (self.worker.deliverer.clone(), self.events.clone());
        self.worker.tracker.spawn(async move {
            let route = targets::route(deliverer.settings(), deliverer.opener().resolver(), &destination).await;
            let _ = events.send(Event::Routed { destination, route });
        });
    }

    fn place(&mut self, route: &Arc<Route>, entries: Vec<HandedOver>) {
        let mut by_source: HashMap<Option<IpAddressId>, Vec<HandedOver>> = HashMap::new();
        for entry in entries {
            by_source.entry(entry.queued.ip_address_id).or_default().push(entry);
        }
        for (source, entries) in by_source {
            self.place_from(&route.key.sent_from(source), entries);
        }
    }

    fn place_from(&mut self, key: &SiteKey, entries: Vec<HandedOver>) {
        let now = self.now();
        let mut turned_away = Vec::new();
        let gate = self.ready.gate(key, now);
        for entry in entries {
            // What is too old fails for good without asking the site.
            let is_expired = now.since(entry.queued.created_at) > MAX_QUEUE_TIME;
            match &gate {
                Gate::Closed { .. } if is_expired => self.ready.push(&no_site(), entry),
                Gate::Closed { .. } => turned_away.push(entry),
                Gate::Open | Gate::Probe => self.ready.push(key, entry),
            }
        }
        if let Gate::Closed { until, failure } = gate
            && !turned_away.is_empty()
        {
            self.defer(turned_away, until, failure);
        }
    }

    /// Back to the database until the site opens.
    fn defer(&self, entries: Vec<HandedOver>, until: Timestamp, failure: Option<Failure>) {
        let (queue, deliverer) = (self.worker.queue.clone(), self.worker.deliverer.clone());
        let (events, hard_stop) = (self.events.clone(), self.hard_stop.clone());
        self.worker.tracker.spawn(async move {
            // At once, so that their records share commits.
            let failure = failure.as_ref();
            let all = futures::stream::iter(entries).for_each_concurrent(DEFERRED_AT_ONCE, |entry| {
                let (queue, deliverer, events, hard_stop) = (&queue, &deliverer, &events, &hard_stop);
                async move {
                    let (server, message) = entry.key();
                    let begun = queue.begin(server, message).await;
                    let deferred = deliverer.defer(&entry, until, failure, hard_stop).await;
                    drop(begun);
                    if let Err(error) = deferred {
                        pause(&error, hard_stop).await;
                        let _ = events.send(Event::Returned(entry));
                    }
                }
            });
            all.await;
        });
    }

    fn open_urgent(&mut self) {
        let now = self.now();
        for destination in self.worker.queue.take_urgent() {
            if let Some((route, _)) = self.ways.get(&destination) {
                self.ready.open_for_probe(&route.key.site, now);
            }
        }
    }

    fn look_if_due(&mut self) {
        let is_low = self.has_backlog && self.worker.hand_over.in_memory() < LOW_WATER;
        if self.is_looking || !(self.look_again || is_low) {
            return;
        }
        (self.is_looking, self.look_again, self.has_backlog) = (true, false, false);
        let now = self.now();
        self.next_look = now + POLL;
        if self.cursor.is_none() {
            self.is_expiry_pass = now >= self.next_tidy;
            if self.is_expiry_pass {
                self.next_tidy = now + TIDY;
                self.ready.forget_idle(now);
            }
        }
        let metrics = self.worker.metrics.clone();
        let (queue, events, after) = (self.worker.queue.clone(), self.events.clone(), self.cursor.clone());
        self.worker.tracker.spawn(async move {
            let began = Instant::now();
            let scan = claims::scan(&queue, after, now).await.unwrap_or_else(|error| {
                metrics.worker.error("StoreError");
                tracing::error!(%error, "the queue cannot be read");
                Scan { due: Vec::new(), next: None }
            });
            // 3.3 observes each poll, also in vain.
            metrics.worker.job(Job::ProcessQueuedMessages, began.elapsed(), false);
            let _ = events.send(Event::Scanned(scan));
        });
    }

    /// Claims what has a place in memory and a site that takes it.
    fn claim(&mut self, scan: Scan) {
        let now = self.now();
        // A look that did not come to the end goes on at once.
        self.look_again |= scan.next.is_some();
        if scan.next.is_none() {
            self.turn = self.turn.wrapping_add(1);
        }
        self.cursor = scan.next;
        let claims: Vec<Claim> = scan.due.into_iter().filter_map(|lane| self.plan(lane, now)).collect();
        let (queue, events) = (self.worker.queue.clone(), self.events.clone());
        self.worker.tracker.spawn(async move {
            let claimed = claims::carry_out_all(&queue, claims).await;
            let _ = events.send(Event::Claimed(claimed));
        });
    }

    fn plan(&self, lane: Lane, now: Timestamp) -> Option<Claim> {
        // 3.3: a worker takes what leaves from addresses of its machine, and what leaves from any.
        if lane.ip_address_id.is_some_and(|id| self.worker.sources.is_elsewhere(id)) {
            return None;
        }
        let destination = &lane.destination;
        let key = self.ways.get(destination).map(|(route, _)| route.key.sent_from(lane.ip_address_id));
        let gate = key.map_or(Gate::Open, |key| self.ready.gate(&key, now));
        let hand_over = &self.worker.hand_over;
        let (limit, what) = match gate {
            Gate::Open => (hand_over.room(destination), Wanted::Due(now, Priority::order(self.turn))),
            Gate::Probe => (1, Wanted::Due(now, Priority::order(self.turn))),
            // Only those that are too old to wait for it.
            Gate::Closed { .. } if self.is_expiry_pass => (EXPIRED_AT_ONCE, Wanted::Expired(now - MAX_QUEUE_TIME)),
            Gate::Closed { .. } => return None,
        };
        let slots: Vec<Slot> = (0..limit).map_while(|_| hand_over.reserve(destination, 0)).collect();
        (!slots.is_empty()).then_some(Claim { lane, what, slots })
    }

    /// Waits for the attempts in progress; after the time-out they have to end. One that does not is left behind: its
    /// row comes free with the process.
    async fn finish(mut self, happened: &mut mpsc::UnboundedReceiver<Event>) {
        let deadline = tokio::time::sleep(self.worker.shutdown_timeout);
        tokio::pin!(deadline);
        while self.active > 0 {
            tokio::select! {
                event = happened.recv() => if let Some(Event::Finished { .. }) = event { self.active -= 1 },
                () = &mut deadline => {
                    if self.hard_stop.is_cancelled() {
                        tracing::error!(deliveries = self.active, "deliveries did not end, they are left behind");
                        break;
                    }
                    self.hard_stop.cancel();
                    deadline.as_mut().reset(tokio::time::Instant::now() + LAST_GRACE);
                }
            }
        }
        self.hard_stop.cancel();
        self.worker.deliverer.opener().close();
    }
}

/// Key of messages that fail without a site being asked.
fn no_site() -> SiteKey {
    SiteKey { source: None, site: "?".into() }
}

async fn pause(error: &StoreError, stop: &CancellationToken) {
    tracing::error!(%error, "the database does not answer; the message is taken up again");
    tokio::select! {
        () = tokio::time::sleep(DATABASE_PAUSE) => {}
        () = stop.cancelled() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_attempt_whose_task_fails_is_reported_all_the_same() {
        let (events, mut happened) = mpsc::unbounded_channel();
        let mut ending = Ending::new(events, no_site());
        let failed = tokio_util::task::TaskTracker::new().spawn(async move {
            ending.set(Health::Up, None);
            panic!("a fault of our own");
        });
        assert!(failed.await.is_err_and(|error: tokio::task::JoinError| error.is_panic()));
        assert!(matches!(happened.recv().await, Some(Event::Finished { health: Health::Up, again: None, .. })));
    }
}
