//! What failures mean for the list: whether a recipient comes on it, and for how long.

use std::time::Duration;

use postal_mail::bounce_class::BounceClass;

use crate::model::{Message, ServerId, Suppression, SuppressionPolicy, SuppressionRepeats, Timestamp};
use crate::store::{Conn, StoreError, dispatch};

/// Reason after so many hard failures as the policy says.
pub const TOO_MANY_HARD_FAILS: &str = "too many hard fails";
/// Reason after the last attempt.
pub const TOO_MANY_SOFT_FAILS: &str = "too many soft fails";

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// A mailbox that was full so often within so long is one that nobody reads.
const FULL_MAILBOX_FAILURES: i64 = 3;
const FULL_MAILBOX_WINDOW: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why the recipient of a message that a host has just refused for good is to be suppressed. `None`: it is not.
///
/// At once when the address is the reason; after three times in seven days when its mailbox is full; never when the
/// sender or the content is the reason; else after the number of failures in the time that the policy names, which is the
/// second within a day unless somebody has changed it, as in 3.3.
pub async fn reason_after_refusal(
    conn: &mut Conn,
    message: &Message,
    class: BounceClass,
    policy: &SuppressionPolicy,
    now: Timestamp,
) -> Result<Option<&'static str>, StoreError> {
    if let Some(reason) = reason_after_bounce(conn, message, class, policy, now).await? {
        return Ok(Some(reason));
    }
    let is_undecided = matches!(
        class,
        BounceClass::Unknown
            | BounceClass::Protocol
            | BounceClass::Connection
            | BounceClass::Routing
            | BounceClass::Expired
    );
    if !policy.is_enabled || !is_undecided {
        return Ok(None);
    }
    let earlier = policy.failures - 1;
    let since = now - HOUR * u32::try_from(policy.window_hours).unwrap_or_default();
    let is_enough = earlier <= 0 || dispatch::count_earlier_hard_fails(conn, message, since, earlier).await? >= earlier;
    Ok(is_enough.then_some(TOO_MANY_HARD_FAILS))
}

/// The same for a failure that was reported later: what the report does not explain suppresses nobody.
pub async fn reason_after_bounce(
    conn: &mut Conn,
    message: &Message,
    class: BounceClass,
    policy: &SuppressionPolicy,
    now: Timestamp,
) -> Result<Option<&'static str>, StoreError> {
    Ok(match class {
        _ if !policy.is_enabled => None,
        BounceClass::InvalidRecipient => Some("invalid recipient"),
        BounceClass::BadDomain => Some("invalid domain"),
        BounceClass::InactiveMailbox => Some("inactive mailbox"),
        BounceClass::Quota => {
            let earlier = FULL_MAILBOX_FAILURES - 1;
            let since = now - FULL_MAILBOX_WINDOW;
            let count = dispatch::count_failures(conn, message, class.as_str(), since, earlier).await?;
            (count >= earlier).then_some("full mailbox")
        }
        _ => None,
    })
}

/// The entry for a recipient whose mail failed.
///
/// `default`: how long it lasts when the policy does not say (`postal.default_suppression_list_automatic_removal_days`).
/// `repeats`: how often failures have suppressed it before.
pub fn entry_after_failure(
    server: ServerId,
    address: &str,
    reason: &str,
    policy: &SuppressionPolicy,
    default: Duration,
    repeats: Option<SuppressionRepeats>,
    now: Timestamp,
) -> Suppression {
    super::entry(server, address, reason, now, keep_for(policy, default, repeats, now))
}

/// The first time as long as the policy says, then each time longer by its factor, up to its limit.
fn keep_for(
    policy: &SuppressionPolicy,
    default: Duration,
    repeats: Option<SuppressionRepeats>,
    now: Timestamp,
) -> Duration {
    let days = |days: i64| DAY * u32::try_from(days).unwrap_or_default();
    let first = policy.days.map_or(default, days);
    let limit = days(policy.max_days.unwrap_or(SuppressionPolicy::MAX_DAYS)).max(first);
    let factor = u32::try_from(policy.growth_factor).unwrap_or(1).max(1);
    // A time that has not ended is this time.
    let earlier = repeats.map_or(0, |repeats| repeats.times - i64::from(repeats.keep_until >= now));
    let mut length = first;
    for _ in 0..earlier {
        if factor == 1 || length >= limit {
            break;
        }
        length = length.saturating_mul(factor);
    }
    length.min(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_358_146_000_000);

    fn after(policy: SuppressionPolicy, times: i64, ended: bool) -> u64 {
        let keep_until = if ended { NOW - DAY } else { NOW + DAY };
        let repeats = (times > 0).then_some(SuppressionRepeats { times, keep_until });
        keep_for(&policy, 30 * DAY, repeats, NOW).as_secs() / 86400
    }

    #[test]
    fn without_a_setting_every_time_lasts_as_the_configuration_says() {
        assert_eq!([0, 1, 50].map(|times| after(SuppressionPolicy::DEFAULT, times, true)), [30, 30, 30]);
    }

    #[test]
    fn each_time_lasts_longer_up_to_the_limit() {
        let policy = SuppressionPolicy { days: Some(10), growth_factor: 3, ..SuppressionPolicy::DEFAULT };
        assert_eq!([0, 1, 2, 3].map(|times| after(policy, times, true)), [10, 30, 90, 270]);
        assert_eq!(after(policy, i64::MAX, true), 3650);
        assert_eq!(after(SuppressionPolicy { max_days: Some(60), ..policy }, 2, true), 60);
        // The first time is never cut.
        assert_eq!(after(SuppressionPolicy { max_days: Some(5), ..policy }, 2, true), 10);
    }

    #[test]
    fn a_time_that_is_renewed_does_not_grow() {
        let policy = SuppressionPolicy { growth_factor: 2, ..SuppressionPolicy::DEFAULT };
        assert_eq!([1, 2].map(|times| after(policy, times, false)), [30, 60]);
    }
}
