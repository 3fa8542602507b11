//! Points in time as the database and the API know them.

use std::time::Duration;

/// Microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * 1_000_000)
    }

    /// Seconds since 1970 with a fraction, the form of the 3.3 API.
    pub fn as_seconds_f64(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }

    /// RFC 3339 in UTC with microseconds and `Z`.
    pub fn to_rfc3339(self) -> String {
        format!("{:.6}", self.to_jiff())
    }

    /// RFC 3339 in UTC with milliseconds and `Z`, the form of the 3.3 API's activity.
    pub fn to_rfc3339_millis(self) -> String {
        format!("{:.3}", self.to_jiff())
    }

    /// RFC 5322 date-time in UTC; `zone` is `+0000` or `-0000` (RFC 5322 §3.3: no local zone known).
    pub fn to_rfc5322(self, zone: &str) -> String {
        format!("{} {zone}", self.to_jiff().strftime("%a, %d %b %Y %H:%M:%S"))
    }

    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// Time from `earlier` until here; zero when `earlier` is later.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Start of the bucket of `width` that contains this time.
    pub fn floor(self, width: Duration) -> Timestamp {
        let width = i64::try_from(width.as_micros()).unwrap_or(i64::MAX).max(1);
        Timestamp(self.0.div_euclid(width) * width)
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Timestamp;
    fn add(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(micros(duration)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Timestamp;
    fn sub(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(micros(duration)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_follow_the_rfcs() {
        let time = Timestamp(1_795_358_146_123_456);
        assert_eq!(time.to_rfc3339(), "2026-11-22T14:35:46.123456Z");
        assert_eq!(time.to_rfc3339_millis(), "2026-11-22T14:35:46.123Z");
        assert_eq!(time.to_rfc5322("-0000"), "Sun, 22 Nov 2026 14:35:46 -0000");
        assert_eq!(time.floor(Duration::from_secs(3600)).to_rfc3339(), "2026-11-22T14:00:00.000000Z");
    }
}
