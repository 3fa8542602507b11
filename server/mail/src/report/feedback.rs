//! Complaints. RFC 5965, RFC 6591, and providers that only return the message.

use super::Complaint;
use super::entity::{Part, parameter};
use crate::header::Header;

/// The complaint that a mail is, if it is one.
pub(super) fn read(header: &Header<'_>, parts: &[Part]) -> Option<Complaint> {
    let own = || parts.iter().filter(|part| part.nesting == 0);
    if let Some(part) = own().find(|part| part.media_type == "message/feedback-report") {
        return Some(fields(&part.text));
    }
    let content_type = header.last("content-type").map(|field| field.value()).unwrap_or_default();
    let is_declared =
        parameter(&content_type, "report-type").is_some_and(|kind| kind.eq_ignore_ascii_case("feedback-report"));
    // A gateway made plain text of the machine part.
    if let Some(part) = own().find(|part| begins_with_feedback_type(&part.text)) {
        return Some(fields(&part.text));
    }
    if is_declared || returns_complained_message(header, parts) {
        return Some(Complaint { feedback_type: "abuse".to_owned(), ..Complaint::default() });
    }
    None
}

fn begins_with_feedback_type(text: &str) -> bool {
    let mut names = text.trim_start().lines().take(6).filter_map(|line| line.split_once(':')).map(|(name, _)| name);
    names.any(|name| name.eq_ignore_ascii_case("feedback-type"))
}

/// Older feedback loops return the message with no more than a subject; the recipient stands in a field of its own.
fn returns_complained_message(header: &Header<'_>, parts: &[Part]) -> bool {
    let subject = header.subject().unwrap_or_default().to_ascii_lowercase();
    subject.starts_with("complaint about message from") && parts.iter().any(|part| part.media_type == "message/rfc822")
}

fn fields(text: &str) -> Complaint {
    let text = text.trim_start();
    let header = Header::parse(text.as_bytes());
    let value =
        |name: &str| header.last(name).map(|field| field.value().replace('\0', "")).filter(|value| !value.is_empty());
    let all = |name: &str| -> Vec<String> {
        header.all(name).map(|field| bare(&field.value())).filter(|value| !value.is_empty()).take(200).collect()
    };
    let kind = value("feedback-type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default().to_owned();
    Complaint {
        feedback_type: if kind.is_empty() { "abuse".to_owned() } else { kind },
        user_agent: value("user-agent"),
        original_mail_from: value("original-mail-from").map(|value| bare(&value)),
        original_rcpt_to: all("original-rcpt-to"),
        source_ip: value("source-ip"),
        arrival_date: value("arrival-date").or_else(|| value("received-date")),
        reported_domain: all("reported-domain"),
    }
}

/// Without brackets and without NUL, which no database of ours takes.
fn bare(value: &str) -> String {
    let value = value.replace('\0', "");
    value.trim().trim_start_matches('<').trim_end_matches('>').trim().to_owned()
}
