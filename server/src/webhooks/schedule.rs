//! When a request that failed is sent again.

use std::time::Duration;

use crate::model::WebhookFormat;
use crate::random::Random;

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

const fn hours(hours: u64) -> Duration {
    minutes(60 * hours)
}

/// After attempts 1 to 5, exactly as Postal 3.3, which gave up after the sixth; then up to a day after the first.
const LEGACY: [Duration; 11] = [
    minutes(2),
    minutes(3),
    minutes(6),
    minutes(10),
    minutes(15),
    minutes(30),
    hours(1),
    hours(2),
    hours(4),
    hours(7),
    hours(9),
];
/// Waits of [`LEGACY`] that are those of 3.3 and must not vary.
const EXACT: usize = 5;

/// The example of Standard Webhooks 1.0, which adds up to three days.
const V2: [Duration; 9] =
    [Duration::from_secs(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)];

/// A receiver is not waited for any longer, whatever it asks for (RFC 9110 §10.2.3).
const LONGEST_ASKED: Duration = hours(24);

/// Waiting time before the next attempt; `None`: that was the last one.
///
/// `attempts`: finished ones, from 1. `max_attempts`: of the format `legacy`; beyond the table the last wait is repeated.
/// `asked`: by the receiver; it can only lengthen the wait. Later waits vary by a tenth, so that what failed together does
/// not come together again.
pub fn wait(
    format: WebhookFormat,
    attempts: i64,
    max_attempts: u32,
    asked: Option<Duration>,
    random: &Random,
) -> Option<Duration> {
    let done = usize::try_from(attempts.max(1)).unwrap_or(usize::MAX);
    let wait = match format {
        WebhookFormat::Legacy => {
            if attempts >= i64::from(max_attempts) {
                return None;
            }
            let wait = LEGACY.get(done - 1).or(LEGACY.last()).copied()?;
            if done <= EXACT { wait } else { varied(wait, random) }
        }
        WebhookFormat::V2 => varied(V2.get(done - 1).copied()?, random),
    };
    Some(asked.map_or(wait, |asked| wait.max(asked.min(LONGEST_ASKED))))
}

/// Between nine and eleven tenths.
fn varied(wait: Duration, random: &Random) -> Duration {
    let percent = 90 + u32::try_from(random.below(21)).unwrap_or(10);
    wait * percent / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(format: WebhookFormat, max_attempts: u32) -> Vec<Duration> {
        let random = Random::seeded(3);
        (1..).map_while(|attempts| wait(format, attempts, max_attempts, None, &random)).collect()
    }

    #[test]
    fn the_first_six_legacy_attempts_are_those_of_postal_3() {
        let minutes: Vec<u64> = waits(WebhookFormat::Legacy, 6).iter().map(|wait| wait.as_secs() / 60).collect();
        assert_eq!(minutes, [2, 3, 6, 10, 15]);
        let waits = waits(WebhookFormat::Legacy, 12);
        assert_eq!(waits.len(), 11);
        let total: Duration = waits.iter().sum();
        assert!(total > hours(21) && total < hours(27), "{total:?}");
        assert!(waits[..5] == LEGACY[..5] && waits[5..] != LEGACY[5..]);
    }

    #[test]
    fn v2_has_ten_attempts_over_three_days() {
        let waits = waits(WebhookFormat::V2, 2);
        assert_eq!(waits.len(), 9);
        for (wait, planned) in waits.iter().zip(V2) {
            assert!(*wait >= planned * 9 / 10 && *wait <= planned * 11 / 10, "{wait:?}");
        }
        let total: Duration = waits.iter().sum();
        assert!(total > hours(66), "{total:?}");
    }

    #[test]
    fn more_attempts_repeat_the_last_wait() {
        assert_eq!(waits(WebhookFormat::Legacy, 20).len(), 19);
        assert_eq!(waits(WebhookFormat::Legacy, 1), Vec::<Duration>::new());
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less_and_not_for_ever() {
        let random = Random::seeded(3);
        let asked = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            wait(WebhookFormat::Legacy, 1, 12, asked, &random).unwrap().as_secs()
        };
        assert_eq!((asked(1), asked(600), asked(u64::MAX)), (120, 600, 86_400));
    }
}
