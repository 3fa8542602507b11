//! What a sender tells us in header fields, which recipients do not get: `X-Postal-Meta-…`, `X-Postal-Idempotency-Key`.
//!
//! Only of those who may send: what strangers write into such fields is theirs.

use std::collections::BTreeMap;

use postal_mail::header::{self, Header};

use super::compose::extras::{MAX_METADATA, MAX_METADATA_VALUE_CHARS, is_metadata_key};
use super::idempotency::MAX_KEY_CHARS;

/// In lower case.
pub const META_PREFIX: &str = "x-postal-meta-";
const IDEMPOTENCY_KEY: &str = "x-postal-idempotency-key";
/// Characters of a field's name that an error repeats.
const SHOWN_CHARS: usize = 80;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// Names of fields have no case, and programs change it on the way, so keys are in lower case.
    pub metadata: BTreeMap<String, String>,
    pub idempotency_key: Option<String>,
}

/// What is wrong with such a field. The message is refused then: an application that relies on what it says must hear of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0}: a key has 1 to 40 letters, digits, _ and -")]
    Key(String),
    #[error("{0}: the value is longer than 500 characters")]
    TooLong(String),
    #[error("{0} is given more than once")]
    Repeated(String),
    #[error("there are more than 20 fields X-Postal-Meta-")]
    TooMany,
    #[error("X-Postal-Idempotency-Key must have 1 to 256 characters")]
    IdempotencyKey,
}

/// Whether a field of this name is for us. `name`: with `-`, in any case.
pub fn is_ours(name: &str) -> bool {
    name.eq_ignore_ascii_case(IDEMPOTENCY_KEY) || meta_key(name).is_some()
}

fn meta_key(name: &str) -> Option<&str> {
    let (prefix, key) = name.split_at_checked(META_PREFIX.len())?;
    prefix.eq_ignore_ascii_case(META_PREFIX).then_some(key)
}

/// Reads the fields of a message.
pub fn of_header(header: &Header<'_>) -> Result<Instructions, Fault> {
    let ours = header.fields().iter().filter(|field| is_ours(&field.name()));
    read(ours.map(|field| (field.name().into_owned(), field.decoded())))
}

/// Reads fields that come one by one; those that are not for us are passed over.
pub fn read(fields: impl IntoIterator<Item = (String, String)>) -> Result<Instructions, Fault> {
    let mut found = Instructions::default();
    for (name, value) in fields {
        let value = value.replace('\0', "");
        if name.eq_ignore_ascii_case(IDEMPOTENCY_KEY) {
            if !(1..=MAX_KEY_CHARS).contains(&value.chars().count()) {
                return Err(Fault::IdempotencyKey);
            }
            if found.idempotency_key.replace(value).is_some() {
                return Err(Fault::Repeated(shown(&name)));
            }
            continue;
        }
        let Some(key) = meta_key(&name) else { continue };
        if !is_metadata_key(key) {
            return Err(Fault::Key(shown(&name)));
        }
        if value.chars().count() > MAX_METADATA_VALUE_CHARS {
            return Err(Fault::TooLong(shown(&name)));
        }
        if found.metadata.insert(key.to_ascii_lowercase(), value).is_some() {
            return Err(Fault::Repeated(shown(&name)));
        }
    }
    if found.metadata.len() > MAX_METADATA {
        return Err(Fault::TooMany);
    }
    Ok(found)
}

/// A name that can stand in an SMTP reply.
fn shown(name: &str) -> String {
    name.chars().take(SHOWN_CHARS).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

/// The message as recipients get it.
pub fn removed(message: Vec<u8>) -> Vec<u8> {
    let (section, _) = header::split(&message);
    let mut kept = Vec::new();
    let (mut end, mut has_ours) = (0, false);
    for field in Header::parse(section).fields() {
        end += field.raw().len();
        if is_ours(&field.name()) {
            has_ours = true;
        } else {
            kept.extend_from_slice(field.raw());
        }
    }
    if !has_ours {
        return message;
    }
    kept.extend_from_slice(message.get(end..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(section: &str) -> Result<Instructions, Fault> {
        of_header(&Header::parse(section.as_bytes()))
    }

    #[test]
    fn keys_have_no_case_and_values_are_decoded() {
        let found = of("From: a\r\nX-Postal-Meta-Order_Id: 4711\r\nx-postal-META-name: =?utf-8?q?J=C3=B6rg?=\r\n\
                        X-Postal-Meta-empty:\r\nX-POSTAL-Idempotency-Key:  a b \r\nX-Postal-Metadata: no\r\n")
        .unwrap();
        let pairs: Vec<(&str, &str)> =
            found.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("empty", ""), ("name", "J\u{f6}rg"), ("order_id", "4711")]);
        assert_eq!(found.idempotency_key.as_deref(), Some("a b"));
        assert_eq!(of("Subject: x\r\n").unwrap(), Instructions::default());
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        let field = |key: &str, value: &str| format!("X-Postal-Meta-{key}: {value}\r\n");
        let name = |key: &str| format!("X-Postal-Meta-{key}");
        assert!(of(&field(&"k".repeat(40), &"\u{fc}".repeat(500))).is_ok());
        assert_eq!(of(&field("", "v")), Err(Fault::Key(name(""))));
        assert_eq!(of(&field("a.b", "v")), Err(Fault::Key(name("a.b"))));
        assert_eq!(of(&field("\u{fc}", "v")), Err(Fault::Key(name("?"))));
        assert_eq!(of(&field(&"k".repeat(41), "v")), Err(Fault::Key(name(&"k".repeat(41)))));
        assert_eq!(of(&field("a", &"v".repeat(501))), Err(Fault::TooLong(name("a"))));
        assert_eq!(of(&(field("a", "v") + &field("A", "v"))), Err(Fault::Repeated(name("A"))));
        let many = |count: usize| (0..count).map(|n| field(&n.to_string(), "v")).collect::<String>();
        assert!(of(&many(20)).is_ok());
        assert_eq!(of(&many(21)), Err(Fault::TooMany));
        let key = |value: &str| format!("X-Postal-Idempotency-Key: {value}\r\n");
        assert!(of(&key(&"k".repeat(256))).is_ok());
        assert_eq!(of(&key(&"k".repeat(257))), Err(Fault::IdempotencyKey));
        assert_eq!(of(&key("")), Err(Fault::IdempotencyKey));
        let twice = Err(Fault::Repeated("X-Postal-Idempotency-Key".to_owned()));
        assert_eq!(of(&(key("k") + &key("k"))), twice);
    }

    #[test]
    fn recipients_get_the_message_without_them() {
        let removed = |message: &str| String::from_utf8(removed(message.as_bytes().to_vec())).unwrap();
        let message = "A: b\r\nX-Postal-Meta-a: b\r\n folded\r\nx-postal-idempotency-key: k\r\nC: d\r\n\r\nX-Postal-Meta-a: body\r\n";
        assert_eq!(removed(message), "A: b\r\nC: d\r\n\r\nX-Postal-Meta-a: body\r\n");
        for untouched in ["A: b\r\n\r\nbody", "", "\r\nX-Postal-Meta-a: b", " X-Postal-Meta-a: b\r\n\r\n"] {
            assert_eq!(removed(untouched), untouched);
        }
        assert_eq!(removed("X-Postal-Meta-a: b"), "");
    }
}
