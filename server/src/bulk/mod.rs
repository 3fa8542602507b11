//! Actions on many messages: wanted by a person, carried out in the background message by message, with a record of what
//! became of each.
//!
//! The actions themselves are those of `queue` and `suppression`. Begin with [`Bulk::create`]; `worker::bulk` calls
//! [`Bulk::step`].

mod steps;

use std::time::Duration;

use crate::clock::SharedClock;
use crate::model::{
    BulkAction, BulkActionId, BulkFilter, BulkItem, BulkKind, BulkState, MailServer, MessageId, MessageScope,
    MessageStatus, ProcessId, ServerId, Timestamp, UserId, ViolationCode, Violations,
};
use crate::queue::{Queue, QueueError};
use crate::random::Random;
use crate::store::message_filter::MessageFilter;
use crate::store::{StoreError, bulk_actions as rows};
use crate::suppression::SuppressionError;

pub use steps::Stepped;

/// Messages that one request may name.
pub const MAX_NAMED: usize = 1_000;
/// What cannot be undone begins a little later, so that one can change one's mind.
const SECOND_THOUGHTS: Duration = Duration::from_secs(10);
/// How long the record of an action is kept after its end.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
/// Rows that one transaction prunes.
const PRUNED_AT_ONCE: i64 = 500;

#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Suppression(#[from] SuppressionError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which messages somebody means.
#[derive(Debug, Clone)]
pub enum Selection {
    Named(Vec<MessageId>),
    Filter(BulkFilter),
}

/// Actions on many messages; cheap to clone.
#[derive(Clone)]
pub struct Bulk {
    queue: Queue,
    clock: SharedClock,
    random: Random,
}

impl std::fmt::Debug for Bulk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bulk")
    }
}

impl Bulk {
    pub fn new(queue: Queue, clock: SharedClock, random: Random) -> Self {
        Self { queue, clock, random }
    }

    /// Notes what is to be done; a worker begins at once, or after ten seconds with what cannot be undone.
    pub async fn create(
        &self,
        server: &MailServer,
        user: UserId,
        kind: BulkKind,
        selection: Selection,
    ) -> Result<BulkAction, BulkError> {
        let now = self.clock.now();
        let (mut named, filter) = match selection {
            Selection::Named(named) => (named, None),
            // What comes in later is not meant.
            Selection::Filter(filter) => {
                let before = filter.before.map_or(now.0, |before| before.min(now.0));
                (Vec::new(), Some(BulkFilter { before: Some(before), ..filter }))
            }
        };
        let mut violations = Violations::new();
        match &filter {
            None if named.is_empty() => {
                violations.add("/ids", ViolationCode::Blank, "can't be blank: name messages, or give a filter");
            }
            None if named.len() > MAX_NAMED => {
                violations.add("/ids", ViolationCode::TooLong, format!("names more than {MAX_NAMED} messages"));
            }
            None => {}
            Some(filter) => drop(message_filter(filter, &mut violations)),
        }
        violations.into_result()?;
        named.sort_unstable_by_key(|id| id.0);
        named.dedup();
        let starts_at = match kind {
            BulkKind::CancelHold | BulkKind::RemoveFromQueue => now + SECOND_THOUGHTS,
            BulkKind::Retry | BulkKind::SuppressRecipients => now,
        };
        let mut action = BulkAction {
            id: BulkActionId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            user_id: user,
            kind,
            total: filter.is_none().then_some(named.len() as i64),
            filter,
            state: BulkState::Waiting,
            done: 0,
            skipped: 0,
            position: None,
            owner: ProcessId(0),
            starts_at,
            created_at: now,
            finished_at: None,
        };
        let mut tx = self.queue.store().begin().await?;
        action.id = rows::insert(&mut tx, &action, &named).await?;
        tx.commit().await?;
        Ok(action)
    }

    pub async fn find(&self, server: ServerId, uuid: &str) -> Result<Option<BulkAction>, BulkError> {
        Ok(rows::find_by_uuid(&mut self.queue.store().read().await?, server, uuid).await?)
    }

    /// The newest first. `before`: id of the last row of the page before.
    pub async fn list(&self, server: ServerId, before: Option<i64>, limit: i64) -> Result<Vec<BulkAction>, BulkError> {
        Ok(rows::list(&mut self.queue.store().read().await?, server, before, limit).await?)
    }

    /// What became of each message, by message.
    pub async fn results(&self, action: &BulkAction, after: i64, limit: i64) -> Result<Vec<BulkItem>, BulkError> {
        Ok(rows::list_items(&mut self.queue.store().read().await?, action, after, limit).await?)
    }

    /// Ends an action; what has been done stays done. `false`: it has ended already.
    pub async fn cancel(&self, action: &BulkAction) -> Result<bool, BulkError> {
        let mut tx = self.queue.store().begin().await?;
        let is_cancelled = rows::cancel(&mut tx, action.id, self.clock.now()).await?;
        tx.commit().await?;
        Ok(is_cancelled)
    }

    /// Removes some rows of actions that ended a month ago. `false`: there are none.
    pub async fn prune(&self) -> Result<bool, BulkError> {
        let before = self.clock.now() - KEPT_FOR;
        let mut tx = self.queue.store().begin().await?;
        let is_more = rows::prune_some(&mut tx, before, PRUNED_AT_ONCE).await?;
        tx.commit().await?;
        Ok(is_more)
    }
}

/// The conditions as the message list has them.
fn message_filter(filter: &BulkFilter, violations: &mut Violations) -> MessageFilter {
    let mut statuses = Vec::new();
    for (index, name) in filter.statuses.iter().enumerate() {
        match MessageStatus::parse(name) {
            Some(status) => statuses.push(status),
            None => violations.add(&format!("/filter/status/{index}"), ViolationCode::Inclusion, "is not a status"),
        }
    }
    MessageFilter {
        scope: filter.scope.as_deref().and_then(MessageScope::parse),
        statuses,
        is_held: filter.is_held,
        is_spam: filter.is_spam,
        to_key: filter.to.as_deref().map(str::to_lowercase),
        from: filter.from.clone(),
        tag: filter.tag.clone(),
        subject: filter.subject.clone(),
        before: filter.before.map(Timestamp),
        after: filter.after.map(Timestamp),
        ..MessageFilter::default()
    }
}
