//! Tags, metadata, options and time of sending, as the sending API takes them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Extras, MessageOptions, Timestamp, ViolationCode, Violations};

pub const MAX_TAGS: usize = 10;
/// Characters of one of several tags; a single one may have [`super::MAX_TAG_CHARS`], as in 3.3.
pub const MAX_TAGS_CHARS: usize = 128;
pub const MAX_METADATA: usize = 20;
pub const MAX_METADATA_KEY_CHARS: usize = 40;
pub const MAX_METADATA_VALUE_CHARS: usize = 500;
/// How far ahead mail may be scheduled.
pub const MAX_AHEAD: Duration = Duration::from_secs(30 * 24 * 3600);
const MIN_EXPIRY_SECONDS: u64 = 60;
const MAX_EXPIRY_SECONDS: u64 = 5 * 24 * 3600;

/// As submitted.
#[derive(Debug, Clone, Default)]
pub struct ExtrasDraft {
    pub tags: Vec<String>,
    pub metadata: BTreeMap<String, String>,
    pub send_at: Option<Timestamp>,
    pub options: MessageOptions,
}

/// `tag`: the message's tag when it is given by itself; it comes first.
pub fn check(draft: ExtrasDraft, tag: Option<&str>, now: Timestamp) -> Result<Extras, Violations> {
    let mut violations = Violations::new();
    let mut tags: Vec<String> = tag.map(str::to_owned).into_iter().collect();
    for (index, given) in draft.tags.into_iter().enumerate() {
        let field = format!("/tags/{index}");
        if given.is_empty() {
            violations.add(&field, ViolationCode::Blank, "can't be blank");
        } else if given.chars().count() > MAX_TAGS_CHARS {
            let message = format!("is too long (maximum is {MAX_TAGS_CHARS} characters)");
            violations.add(&field, ViolationCode::TooLong, message);
        } else if !given.chars().all(|c| c.is_ascii_alphanumeric() || "_.:-".contains(c)) {
            violations.add(&field, ViolationCode::Invalid, "may hold letters, digits, _ . : and - only");
        } else if !tags.contains(&given) {
            tags.push(given);
        }
    }
    if tags.len() > MAX_TAGS {
        violations.add("/tags", ViolationCode::TooLong, format!("holds more than {MAX_TAGS} tags"));
    }
    check_metadata(&draft.metadata, &mut violations);
    let expiry = draft.options.expire_after_seconds;
    if expiry.is_some_and(|seconds| seconds < MIN_EXPIRY_SECONDS) {
        let message = format!("must be at least {MIN_EXPIRY_SECONDS}");
        violations.add("/options/expire_after_seconds", ViolationCode::GreaterThanOrEqualTo, message);
    }
    if expiry.is_some_and(|seconds| seconds > MAX_EXPIRY_SECONDS) {
        let message = format!("must be at most {MAX_EXPIRY_SECONDS} (five days)");
        violations.add("/options/expire_after_seconds", ViolationCode::LessThanOrEqualTo, message);
    }
    if let Some(send_at) = draft.send_at {
        check_send_at("/send_at", send_at, now, &mut violations);
    }
    violations.into_result()?;
    Ok(Extras { scheduled_at: draft.send_at, tags, metadata: draft.metadata, options: draft.options })
}

/// In the future, and not too far ahead.
pub fn check_send_at(field: &str, send_at: Timestamp, now: Timestamp, violations: &mut Violations) {
    if send_at <= now {
        violations.add(field, ViolationCode::GreaterThan, "is not in the future");
    } else if send_at > now + MAX_AHEAD {
        violations.add(field, ViolationCode::LessThanOrEqualTo, "is more than 30 days ahead");
    }
}

/// 1 to 40 letters, digits, `_` and `-`.
pub fn is_metadata_key(key: &str) -> bool {
    (1..=MAX_METADATA_KEY_CHARS).contains(&key.len())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

fn check_metadata(metadata: &BTreeMap<String, String>, violations: &mut Violations) {
    if metadata.len() > MAX_METADATA {
        violations.add("/metadata", ViolationCode::TooLong, format!("holds more than {MAX_METADATA} pairs"));
    }
    for (key, value) in metadata {
        // RFC 6901 §3.
        let field = format!("/metadata/{}", key.replace('~', "~0").replace('/', "~1"));
        if !is_metadata_key(key) {
            let message = format!("is not a key (1 to {MAX_METADATA_KEY_CHARS} letters, digits, _ and -)");
            violations.add(&field, ViolationCode::Invalid, message);
        } else if value.chars().count() > MAX_METADATA_VALUE_CHARS {
            let message = format!("is too long (maximum is {MAX_METADATA_VALUE_CHARS} characters)");
            violations.add(&field, ViolationCode::TooLong, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_358_146_000_000);

    #[test]
    fn the_tag_comes_first_and_each_once() {
        let draft = ExtrasDraft { tags: vec!["b".into(), "a".into(), "b".into()], ..ExtrasDraft::default() };
        assert_eq!(check(draft, Some("a"), NOW).unwrap().tags, ["a", "b"]);
    }

    #[test]
    fn every_fault_is_named() {
        let draft = ExtrasDraft {
            tags: vec![String::new(), "a b".into(), "x".repeat(129)],
            metadata: [("a/b".to_owned(), "v".to_owned()), ("k".to_owned(), "v".repeat(501))].into(),
            send_at: Some(NOW + MAX_AHEAD + Duration::from_secs(1)),
            options: MessageOptions { expire_after_seconds: Some(5), ..MessageOptions::default() },
        };
        let violations = check(draft, None, NOW).unwrap_err();
        let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "/tags/0",
                "/tags/1",
                "/tags/2",
                "/metadata/a~1b",
                "/metadata/k",
                "/options/expire_after_seconds",
                "/send_at"
            ]
        );
        let past = ExtrasDraft { send_at: Some(NOW), ..ExtrasDraft::default() };
        assert!(check(past, None, NOW).is_err());
    }
}
