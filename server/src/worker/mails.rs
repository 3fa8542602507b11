//! The loop that sends the product's own mails: take what is due, send, try again later.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;
use crate::mailer::{Closing, Mailer};
use crate::model::Timestamp;
use crate::queue::Queue;
use crate::store::{StoreError, mails as rows};

/// How often the table is looked at.
const POLL: Duration = Duration::from_secs(2);
/// Mails that one look takes.
const AT_ONCE: i64 = 10;
/// A mail that could not be sent for so long is given up.
const GIVE_UP_AFTER: Duration = Duration::from_secs(3 * 24 * 3600);
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Time until the next attempt; `attempts`: those that have failed, from 1. One minute, doubled up to an hour.
fn wait_after(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT)
}

/// Sends what is due until `stop`. A dead mail server holds up nothing but these mails.
pub async fn run(queue: Queue, clock: SharedClock, mailer: Mailer, stop: CancellationToken) {
    let mut next = clock.now();
    loop {
        tokio::select! {
            () = clock.sleep_until(next) => {}
            () = stop.cancelled() => return,
        }
        // From its beginning: time that passes during the look, a clock turned by a test too, is time waited.
        let began = clock.now();
        match look(&queue, &clock, &mailer, &stop).await {
            // There may be more.
            Ok(sent) if sent as i64 == AT_ONCE => next = began,
            Ok(_) => next = began + POLL,
            Err(error) => {
                tracing::error!(%error, "the product's own mails cannot be read or recorded");
                next = began + POLL * 5;
            }
        }
    }
}

/// Takes mails that are due and sends them one after the other; answers how many it took.
async fn look(
    queue: &Queue,
    clock: &SharedClock,
    mailer: &Mailer,
    stop: &CancellationToken,
) -> Result<usize, StoreError> {
    let (store, owner) = (queue.store(), queue.process());
    let is_due = rows::is_due(&mut store.read().await?, clock.now()).await?;
    if !is_due {
        return Ok(0);
    }
    let mut tx = store.begin().await?;
    rows::free_orphans(&mut tx).await?;
    let mails = rows::claim(&mut tx, owner, clock.now(), AT_ONCE).await?;
    tx.commit().await?;
    let count = mails.len();
    for mail in mails {
        if stop.is_cancelled() {
            rows::postpone(&mut store.write().await?, &mail, mail.attempts, clock.now()).await?;
            continue;
        }
        let result = mailer.send(&mail.mail, Closing::Signed, clock.now()).await;
        let now = clock.now();
        let (id, recipient) = (mail.id, &mail.mail.recipient);
        match result {
            Ok(()) => {
                tracing::info!(event = "send_email", mail = id, to = recipient, "mail sent to {recipient}");
                rows::delete(&mut store.write().await?, &mail).await?;
            }
            Err(error) if is_hopeless(mail.created_at, now) => {
                tracing::error!(mail = id, to = recipient, %error, "mail to {recipient} is given up after three days");
                rows::delete(&mut store.write().await?, &mail).await?;
            }
            Err(error) => {
                let attempts = mail.attempts + 1;
                let wait = wait_after(attempts);
                let wait_seconds = wait.as_secs();
                tracing::warn!(mail = id, to = recipient, %error, attempts, wait_seconds, "mail to {recipient} cannot be sent yet");
                rows::postpone(&mut store.write().await?, &mail, attempts, now + wait).await?;
            }
        }
    }
    Ok(count)
}

fn is_hopeless(created_at: Timestamp, now: Timestamp) -> bool {
    now.since(created_at) >= GIVE_UP_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let minutes = [1, 2, 4, 8, 16, 32, 60, 60];
        for (attempts, minutes) in (1..).zip(minutes) {
            assert_eq!(wait_after(attempts), Duration::from_secs(minutes * 60), "{attempts}");
        }
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT);
    }
}
