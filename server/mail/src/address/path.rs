//! The paths of MAIL and RCPT, with the laxity that clients of 3.3 are used to.

use super::{Address, AddressError};
use std::fmt;

/// Argument of MAIL FROM. RFC 5321 §4.1.1.2.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReversePath {
    /// `<>`: reports and other mail that must not be answered.
    Null,
    /// The sender.
    Address(Address),
}

impl ReversePath {
    /// The address, if there is one.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Null => None,
            Self::Address(address) => Some(address),
        }
    }
}

impl fmt::Display for ReversePath {
    /// Without brackets; nothing for the null path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address().map_or(Ok(()), |address| address.fmt(f))
    }
}

/// Argument of RCPT TO. RFC 5321 §4.1.1.3.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ForwardPath {
    /// `<postmaster>` without a domain (RFC 5321 §4.5.1), in any case.
    Postmaster,
    /// The recipient.
    Address(Address),
}

impl ForwardPath {
    /// The address, if there is one.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Postmaster => None,
            Self::Address(address) => Some(address),
        }
    }
}

impl fmt::Display for ForwardPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postmaster => f.write_str("postmaster"),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// Reads what follows `MAIL FROM:`; also gives the rest of the line (parameters).
pub(crate) fn parse_reverse_path(text: &str) -> Result<(ReversePath, &str), AddressError> {
    let path = find_path(text)?;
    if path.is_bracketed && path.inner.is_empty() {
        return Ok((ReversePath::Null, path.rest));
    }
    Ok((ReversePath::Address(Address::parse(path.inner)?), path.rest))
}

/// Reads what follows `RCPT TO:`; also gives the rest of the line (parameters).
pub(crate) fn parse_forward_path(text: &str) -> Result<(ForwardPath, &str), AddressError> {
    let path = find_path(text)?;
    if path.inner.eq_ignore_ascii_case("postmaster") {
        return Ok((ForwardPath::Postmaster, path.rest));
    }
    Ok((ForwardPath::Address(Address::parse(path.inner)?), path.rest))
}

/// A path as found in the line: text inside the brackets, source route removed.
struct FoundPath<'a> {
    inner: &'a str,
    is_bracketed: bool,
    rest: &'a str,
}

/// Finds the path: in brackets, perhaps behind a display name, or as a bare first word.
fn find_path(text: &str) -> Result<FoundPath<'_>, AddressError> {
    let text = text.trim();
    let word_end = end_of(text, 0, char::is_whitespace);
    let word = text.get(..word_end).unwrap_or_default();
    let open = end_of(text, 0, |c| c == '<');
    let behind_word = text.get(word_end..).unwrap_or_default().trim_start();
    // 3.3 took whatever stood in the last brackets. Here a parameter such as `AUTH=<>` is not the path.
    let is_bracketed = open < word_end
        || (open < text.len()
            && (behind_word.starts_with('<') || !word.contains('@'))
            && !text.get(..open).unwrap_or_default().ends_with('='));
    if !is_bracketed {
        return Ok(FoundPath { inner: drop_source_route(word), is_bracketed, rest: behind_word });
    }
    let behind = text.get(open..).unwrap_or_default().trim_start_matches('<');
    let close = end_of(behind, 0, |c| c == '>');
    let (inner, rest) = behind.split_at_checked(close).unwrap_or((behind, ""));
    if rest.is_empty() {
        return Err(AddressError::Syntax);
    }
    let rest = rest.trim_start_matches('>').trim_start();
    Ok(FoundPath { inner: drop_source_route(inner.trim()), is_bracketed, rest })
}

/// RFC 5321 §4.1.1.3, Appendix C: `@a,@b:user@c` is accepted and means `user@c`.
fn drop_source_route(inner: &str) -> &str {
    match inner.split_once(':') {
        Some((route, address)) if route.starts_with('@') => address.trim(),
        _ => inner,
    }
}

/// Position of the first character outside a quoted string for which `stop` holds; the length when there is none.
fn end_of(text: &str, from: usize, stop: impl Fn(char) -> bool) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= from) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if !quoted && stop(c) => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reverse_paths_are_found_with_the_laxity_of_3_3() {
        let cases = [
            (" test@example.com", "test@example.com", ""),
            ("<a@b> SIZE=10 BODY=8BITMIME", "a@b", "SIZE=10 BODY=8BITMIME"),
            ("<a@b> AUTH=<>", "a@b", "AUTH=<>"),
            ("<>", "", ""),
            ("<> AUTH=<>", "", "AUTH=<>"),
            ("Foo <a@b>", "a@b", ""),
            ("Foo<a@b>", "a@b", ""),
            ("\"<x@y>\" <a@b>", "a@b", ""),
            ("x@y <a@b>", "a@b", ""),
            (" a@b SIZE=1", "a@b", "SIZE=1"),
            (" a@b AUTH=<>", "a@b", "AUTH=<>"),
            ("<<a@b>>", "a@b", ""),
            ("<@x,@y:a@b>", "a@b", ""),
            ("<\"a b>\"@c> SIZE=1", "\"a b>\"@c", "SIZE=1"),
            ("<xAUTH=y@b>", "xAUTH=y@b", ""),
        ];
        for (text, path, rest) in cases {
            let found = parse_reverse_path(text).unwrap();
            assert_eq!((found.0.to_string().as_str(), found.1), (path, rest), "{text}");
        }
    }

    #[test]
    fn broken_paths_are_refused() {
        for text in ["", " ", "<a@b", "blah", "blah AUTH=<>", "<root>"] {
            assert!(parse_reverse_path(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn empty_and_invalid_forward_paths_differ() {
        assert_eq!(parse_forward_path(" ").unwrap_err(), AddressError::Empty);
        assert_eq!(parse_forward_path("<>").unwrap_err(), AddressError::Empty);
        assert_eq!(parse_forward_path(" blah").unwrap_err(), AddressError::Syntax);
        assert_eq!(parse_forward_path("<a@>").unwrap_err(), AddressError::Domain);
    }

    #[test]
    fn postmaster_needs_no_domain() {
        assert_eq!(parse_forward_path("<PostMaster>").unwrap().0, ForwardPath::Postmaster);
    }
}
