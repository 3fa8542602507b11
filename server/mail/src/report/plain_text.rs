//! Reports without a machine part: qmail, Exim, old sendmail and Exchange, Domino, and everything that a person must read.
//!
//! No vendor is known here by name. Who wrote (a mail system), what the subject and the text say (phrases), and where the
//! addresses stand decide together; one of them alone never does.

use super::addresses::{self, Mention};
use super::entity::Part;
use super::phrases::{
    self, AUTO_REPLY_SUBJECTS, DAEMONS, DELAYED_SUBJECTS, DELAYED_TEXTS, DELIVERED_SUBJECTS, DELIVERED_TEXTS,
};
use super::phrases::{FAILED_SUBJECTS, FAILED_TEXTS, FINAL_TEXTS};
use super::{Action, RecipientStatus, auto_reply, codes, delivery_status, entity};
use crate::bounce_class::{BounceClass, normalize};
use crate::header::{self, Header};
use mail_parser::decoders::html::html_to_text;

/// Most octets of the text that are looked at.
const MAX_TEXT: usize = 65_536;
/// Most lines that belong to one recipient.
const MAX_LINES: usize = 25;

/// The report that a mail is, as far as it can be told; `None` when it is none.
pub(super) fn read(header: &Header<'_>, parts: &[Part]) -> Option<Vec<RecipientStatus>> {
    let said = said(parts);
    let action = action(header, parts, &said)?;
    Some(
        recipients(header, parts, &said)
            .into_iter()
            .map(|(address, text)| status(action, address, &text, &said))
            .collect(),
    )
}

/// Whether a mail system wrote this, by its name, address or fields.
pub(super) fn is_from_daemon(header: &Header<'_>) -> bool {
    let from = header.last("from").map(|field| field.decoded()).unwrap_or_default().replace(['@', '<', '>'], " ");
    let content_type = header.last("content-type").map(|field| field.value()).unwrap_or_default();
    DAEMONS.is_in_text(&from)
        || header.last("x-failed-recipients").is_some()
        || entity::parameter(&content_type, "report-type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"))
}

/// Whether this could be a report at all: from a mail system, or at least called one, and not sent on by a person.
pub(super) fn may_be_report(header: &Header<'_>) -> bool {
    let is_daemon = is_from_daemon(header);
    let is_person = phrases::is_answer_of_a_person(header) && !is_daemon;
    !is_person && (is_daemon || FAILED_SUBJECTS.is_in(&phrases::normal_subject(header)))
}

/// Diagnostic text for a recipient of a machine part that has none.
pub(super) fn diagnostic_for(parts: &[Part], address: &str) -> Option<String> {
    let said = said(parts);
    let mentions = addresses::find(&said);
    let own = mentions.iter().filter(|mention| mention.address.eq_ignore_ascii_case(address));
    own.map(|mention| paragraph(&said, mention, &mentions)).find(|text| codes::find(text) != (None, None))
}

fn action(header: &Header<'_>, parts: &[Part], said: &str) -> Option<Action> {
    let subject = phrases::normal_subject(header);
    let text = normalize(said, MAX_TEXT.min(8000));
    let is_daemon = is_from_daemon(header);
    let is_called_so = FAILED_SUBJECTS.is_in(&subject);
    let is_delayed_subject = DELAYED_SUBJECTS.is_in(&subject);
    if phrases::is_answer_of_a_person(header) && !is_daemon {
        return None;
    }
    if AUTO_REPLY_SUBJECTS.is_in(&subject) && !is_called_so && header.last("x-failed-recipients").is_none() {
        return None;
    }
    if header.last("list-id").is_some() && !is_daemon {
        return None;
    }
    let says_failed = FAILED_TEXTS.is_in(&text);
    let says_delayed = DELAYED_TEXTS.is_in(&text);
    let has_evidence = || codes::find(said) != (None, None) || returns_message(parts);
    let is_report = if is_daemon {
        is_called_so || is_delayed_subject || says_failed || says_delayed
    } else if auto_reply::has_null_sender(header) {
        (is_called_so || is_delayed_subject) && (says_failed || says_delayed || has_evidence())
    } else {
        is_called_so && (says_failed || says_delayed) && has_evidence()
    };
    if !is_report {
        return None;
    }
    let is_final = FINAL_TEXTS.is_in(&text);
    if is_delayed_subject || (says_delayed && !is_final) {
        return Some(Action::Delayed);
    }
    let is_delivered = DELIVERED_TEXTS.is_in(&text) || (DELIVERED_SUBJECTS.is_in(&subject) && !says_failed);
    Some(if is_delivered && !is_final { Action::Delivered } else { Action::Failed })
}

fn returns_message(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| part.nesting > 0 || part.media_type == "text/rfc822-headers" || returned(&part.text).is_some())
}

/// What the reporting system itself says: its plain texts, or its HTML, up to the returned message.
fn said(parts: &[Part]) -> String {
    let own = |kind: &'static str| {
        parts.iter().filter(move |part| part.nesting == 0 && part.media_type == kind && !part.text.trim().is_empty())
    };
    let mut said = String::new();
    for part in own("text/plain") {
        said.push_str(before_returned(&part.text));
        said.push('\n');
    }
    if said.trim().is_empty() {
        for part in own("text/html").take(3) {
            let text = html_to_text(cut(&part.text, MAX_TEXT));
            said.push_str(before_returned(&text));
            said.push('\n');
        }
    }
    cut(&said, MAX_TEXT).to_owned()
}

fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

fn before_returned(text: &str) -> &str {
    start_of_returned(text).and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Header section of the returned message inside a text, without quotation marks.
pub(super) fn returned(text: &str) -> Option<String> {
    let from = text.get(start_of_returned(text)?..)?;
    let mut section = String::new();
    for line in from.lines().take(300) {
        let line = unquoted(line);
        if line.trim().is_empty() {
            break;
        }
        section.push_str(line);
        section.push('\n');
    }
    Some(section)
}

fn unquoted(line: &str) -> &str {
    line.strip_prefix("> ").or_else(|| line.strip_prefix('>')).or_else(|| line.strip_prefix("| ")).unwrap_or(line)
}

/// Offset of the first header section in a text: several fields in a row, of which one stands only in messages.
fn start_of_returned(text: &str) -> Option<usize> {
    const FIELDS: [&str; 8] = ["from", "to", "subject", "date", "reply-to", "cc", "content-type", "x-mailer"];
    const ANCHORS: [&str; 6] =
        ["received", "return-path", "message-id", "mime-version", "x-postal-msgid", "dkim-signature"];
    let (mut start, mut known, mut anchors) = (None, 0, 0);
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = unquoted(whole);
        let name = line.split_once(':').map(|(name, _)| name).filter(|name| is_field_name(name));
        let is_folded = start.is_some() && line.starts_with([' ', '\t']) && !line.trim().is_empty();
        match name {
            Some(name) => {
                start = start.or(Some(at));
                known += usize::from(FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field)));
                anchors += usize::from(ANCHORS.iter().any(|field| name.eq_ignore_ascii_case(field)));
            }
            None if is_folded => {}
            None => (start, known, anchors) = (None, 0, 0),
        }
        if anchors >= 1 && anchors + known >= 2 {
            return start;
        }
        at += whole.len();
    }
    None
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Who is meant, and what is said about each.
fn recipients(header: &Header<'_>, parts: &[Part], said: &str) -> Vec<(String, String)> {
    let returned: Vec<String> = parts
        .iter()
        .filter(|part| part.nesting == 0)
        .filter_map(|part| match part.media_type.as_str() {
            "message/rfc822" | "text/rfc822-headers" => Some(header::split(part.text.trim_start().as_bytes()).0)
                .map(|s| String::from_utf8_lossy(s).into_owned()),
            "text/plain" | "text/html" => returned(&part.text),
            _ => None,
        })
        .collect();
    let of_fields = |names: &[&str]| -> Vec<String> {
        let mut found = Vec::new();
        for section in &returned {
            let returned = Header::parse(section.as_bytes());
            for field in names.iter().flat_map(|name| returned.all(name)).take(50) {
                found.extend(in_field(&field).into_iter().map(|address| address.to_lowercase()));
            }
        }
        found
    };
    let sent_to = of_fields(&["to", "cc", "delivered-to", "x-original-to", "envelope-to"]);
    let mut others = of_fields(&["from", "return-path", "sender", "reply-to"]);
    for name in ["from", "to", "return-path", "reply-to"] {
        others.extend(header.all(name).flat_map(|field| in_field(&field)).map(|address| address.to_lowercase()));
    }
    let failed: Vec<String> = header.all("x-failed-recipients").flat_map(|field| in_field(&field)).take(200).collect();
    let mentions = addresses::find(said);
    let chosen = if failed.is_empty() { addresses::choose(said, &mentions, &sent_to, &others) } else { failed };
    let only = chosen.len() == 1;
    let with_text: Vec<(String, String)> = chosen
        .into_iter()
        .map(|address| {
            let text = text_about(said, &address, &mentions, only);
            (address, text)
        })
        .collect();
    if with_text.is_empty() && sent_to.len() == 1 {
        return sent_to.into_iter().map(|address| (address, delivery_status::one_line(said))).collect();
    }
    with_text
}

/// The addresses in the value of a field.
fn in_field(field: &header::Field<'_>) -> Vec<String> {
    addresses::find(&field.value()).into_iter().map(|mention| mention.address.to_owned()).collect()
}

/// The best paragraph about an address; for the only one, all that is said when no paragraph tells a reason.
fn text_about(said: &str, address: &str, mentions: &[Mention<'_>], is_only: bool) -> String {
    let mut paragraphs = mentions
        .iter()
        .filter(|m| m.address.eq_ignore_ascii_case(address))
        .take(5)
        .map(|mention| paragraph(said, mention, mentions));
    let first = paragraphs.next().unwrap_or_default();
    let tells = |text: &String| codes::find(text) != (None, None);
    if tells(&first) {
        return first;
    }
    if let Some(better) = paragraphs.find(tells) {
        return better;
    }
    if !is_only {
        return first;
    }
    let mut lines = said.lines();
    let coded = lines.find(|line| codes::find(line) != (None, None));
    match coded {
        Some(line) => {
            let rest: Vec<&str> =
                std::iter::once(line).chain(lines.take_while(|line| !line.trim().is_empty()).take(MAX_LINES)).collect();
            delivery_status::one_line(&rest.join(" "))
        }
        None => first,
    }
}

/// From an address to the next empty line, the next address that begins a line, or [`MAX_LINES`]. An address that stands alone
/// also takes what comes behind one empty line.
fn paragraph(said: &str, mention: &Mention<'_>, mentions: &[Mention<'_>]) -> String {
    let line_start = said.get(..mention.at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let next = mentions
        .iter()
        .find(|other| {
            other.at > mention.at && other.begins_line && !other.address.eq_ignore_ascii_case(mention.address)
        })
        .map_or(said.len(), |other| other.at);
    let mut text = String::new();
    let mut taken = 0;
    for line in said.get(line_start..next).unwrap_or_default().lines().take(MAX_LINES) {
        if line.trim().is_empty() {
            if taken > 1 {
                break;
            }
            continue;
        }
        text.push_str(line);
        text.push(' ');
        taken += 1;
    }
    delivery_status::one_line(&text)
}

fn status(action: Action, address: String, text: &str, said: &str) -> RecipientStatus {
    let (_, enhanced) = codes::find(text);
    let status = enhanced.filter(|code| code.class != 2 || action == Action::Delivered);
    let mut class = delivery_status::class(status, text);
    if class == BounceClass::Unknown {
        class = BounceClass::of(None, None, said);
    }
    RecipientStatus {
        action,
        final_recipient: Some(address),
        original_recipient: None,
        status,
        diagnostic: (!text.is_empty()).then(|| text.to_owned()),
        remote_mta: remote_host(text),
        class,
    }
}

/// `host mx.example.com[192.0.2.1] said`, `while talking to mx.example.com.:`
fn remote_host(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let word = word.to_ascii_lowercase();
        if matches!(word.as_str(), "host" | "to" | "server" | "by") {
            let next = words.clone().next().unwrap_or_default();
            let host: String =
                next.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
            let host = host.trim_end_matches('.');
            if host.contains('.') && !next.contains('@') && host.bytes().any(|b| b.is_ascii_alphabetic()) {
                return Some(host.to_owned());
            }
        }
    }
    None
}
