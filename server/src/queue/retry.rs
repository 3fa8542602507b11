//! When a message is tried again.

use std::time::Duration;

/// A remote host may ask for a wait between these.
const SHORTEST_REQUESTED: Duration = Duration::from_secs(60);
const LONGEST_REQUESTED: Duration = Duration::from_secs(3600);

/// Waiting time before the next attempt.
///
/// `attempts`: finished attempts before this one, from 0. Grows as 300 s × 1.3^attempts: 300 s, 390 s,
/// 507 s, … in whole seconds.
/// Source: Postal 3.3's schedule. RFC 5321 §4.5.4.1 suggests 30 minutes or more; 3.3 starts sooner.
pub fn retry_wait(attempts: i64) -> Duration {
    let exponent = i32::try_from(attempts.clamp(0, 60)).unwrap_or(60);
    Duration::from_secs((1.3_f64.powi(exponent) * 300.0) as u64)
}

/// The wait that a temporary reply asks for: `<N> seconds` or `<N> minutes`, plus 10 s, between one
/// minute and one hour.
///
/// 3.3: no bounds; here bounded, because a wrong number must neither hammer the host nor lose the message.
pub fn requested_wait(reply: &str) -> Option<Duration> {
    let words: Vec<&str> = reply.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let seconds = words.windows(2).find_map(|pair| {
        let [number, unit] = pair else { return None };
        let number: u64 = number.parse().ok()?;
        match unit.to_ascii_lowercase().as_str() {
            "second" | "seconds" => Some(number),
            "minute" | "minutes" => Some(number.saturating_mul(60)),
            _ => None,
        }
    })?;
    Some(bounded_wait(Duration::from_secs(seconds.saturating_add(10))))
}

/// A wait that a remote host asked for, between one minute and one hour.
pub fn bounded_wait(requested: Duration) -> Duration {
    requested.clamp(SHORTEST_REQUESTED, LONGEST_REQUESTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_that_of_3_3() {
        let schedule =
            [300, 390, 507, 659, 856, 1113, 1448, 1882, 2447, 3181, 4135, 5376, 6989, 9086, 11812, 15355, 19962, 25951];
        for (attempts, seconds) in schedule.into_iter().enumerate() {
            let wait = retry_wait(attempts as i64).as_secs();
            assert!(wait.abs_diff(seconds) <= 1, "{attempts}: {wait}");
        }
        assert_eq!(retry_wait(0), Duration::from_secs(300));
        assert!(retry_wait(i64::MAX) > Duration::from_secs(86400));
    }

    #[test]
    fn a_host_may_ask_for_a_wait_within_bounds() {
        for (reply, seconds) in [
            ("450 4.7.1 Greylisted, try again in 90 seconds", Some(100)),
            ("451 please come back in 5 minutes.", Some(310)),
            ("451 wait 30 seconds", Some(60)),
            ("451 retry after 600 minutes", Some(3600)),
            ("451 Greylisted for 5 minutes and 20 seconds", Some(310)),
            ("451 try later", None),
            ("451 99999999999999999999 seconds", None),
        ] {
            assert_eq!(requested_wait(reply).map(|wait| wait.as_secs()), seconds, "{reply}");
        }
    }
}
