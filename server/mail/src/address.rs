//! Addresses of the envelope (RFC 5321) and of header fields (RFC 5322).
//!
//! Begin with [`Address`]; [`ReversePath`] and [`ForwardPath`] are what MAIL and RCPT carry,
//! [`parse_mailbox_list`] reads From, Sender, To and what callers of the API write there.

mod mailbox;
mod path;

pub use mailbox::{Mailbox, parse_mailbox, parse_mailbox_list, split_list};
pub use path::{ForwardPath, ReversePath};
pub(crate) use path::{parse_forward_path, parse_reverse_path};

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing but blanks or an empty pair of brackets.
    #[error("the address is empty")]
    Empty,
    /// Not `local-part@domain`.
    #[error("the address is not of the form local-part@domain")]
    Syntax,
    /// The part behind the `@` is neither a domain name nor an address literal.
    #[error("the domain of the address is not valid")]
    Domain,
    /// RFC 5321 §4.5.3.1: local part 64, domain 255, path 256 octets.
    #[error("the address is too long")]
    TooLong,
    /// Octets that are not UTF-8 (RFC 6532 §3.1).
    #[error("the address is not valid UTF-8")]
    NotUtf8,
}

/// `local-part@domain`.
///
/// Two addresses are equal when their local parts agree exactly and their domains agree as lower-case A-labels.
/// `Display` gives the address as it was written, without brackets, source route and comments.
#[derive(Debug, Clone)]
pub struct Address {
    local_part: String,
    domain: String,
    original: String,
}

impl Address {
    /// Reads a bare `local-part@domain` (no brackets, no display name).
    ///
    /// Dots may stand anywhere in an unquoted local part: some providers have given out such addresses.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let (raw_local, raw_domain) = split_at_sign(text).ok_or(AddressError::Syntax)?;
        if raw_local.len() > 64 || raw_domain.len() > 255 || text.len() + 2 > 256 {
            return Err(AddressError::TooLong);
        }
        let local_part = unquote_local_part(raw_local).ok_or(AddressError::Syntax)?;
        let domain = normalize_domain(raw_domain)?;
        // A-labels may be longer, and they are what other hosts are told.
        if quote_local_part(&local_part).len() + "@".len() + domain.len() + 2 > 256 {
            return Err(AddressError::TooLong);
        }
        Ok(Self { local_part, domain, original: text.to_owned() })
    }

    /// Local part without quoting: `"a b"@x` gives `a b`.
    pub fn local_part(&self) -> &str {
        &self.local_part
    }

    /// Domain in lower-case A-labels, or an address literal with its brackets. For comparing.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Domain as it was written.
    pub fn original_domain(&self) -> &str {
        split_at_sign(&self.original).map_or("", |(_, domain)| domain)
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.original
    }

    /// The address with its domain in A-labels and the local part quoted where needed.
    pub fn to_ascii_domain(&self) -> String {
        format!("{}@{}", quote_local_part(&self.local_part), self.domain)
    }

    /// Whether the local part can travel without SMTPUTF8 (RFC 6531). The domain always can, as A-labels.
    pub fn has_ascii_local_part(&self) -> bool {
        self.local_part.is_ascii()
    }

    /// Whether the address was written in ASCII only; otherwise a client must have said SMTPUTF8 (RFC 6531 §3.1).
    pub fn is_ascii(&self) -> bool {
        self.original.is_ascii()
    }

    /// The local part up to the first `+` and the tag behind it.
    pub fn split_tag(&self) -> (&str, Option<&str>) {
        match self.local_part.split_once('+') {
            Some((name, tag)) => (name, Some(tag)),
            None => (&self.local_part, None),
        }
    }

    /// The same mailbox name at another place, for rewriting route token addresses.
    pub fn from_parts(local_part: &str, domain: &str) -> Result<Self, AddressError> {
        Self::parse(&format!("{}@{domain}", quote_local_part(local_part)))
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.local_part == other.local_part && self.domain == other.domain
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.local_part.hash(state);
        self.domain.hash(state);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.original)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

/// A domain name in lower-case A-labels without a final dot, or an address literal such as `[192.0.2.1]`.
///
/// U-labels are mapped as UTS #46 says (NFC and case folding included). Underscores are tolerated.
pub fn normalize_domain(text: &str) -> Result<String, AddressError> {
    if let Some(literal) = text.strip_prefix('[') {
        return normalize_literal(literal.strip_suffix(']').ok_or(AddressError::Domain)?);
    }
    let text = text.strip_suffix('.').unwrap_or(text);
    let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::URL)
        .map_err(|_| AddressError::Domain)?
        .to_ascii_lowercase();
    let label_is_valid = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if ascii.len() > 255 {
        return Err(AddressError::TooLong);
    }
    if ascii.split('.').all(label_is_valid) { Ok(ascii) } else { Err(AddressError::Domain) }
}

/// RFC 5321 §4.1.3.
fn normalize_literal(inner: &str) -> Result<String, AddressError> {
    if let Ok(ip) = inner.parse::<Ipv4Addr>() {
        return Ok(format!("[{ip}]"));
    }
    match inner.split_at_checked(5) {
        Some((tag, ip)) if tag.eq_ignore_ascii_case("ipv6:") => {
            ip.parse::<Ipv6Addr>().map(|ip| format!("[IPv6:{ip}]")).map_err(|_| AddressError::Domain)
        }
        _ => Err(AddressError::Domain),
    }
}

/// Splits at the `@` behind the (perhaps quoted) local part.
fn split_at_sign(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '@' if !quoted => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// RFC 5321 §4.1.2 `Local-part`, RFC 6531 §3.3 for non-ASCII.
fn unquote_local_part(raw: &str) -> Option<String> {
    let Some(rest) = raw.strip_prefix('"') else {
        return (!raw.is_empty() && raw.chars().all(|c| is_atext(c) || c == '.')).then(|| raw.to_owned());
    };
    let mut chars = rest.strip_suffix('"')?.chars();
    let mut local = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => local.push(chars.next().filter(|c| !c.is_control())?),
            '"' => return None,
            c if c.is_control() => return None,
            c => local.push(c),
        }
    }
    (!local.is_empty()).then_some(local)
}

fn quote_local_part(local: &str) -> String {
    if !local.is_empty() && local.chars().all(|c| is_atext(c) || c == '.') {
        return local.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in local.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// RFC 5322 §3.2.3, widened by RFC 6532 §3.2.
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~".contains(c)
        || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_quoted_and_international_addresses_are_read() {
        let cases = [
            ("a@Example.COM", "a", "example.com"),
            ("\"a b\"@example.com", "a b", "example.com"),
            ("\"a@b\\\"\"@example.com", "a@b\"", "example.com"),
            ("jörg@Müller.example", "jörg", "xn--mller-kva.example"),
            ("a..b.@example.com.", "a..b.", "example.com"),
            ("x@[192.0.2.1]", "x", "[192.0.2.1]"),
            ("x@[ipv6:2001:DB8::1]", "x", "[IPv6:2001:db8::1]"),
            ("x@_dmarc.example.com", "x", "_dmarc.example.com"),
            ("o'brien+x=y@example.com", "o'brien+x=y", "example.com"),
        ];
        for (text, local, domain) in cases {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.local_part(), address.domain(), address.as_str()), (local, domain, text));
        }
    }

    #[test]
    fn wrong_addresses_are_refused() {
        for text in [
            "blah",
            "@z",
            "a b@z",
            "a@b@c",
            "a@",
            "a@b..c",
            "a@-b c",
            "\"\"@b",
            "\"a@b",
            "a@[1.2.3]",
            "a\u{0}@b",
            "a@b<",
        ] {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(Address::parse("  "), Err(AddressError::Empty));
    }

    #[test]
    fn length_limits_are_those_of_rfc_5321() {
        let local = "a".repeat(64);
        assert!(Address::parse(&format!("{local}@example.com")).is_ok());
        assert_eq!(Address::parse(&format!("{local}a@example.com")), Err(AddressError::TooLong));
        let domain = format!("{}.com", ["b".repeat(60).as_str(); 4].join("."));
        assert_eq!(Address::parse(&format!("abcdefghijkl@{domain}")), Err(AddressError::TooLong));
        assert!(Address::parse(&format!("abc@{domain}")).is_ok());
    }

    #[test]
    fn the_limit_holds_for_a_labels_too() {
        let address = |labels: usize| format!("abc@{}example", "münchen.".repeat(labels));
        assert!(Address::parse(&address(16)).is_ok());
        assert!(address(17).len() < 254);
        assert_eq!(Address::parse(&address(17)), Err(AddressError::TooLong));
    }

    #[test]
    fn equality_ignores_the_case_of_the_domain_only() {
        let parse = |t: &str| Address::parse(t).unwrap();
        assert_eq!(parse("a@B.example"), parse("a@b.EXAMPLE"));
        assert_ne!(parse("A@b.example"), parse("a@b.example"));
        assert_eq!(parse("\"a\"@b.example"), parse("a@b.example"));
    }

    #[test]
    fn the_tag_begins_at_the_first_plus() {
        let address = Address::parse("name+tag+more@b.example").unwrap();
        assert_eq!(address.split_tag(), ("name", Some("tag+more")));
        assert_eq!(Address::parse("name@b.example").unwrap().split_tag(), ("name", None));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = Address::parse(&text);
        }

        #[test]
        fn printing_and_parsing_give_the_same_address(local in "[ -~é]{1,30}", domain in "[a-z]{1,10}\\.[a-z]{2,5}") {
            let address = Address::from_parts(&local, &domain).unwrap();
            prop_assert_eq!(address.local_part(), local.as_str());
            prop_assert_eq!(&Address::parse(&address.to_ascii_domain()).unwrap(), &address);
            prop_assert_eq!(&Address::parse(address.as_str()).unwrap(), &address);
        }
    }
}
