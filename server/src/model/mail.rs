//! Mails of the product itself: warnings, codes, links.

use super::{ProcessId, Timestamp};

/// A mail that waits to be sent in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// One address per mail.
    pub recipient: String,
    pub subject: String,
    /// Plain text, lines ended by LF.
    pub body: String,
}

/// A mail that a process has taken to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: i64,
    pub mail: NewMail,
    /// Attempts that failed.
    pub attempts: i64,
    pub owner: ProcessId,
    pub created_at: Timestamp,
}
