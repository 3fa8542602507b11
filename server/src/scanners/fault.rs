//! Why a scan did not come to its end.

use std::io;
use std::time::Duration;

use super::FailureKind;

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("no connection to {address}: {source}")]
    Connect { address: String, source: io::Error },
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    #[error("all connections were busy for {} s", .0.as_secs_f64())]
    Busy(Duration),
    #[error("the connection broke: {0}")]
    Io(#[from] io::Error),
    /// A bad answer, or one that reports a fault.
    #[error("{0}")]
    Answer(String),
    /// rspamd alone.
    #[error("it answered with status {0}")]
    Status(u16),
    /// rspamd alone: its answer is not the JSON that it should be.
    #[error("the answer is not what rspamd answers: {0}")]
    Json(String),
    /// `limit`: in octets; `None` where the scanner alone knows it.
    #[error("the message is too large ({size} bytes{})", .limit.map(|limit| format!(", at most {limit}")).unwrap_or_default())]
    TooLarge { size: usize, limit: Option<u64> },
}

impl Fault {
    pub fn kind(&self) -> FailureKind {
        match self {
            Fault::Connect { .. } => FailureKind::Unreachable,
            Fault::TimedOut(_) | Fault::Busy(_) => FailureKind::TimedOut,
            Fault::Io(_) | Fault::Answer(_) | Fault::Status(_) | Fault::Json(_) => FailureKind::BadAnswer,
            Fault::TooLarge { .. } => FailureKind::TooLarge,
        }
    }
}
