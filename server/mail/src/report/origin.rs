//! What a report tells about the message that it is about.

/// Hints about the original message, each without repetitions, in the order found.
///
/// Anybody can write them; what they lead to must belong to the mail server that the report came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Values of `X-Postal-MsgID`.
    pub tokens: Vec<String>,
    /// Message-IDs of the returned message, without brackets.
    pub message_ids: Vec<String>,
    /// Envelope senders of the returned message.
    pub senders: Vec<String>,
    /// Envelope recipients of the returned message.
    pub recipients: Vec<String>,
}
