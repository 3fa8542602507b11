//! Mails of the product itself: warnings, codes, links.

/// A mail that waits to be sent in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// One address per mail.
    pub recipient: String,
    pub subject: String,
    /// Plain text, lines ended by LF.
    pub body: String,
}
