//! What goes into a transaction and how it came out.

use postal_mail::reply::Reply;

use crate::model::DsnParameters;

/// Envelope of one transaction with one recipient.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Empty: the null reverse-path.
    pub mail_from: &'a str,
    pub rcpt_to: &'a str,
    pub parameters: Parameters<'a>,
}

impl Envelope<'_> {
    /// What would break the dialogue instead of being refused by the peer.
    pub(super) fn fault(&self, is_smtputf8: bool) -> Option<Fault> {
        [self.mail_from, self.rcpt_to].into_iter().find_map(|address| {
            if address.chars().any(|c| c.is_ascii_control()) {
                Some(Fault::Envelope("the address contains a line break or control character".to_owned()))
            } else if !address.is_ascii() && !is_smtputf8 {
                Some(Fault::Envelope("the address needs SMTPUTF8, which was not agreed on".to_owned()))
            } else {
                None
            }
        })
    }
}

/// Each is sent only when the peer offers the extension.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parameters<'a> {
    /// RFC 1870.
    pub size_bytes: Option<u64>,
    /// `BODY=8BITMIME`, RFC 6152.
    pub is_eight_bit: bool,
    /// RFC 6531. Needed for an address that is not ASCII; the caller checks that it is offered.
    pub smtputf8: bool,
    /// RFC 3461.
    pub dsn: Option<&'a DsnParameters>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Mail,
    Rcpt,
    Data,
    /// The content and the reply to its final dot.
    FinalDot,
}

impl Stage {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Stage::Mail => "MAIL FROM",
            Stage::Rcpt => "RCPT TO",
            Stage::Data => "DATA",
            Stage::FinalDot => "the final dot",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0}")]
    Timeout(String),
    /// End of file, reset, broken pipe.
    #[error("{0}")]
    Closed(String),
    #[error("{0}")]
    Tls(String),
    /// Something that is no SMTP reply, or one that cannot follow this command.
    #[error("{0}")]
    Protocol(String),
    /// An address that cannot be sent as it is: nothing was sent, the session is untouched.
    #[error("{0}")]
    Envelope(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 2yz to the final dot: the peer has the message.
    Accepted(Reply),
    /// Another reply than the one that lets the transaction go on; `Attempt::stage` says to which command.
    Refused(Reply),
    Fault(Fault),
}

/// How one transaction went.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub stage: Stage,
    pub answer: Answer,
    /// The connection broke, or the peer hung up with 421 on a session that had been used before, while the peer cannot
    /// have taken the message: try once more, at once, on a new connection.
    pub may_retry_at_once: bool,
    /// The final dot may have gone out and no reply came back: the peer may have taken the message (RFC 1047).
    pub is_in_doubt: bool,
    /// This transaction's commands and replies (after the session's opening when it is the first), without content and
    /// secrets, at most 16 KiB.
    pub dialogue: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_cannot_carry_commands() {
        let envelope = |rcpt_to| Envelope { mail_from: "", rcpt_to, parameters: Parameters::default() };
        assert!(envelope("a@b.example\r\nDATA").fault(false).is_some());
        assert!(envelope("a\0@b.example").fault(false).is_some());
        assert!(envelope("ü@b.example").fault(false).is_some());
        assert_eq!(envelope("ü@b.example").fault(true), None);
        assert_eq!(envelope("a@b.example").fault(false), None);
    }
}
