//! Reply codes in running text.

use crate::reply::EnhancedCode;

/// The first basic code (400 to 559) and the first enhanced code of class 2, 4 or 5 in a text.
///
/// A basic code stands alone, before a `-` or a `#`; numbers inside of addresses, names and longer numbers are none. Of several
/// enhanced codes that agree, one that says something goes before `x.0.0`.
pub(super) fn find(text: &str) -> (Option<u16>, Option<EnhancedCode>) {
    let mut code = None;
    let mut enhanced: Option<EnhancedCode> = None;
    let words =
        text.split(|c: char| c.is_whitespace() || "()[]<>{}\"',;:=#|_".contains(c)).filter(|word| !word.is_empty());
    for word in words.take(400) {
        for word in [word, word.get(4..).filter(|_| word.as_bytes().get(3) == Some(&b'-')).unwrap_or_default()] {
            let bare = word.trim_end_matches(['.', '!', '?', '-', ',']);
            if code.is_none() {
                code = basic(
                    bare.get(..3).filter(|_| bare.len() == 3 || bare.as_bytes().get(3) == Some(&b'-')).unwrap_or(bare),
                );
            }
            if let Some(found) = parse(bare) {
                match enhanced {
                    None => enhanced = Some(found),
                    Some(known) if known.subject == 0 && known.class == found.class => enhanced = Some(found),
                    Some(_) => {}
                }
            }
        }
    }
    (code, enhanced)
}

fn basic(word: &str) -> Option<u16> {
    if word.len() != 3 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|code| matches!(code, 400..=459 | 500..=559 | 571 | 572))
}

fn parse(word: &str) -> Option<EnhancedCode> {
    let (code, _) = EnhancedCode::parse_prefix(word)?;
    // Version numbers and dates look alike; no registered subject is above 7.
    (code.subject <= 7).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_where_they_stand_alone() {
        for (text, code, enhanced) in [
            ("550 5.1.1 unknown", Some(550), Some("5.1.1")),
            ("550-5.1.1 unknown", Some(550), Some("5.1.1")),
            ("said: 550 no such user (#5.1.1)", Some(550), Some("5.1.1")),
            ("smtp; 5.0.0 421 4.7.0 late", Some(421), Some("5.0.0")),
            ("in 500.5 ms from 192.0.2.5", None, None),
            ("5.0.0 then 5.2.2.", None, Some("5.2.2")),
            ("status=5.7.1", None, Some("5.7.1")),
            ("", None, None),
        ] {
            let found = find(text);
            assert_eq!((found.0, found.1.map(|e| e.to_string()).as_deref()), (code, enhanced), "{text}");
        }
    }
}
