//! Taking messages from the queue: which lanes have something due, and how much of it is claimed.

use futures::StreamExt as _;

use crate::model::{Priority, Timestamp};
use crate::queue::{HandedOver, Queue, Slot, process};
use crate::store::queue::Lane;
use crate::store::{StoreError, queue as rows};

/// Lanes that one look goes through; the next one goes on from there.
const LANES_AT_ONCE: usize = 256;
/// Claims at once: each is a short transaction of its own.
const CLAIMS_AT_ONCE: usize = 4;

/// Lanes with due messages, and where the next look begins.
pub struct Scan {
    pub due: Vec<Lane>,
    pub next: Option<Lane>,
}

/// What is taken of one lane.
pub struct Claim {
    pub lane: Lane,
    pub what: Wanted,
    pub slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// What is due at this time, by priority in this order.
    Due(Timestamp, [Priority; 3]),
    /// What has waited since this time or longer; the site is closed for the rest.
    Expired(Timestamp),
}

/// What all claims of a look brought.
pub struct Claimed {
    pub entries: Vec<HandedOver>,
    /// There may be more.
    pub is_full: bool,
}

pub async fn scan(queue: &Queue, after: Option<Lane>, now: Timestamp) -> Result<Scan, StoreError> {
    let mut conn = queue.store().read().await?;
    let mut scan = Scan { due: Vec::new(), next: None };
    let mut after = after;
    for _ in 0..LANES_AT_ONCE {
        let Some((lane, due_at)) = rows::next_lane(&mut conn, after.as_ref()).await? else { return Ok(scan) };
        after = Some(lane.clone());
        if due_at <= now {
            scan.due.push(lane);
        }
    }
    scan.next = after;
    Ok(scan)
}

pub async fn carry_out_all(queue: &Queue, claims: Vec<Claim>) -> Claimed {
    let mut results = futures::stream::iter(claims)
        .map(|claim| async move {
            let wanted = claim.slots.len();
            (wanted, carry_out(queue, claim).await)
        })
        .buffer_unordered(CLAIMS_AT_ONCE);
    let mut claimed = Claimed { entries: Vec::new(), is_full: false };
    while let Some((wanted, result)) = results.next().await {
        match result {
            Ok(entries) => {
                claimed.is_full |= wanted > 1 && entries.len() == wanted;
                claimed.entries.extend(entries);
            }
            Err(error) => tracing::error!(%error, "messages cannot be taken from the queue"),
        }
    }
    claimed
}

async fn carry_out(queue: &Queue, claim: Claim) -> Result<Vec<HandedOver>, StoreError> {
    let limit = claim.slots.len() as i64;
    let rows = match claim.what {
        Wanted::Due(before, order) => process::claim(queue, &claim.lane, before, limit, order).await?,
        Wanted::Expired(since) => process::claim_expired(queue, &claim.lane, since, limit).await?,
    };
    Ok(rows.into_iter().zip(claim.slots).map(|(queued, slot)| HandedOver::new(queued, None, slot)).collect())
}
