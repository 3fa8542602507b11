//! `Authentication-Results` fields that somebody else wrote in our name. RFC 8601 §5.

use crate::header::{Field, Header, split};
use std::borrow::Cow;

/// The message without the `Authentication-Results` fields whose authserv-id is `authserv_id`.
///
/// Compared as a host name: in any case, U-labels like A-labels, with or without a final dot. Comments, folding, quotes and
/// a version number may stand around it. All other octets stay as they are.
pub fn without_forged_results<'a>(message: &'a [u8], authserv_id: &str) -> Cow<'a, [u8]> {
    let (section, _) = split(message);
    let header = Header::parse(section);
    let ours = normal(authserv_id);
    let is_forged = |field: &Field<'_>| field.is("Authentication-Results") && claimed_id(field.raw_value()) == ours;
    if !header.fields().iter().any(is_forged) {
        return Cow::Borrowed(message);
    }
    let mut clean = Vec::with_capacity(message.len());
    for field in header.fields().iter().filter(|field| !is_forged(field)) {
        clean.extend_from_slice(field.raw());
    }
    clean.extend_from_slice(message.get(section.len()..).unwrap_or_default());
    Cow::Owned(clean)
}

fn normal(id: &str) -> String {
    let id = id.trim();
    let id = id.strip_suffix('.').unwrap_or(id);
    idna::domain_to_ascii(id).unwrap_or_else(|_| id.to_ascii_lowercase())
}

/// The authserv-id at the start of a value: a token or a quoted string behind blanks and comments (RFC 8601 §2.2).
fn claimed_id(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    // What ends or hides in a line has no say in what the id is.
    let mut rest = text.chars().filter(|c| !c.is_control() || *c == '\t').peekable();
    let mut depth = 0_usize;
    let mut id = String::new();
    while let Some(c) = rest.peek().copied() {
        match c {
            // RFC 5322 §3.2.2: comments nest, and a backslash takes the next character along.
            '\\' if depth > 0 => {
                rest.next();
            }
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 || c.is_whitespace() => {}
            _ => break,
        }
        rest.next();
    }
    if rest.peek() == Some(&'"') {
        rest.next();
        while let Some(c) = rest.next() {
            match c {
                '"' => break,
                '\\' => id.extend(rest.next()),
                c => id.push(c),
            }
        }
    } else {
        id.extend(rest.take_while(|c| !c.is_whitespace() && !"()<>@,;:\\\"/[]?=".contains(*c)));
    }
    normal(&id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_removed(value: &str) -> bool {
        let message = format!("A: 1\r\nAuthentication-Results:{value}\r\nB: 2\r\n\r\nbody");
        let clean = without_forged_results(message.as_bytes(), "Mail.Host.example");
        let clean = String::from_utf8(clean.into_owned()).unwrap();
        assert!(clean == message || clean == "A: 1\r\nB: 2\r\n\r\nbody", "{clean:?}");
        clean != message
    }

    #[test]
    fn fields_in_our_name_are_removed_however_they_are_written() {
        for value in [
            " mail.host.example; spf=pass",
            "mail.host.example;spf=pass",
            " MAIL.host.EXAMPLE 1; none",
            " mail.host.example",
            " mail.host.example.; spf=pass",
            "\r\n\tmail.host.example;\r\n\tspf=pass",
            " (a (nested) \\) comment) mail.host.example (x); spf=pass",
            " \"mail.host.example\"; spf=pass",
            " \"mail\\.host.example\" 1; spf=pass",
            " mail.host.example/1; spf=pass",
            " mail.host.\0example; spf=pass",
        ] {
            assert!(is_removed(value), "{value:?}");
        }
    }

    #[test]
    fn fields_of_others_stay() {
        for value in [
            " mx.other.example; spf=pass",
            " sub.mail.host.example; spf=pass",
            " mail.host.example.net; spf=pass",
            " (mail.host.example) mx.other.example; spf=pass",
            " mx.other.example; x=mail.host.example",
            " ; spf=pass",
            "",
        ] {
            assert!(!is_removed(value), "{value:?}");
        }
    }

    #[test]
    fn only_the_header_is_changed_and_other_octets_stay() {
        let message =
            b"Authentication-Results : h.example; a=b\r\n c\r\nX: \xff\r\nauthentication-results: h.example\r\n\
            ARC-Authentication-Results: i=1; h.example; a=b\r\n\r\nAuthentication-Results: h.example\r\n";
        assert_eq!(
            without_forged_results(message, "h.example").as_ref(),
            b"X: \xff\r\nARC-Authentication-Results: i=1; h.example; a=b\r\n\r\nAuthentication-Results: h.example\r\n"
        );
        let international = "Authentication-Results: b\u{fc}cher.example; a=b\r\n\r\n".as_bytes();
        assert_eq!(without_forged_results(international, "xn--bcher-kva.example").as_ref(), b"\r\n");
        assert!(matches!(without_forged_results(b"A: b\r\n\r\nx", "h"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn any_input_is_taken(message in proptest::collection::vec(any::<u8>(), 0..200), value in "[ -~\\r\\n\\t]{0,80}") {
            let _ = without_forged_results(&message, "h.example");
            let message = format!("Authentication-Results:{value}\r\n\r\nbody");
            let once = without_forged_results(message.as_bytes(), "h.example").into_owned();
            let again = without_forged_results(&once, "h.example").into_owned();
            prop_assert_eq!(again, once);
        }
    }
}
