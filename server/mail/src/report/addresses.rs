//! Mail addresses in running text, and which of them are meant.

use super::codes;
use super::phrases::FAILED_TEXTS;
use crate::bounce_class::normalize;

/// Most addresses of a text that are found.
const MAX_MENTIONS: usize = 400;

/// An address in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention<'a> {
    pub address: &'a str,
    /// Offset of the address.
    pub at: usize,
    /// Whether nothing but brackets, quotes, blanks and marks of a list stands before it on its line.
    pub begins_line: bool,
}

/// The addresses of a text in order.
pub(super) fn find(text: &str) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    let mut line_at = 0;
    for line in text.split_inclusive('\n') {
        let mut searched = 0;
        for (sign, _) in line.match_indices('@') {
            if sign < searched {
                continue;
            }
            let local = line.get(..sign).unwrap_or_default();
            let start = local
                .char_indices()
                .rev()
                .take(256)
                .take_while(|(_, c)| is_local(*c))
                .last()
                .map_or(sign, |(at, _)| at);
            let behind = line.get(sign + 1..).unwrap_or_default();
            let length = behind
                .char_indices()
                .take(256)
                .find(|(_, c)| !is_domain(*c))
                .map_or(behind.len().min(256), |(at, _)| at);
            let domain = behind.get(..length).unwrap_or_default().trim_end_matches(['.', '-']);
            let end = sign + 1 + domain.len();
            searched = end;
            let local =
                line.get(start..sign).unwrap_or_default().trim_start_matches(['.', '=', '/', '\'', '*', '-', '`', '|']);
            if local.is_empty()
                || !domain.contains('.') && !line.get(..start).is_some_and(|before| before.ends_with('<'))
                || domain.is_empty()
            {
                continue;
            }
            let start = sign - local.len();
            let lead = line.get(..start).unwrap_or_default();
            let is_bare = lead.chars().all(|c| !c.is_alphanumeric());
            if let Some(address) = line.get(start..end) {
                found.push(Mention { address, at: line_at + start, begins_line: is_bare });
            }
            if found.len() >= MAX_MENTIONS {
                return found;
            }
        }
        line_at += line.len();
    }
    found
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c) || (!c.is_ascii() && c.is_alphabetic())
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') || (!c.is_ascii() && c.is_alphanumeric())
}

/// The addresses that a report is about: the most telling places win.
///
/// `sent_to`: recipients of the returned message; `others`: its sender, and who sent and got the report. Both in lower case.
pub(super) fn choose(text: &str, mentions: &[Mention<'_>], sent_to: &[String], others: &[String]) -> Vec<String> {
    let mut ranked: Vec<(u8, &str)> = Vec::new();
    for mention in mentions {
        let lower = mention.address.to_lowercase();
        let is_recipient = sent_to.contains(&lower);
        if !is_recipient && (others.contains(&lower) || is_service(&lower)) {
            continue;
        }
        let rank = rank(text, mention) + if is_recipient { 4 } else { 0 };
        match ranked.iter_mut().find(|(_, known)| known.eq_ignore_ascii_case(mention.address)) {
            Some((known, _)) => *known = rank.max(*known),
            None => ranked.push((rank, mention.address)),
        }
    }
    let best = ranked.iter().map(|(rank, _)| *rank).max().unwrap_or(0);
    // Below that nothing says that the address is the one meant; then only the first counts.
    let most = if best >= 2 { 200 } else { 1 };
    ranked
        .into_iter()
        .filter(|(rank, _)| *rank == best || (best >= 6 && *rank >= 6))
        .map(|(_, a)| a.to_owned())
        .take(most)
        .collect()
}

/// 3: begins a line, or stands behind a label; 2: on a line that tells a failure; 1: anywhere else.
fn rank(text: &str, mention: &Mention<'_>) -> u8 {
    const LABELS: &str = "to|rcpt to|recipient|recipients|final recipient|original recipient|failed recipient|recipient address|user|address|mailbox|for|\
        email|e mail|email address|intended recipient|delivery to|an|empfänger|adresse|pour|à|destinataire|para|destinatario|destinatário|a|aan|кому|получатель|宛先|收件人|recipient s";
    if mention.begins_line {
        return 3;
    }
    let line_start = text.get(..mention.at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let lead = text.get(line_start..mention.at).unwrap_or_default();
    let label = normalize(
        lead.rsplit_once(';').map_or(lead, |(label, kind)| if kind.trim().is_empty() { label } else { lead }),
        200,
    );
    let label = label.trim().trim_end_matches(" rfc822").trim_end_matches(" smtp");
    if LABELS.split('|').any(|known| known == label) {
        return 3;
    }
    let rest = text.get(line_start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let line = line.char_indices().nth(400).and_then(|(end, _)| line.get(..end)).unwrap_or(line);
    if label.ends_with("rcpt to") || codes::find(line) != (None, None) || FAILED_TEXTS.is_in_text(line) {
        return 2;
    }
    1
}

/// Addresses of the mail system itself.
fn is_service(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    ["postmaster", "mailer-daemon", "mailerdaemon", "abuse", "hostmaster", "helpdesk", "support", "noreply", "no-reply"]
        .contains(&local)
}
