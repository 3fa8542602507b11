//! How long mail is kept: raw content by age and size, messages by age; and what becomes of deleted mail servers.
//!
//! Everything happens in transactions of milliseconds with pauses between them, so that mail flows meanwhile, and can be
//! stopped anywhere: the next run goes on. Nothing is removed while its message is queued or held. Begin with [`enforce`].

mod deletions;

use std::time::Duration;

use crate::model::{ContentId, MessageId, ServerId, Timestamp};
use crate::store::retention::{self as rows, After, Limits, OldContent, Removed};
use crate::store::{Batches, StoreError};

pub use deletions::purge;

const DAY: Duration = Duration::from_secs(24 * 3600);
const MEGABYTE: i64 = 1 << 20;
/// Rows that are looked up at once.
const PAGE: i64 = 256;
/// Messages that one step of a transaction changes, unless a single content has more.
const STEP: i64 = 128;
/// Events that one transaction deletes.
const EVENTS_AT_ONCE: i64 = 256;

#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// The reasons are in the log; the others were dealt with.
    #[error("{failed} of {all} could not be dealt with; the last error was: {last}")]
    Some { failed: usize, all: usize, last: StoreError },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Removes what is older or larger than each mail server's settings allow; answers how many contents and messages went.
///
/// In this order, as in 3.3: raw content older than its days, then the oldest until it is under its size, then messages
/// older than their days.
pub async fn enforce(batches: &Batches, now: Timestamp) -> Result<u64, RetentionError> {
    let all = rows::list_limits(&mut batches.store().read().await?).await?;
    let (mut removed, mut failed) = (Removed::default(), Vec::new());
    for limits in &all {
        match of_server(batches, limits, now, &mut removed).await {
            Ok(()) => {}
            Err(error @ StoreError::RoleLost(_)) => return Err(error.into()),
            Err(error) => {
                // 3.3 gave up here, and the servers after this one kept everything.
                tracing::error!(server = limits.server_id.0, %error, "old mail of a server cannot be removed");
                failed.push(error);
            }
        }
    }
    shrink(batches).await?;
    let count = failed.len();
    match failed.pop() {
        Some(last) => Err(RetentionError::Some { failed: count, all: all.len(), last }),
        None => Ok(removed.messages + removed.contents),
    }
}

/// Gives what has become free back to the system, where the database does not do that itself.
pub async fn shrink(batches: &Batches) -> Result<(), StoreError> {
    while !batches.is_stopped() {
        let began = std::time::Instant::now();
        if !batches.store().shrink().await? {
            break;
        }
        batches.store().keep_log_short().await?;
        tokio::time::sleep(began.elapsed()).await;
    }
    Ok(())
}

async fn of_server(
    batches: &Batches,
    limits: &Limits,
    now: Timestamp,
    removed: &mut Removed,
) -> Result<(), StoreError> {
    let (server, today) = (limits.server_id, now.floor(DAY));
    let mut batch = batches.begin().await?;
    rows::fold_sizes(&mut batch, server).await?;
    batch.commit().await?;
    if let Some(days) = limits.raw_days {
        *removed += remove_contents(batches, server, Until::Time(today - DAY * days_of(days))).await?;
    }
    if let Some(megabytes) = limits.raw_megabytes {
        let (stored, _) = rows::stored(&mut batches.store().read().await?, server).await?;
        let excess = stored - megabytes.saturating_mul(MEGABYTE);
        if excess > 0 {
            *removed += remove_contents(batches, server, Until::Freed(excess)).await?;
        }
    }
    if let Some(days) = limits.message_days {
        // 3.3: to the end of that day.
        let before = today - DAY * days_of(days) + DAY;
        *removed += remove_messages(batches, server, before).await?;
        // What no message refers to.
        *removed += remove_contents(batches, server, Until::Orphans(before)).await?;
        remove_events(batches, server, before).await?;
    }
    Ok(())
}

fn days_of(days: i64) -> u32 {
    u32::try_from(days.max(0)).unwrap_or(u32::MAX)
}

/// How far raw content is removed.
#[derive(Debug, Clone, Copy)]
enum Until {
    /// All from before this time.
    Time(Timestamp),
    /// The oldest, until so many bytes have been freed.
    Freed(i64),
    /// From before this time, where no message has it.
    Orphans(Timestamp),
}

async fn remove_contents(batches: &Batches, server: ServerId, until: Until) -> Result<Removed, StoreError> {
    let before = match until {
        Until::Time(time) | Until::Orphans(time) => time,
        Until::Freed(_) => Timestamp(i64::MAX),
    };
    let (mut removed, mut after) = (Removed::default(), After::default());
    let missing = |removed: &Removed| match until {
        Until::Freed(bytes) => bytes - removed.bytes,
        Until::Time(_) | Until::Orphans(_) => i64::MAX,
    };
    loop {
        let page = rows::list_contents(&mut batches.store().read().await?, server, after, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(removed) };
        after = After(last.created_at, last.id.0);
        let (mut rest, mut tries) = (page.as_slice(), 0);
        while !rest.is_empty() {
            if batches.is_stopped() || missing(&removed) <= 0 {
                return Ok(removed);
            }
            if matches!(until, Until::Orphans(_)) && rest.iter().all(|content| content.messages > 0) {
                break;
            }
            match remove_some_contents(batches, server, rest, missing(&removed)).await {
                Ok((done, more)) => {
                    removed += more;
                    rest = rest.get(done..).unwrap_or_default();
                    tries = 0;
                }
                Err(error) => batches.again(error, &mut tries).await?,
            }
        }
    }
}

/// One transaction of it; answers how many of the contents were dealt with.
async fn remove_some_contents(
    batches: &Batches,
    server: ServerId,
    contents: &[OldContent],
    missing: i64,
) -> Result<(usize, Removed), StoreError> {
    let (mut done, mut removed) = (0, Removed::default());
    let mut batch = batches.begin().await?;
    while let Some(rest) = contents.get(done..).filter(|rest| !rest.is_empty()) {
        let group: Vec<ContentId> = step(rest, missing - removed.bytes).iter().map(|content| content.id).collect();
        removed += rows::remove_contents(&mut batch, server, &group).await?;
        done += group.len();
        if batch.is_full() || removed.bytes >= missing {
            break;
        }
    }
    batch.commit().await?;
    Ok((done, removed))
}

/// The first contents that make a step: at least one, and not more bytes than are wanted.
fn step(contents: &[OldContent], wanted: i64) -> &[OldContent] {
    let (mut messages, mut bytes) = (0, 0);
    let more = contents.iter().skip(1).zip(contents).take_while(|(next, before)| {
        messages += before.messages;
        bytes += before.stored_bytes;
        messages + next.messages <= STEP && bytes < wanted
    });
    let count = 1 + more.take(STEP as usize - 1).count();
    contents.get(..count).unwrap_or_default()
}

async fn remove_messages(batches: &Batches, server: ServerId, before: Timestamp) -> Result<Removed, StoreError> {
    let (mut removed, mut after) = (Removed::default(), After::default());
    loop {
        let page = rows::list_messages(&mut batches.store().read().await?, server, after, before, PAGE).await?;
        let Some((id, created_at)) = page.last() else { return Ok(removed) };
        after = After(*created_at, id.0);
        let ids: Vec<MessageId> = page.iter().map(|(id, _)| *id).collect();
        let (mut rest, mut tries) = (ids.as_slice(), 0);
        while !rest.is_empty() {
            if batches.is_stopped() {
                return Ok(removed);
            }
            match remove_some_messages(batches, server, rest).await {
                Ok((done, more)) => {
                    removed += more;
                    rest = rest.get(done..).unwrap_or_default();
                    tries = 0;
                }
                Err(error) => batches.again(error, &mut tries).await?,
            }
        }
    }
}

async fn remove_some_messages(
    batches: &Batches,
    server: ServerId,
    ids: &[MessageId],
) -> Result<(usize, Removed), StoreError> {
    let (mut done, mut removed) = (0, Removed::default());
    let mut batch = batches.begin().await?;
    for group in ids.chunks(STEP as usize / 2) {
        removed += rows::delete_messages(&mut batch, server, group).await?;
        done += group.len();
        if batch.is_full() {
            break;
        }
    }
    batch.commit().await?;
    Ok((done, removed))
}

async fn remove_events(batches: &Batches, server: ServerId, before: Timestamp) -> Result<(), StoreError> {
    while !batches.is_stopped() {
        let mut batch = batches.begin().await?;
        let deleted = rows::delete_events(&mut batch, server, before, EVENTS_AT_ONCE).await?;
        batch.commit().await?;
        if deleted == 0 {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_few_messages_and_stops_where_enough_is_freed() {
        let content = |id, messages, stored_bytes| OldContent {
            id: ContentId(id),
            created_at: Timestamp(id),
            stored_bytes,
            messages,
        };
        let alone = [content(1, 5000, 10), content(2, 1, 10)];
        assert_eq!(step(&alone, i64::MAX).len(), 1);
        let many: Vec<_> = (0..256).map(|id| content(id, 1, 10)).collect();
        assert_eq!(step(&many, i64::MAX).len(), STEP as usize);
        assert_eq!(step(&many, 25).len(), 3);
        assert_eq!(step(&many, 30).len(), 3);
        assert_eq!(step(&[], 30).len(), 0);
    }
}
