//! Messages in memory, sorted by where they go.
//!
//! One queue per (source address, site), a site being a set of hosts that share limits and fate. Inside a site the mail
//! servers take turns, so that one tenant's blast cannot starve another, and of each what is urgent goes first, but not
//! always, so that the rest does not starve. The sites take turns, too, each with its own limit of attempts at once, so that
//! a slow one never blocks another. One that cannot be reached is closed for a while; then one attempt finds out whether
//! it is back. No IO and no clock: times are given.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::HandedOver;
use super::lanes::Lanes;
use crate::model::{IpAddressId, ServerId, Timestamp};

/// Attempts at once per site, and so connections.
pub const ATTEMPTS_PER_SITE: usize = 20;

/// Sessions lost one after the other, after which a site is closed.
const FAULTS_TO_CLOSE: u32 = 10;
/// A site of which nothing was heard for so long is forgotten.
const REMEMBERED_FOR: Duration = Duration::from_secs(3600);

/// First and longest time that a site stays closed. No longer than the first step of the retry schedule, so that a
/// message which is due again finds the site open for a probe.
const FIRST_CLOSURE: Duration = Duration::from_secs(60);
const LONGEST_CLOSURE: Duration = Duration::from_secs(300);

/// Which queue a message waits in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SiteKey {
    /// Where the messages leave from; `None`: the operating system's choice.
    pub source: Option<IpAddressId>,
    /// Names of the hosts, sorted.
    pub site: Arc<str>,
}

impl SiteKey {
    /// The same hosts, asked from an address.
    pub fn sent_from(&self, source: Option<IpAddressId>) -> Self {
        Self { source, site: self.site.clone() }
    }
}

/// What an attempt tells about the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// A host of the site spoke with us.
    Up,
    /// No session with any host.
    Down(Failure),
    /// It asks for less (421, rate limits).
    Busy,
    /// A session was lost in the middle: a time-out, a closed connection.
    Faulty,
    /// The attempt ended before the site was asked.
    Unknown,
}

/// Why a site cannot be reached, for those who wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// ` Tried A and B.`
    pub tried: String,
    pub output: String,
}

/// Whether messages for a site may be taken up now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// One, to find out.
    Probe,
    Closed {
        until: Timestamp,
        failure: Option<Failure>,
    },
}

#[derive(Debug)]
struct Closure {
    until: Timestamp,
    times: u32,
    failure: Option<Failure>,
}

#[derive(Debug)]
struct Site {
    turns: VecDeque<ServerId>,
    waiting: HashMap<ServerId, Lanes>,
    active: usize,
    /// Attempts at once; fewer for one that loses sessions.
    limit: usize,
    /// Sessions lost since the last good one.
    faults: u32,
    heard_at: Timestamp,
    closure: Option<Closure>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            turns: VecDeque::new(),
            waiting: HashMap::new(),
            active: 0,
            limit: ATTEMPTS_PER_SITE,
            faults: 0,
            heard_at: Timestamp(0),
            closure: None,
        }
    }
}

impl Site {
    fn gate(&self, now: Timestamp) -> Gate {
        match &self.closure {
            None => Gate::Open,
            Some(closure) if closure.until <= now && self.active == 0 => Gate::Probe,
            Some(closure) => Gate::Closed {
                until: closure.until.max(now + Duration::from_secs(1)),
                failure: closure.failure.clone(),
            },
        }
    }

    /// `share`: what one site may have at most just now.
    fn may_start(&self, now: Timestamp, share: usize) -> bool {
        match &self.closure {
            None => self.active < self.limit.min(share),
            Some(closure) => closure.until <= now && self.active == 0,
        }
    }

    fn push(&mut self, entry: HandedOver) {
        let server = entry.queued.server_id;
        let waiting = self.waiting.entry(server).or_default();
        if waiting.is_empty() {
            self.turns.push_back(server);
        }
        waiting.push(entry);
    }

    fn pop(&mut self) -> Option<HandedOver> {
        let server = self.turns.pop_front()?;
        let waiting = self.waiting.get_mut(&server)?;
        let entry = waiting.pop();
        if waiting.is_empty() {
            self.waiting.remove(&server);
        } else {
            self.turns.push_back(server);
        }
        entry
    }

    fn drain(&mut self) -> Vec<HandedOver> {
        self.turns.clear();
        self.waiting.drain().flat_map(|(_, lanes)| lanes.into_entries()).collect()
    }

    fn is_forgettable(&self) -> bool {
        self.active == 0 && self.turns.is_empty() && self.closure.is_none() && self.limit == ATTEMPTS_PER_SITE
    }

    fn recover(&mut self) {
        self.closure = None;
        self.faults = 0;
        self.limit = (self.limit * 2).min(ATTEMPTS_PER_SITE);
    }

    /// `true`: once too often.
    fn lose_session(&mut self) -> bool {
        self.faults += 1;
        self.limit = (self.limit / 2).max(1);
        self.faults >= FAULTS_TO_CLOSE
    }
}

/// All ready queues of this process.
#[derive(Debug, Default)]
pub struct Ready {
    sites: HashMap<SiteKey, Site>,
    /// Sites with something to do, in the order of their turns; each at most once.
    turns: VecDeque<SiteKey>,
}

impl Ready {
    pub fn gate(&self, key: &SiteKey, now: Timestamp) -> Gate {
        self.sites.get(key).map_or(Gate::Open, |site| site.gate(now))
    }

    /// Adds a message. Look at [`Ready::gate`] first: what is added to a closed site waits until it opens.
    pub fn push(&mut self, key: &SiteKey, entry: HandedOver) {
        let site = self.sites.entry(key.clone()).or_default();
        let was_empty = site.turns.is_empty();
        site.push(entry);
        if was_empty {
            self.turns.push_back(key.clone());
        }
    }

    /// The next message to attempt. Call [`Ready::finished`] when the attempt is over. `free`: attempts that may still
    /// start, over all sites. The fewer there are, the less a single site gets: a few slow ones cannot take them all.
    pub fn pop(&mut self, now: Timestamp, free: usize) -> Option<(SiteKey, HandedOver)> {
        let share = ATTEMPTS_PER_SITE.min(free.div_ceil(4));
        for _ in 0..self.turns.len() {
            let key = self.turns.pop_front()?;
            let Some(site) = self.sites.get_mut(&key) else { continue };
            if site.turns.is_empty() {
                continue;
            }
            if !site.may_start(now, share) {
                self.turns.push_back(key);
                continue;
            }
            let entry = site.pop();
            if !site.turns.is_empty() {
                self.turns.push_back(key.clone());
            }
            if let Some(entry) = entry {
                site.active += 1;
                return Some((key, entry));
            }
        }
        None
    }

    /// An attempt is over. Answers the messages that can wait elsewhere, because the site is closed now.
    pub fn finished(&mut self, key: &SiteKey, health: Health, now: Timestamp) -> Vec<HandedOver> {
        let Some(site) = self.sites.get_mut(key) else { return Vec::new() };
        site.active = site.active.saturating_sub(1);
        if health != Health::Unknown {
            site.heard_at = now;
        }
        let mut evicted = Vec::new();
        match health {
            Health::Up => site.recover(),
            Health::Unknown => {}
            Health::Faulty => {
                if site.lose_session() {
                    close(site, now, None);
                    evicted = site.drain();
                }
            }
            Health::Down(failure) => {
                close(site, now, Some(failure));
                evicted = site.drain();
            }
            Health::Busy => {
                close(site, now, None);
                evicted = site.drain();
            }
        }
        if site.is_forgettable() {
            self.sites.remove(key);
        }
        evicted
    }

    /// Lets the next message of a closed site through, from whatever address: a person wants to know.
    pub fn open_for_probe(&mut self, site: &str, now: Timestamp) {
        let same = self.sites.iter_mut().filter(|(key, _)| &*key.site == site);
        for closure in same.filter_map(|(_, site)| site.closure.as_mut()) {
            closure.until = closure.until.min(now);
        }
    }

    /// When the next closed site opens for a probe.
    pub fn next_opening(&self) -> Option<Timestamp> {
        self.sites.values().filter_map(|site| site.closure.as_ref().map(|closure| closure.until)).min()
    }

    /// Forgets the sites that nobody has written to for a while: a domain that is gone must not stay for ever.
    pub fn forget_idle(&mut self, now: Timestamp) {
        self.sites
            .retain(|_, site| site.active > 0 || !site.turns.is_empty() || now.since(site.heard_at) < REMEMBERED_FOR);
    }

    /// Takes out everything.
    pub fn drain(&mut self) -> Vec<HandedOver> {
        self.turns.clear();
        self.sites.values_mut().flat_map(Site::drain).collect()
    }
}

fn close(site: &mut Site, now: Timestamp, failure: Option<Failure>) {
    match &mut site.closure {
        // Those that were under way together count as one failure.
        Some(closure) if closure.until > now => closure.failure = failure,
        closure => {
            let times = closure.as_ref().map_or(0, |closure| closure.times);
            let wait = FIRST_CLOSURE.saturating_mul(1 << times.min(4)).min(LONGEST_CLOSURE);
            *closure = Some(Closure { until: now + wait, times: times + 1, failure });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MessageId, Priority, ProcessId, QueuedMessage};
    use crate::queue::HandOver;

    fn entry(hand_over: &HandOver, server: i64, message: i64) -> HandedOver {
        urgent(hand_over, server, message, Priority::Normal)
    }

    fn urgent(hand_over: &HandOver, server: i64, message: i64, priority: Priority) -> HandedOver {
        let queued = QueuedMessage {
            server_id: ServerId(server),
            message_id: MessageId(message),
            destination: "example.com".to_owned(),
            ip_address_id: None,
            due_at: Timestamp(0),
            attempts: 0,
            is_manual: false,
            priority,
            owner: ProcessId(1),
            generation: 0,
            created_at: Timestamp(0),
        };
        HandedOver::new(queued, None, hand_over.reserve("example.com", 0).unwrap())
    }

    fn key(site: &str) -> SiteKey {
        SiteKey { source: None, site: site.into() }
    }

    fn down() -> Health {
        Health::Down(Failure { tried: " Tried mx.".to_owned(), output: "refused".to_owned() })
    }

    const NOW: Timestamp = Timestamp::from_seconds(1000);
    const FREE: usize = 500;

    #[test]
    fn mail_servers_take_turns_inside_a_site() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        for message in 1..=3 {
            ready.push(&key("a"), entry(&queue, 1, message));
        }
        ready.push(&key("a"), entry(&queue, 2, 1));
        let order: Vec<i64> =
            std::iter::from_fn(|| ready.pop(NOW, FREE)).map(|(_, entry)| entry.queued.server_id.0).collect();
        assert_eq!(order, [1, 2, 1, 1]);
    }

    #[test]
    fn what_is_urgent_goes_first_and_the_rest_does_not_starve() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        for message in 0..3 {
            ready.push(&key("a"), urgent(&queue, 1, message, Priority::Bulk));
        }
        ready.push(&key("a"), urgent(&queue, 1, 10, Priority::Normal));
        for message in 20..28 {
            ready.push(&key("a"), urgent(&queue, 1, message, Priority::High));
        }
        // Another mail server has its turn whatever is urgent here.
        ready.push(&key("a"), urgent(&queue, 2, 90, Priority::Bulk));
        let order: Vec<i64> =
            std::iter::from_fn(|| ready.pop(NOW, FREE)).map(|(_, entry)| entry.queued.message_id.0).collect();
        assert_eq!(order, [20, 90, 21, 22, 10, 23, 24, 25, 0, 26, 27, 1, 2]);
    }

    #[test]
    fn a_site_has_at_most_twenty_attempts_at_once_and_does_not_block_others() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        for message in 0..30 {
            ready.push(&key("slow"), entry(&queue, 1, message));
        }
        for _ in 0..20 {
            assert!(ready.pop(NOW, FREE).is_some());
        }
        assert!(ready.pop(NOW, FREE).is_none());
        ready.push(&key("fast"), entry(&queue, 1, 100));
        assert_eq!(ready.pop(NOW, FREE).unwrap().0, key("fast"));
        assert!(ready.finished(&key("slow"), Health::Up, NOW).is_empty());
        assert_eq!(ready.pop(NOW, FREE).unwrap().0, key("slow"));
    }

    #[test]
    fn a_dead_site_gives_its_messages_back_and_is_probed_by_one() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        for message in 0..5 {
            ready.push(&key("dead"), entry(&queue, 1, message));
        }
        drop(ready.pop(NOW, FREE));
        assert_eq!(ready.finished(&key("dead"), down(), NOW).len(), 4);
        assert!(matches!(ready.gate(&key("dead"), NOW), Gate::Closed { until, .. } if until == NOW + FIRST_CLOSURE));
        let later = NOW + FIRST_CLOSURE;
        assert_eq!(ready.gate(&key("dead"), later), Gate::Probe);
        ready.push(&key("dead"), entry(&queue, 1, 7));
        ready.push(&key("dead"), entry(&queue, 1, 8));
        assert!(ready.pop(later, FREE).is_some());
        assert!(ready.pop(later, FREE).is_none(), "one probe at a time");
        assert!(ready.finished(&key("dead"), Health::Up, later).is_empty());
        assert!(ready.pop(later, FREE).is_some());
        assert_eq!(ready.gate(&key("dead"), later), Gate::Open);
    }

    #[test]
    fn the_pause_grows_to_five_minutes_and_a_person_can_cut_it_short() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        let mut now = NOW;
        for seconds in [60, 120, 240, 300, 300] {
            ready.push(&key("dead"), entry(&queue, 1, 1));
            assert!(ready.pop(now, FREE).is_some());
            ready.finished(&key("dead"), down(), now);
            assert_eq!(ready.next_opening(), Some(now + Duration::from_secs(seconds)));
            now = now + Duration::from_secs(seconds);
        }
        ready.push(&key("dead"), entry(&queue, 1, 1));
        drop(ready.pop(now, FREE));
        ready.finished(&key("dead"), down(), now);
        ready.open_for_probe("dead", now);
        assert_eq!(ready.gate(&key("dead"), now), Gate::Probe);
    }

    #[test]
    fn slow_sites_leave_room_for_others_however_much_waits_for_them() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        let mut active = 0;
        for site in 0..30 {
            for message in 0..20 {
                ready.push(&key(&format!("slow{site}")), entry(&queue, 1, site * 100 + message));
            }
            while ready.pop(NOW, FREE - active).is_some() {
                active += 1;
            }
        }
        assert!(active < FREE, "{active}");
        ready.push(&key("fast"), entry(&queue, 1, 9999));
        assert_eq!(ready.pop(NOW, FREE - active).unwrap().0, key("fast"));
    }

    #[test]
    fn a_site_that_loses_sessions_gets_fewer_attempts_and_is_closed_when_it_goes_on() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        for message in 0..40 {
            ready.push(&key("bad"), entry(&queue, 1, message));
        }
        for _ in 0..3 {
            assert!(ready.pop(NOW, FREE).is_some());
            assert!(ready.finished(&key("bad"), Health::Faulty, NOW).is_empty());
        }
        assert!(ready.pop(NOW, FREE).is_some() && ready.pop(NOW, FREE).is_some());
        assert!(ready.pop(NOW, FREE).is_none(), "20, 10, 5, now 2 at once");
        ready.finished(&key("bad"), Health::Up, NOW);
        assert!((0..3).all(|_| ready.pop(NOW, FREE).is_some()) && ready.pop(NOW, FREE).is_none(), "4 after a good one");
        for _ in 0..4 {
            ready.finished(&key("bad"), Health::Faulty, NOW);
        }
        for round in 5..=FAULTS_TO_CLOSE {
            assert!(ready.pop(NOW, FREE).is_some());
            let evicted = ready.finished(&key("bad"), Health::Faulty, NOW);
            assert_eq!(evicted.is_empty(), round < FAULTS_TO_CLOSE, "{round}");
        }
        assert!(matches!(ready.gate(&key("bad"), NOW), Gate::Closed { failure: None, .. }));
    }

    #[test]
    fn the_same_hosts_are_another_site_from_another_address() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        let (one, other) = (key("mx").sent_from(Some(IpAddressId(1))), key("mx").sent_from(Some(IpAddressId(2))));
        for message in 0..30 {
            ready.push(&one, entry(&queue, 1, message));
            ready.push(&other, entry(&queue, 1, 100 + message));
        }
        assert_eq!(std::iter::from_fn(|| ready.pop(NOW, FREE)).count(), 2 * ATTEMPTS_PER_SITE);
        assert_eq!(ready.finished(&one, down(), NOW).len(), 10);
        assert!(matches!(ready.gate(&one, NOW), Gate::Closed { .. }));
        assert_eq!(ready.gate(&other, NOW), Gate::Open);
        assert!(ready.finished(&other, Health::Up, NOW).is_empty());
        assert_eq!(ready.pop(NOW, FREE).unwrap().0, other);
        ready.open_for_probe("mx", NOW);
        assert_eq!(ready.next_opening(), Some(NOW));
    }

    #[test]
    fn a_dead_site_that_nobody_writes_to_is_forgotten() {
        let (queue, _receiver) = HandOver::new(ProcessId(1));
        let mut ready = Ready::default();
        ready.push(&key("dead"), entry(&queue, 1, 1));
        drop(ready.pop(NOW, FREE));
        ready.finished(&key("dead"), down(), NOW);
        ready.forget_idle(NOW + LONGEST_CLOSURE);
        assert!(ready.next_opening().is_some());
        ready.forget_idle(NOW + REMEMBERED_FOR);
        assert_eq!(ready.next_opening(), None);
    }
}
