//! How many requests may be in progress: in total, to one webhook, and to those that answer slowly or not at all.
//!
//! Webhooks in good health and the others have a total of their own each, so that receivers that hang cannot hold up those
//! that answer. Of the others each gets one request at a time.

use std::collections::HashMap;
use std::time::Duration;

use super::Sent;
use crate::model::WebhookId;

/// An answer that takes longer is a slow one.
const SLOW: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Health {
    #[default]
    Good,
    /// It hangs, cannot be reached, or takes its time.
    Slow,
}

impl Health {
    pub fn of(sent: &Sent) -> Self {
        // An error that comes at once holds nobody up.
        if sent.status_code < 0 || sent.duration > SLOW { Health::Slow } else { Health::Good }
    }
}

#[derive(Debug, Default)]
struct Lane {
    active: usize,
    health: Health,
}

/// Requests in progress, by webhook.
#[derive(Debug)]
pub struct Lanes {
    max_total: usize,
    max_per_webhook: usize,
    lanes: HashMap<WebhookId, Lane>,
    good_active: usize,
    slow_active: usize,
}

impl Lanes {
    /// `max_total`: in good health; as many again of the others.
    pub fn new(max_total: usize, max_per_webhook: usize) -> Self {
        Self {
            max_total: max_total.max(1),
            max_per_webhook: max_per_webhook.max(1),
            lanes: HashMap::new(),
            good_active: 0,
            slow_active: 0,
        }
    }

    /// Requests that may be begun to this webhook now.
    pub fn room(&self, webhook: WebhookId) -> usize {
        let (active, health) = self.lanes.get(&webhook).map_or((0, Health::Good), |lane| (lane.active, lane.health));
        match health {
            Health::Good => {
                self.max_per_webhook.saturating_sub(active).min(self.max_total.saturating_sub(self.good_active))
            }
            Health::Slow => 1_usize.saturating_sub(active).min(self.max_total.saturating_sub(self.slow_active)),
        }
    }

    /// Whether there is room for anybody.
    pub fn is_full(&self) -> bool {
        self.good_active >= self.max_total && self.slow_active >= self.max_total
    }

    /// A request begins; answers what [`Self::finished`] wants back.
    pub fn begin(&mut self, webhook: WebhookId) -> Health {
        let lane = self.lanes.entry(webhook).or_default();
        lane.active += 1;
        match lane.health {
            Health::Good => self.good_active += 1,
            Health::Slow => self.slow_active += 1,
        }
        lane.health
    }

    /// A request is over. `begun`: in which health; `health`: what it showed, `None`: nothing.
    pub fn finished(&mut self, webhook: WebhookId, begun: Health, health: Option<Health>) {
        let Some(lane) = self.lanes.get_mut(&webhook) else { return };
        lane.active = lane.active.saturating_sub(1);
        match begun {
            Health::Good => self.good_active = self.good_active.saturating_sub(1),
            Health::Slow => self.slow_active = self.slow_active.saturating_sub(1),
        }
        lane.health = health.unwrap_or(lane.health);
        if lane.active == 0 && lane.health == Health::Good {
            self.lanes.remove(&webhook);
        }
    }

    pub fn is_idle(&self) -> bool {
        self.good_active == 0 && self.slow_active == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_that_hangs_gets_one_request_at_a_time_and_leaves_room_for_others() {
        let (hanging, quick) = (WebhookId(1), WebhookId(2));
        let mut lanes = Lanes::new(4, 3);
        let begun: Vec<Health> = (0..3).map(|_| lanes.begin(hanging)).collect();
        assert_eq!((lanes.room(hanging), lanes.room(quick)), (0, 1));
        for health in begun {
            lanes.finished(hanging, health, Some(Health::Slow));
        }
        assert_eq!((lanes.room(hanging), lanes.room(quick)), (1, 3));
        let begun = lanes.begin(hanging);
        assert_eq!((begun, lanes.room(hanging), lanes.room(quick)), (Health::Slow, 0, 3));
        lanes.finished(hanging, begun, Some(Health::Good));
        assert_eq!(lanes.room(hanging), 3);
        assert!(lanes.is_idle() && !lanes.is_full());
    }
}
