//! What an application tells the sending API about a message besides its content.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// Kept with the message; empty for mail that comes by SMTP or the 3.3 API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// Not to be sent before.
    pub scheduled_at: Option<Timestamp>,
    /// At most 10; the first is the message's tag.
    pub tags: Vec<String>,
    /// At most 20 pairs.
    pub metadata: BTreeMap<String, String>,
    pub options: MessageOptions,
}

/// How one message is treated, where it differs from its mail server. Stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageOptions {
    /// `None`: as the tracking domain says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_opens: Option<bool>,
    /// `None`: as the tracking domain says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_clicks: Option<ClickTracking>,
    /// Not over a connection without TLS.
    #[serde(skip_serializing_if = "is_false")]
    pub require_tls: bool,
    /// Given up so long after it was to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_after_seconds: Option<u64>,
    /// UUID of the pool that it leaves by. `None`: as rules and mail server say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_pool: Option<String>,
    /// Goes through everything but is not sent.
    #[serde(skip_serializing_if = "is_false")]
    pub sandbox: bool,
    #[serde(skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// Its content is removed with the result that ends it.
    #[serde(skip_serializing_if = "is_false")]
    pub discard_content: bool,
}

/// What goes first among the messages of a mail server that wait for the same hosts. Nothing is stopped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Mass mailings.
    Bulk,
    #[default]
    Normal,
    /// Codes and the like, for which somebody waits.
    High,
}

impl Priority {
    /// As the queue stores it.
    pub const fn as_number(self) -> i64 {
        match self {
            Self::Bulk => -1,
            Self::Normal => 0,
            Self::High => 1,
        }
    }

    /// What an older or newer program wrote besides is as urgent as the nearest.
    pub const fn from_number(number: i64) -> Self {
        match number {
            ..0 => Self::Bulk,
            0 => Self::Normal,
            1.. => Self::High,
        }
    }

    /// The order in which to look. `turn`: counted up by whoever takes turns; in every fourth the urgent is not the first,
    /// so that nothing starves.
    pub const fn order(turn: u8) -> [Self; 3] {
        match turn % 8 {
            3 => [Self::Normal, Self::High, Self::Bulk],
            7 => [Self::Bulk, Self::High, Self::Normal],
            _ => [Self::High, Self::Normal, Self::Bulk],
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_normal(&self) -> bool {
        *self == Self::Normal
    }
}

/// Which links of a message are tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClickTracking {
    None,
    Html,
    All,
}

impl MessageOptions {
    pub fn expire_after(&self) -> Option<Duration> {
        self.expire_after_seconds.map(Duration::from_secs)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_kept_as_numbers_and_every_one_has_its_turn() {
        for priority in [Priority::Bulk, Priority::Normal, Priority::High] {
            assert_eq!(Priority::from_number(priority.as_number()), priority);
            let firsts = (0..=u8::MAX).filter(|turn| Priority::order(*turn)[0] == priority).count();
            assert_eq!(firsts, if priority == Priority::High { 192 } else { 32 });
        }
    }

    #[test]
    fn options_are_stored_as_far_as_they_differ() {
        let options = MessageOptions { track_clicks: Some(ClickTracking::Html), sandbox: true, ..Default::default() };
        let text = serde_json::to_string(&options).unwrap();
        assert_eq!(text, r#"{"track_clicks":"html","sandbox":true}"#);
        assert_eq!(serde_json::from_str::<MessageOptions>(&text).unwrap(), options);
        assert_eq!(serde_json::from_str::<MessageOptions>("{}").unwrap(), MessageOptions::default());
    }
}
