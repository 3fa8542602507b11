//! Lines that introduce a quoted message: "On 3 January 2026 at 10:15, Ann <ann@x.example> wrote:".

use super::general::Line;
use super::words::{ATTRIBUTION_STARTS, WROTE};

/// Most lines over which an attribution is folded.
const MAX_LINES: usize = 4;

/// Longest attribution, in octets.
const MAX_LEN: usize = 500;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribution {
    /// How many lines it takes.
    pub(super) lines: usize,
    /// Whether it says enough (who, when) that what follows is quoted even without a `>`.
    pub(super) is_strong: bool,
    /// Whether the quoted text begins in its last line, as on the telephones of Yahoo.
    pub(super) has_text_behind: bool,
}

/// Looks for an attribution that begins with the first of `lines`.
///
/// `begins_paragraph`: whether nothing stands directly above it. Only then may it be folded without a typical first word.
pub(super) fn find(lines: &[Line<'_>], begins_paragraph: bool) -> Option<Attribution> {
    let first = &lines.first()?.plain;
    if first.is_empty() {
        return None;
    }
    let may_fold = begins_paragraph || starts_as_usual(first);
    let mut joined = String::new();
    for (number, line) in lines.iter().take(if may_fold { MAX_LINES } else { 1 }).enumerate() {
        if line.plain.is_empty() || joined.len() + line.plain.len() > MAX_LEN {
            return None;
        }
        if number > 0 {
            joined.push(' ');
        }
        joined.push_str(&line.plain);
        if let Some(is_strong) = judge(&joined) {
            return Some(Attribution { lines: number + 1, is_strong, has_text_behind: false });
        }
        if begins_paragraph && starts_as_usual(first) && has_attribution_in_front(&joined) {
            return Some(Attribution { lines: number + 1, is_strong: true, has_text_behind: true });
        }
    }
    None
}

fn starts_as_usual(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit()) || ATTRIBUTION_STARTS.iter().any(|start| line.starts_with(start))
}

/// `On Sat, 3 Jan 2026 at 10:15, Ann<ann@x.example> wrote: text`
fn has_attribution_in_front(line: &str) -> bool {
    let Some(behind_address) = line.find('>') else { return false };
    let colon = line.match_indices([':', '：']).find(|(at, _)| *at > behind_address);
    let front = colon.and_then(|(at, colon)| line.get(..at + colon.len()));
    front.is_some_and(|front| {
        front.contains('<') && judge(front) == Some(true) && WROTE.iter().any(|verb| front.contains(verb))
    })
}

/// `None`: no attribution; else whether it is a strong one.
fn judge(line: &str) -> Option<bool> {
    let inner = match line.strip_suffix([':', '：']) {
        Some(inner) => inner.trim_end(),
        // Zoho: `---- On Sat, 03 Jan 2026 10:15:00 +0100 Ann <ann@x.example> wrote ----`
        None => line.strip_prefix("---")?.strip_suffix("---")?.trim_matches(['-', ' ']),
    };
    let has_verb = WROTE.iter().any(|verb| contains_word(inner, verb));
    let has_address = has_address(inner);
    let (has_time, has_date) = (has_time(inner), has_date(inner));
    if has_verb {
        let is_strong = has_date && (has_time || has_address) || has_time && has_address;
        return (is_strong || inner.len() <= 200).then_some(is_strong);
    }
    // Gmail in Japanese and Russian, Yandex: no verb, the address comes last.
    let ends_with_address = inner.rsplit([' ', ',', '"', '<']).next().is_some_and(has_address_end);
    (ends_with_address && has_time && has_date).then_some(true)
}

fn has_address_end(word: &str) -> bool {
    let word = word.trim_end_matches(['>', ')', ']']);
    word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

fn has_address(text: &str) -> bool {
    text.contains('@')
}

/// `10:15`, `10h15`, `kl. 10.15`, `klo 10.15`, `10 時 15 分`.
fn has_time(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let with_separator = chars.iter().enumerate().any(|(at, c)| {
        matches!(c, ':' | 'h' | '：') && at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2)
            || matches!(c, '时' | '時' | '시') && at > 0 && (digit(at - 1) || chars.get(at - 1) == Some(&' '))
    });
    with_separator
        || ["kl. ", "kl ", "klo ", "ore ", "um ", "om ", "às "].iter().any(|word| {
            text.split(word).skip(1).any(|rest| {
                let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                digits.len() < rest.len()
                    && digits.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        })
}

/// A year, or a day and a month in digits.
fn has_date(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let has_year = numbers.any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")));
    has_year || {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(3).any(|three| {
            matches!(three, [before, '.' | '/' | '-', after] if before.is_ascii_digit() && after.is_ascii_digit())
        })
    }
}

/// Whether a word occurs: between characters that are no letters, or anywhere if its script has no blanks.
pub(super) fn contains_word(text: &str, word: &str) -> bool {
    let is_spaced = |c: char| c.is_alphabetic() && !is_unspaced(c);
    text.match_indices(word).any(|(at, found)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|text| text.chars().next());
        word.starts_with(is_unspaced) || !before.is_some_and(is_spaced) && !after.is_some_and(is_spaced)
    })
}

/// Chinese, Japanese and Korean.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}
