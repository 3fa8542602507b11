//! Send limits: how many messages a mail server has sent in the last 60 minutes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::model::{ProcessId, ServerId, Timestamp};
use crate::statistics::window_start;
use crate::store::results::LimitMark;
use crate::store::{Store, StoreError, statistics};

const WINDOW_MINUTES: i64 = 60;
const MINUTE: Duration = Duration::from_secs(60);

/// What the limit says about one more message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed(LimitMark),
    Exceeded,
}

/// What a question about the limit does to the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// A message that is about to be sent for the first time: it is counted.
    New,
    /// It was counted before and passes without counting. 3.3 counted every attempt.
    Again,
    /// A message that is not sent now.
    Look,
}

/// Counts what this process sends. Exact here, because the count is taken before the message goes out; what other
/// processes count is read from the database.
#[derive(Debug)]
pub struct SendLimits {
    writer: ProcessId,
    sent: Mutex<HashMap<ServerId, VecDeque<(Timestamp, i64)>>>,
}

impl SendLimits {
    /// `writer`: the process whose counter rows hold what is counted here.
    pub fn new(writer: ProcessId) -> Self {
        Self { writer, sent: Mutex::default() }
    }

    /// Asks whether one more message may be sent. `limit`: the mail server's, if it has one.
    pub async fn take(
        &self,
        store: &Store,
        server: ServerId,
        limit: Option<i64>,
        asking: Asking,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let Some(limit) = limit else {
            return Ok(self.reserve(server, None, 0, asking, now));
        };
        if asking == Asking::Again && limit > 0 {
            return Ok(Verdict::Passed(LimitMark::Below));
        }
        let since = window_start(now, WINDOW_MINUTES);
        let elsewhere = {
            let mut conn = store.read().await?;
            statistics::sum_outgoing_of_others(&mut conn, self.writer, server, since).await?
        };
        Ok(self.reserve(server, Some(limit), elsewhere, asking, now))
    }

    /// A message that was counted at `counted_at` was not sent after all and will be asked about again.
    pub fn give_back(&self, server: ServerId, counted_at: Timestamp) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = counted_at.floor(MINUTE);
        if let Some((_, count)) = sent.get_mut(&server).and_then(|it| it.iter_mut().find(|(at, _)| *at == minute)) {
            *count = (*count - 1).max(0);
        }
    }

    fn reserve(&self, server: ServerId, limit: Option<i64>, elsewhere: i64, asking: Asking, now: Timestamp) -> Verdict {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let minutes = sent.entry(server).or_default();
        let since = window_start(now, WINDOW_MINUTES);
        while minutes.front().is_some_and(|(minute, _)| *minute <= since) {
            minutes.pop_front();
        }
        let volume = elsewhere + minutes.iter().map(|(_, count)| count).sum::<i64>();
        if limit.is_some_and(|limit| volume >= limit) {
            return Verdict::Exceeded;
        }
        if asking == Asking::New {
            let minute = now.floor(MINUTE);
            match minutes.back_mut() {
                Some((last, count)) if *last == minute => *count += 1,
                _ => minutes.push_back((minute, 1)),
            }
        }
        // 3.3: approaching from 90 % of the limit.
        let is_near = limit.is_some_and(|limit| volume.saturating_mul(10) >= limit.saturating_mul(9));
        Verdict::Passed(if is_near { LimitMark::Approaching } else { LimitMark::Below })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: ServerId = ServerId(1);

    #[test]
    fn a_limit_of_ten_lets_ten_through_and_warns_at_nine() {
        let limits = SendLimits::new(ProcessId(1));
        let now = Timestamp::from_seconds(100_000);
        let verdicts: Vec<_> = (0..11).map(|_| limits.reserve(SERVER, Some(10), 0, Asking::New, now)).collect();
        assert_eq!(verdicts[8], Verdict::Passed(LimitMark::Below));
        assert_eq!(verdicts[9], Verdict::Passed(LimitMark::Approaching));
        assert_eq!(verdicts[10], Verdict::Exceeded);
        let later = now + Duration::from_secs(3600);
        assert_eq!(limits.reserve(SERVER, Some(10), 0, Asking::New, later), Verdict::Passed(LimitMark::Below));
    }

    #[test]
    fn a_look_does_not_count_and_what_was_not_sent_is_given_back() {
        let limits = SendLimits::new(ProcessId(1));
        let now = Timestamp::from_seconds(100_000);
        for _ in 0..3 {
            let look = limits.reserve(SERVER, Some(1), 0, Asking::Look, now);
            assert_eq!(look, Verdict::Passed(LimitMark::Below));
            let taken = limits.reserve(SERVER, Some(1), 0, Asking::New, now);
            assert_eq!(taken, Verdict::Passed(LimitMark::Below));
            assert_eq!(limits.reserve(SERVER, Some(1), 0, Asking::New, now), Verdict::Exceeded);
            limits.give_back(SERVER, now);
        }
    }

    #[test]
    fn others_count_and_zero_blocks_all() {
        let limits = SendLimits::new(ProcessId(1));
        let now = Timestamp::from_seconds(100_000);
        assert_eq!(limits.reserve(SERVER, Some(10), 10, Asking::New, now), Verdict::Exceeded);
        assert_eq!(limits.reserve(SERVER, Some(0), 0, Asking::Again, now), Verdict::Exceeded);
    }
}
