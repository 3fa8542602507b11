//! Spans of time in UTC: hours, days, months, years.

use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Unit, Zoned};

use crate::model::Timestamp;

/// Width of a bucket. Buckets start at multiples of it in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Hour,
    Day,
    Month,
    Year,
}

impl Width {
    /// From fine to coarse.
    pub const ALL: [Width; 4] = [Width::Hour, Width::Day, Width::Month, Width::Year];

    /// As in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Start of the bucket that contains `at`.
    pub fn start_of(self, at: Timestamp) -> Timestamp {
        self.floor(at).map_or(at, |zoned| timestamp(&zoned))
    }

    /// Start of the bucket `count` buckets later; earlier when negative.
    pub fn step(self, at: Timestamp, count: i64) -> Timestamp {
        let moved = self.floor(at).and_then(|zoned| {
            let span = match self {
                Self::Hour => count.hours(),
                Self::Day => count.days(),
                Self::Month => count.months(),
                Self::Year => count.years(),
            };
            zoned.checked_add(span).ok()
        });
        moved.map_or(at, |zoned| timestamp(&zoned))
    }

    fn floor(self, at: Timestamp) -> Option<Zoned> {
        let zoned = at.to_jiff().to_zoned(TimeZone::UTC);
        match self {
            Self::Hour => zoned.round(jiff::ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc)).ok(),
            Self::Day => zoned.start_of_day().ok(),
            Self::Month => zoned.first_of_month().and_then(|first| first.start_of_day()).ok(),
            Self::Year => zoned.first_of_year().and_then(|first| first.start_of_day()).ok(),
        }
    }
}

fn timestamp(zoned: &Zoned) -> Timestamp {
    Timestamp(zoned.timestamp().as_microsecond())
}

/// Starts of all buckets from that of `since` until before `until`, oldest first, at most `limit`.
pub fn starts(width: Width, since: Timestamp, until: Timestamp, limit: usize) -> Vec<Timestamp> {
    let mut starts = Vec::new();
    let mut next = width.start_of(since);
    while next < until && starts.len() < limit {
        starts.push(next);
        let after = width.step(next, 1);
        if after <= next {
            break;
        }
        next = after;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn buckets_start_at_multiples_in_utc_oldest_first() {
        let now = at("2026-03-01T14:35:46Z");
        let texts = |width: Width, count: i64| -> Vec<String> {
            let starts = starts(width, width.step(now, 1 - count), now, 100);
            starts.into_iter().map(|start| start.to_rfc3339()[..13].to_owned()).collect()
        };
        assert_eq!(texts(Width::Hour, 2), ["2026-03-01T13", "2026-03-01T14"]);
        assert_eq!(texts(Width::Day, 2), ["2026-02-28T00", "2026-03-01T00"]);
        assert_eq!(texts(Width::Month, 3), ["2026-01-01T00", "2026-02-01T00", "2026-03-01T00"]);
        assert_eq!(texts(Width::Year, 2), ["2025-01-01T00", "2026-01-01T00"]);
    }

    #[test]
    fn the_end_is_not_part_and_there_are_not_more_than_asked() {
        let (since, until) = (at("2026-01-01T00:00:00Z"), at("2026-01-03T00:00:00Z"));
        assert_eq!(starts(Width::Day, since, until, 100).len(), 2);
        assert_eq!(starts(Width::Hour, since, until, 7).len(), 7);
        assert!(starts(Width::Hour, until, since, 7).is_empty());
    }
}
