//! Figures of a mail server: counters per hour, day, month and year, and those of the last 60 minutes.
//!
//! Only reads; the counters are written in the transactions of what they count (`store::committer`).

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Unit};

use crate::model::{ServerId, Timestamp};
use crate::store::{Store, StoreError, statistics as rows};

pub use crate::store::statistics::Totals;

/// The live figures look back at most this far.
const WINDOW_MINUTES: i64 = 60;

#[derive(Debug, thiserror::Error)]
pub enum StatisticsError {
    #[error("Live stats can only return data for the last 60 minutes.")]
    Window,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Width of a bucket. Buckets start at multiples of it in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Hour,
    Day,
    Month,
    Year,
}

/// One point of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    pub start: Timestamp,
    pub totals: Totals,
}

/// The last `count` buckets up to the one that contains `now`, oldest first, zero where nothing happened.
pub async fn series(
    store: &Store,
    server: ServerId,
    width: Width,
    count: u32,
    now: Timestamp,
) -> Result<Vec<Bucket>, StatisticsError> {
    let starts = starts(width, count, now);
    let Some(first) = starts.first() else { return Ok(Vec::new()) };
    let mut conn = store.read().await?;
    let hours = rows::list_hourly(&mut conn, server, *first, Timestamp(i64::MAX)).await?;
    let mut buckets: Vec<Bucket> =
        starts.into_iter().map(|start| Bucket { start, totals: Totals::default() }).collect();
    for (hour, totals) in hours {
        let index = buckets.partition_point(|bucket| bucket.start <= hour);
        if let Some(bucket) = index.checked_sub(1).and_then(|index| buckets.get_mut(index)) {
            bucket.totals += totals;
        }
    }
    Ok(buckets)
}

/// `(incoming, outgoing)` processed in the last `minutes` minutes.
pub async fn live(
    store: &Store,
    server: ServerId,
    minutes: i64,
    now: Timestamp,
) -> Result<(i64, i64), StatisticsError> {
    if minutes > WINDOW_MINUTES {
        return Err(StatisticsError::Window);
    }
    let mut conn = store.read().await?;
    Ok(rows::sum_minutes(&mut conn, server, window_start(now, minutes)).await?)
}

/// Messages per minute over the last hour, both directions.
pub async fn message_rate(store: &Store, server: ServerId, now: Timestamp) -> Result<f64, StatisticsError> {
    let (incoming, outgoing) = live(store, server, WINDOW_MINUTES, now).await?;
    Ok((incoming + outgoing) as f64 / WINDOW_MINUTES as f64)
}

/// Bounces of the last 30 days as a percentage of the outgoing messages; 0 when there are none.
pub async fn bounce_rate(store: &Store, server: ServerId, now: Timestamp) -> Result<f64, StatisticsError> {
    let days = series(store, server, Width::Day, 30, now).await?;
    let mut sum = Totals::default();
    for day in days {
        sum += day.totals;
    }
    Ok(if sum.outgoing == 0 { 0.0 } else { sum.bounces as f64 / sum.outgoing as f64 * 100.0 })
}

/// Minutes that start after this belong to the last `minutes` minutes.
pub fn window_start(now: Timestamp, minutes: i64) -> Timestamp {
    let span = Duration::from_secs(60 * u64::try_from(minutes).unwrap_or(0));
    (now - span).floor(Duration::from_secs(60))
}

fn starts(width: Width, count: u32, now: Timestamp) -> Vec<Timestamp> {
    let zoned = now.to_jiff().to_zoned(TimeZone::UTC);
    let start = match width {
        Width::Hour => zoned.round(jiff::ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc)).ok(),
        Width::Day => zoned.start_of_day().ok(),
        Width::Month => zoned.first_of_month().and_then(|first| first.start_of_day()).ok(),
        Width::Year => zoned.first_of_year().and_then(|first| first.start_of_day()).ok(),
    };
    let Some(start) = start else { return Vec::new() };
    let mut starts: Vec<Timestamp> = (0..i64::from(count))
        .filter_map(|back| {
            let span = match width {
                Width::Hour => back.hours(),
                Width::Day => back.days(),
                Width::Month => back.months(),
                Width::Year => back.years(),
            };
            start.checked_sub(span).ok()
        })
        .map(|zoned| Timestamp(zoned.timestamp().as_microsecond()))
        .collect();
    starts.reverse();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_start_at_multiples_in_utc_oldest_first() {
        let now: jiff::Timestamp = "2026-03-01T14:35:46Z".parse().unwrap();
        let now = Timestamp(now.as_microsecond());
        let texts = |width, count| -> Vec<String> {
            starts(width, count, now).into_iter().map(|start| start.to_rfc3339()[..13].to_owned()).collect()
        };
        assert_eq!(texts(Width::Hour, 2), ["2026-03-01T13", "2026-03-01T14"]);
        assert_eq!(texts(Width::Day, 2), ["2026-02-28T00", "2026-03-01T00"]);
        assert_eq!(texts(Width::Month, 3), ["2026-01-01T00", "2026-02-01T00", "2026-03-01T00"]);
        assert_eq!(texts(Width::Year, 2), ["2025-01-01T00", "2026-01-01T00"]);
    }

    #[test]
    fn the_window_is_as_long_as_asked() {
        let now = Timestamp::from_seconds(3600 * 10 + 30);
        assert_eq!(window_start(now, 60), Timestamp::from_seconds(3600 * 9));
    }
}
