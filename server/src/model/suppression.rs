//! Addresses that a mail server does not send to.

use super::{ServerId, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub server_id: ServerId,
    pub address: String,
    pub reason: String,
    pub created_at: Timestamp,
    /// `None`: without end.
    pub keep_until: Option<Timestamp>,
}
