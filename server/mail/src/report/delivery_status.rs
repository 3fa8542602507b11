//! The machine part of a delivery report. RFC 3464 §2, RFC 6533.

use super::{Action, RecipientStatus, codes};
use crate::bounce_class::BounceClass;
use crate::header::Header;
use crate::reply::EnhancedCode;

/// Most recipients of a report that are read.
const MAX_RECIPIENTS: usize = 200;
/// Most characters of a diagnostic that are kept.
const MAX_DIAGNOSTIC: usize = 2000;

/// What a `message/delivery-status` part says, group by group.
///
/// A group counts when it names a recipient; a report of which all groups lack an action says `failed` or `delayed` by its status.
pub(super) fn read(text: &str) -> Vec<RecipientStatus> {
    let mut found = Vec::new();
    for group in groups(text) {
        let header = Header::parse(group.as_bytes());
        found.extend(recipient(&header));
        if found.len() >= MAX_RECIPIENTS {
            break;
        }
    }
    found
}

/// Name of the host that wrote the report.
pub(super) fn envelope_values(text: &str, name: &str) -> Vec<String> {
    let Some(first) = groups(text).into_iter().next() else { return Vec::new() };
    Header::parse(first.as_bytes()).all(name).map(|field| field.value()).collect()
}

/// The groups of fields, which blank lines separate.
fn groups(text: &str) -> Vec<String> {
    let mut groups = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            if groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(String::new());
            }
        } else if let Some(group) = groups.last_mut() {
            group.push_str(line);
            group.push('\n');
        }
    }
    groups
}

fn recipient(header: &Header<'_>) -> Option<RecipientStatus> {
    let value = |name: &str| header.last(name).map(|field| field.value()).filter(|value| !value.is_empty());
    let final_recipient = value("final-recipient").as_deref().and_then(typed_address);
    let original_recipient = value("original-recipient").as_deref().and_then(typed_address).or_else(|| {
        value("x-actual-recipient").as_deref().and_then(typed_address).filter(|_| final_recipient.is_none())
    });
    if final_recipient.is_none() && original_recipient.is_none() {
        return None;
    }
    let diagnostic = value("diagnostic-code").map(|text| one_line(untyped(&text)));
    let status = status(value("status").as_deref(), diagnostic.as_deref().unwrap_or_default());
    let action = value("action").as_deref().and_then(Action::parse).or(match status.map(|status| status.class) {
        Some(5) => Some(Action::Failed),
        Some(4) => Some(Action::Delayed),
        Some(2) => Some(Action::Delivered),
        _ => None,
    })?;
    let remote_mta = value("remote-mta").map(|text| untyped(&text).to_owned()).filter(|host| !host.is_empty());
    let class = class(status, diagnostic.as_deref().unwrap_or_default());
    Some(RecipientStatus { action, final_recipient, original_recipient, status, diagnostic, remote_mta, class })
}

/// The status field, unless it says nothing (`5.0.0`) and the diagnostic says more of the same kind.
fn status(field: Option<&str>, diagnostic: &str) -> Option<EnhancedCode> {
    let told = field.and_then(|text| codes::find(text).1);
    let quoted = codes::find(diagnostic).1;
    match (told, quoted) {
        (Some(told), Some(quoted)) if told.subject == 0 && told.class == quoted.class => Some(quoted),
        (told, quoted) => told.or(quoted),
    }
}

/// The class out of both codes: what the remote host itself said goes before what the reporting host made of it.
pub(super) fn class(status: Option<EnhancedCode>, diagnostic: &str) -> BounceClass {
    let (code, quoted) = codes::find(diagnostic);
    let of_remote = BounceClass::of(code, quoted.filter(|quoted| quoted.class != 2), diagnostic);
    let is_vague = status.is_none_or(|status| status.subject == 0 || (status.subject, status.detail) == (4, 7));
    match status {
        _ if quoted.is_some() && of_remote != BounceClass::Unknown => of_remote,
        Some(status) => match BounceClass::of(code, Some(status), diagnostic) {
            BounceClass::Unknown => of_remote,
            _ if is_vague && of_remote != BounceClass::Unknown => of_remote,
            class => class,
        },
        None => of_remote,
    }
}

/// `rfc822;user@example.com` without type, comment and brackets. RFC 3464 §2.3.2; `utf-8` addresses: RFC 6533 §3.
pub(super) fn typed_address(value: &str) -> Option<String> {
    let (kind, text) = match value.split_once(';') {
        Some((kind, text)) if !kind.contains('@') => (kind.trim().to_ascii_lowercase(), text),
        _ => (String::new(), value),
    };
    let text = text.trim().trim_start_matches('<');
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '>' | '(' | ',')).unwrap_or(text.len());
    let address = text.get(..end).unwrap_or_default().trim_matches(['<', '>', '"', '\'', ';']);
    let address = if kind.starts_with("utf-8") { from_unicode_escapes(address) } else { address.to_owned() };
    (!address.is_empty()).then_some(address)
}

/// `\x{E9}` to `é`. RFC 6533 §3.
fn from_unicode_escapes(text: &str) -> String {
    let mut pieces = text.split("\\x{");
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let known = piece
            .split_once('}')
            .and_then(|(digits, rest)| Some((u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?, rest)));
        match known {
            Some((c, rest)) => {
                decoded.push(c);
                decoded.push_str(rest);
            }
            None => {
                decoded.push_str("\\x{");
                decoded.push_str(piece);
            }
        }
    }
    decoded
}

/// What stands behind `smtp;` or `dns;`.
fn untyped(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if kind.trim().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => rest.trim(),
        _ => value.trim(),
    }
}

/// White space as single blanks, at most [`MAX_DIAGNOSTIC`] characters.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('\0', "").chars().take(MAX_DIAGNOSTIC).collect()
}
