//! Automatic answers. RFC 3834, RFC 8098.

use super::entity::{Part, parameter};
use super::phrases::{self, AUTO_REPLY_SUBJECTS};
use crate::header::Header;

/// See [`super::is_automatic`].
pub(super) fn is_automatic(header: &Header<'_>) -> bool {
    const MARKS: [&str; 10] = [
        "list-id",
        "list-post",
        "list-unsubscribe",
        "list-help",
        "list-owner",
        "list-subscribe",
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "feedback-id",
    ];
    is_marked(header)
        || MARKS.iter().any(|name| header.last(name).is_some())
        || suppresses_answers(header)
        || precedence(header).is_some_and(|word| matches!(word.as_str(), "bulk" | "list" | "junk" | "auto_reply"))
        || is_report(header)
}

/// Whether a program says that it wrote the mail, and that it is no list mail.
pub(super) fn is_marked(header: &Header<'_>) -> bool {
    let is_submitted = header.all("auto-submitted").any(|field| {
        let value = field.value().to_ascii_lowercase();
        !matches!(value.split([';', ' ', '(']).next().unwrap_or_default(), "no" | "")
    });
    is_submitted
        || ["x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply", "x-auto-reply"]
            .iter()
            .any(|name| header.last(name).is_some_and(|field| !field.value().eq_ignore_ascii_case("no")))
        || header.last("x-post-messageclass").is_some_and(|field| field.value().contains("9; Autoresponder"))
        || precedence(header).as_deref() == Some("auto_reply")
}

/// Whether this is an answer of a program, given that it is no report on a delivery.
pub(super) fn is_auto_reply(header: &Header<'_>, parts: &[Part]) -> bool {
    let is_list = header.last("list-id").is_some() || header.last("list-post").is_some();
    let subject = phrases::normal_subject(header);
    is_disposition_notice(header, parts)
        || (is_marked(header) && !is_list)
        || (AUTO_REPLY_SUBJECTS.is_in(&subject) && !phrases::is_answer_of_a_person(header))
        // vacation(1) of old wrote only this.
        || (!is_list
            && precedence(header).is_some_and(|word| matches!(word.as_str(), "bulk" | "junk"))
            && (header.last("in-reply-to").is_some() || has_null_sender(header)))
}

/// A read receipt. RFC 8098.
fn is_disposition_notice(header: &Header<'_>, parts: &[Part]) -> bool {
    let content_type = header.last("content-type").map(|field| field.value()).unwrap_or_default();
    parameter(&content_type, "report-type").is_some_and(|kind| kind.eq_ignore_ascii_case("disposition-notification"))
        || parts.iter().any(|part| {
            part.nesting == 0
                && matches!(
                    part.media_type.as_str(),
                    "message/disposition-notification" | "message/global-disposition-notification"
                )
        })
}

/// Whether the envelope sender was null, as far as a `Return-Path` tells.
pub(super) fn has_null_sender(header: &Header<'_>) -> bool {
    header
        .last("return-path")
        .is_some_and(|field| matches!(field.value().replace(' ', "").as_str(), "<>" | "<MAILER-DAEMON>"))
}

fn precedence(header: &Header<'_>) -> Option<String> {
    header.last("precedence").map(|field| field.value().to_ascii_lowercase().replace('-', "_"))
}

/// Microsoft's field; `None` in it forbids nothing.
fn suppresses_answers(header: &Header<'_>) -> bool {
    header.last("x-auto-response-suppress").is_some_and(|field| {
        let value = field.value().to_ascii_lowercase();
        ["all", "oof", "autoreply", "dr", "ndr"]
            .iter()
            .any(|word| value.split([',', ' ', ';']).any(|found| found == *word))
    })
}

fn is_report(header: &Header<'_>) -> bool {
    header.last("content-type").is_some_and(|field| field.value().to_ascii_lowercase().starts_with("multipart/report"))
}
