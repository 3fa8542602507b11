//! The loop that brings messages to their sites.
//!
//! Messages come in by hand-over and by claims. Each destination's way is looked up once for all of its messages,
//! then they wait in the ready queue of their site until an attempt may start. One task owns all of this; look-ups,
//! claims and attempts run beside it and report back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::delivery::outgoing::MAX_QUEUE_TIME;
use crate::delivery::targets::{self, Route};
use crate::model::{ProcessId, Timestamp};
use crate::queue::ready::{Failure, Gate, Health, Ready, SiteKey};
use crate::queue::{HandedOver, Queue, Slot};
use crate::store::{StoreError, queue as rows};

/// How long after the last look the database is asked for due messages.
const POLL: Duration = Duration::from_secs(1);
/// Destinations that one look goes through; the next one goes on from there.
const DESTINATIONS_AT_ONCE: usize = 256;
/// With a backlog, more is claimed when so few messages are left in memory.
const LOW_WATER: usize = 256;
/// How long a way is believed. The resolver has its own cache by TTL below this.
const WAY_LASTS: Duration = Duration::from_secs(60);
const MAX_WAYS: usize = 50_000;
/// Pause before a message is taken up again after the database failed.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

enum Event {
    Routed { destination: String, route: Route },
    Finished { key: SiteKey, health: Health, again: Option<HandedOver> },
    Returned(HandedOver),
    Scanned(Scan),
    Claimed { entries: Vec<HandedOver>, is_full: bool },
}

/// Destinations with due messages, and where the next look begins.
struct Scan {
    due: Vec<String>,
    next: Option<String>,
}

struct Claim {
    destination: String,
    due_before: Timestamp,
    slots: Vec<Slot>,
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
    cursor: String,
    next_look: Timestamp,
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
        cursor: String::new(),
        next_look: now,
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
            && let Some((key, entry)) = self.ready.pop(now)
        {
            let Some((route, _)) = self.ways.get(&entry.queued.destination) else {
                self.ready.finished(&key, Health::Unknown, now);
                self.take_in(entry);
                continue;
            };
            self.active += 1;
            let route = route.clone();
            let (queue, deliverer) = (self.worker.queue.clone(), self.worker.deliverer.clone());
            let (events, hard_stop) = (self.events.clone(), self.hard_stop.clone());
            self.worker.tracker.spawn(async move {
                let (server, message) = entry.key();
                let begun = queue.begin(server, message).await;
                let (health, again) = match deliverer.deliver(&entry, &route.way, &hard_stop).await {
                    Ok(health) => (health, None),
                    Err(error) => {
                        pause(&error, &hard_stop).await;
                        (Health::Unknown, Some(entry))
                    }
                };
                drop(begun);
                // The loop is gone only when the process ends.
                let _ = events.send(Event::Finished { key, health, again });
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
            Event::Claimed { entries, is_full } => {
                self.is_looking = false;
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
        let now = self.now();
        let mut turned_away = Vec::new();
        let gate = self.ready.gate(&route.key, now);
        for entry in entries {
            // What is too old fails for good without asking the site.
            let is_expired = now.since(entry.queued.created_at) > MAX_QUEUE_TIME;
            match &gate {
                Gate::Closed { .. } if is_expired => self.ready.push(&no_site(), entry),
                Gate::Closed { .. } => turned_away.push(entry),
                Gate::Open | Gate::Probe => self.ready.push(&route.key, entry),
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
            for entry in entries {
                let (server, message) = entry.key();
                let begun = queue.begin(server, message).await;
                let deferred = deliverer.defer(&entry, until, failure.as_ref(), &hard_stop).await;
                drop(begun);
                if let Err(error) = deferred {
                    pause(&error, &hard_stop).await;
                    let _ = events.send(Event::Returned(entry));
                }
            }
        });
    }

    fn open_urgent(&mut self) {
        let now = self.now();
        for destination in self.worker.queue.take_urgent() {
            if let Some((route, _)) = self.ways.get(&destination) {
                self.ready.open_for_probe(&route.key, now);
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
        let (queue, events, after) = (self.worker.queue.clone(), self.events.clone(), self.cursor.clone());
        self.worker.tracker.spawn(async move {
            let scan = scan(&queue, after, now).await.unwrap_or_else(|error| {
                tracing::error!(%error, "the queue cannot be read");
                Scan { due: Vec::new(), next: None }
            });
            let _ = events.send(Event::Scanned(scan));
        });
    }

    /// Claims what has a place in memory and a site that takes it.
    fn claim(&mut self, scan: Scan) {
        let now = self.now();
        // A look that did not come to the end goes on at once.
        self.look_again |= scan.next.is_some();
        self.cursor = scan.next.unwrap_or_default();
        let claims: Vec<Claim> = scan.due.into_iter().filter_map(|destination| self.plan(destination, now)).collect();
        let (queue, events) = (self.worker.queue.clone(), self.events.clone());
        self.worker.tracker.spawn(async move {
            let mut taken = Vec::new();
            let mut is_full = false;
            for claim in claims {
                let wanted = claim.slots.len();
                match carry_out(&queue, claim).await {
                    Ok(entries) => {
                        is_full |= wanted > 1 && entries.len() == wanted;
                        taken.extend(entries);
                    }
                    Err(error) => tracing::error!(%error, "messages cannot be taken from the queue"),
                }
            }
            let _ = events.send(Event::Claimed { entries: taken, is_full });
        });
    }

    fn plan(&self, destination: String, now: Timestamp) -> Option<Claim> {
        let gate = self.ways.get(&destination).map_or(Gate::Open, |(route, _)| self.ready.gate(&route.key, now));
        let hand_over = &self.worker.hand_over;
        let (limit, due_before) = match gate {
            Gate::Open => (hand_over.room(&destination), now),
            Gate::Probe => (1, now),
            // Only those that are too old to wait for it.
            Gate::Closed { .. } => (hand_over.room(&destination), now - MAX_QUEUE_TIME),
        };
        let slots: Vec<Slot> = (0..limit).map_while(|_| hand_over.reserve(&destination, 0)).collect();
        (!slots.is_empty()).then_some(Claim { destination, due_before, slots })
    }

    /// Waits for the attempts in progress; after the time-out they have to end.
    async fn finish(mut self, happened: &mut mpsc::UnboundedReceiver<Event>) {
        let deadline = tokio::time::sleep(self.worker.shutdown_timeout);
        tokio::pin!(deadline);
        while self.active > 0 {
            tokio::select! {
                event = happened.recv() => if let Some(Event::Finished { .. }) = event { self.active -= 1 },
                () = &mut deadline, if !self.hard_stop.is_cancelled() => self.hard_stop.cancel(),
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

async fn scan(queue: &Queue, after: String, now: Timestamp) -> Result<Scan, StoreError> {
    let mut conn = queue.store().read().await?;
    let mut scan = Scan { due: Vec::new(), next: None };
    let mut after = after;
    for _ in 0..DESTINATIONS_AT_ONCE {
        let Some((destination, due_at)) = rows::next_destination(&mut conn, &after).await? else { return Ok(scan) };
        after.clone_from(&destination);
        if due_at <= now {
            scan.due.push(destination);
        }
    }
    scan.next = Some(after);
    Ok(scan)
}

async fn carry_out(queue: &Queue, claim: Claim) -> Result<Vec<HandedOver>, StoreError> {
    let mut tx = queue.store().begin().await?;
    let limit = claim.slots.len() as i64;
    let claimed = rows::claim(&mut tx, queue.process(), &claim.destination, claim.due_before, limit).await?;
    tx.commit().await?;
    Ok(claimed.into_iter().zip(claim.slots).map(|(queued, slot)| HandedOver { queued, content: None, slot }).collect())
}
