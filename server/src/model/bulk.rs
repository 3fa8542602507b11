//! Actions on many messages of a mail server.

use serde::{Deserialize, Serialize};

use super::{BulkActionId, MessageId, ProcessId, ServerId, Timestamp, UserId};

/// What is done to each message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkKind {
    /// Send now: hurry, release or deliver again.
    Retry,
    CancelHold,
    RemoveFromQueue,
    /// Put the recipients of outgoing messages on the suppression list.
    SuppressRecipients,
}

impl BulkKind {
    const ALL: [Self; 4] = [Self::Retry, Self::CancelHold, Self::RemoveFromQueue, Self::SuppressRecipients];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::CancelHold => "cancel_hold",
            Self::RemoveFromQueue => "remove_from_queue",
            Self::SuppressRecipients => "suppress_recipients",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkState {
    /// Not begun, because somebody may still change their mind, or because no worker has had time.
    Waiting,
    Running,
    Done,
    /// What was not done by then is not done.
    Cancelled,
}

impl BulkState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Which messages, as of the time of the request. All conditions must hold, as in a message list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkFilter {
    /// `outgoing` or `incoming`.
    pub scope: Option<String>,
    /// Names of statuses, any of them.
    pub statuses: Vec<String>,
    pub is_held: Option<bool>,
    pub is_spam: Option<bool>,
    pub to: Option<String>,
    pub from: Option<String>,
    pub tag: Option<String>,
    pub subject: Option<String>,
    /// Microseconds since 1970, strictly earlier.
    pub before: Option<i64>,
    /// Microseconds since 1970, strictly later.
    pub after: Option<i64>,
}

/// One such action and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAction {
    pub id: BulkActionId,
    pub uuid: String,
    pub server_id: ServerId,
    /// Who wants it.
    pub user_id: UserId,
    pub kind: BulkKind,
    /// `None`: the messages are named one by one.
    pub filter: Option<BulkFilter>,
    pub state: BulkState,
    /// Messages in all; `None`: not known before the end.
    pub total: Option<i64>,
    pub done: i64,
    /// Messages that could not be changed; the results say why.
    pub skipped: i64,
    /// The message down to which the filter has been followed, newest first.
    pub position: Option<(Timestamp, MessageId)>,
    pub owner: ProcessId,
    /// Not begun before.
    pub starts_at: Timestamp,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkItem {
    pub message_id: MessageId,
    /// A word such as `released` or `not_held`; empty: nothing yet.
    pub outcome: String,
}
