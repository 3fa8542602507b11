//! Domain names between text and the wire.

use std::net::IpAddr;

use hickory_resolver::proto::rr::Name;

use super::DnsError;

/// Absolute, lower-case, Punycode. Refuses blanks and other characters that no host name has; allows underscores.
pub fn absolute(text: &str) -> Result<Name, DnsError> {
    let invalid = || DnsError::Name(text.to_owned());
    let trimmed = text.trim();
    let relative = trimmed.strip_suffix('.').unwrap_or(trimmed);
    let ascii = idna::domain_to_ascii_cow(relative.as_bytes(), idna::AsciiDenyList::URL).map_err(|_| invalid())?;
    if ascii.is_empty() {
        return Err(invalid());
    }
    Name::from_ascii(format!("{ascii}.")).map_err(|_| invalid())
}

/// Lower-case, without the final dot; the root is the empty text.
pub fn text(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

/// `192.0.2.1`, `2001:db8::1`, and the address literals of RFC 5321 §4.1.3.
pub fn ip_literal(host: &str) -> Option<IpAddr> {
    let host = host.trim();
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let inner = match inner.split_at_checked(5) {
        Some((tag, rest)) if tag.eq_ignore_ascii_case("ipv6:") => rest,
        _ => inner,
    };
    inner.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_absolute_lower_case_punycode() {
        for (given, expected) in [
            ("Example.COM", "example.com"),
            ("example.com.", "example.com"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("postal-AbC1dE._domainkey.example.com", "postal-abc1de._domainkey.example.com"),
        ] {
            let name = absolute(given).unwrap();
            assert!(name.is_fqdn());
            assert_eq!(text(&name), expected);
        }
        for wrong in ["", ".", "a b.example", "a..example", "a\\.example", &"x".repeat(64)] {
            assert!(matches!(absolute(wrong), Err(DnsError::Name(_))), "{wrong:?}");
        }
    }

    #[test]
    fn address_literals_are_recognized() {
        assert_eq!(ip_literal("[192.0.2.1]"), "192.0.2.1".parse().ok());
        assert_eq!(ip_literal("[IPv6:2001:db8::1]"), "2001:db8::1".parse().ok());
        assert_eq!(ip_literal("2001:db8::1"), "2001:db8::1".parse().ok());
        assert_eq!(ip_literal("mx.example.com"), None);
    }
}
