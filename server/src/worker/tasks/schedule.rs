//! When a task runs, by the clock in UTC.

use std::time::Duration;

use crate::model::Timestamp;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The times of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    EveryMinute,
    /// Each hour at this minute.
    Hourly(u32),
    /// Each day at this hour.
    Daily(u32),
}

impl When {
    /// The first time after `now`.
    pub fn next(self, now: Timestamp) -> Timestamp {
        let (period, after) = match self {
            When::EveryMinute => (MINUTE, Duration::ZERO),
            When::Hourly(minute) => (HOUR, MINUTE * minute),
            When::Daily(hour) => (DAY, HOUR * hour),
        };
        let slot = now.floor(period) + after;
        if slot > now { slot } else { slot + period }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_postal_3_and_always_later() {
        let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond());
        for (when, now, next) in [
            (When::Hourly(15), "2026-01-01T10:10:00Z", "2026-01-01T10:15:00Z"),
            (When::Hourly(15), "2026-01-01T10:15:00Z", "2026-01-01T11:15:00Z"),
            (When::Hourly(45), "2026-01-01T23:50:00Z", "2026-01-02T00:45:00Z"),
            (When::Daily(3), "2026-01-01T10:15:00Z", "2026-01-02T03:00:00Z"),
            (When::Daily(3), "2026-01-01T02:59:59Z", "2026-01-01T03:00:00Z"),
            (When::EveryMinute, "2026-01-01T10:15:00Z", "2026-01-01T10:16:00Z"),
            (When::EveryMinute, "2026-01-01T10:15:01Z", "2026-01-01T10:16:00Z"),
        ] {
            assert_eq!(when.next(at(now)), at(next), "{when:?} after {now}");
        }
    }
}
