//! From codes and text to a class. The phrases are in [`super::phrases`].

use super::BounceClass;
use super::phrases::{EXPLICIT, PHRASES, WEAK};
use crate::reply::EnhancedCode;
use BounceClass::{
    Authentication, BadDomain, Block, Connection, Expired, InactiveMailbox, InvalidRecipient, Policy, Protocol, Quota,
    RateLimit, RelayAuthentication, Routing, TooLarge, TooManyRecipients, Unknown,
};
use std::sync::LazyLock;

/// Most characters of a text that are looked at.
const MAX_TEXT: usize = 2000;

pub(super) fn classify(code: Option<u16>, enhanced: Option<EnhancedCode>, text: &str) -> BounceClass {
    let text = normalize(text, MAX_TEXT);
    match enhanced.map_or(Meaning::None, meaning) {
        Meaning::Sure(class) => class,
        Meaning::Usually(class) => find(&OF_EXPLICIT, &text).unwrap_or(class),
        Meaning::Fallback(class) => find(&OF_PHRASES, &text).unwrap_or(class),
        Meaning::None => find(&OF_PHRASES, &text).or_else(|| find(&OF_WEAK, &text)).unwrap_or_else(|| by_code(code)),
    }
}

/// How far an enhanced code can be trusted.
enum Meaning {
    /// Nobody uses it for anything else.
    Sure(BounceClass),
    /// Used for other things too, which the text then says in so many words.
    Usually(BounceClass),
    /// Used for anything; this when the text says nothing.
    Fallback(BounceClass),
    None,
}

/// RFC 3463 §3 and the IANA registry of RFC 5248; the codes above 100 are Microsoft's.
fn meaning(code: EnhancedCode) -> Meaning {
    use Meaning::{Fallback, None, Sure, Usually};
    match (code.subject, code.detail) {
        (1, 1 | 3 | 6) => Usually(InvalidRecipient),
        (1, 2) => Usually(BadDomain),
        // RFC 7505 gives 5.1.10 to domains without mail; Exchange says it of unknown recipients.
        (1, 10) => Fallback(BadDomain),
        // The sender's address or its domain.
        (1, 7 | 8) => Usually(Policy),
        (1, 9) => Fallback(Protocol),
        (2, 1) => Usually(InactiveMailbox),
        (2, 2) => Sure(Quota),
        (2, 3) | (3, 4) => Sure(TooLarge),
        (2, 4) => Fallback(InvalidRecipient),
        (3, 2) | (4, 1 | 2) => Fallback(Connection),
        (4, 3) => Fallback(Routing),
        (4, 4) => Fallback(if code.class == 5 { BadDomain } else { Routing }),
        (4, 5) => Fallback(RateLimit),
        (4, 6 | 14) => Fallback(Routing),
        // A queue that ran out says why it did in its last reply, if anywhere.
        (4, 7 | 300 | 316) => Fallback(Expired),
        (4, 310 | 312) => Fallback(Routing),
        (5, 3) => Usually(TooManyRecipients),
        (5, 1..=6) => Fallback(Protocol),
        (6, _) => Fallback(Policy),
        // The registry's "mail flood", between the codes of RFC 7372 for failed checks.
        (7, 28) => Sure(RateLimit),
        // RFC 7372, RFC 8617; 5.7.509 and 5.7.515 are Microsoft's.
        (7, 20..=29 | 509 | 515) => Sure(Authentication),
        (7, 8 | 9 | 11 | 12 | 14) => Fallback(RelayAuthentication),
        // RFC 7293: the mailbox has another owner since.
        (7, 17 | 18) => Sure(InactiveMailbox),
        (7, 501..=512 | 606 | 607 | 705 | 708 | 709) => Fallback(Block),
        (7, _) => Fallback(Policy),
        _ => None,
    }
}

/// What a basic code says without any known words.
fn by_code(code: Option<u16>) -> BounceClass {
    match code {
        Some(421) => RateLimit,
        Some(452) => Quota,
        Some(500..=504) => Protocol,
        // RFC 7504.
        Some(521 | 556) => BadDomain,
        Some(530 | 534 | 535 | 538) => RelayAuthentication,
        _ => Unknown,
    }
}

/// A class, and its phrases cut at `*`.
type Rules = Vec<(BounceClass, Vec<Vec<String>>)>;

static OF_EXPLICIT: LazyLock<Rules> = LazyLock::new(|| compile(EXPLICIT));
static OF_WEAK: LazyLock<Rules> = LazyLock::new(|| compile(WEAK));
static OF_PHRASES: LazyLock<Rules> = LazyLock::new(|| compile(PHRASES));

fn compile(rules: &[(BounceClass, &str)]) -> Rules {
    rules.iter().map(|(class, phrases)| (*class, phrases_of(phrases))).collect()
}

/// Phrases separated by commas, each cut at `*`; `_` stands for the blank at the edge of a word.
pub(crate) fn phrases_of(list: &str) -> Vec<Vec<String>> {
    list.split(',').map(|phrase| phrase.trim().split('*').map(|piece| piece.replace('_', " ")).collect()).collect()
}

fn find(rules: &Rules, text: &str) -> Option<BounceClass> {
    rules.iter().find(|(_, phrases)| phrases.iter().any(|phrase| matches(text, phrase))).map(|(class, _)| *class)
}

/// Whether the pieces occur one behind the other.
pub(crate) fn matches(text: &str, pieces: &[String]) -> bool {
    let mut rest = text;
    for piece in pieces {
        match rest.split_once(piece.as_str()) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    true
}

/// Lower case, without apostrophes and mail addresses, with one blank for everything that is no letter or digit, and one at each
/// end; at most `max` characters. So one phrase meets `user unknown`, `User-Unknown` and `User_unknown.`
pub(crate) fn normalize(text: &str, max: usize) -> String {
    let mut normal = String::with_capacity(text.len().min(max) + 2);
    normal.push(' ');
    let mut left = max;
    for word in text.split_whitespace().map(without_address) {
        for c in word.chars().filter(|c| !matches!(c, '\'' | '’' | '`' | '´')) {
            if left == 0 {
                return normal;
            }
            left -= 1;
            if c.is_alphanumeric() || is_mark(c) {
                normal.extend(c.to_lowercase());
            } else if !normal.ends_with(' ') {
                normal.push(' ');
            }
        }
        if !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    normal
}

/// Addresses hold any word; a web address holds one only behind its host (`?p=NoSuchUser`). `FROM:<a@b>` keeps its label.
fn without_address(word: &str) -> &str {
    if !word.contains('@') || word.contains("://") {
        return word;
    }
    word.split_once('<').map_or("", |(label, _)| label)
}

/// Signs that belong to the word they stand on.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_normalized_for_phrases() {
        assert_eq!(normalize("  <a@b.example>: User-unknown; doesn't\r\n EXIST ", 99), " user unknown doesnt exist ");
        assert_eq!(normalize("", 9), " ");
        let phrase = &phrases_of("_user * unknown_")[0];
        assert!(matches(" user x is unknown ", phrase));
        assert!(!matches(" unknown user ", phrase));
    }
}
