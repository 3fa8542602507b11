//! What waits of one mail server for one site, by priority.

use std::collections::VecDeque;

use super::HandedOver;
use crate::model::Priority;

/// Messages of one mail server for one site.
#[derive(Debug, Default)]
pub struct Lanes {
    bulk: VecDeque<HandedOver>,
    normal: VecDeque<HandedOver>,
    high: VecDeque<HandedOver>,
    turn: u8,
}

impl Lanes {
    fn lane(&mut self, priority: Priority) -> &mut VecDeque<HandedOver> {
        match priority {
            Priority::Bulk => &mut self.bulk,
            Priority::Normal => &mut self.normal,
            Priority::High => &mut self.high,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.bulk.is_empty() && self.normal.is_empty() && self.high.is_empty()
    }

    pub fn push(&mut self, entry: HandedOver) {
        self.lane(entry.queued.priority).push_back(entry);
    }

    /// The next one. What is urgent goes first, but not always, so that the rest does not starve.
    pub fn pop(&mut self) -> Option<HandedOver> {
        let order = Priority::order(self.turn);
        self.turn = self.turn.wrapping_add(1);
        order.into_iter().find_map(|priority| self.lane(priority).pop_front())
    }

    pub fn into_entries(self) -> impl Iterator<Item = HandedOver> {
        self.high.into_iter().chain(self.normal).chain(self.bulk)
    }
}
