//! Figures of a mail server: counters per hour, day, month and year, those of the last 60 minutes, and those of outgoing
//! mail by receiving domain and by tag.
//!
//! The counters are written in the transactions of what they count (`store::counters`); here they are read, and rolled up.

mod installation;
mod roll_up;
mod span;

use std::collections::HashMap;
use std::time::Duration;

use crate::model::{ServerId, Timestamp};
use crate::store::{Store, StoreError, retention, statistics as rows};

pub use crate::store::counters::{Dimension, NamedCounter};
pub use crate::store::statistics::{NamedTotals, Totals};
pub use installation::{Installation, OrganizationFigures, ServerFigures, installation};
pub use roll_up::{KEEP_HOURS, KEEP_NAMES, roll_up};
pub use span::Width;

/// The live figures look back at most this far.
const WINDOW_MINUTES: i64 = 60;
/// Most buckets of one series.
pub const MAX_BUCKETS: usize = 2400;

#[derive(Debug, thiserror::Error)]
pub enum StatisticsError {
    #[error("Live stats can only return data for the last 60 minutes.")]
    Window,
    #[error(transparent)]
    Store(#[from] StoreError),
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
    let since = width.step(now, 1 - i64::from(count));
    between(store, server, width, since, width.step(now, 1)).await
}

/// The buckets from the one that contains `since` until before `until`, at most [`MAX_BUCKETS`].
pub async fn between(
    store: &Store,
    server: ServerId,
    width: Width,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<Bucket>, StatisticsError> {
    let starts = span::starts(width, since, until, MAX_BUCKETS);
    let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return Ok(Vec::new()) };
    let mut conn = store.read().await?;
    let counted = rows::list(&mut conn, server, width.as_str(), *first, width.step(*last, 1)).await?;
    let mut buckets: Vec<Bucket> =
        starts.into_iter().map(|start| Bucket { start, totals: Totals::default() }).collect();
    for (at, totals) in counted {
        let index = buckets.partition_point(|bucket| bucket.start <= at);
        if let Some(bucket) = index.checked_sub(1).and_then(|index| buckets.get_mut(index)) {
            bucket.totals += totals;
        }
    }
    Ok(buckets)
}

/// The graph of the overview: 30 days for a server older than 48 hours, its 48 hours for one older than 24, else 24 hours.
pub fn overview(created_at: Timestamp, now: Timestamp) -> (Width, u32) {
    let day = Duration::from_secs(24 * 3600);
    if created_at < now - 2 * day {
        (Width::Day, 30)
    } else if created_at < now - day {
        (Width::Hour, 48)
    } else {
        (Width::Hour, 24)
    }
}

/// The receiving domains, or the tags, with the most of `order`, on the days from that of `since` until before `until`. The
/// name is empty where there were too many to tell apart.
pub async fn names(
    store: &Store,
    server: ServerId,
    dimension: Dimension,
    (since, until): (Timestamp, Timestamp),
    order: NamedCounter,
    limit: u32,
) -> Result<Vec<(String, NamedTotals)>, StatisticsError> {
    let days = (Width::Day.start_of(since), until);
    let mut conn = store.read().await?;
    Ok(rows::list_names(&mut conn, server, dimension, days, order, i64::from(limit)).await?)
}

/// About how long half of the deliveries took at most, in seconds: within its class of times the median is taken to be where
/// even spacing puts it. `None`: nothing was delivered.
pub fn median_delivery_seconds(totals: &NamedTotals) -> Option<f64> {
    let classes = totals.delivery_times();
    let count: i64 = classes.iter().sum();
    let (mut before, mut lower) = (0, 0.0);
    let half = count as f64 / 2.0;
    // What took longer than all classes is taken to have waited up to the end of the queue's patience.
    let bounds = crate::store::figures::DELIVERY_TIME_BOUNDS.into_iter().chain([5 * 24 * 3600]);
    for (inside, upper) in classes.into_iter().zip(bounds) {
        if inside > 0 && (before + inside) as f64 >= half {
            return Some(lower + (upper as f64 - lower) * (half - before as f64) / inside as f64);
        }
        before += inside;
        lower = upper as f64;
    }
    None
}

/// Mean delivery time in seconds. `None`: nothing was delivered.
pub fn mean_delivery_seconds(totals: &NamedTotals) -> Option<f64> {
    let count: i64 = totals.delivery_times().iter().sum();
    (count > 0).then(|| totals.took_ms as f64 / 1000.0 / count as f64)
}

/// Bytes of the raw messages of a mail server; content that several recipients share counts once.
pub async fn stored_bytes(store: &Store, server: ServerId) -> Result<i64, StatisticsError> {
    let (bytes, _) = retention::stored(&mut store.read().await?, server).await?;
    Ok(bytes)
}

/// Messages per minute over the last hour, both directions, of many mail servers at once; 0 is left out.
pub async fn message_rates(
    store: &Store,
    servers: &[ServerId],
    now: Timestamp,
) -> Result<HashMap<ServerId, f64>, StatisticsError> {
    let mut conn = store.read().await?;
    let minutes = rows::list_minutes(&mut conn, servers, window_start(now, WINDOW_MINUTES)).await?;
    let rate = |(server, incoming, outgoing): (ServerId, i64, i64)| {
        (server, (incoming + outgoing) as f64 / WINDOW_MINUTES as f64)
    };
    Ok(minutes.into_iter().map(rate).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_as_long_as_asked() {
        let now = Timestamp::from_seconds(3600 * 10 + 30);
        assert_eq!(window_start(now, 60), Timestamp::from_seconds(3600 * 9));
    }

    #[test]
    fn the_overview_is_as_long_as_the_server_is_old() {
        let now = Timestamp::from_seconds(3600 * 1000);
        let hours = |hours: u64| now - Duration::from_secs(3600 * hours);
        assert_eq!(overview(hours(49), now), (Width::Day, 30));
        assert_eq!(overview(hours(48), now), (Width::Hour, 48));
        assert_eq!(overview(hours(24), now), (Width::Hour, 24));
    }

    #[test]
    fn the_median_lies_within_its_class() {
        let mut totals = NamedTotals::default();
        assert_eq!((median_delivery_seconds(&totals), mean_delivery_seconds(&totals)), (None, None));
        for milliseconds in [2_000, 4_000, 30_000, 40_000] {
            totals.add_delivery_time(milliseconds);
        }
        assert_eq!(median_delivery_seconds(&totals), Some(10.0));
        assert_eq!(mean_delivery_seconds(&totals), Some(19.0));
        totals.add_delivery_time(50_000);
        let median = median_delivery_seconds(&totals).unwrap();
        assert!(median > 10.0 && median < 60.0, "{median}");
    }
}
