//! xtext: text as a value of MAIL and RCPT parameters. RFC 3461 §4.

/// Whether this is xtext: `!` to `~` without `+` and `=`, or `+` and two upper-case hex digits.
pub fn is_xtext(text: &str) -> bool {
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        let is_valid = match octet {
            b'+' => is_hex(octets.next()) && is_hex(octets.next()),
            b'=' => false,
            octet => octet.is_ascii_graphic(),
        };
        if !is_valid {
            return false;
        }
    }
    true
}

fn is_hex(octet: Option<u8>) -> bool {
    matches!(octet, Some(b'0'..=b'9' | b'A'..=b'F'))
}

/// The text that xtext stands for. What is no UTF-8 then becomes U+FFFD; a `+` without two hex digits stays as it is.
pub fn decode(xtext: &str) -> String {
    let mut octets = Vec::with_capacity(xtext.len());
    let mut rest = xtext.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let decoded = match (first, behind) {
            (b'+', [high, low, ..]) if is_hex(Some(*high)) && is_hex(Some(*low)) => Some(hex(*high) << 4 | hex(*low)),
            _ => None,
        };
        octets.push(decoded.unwrap_or(*first));
        rest = behind.get(if decoded.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&octets).into_owned()
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit.wrapping_sub(b'A').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn xtext_is_printable_with_escapes_in_upper_case_hex() {
        for text in ["", "a@b.example", "a+2Bb+3D", "QQ314159"] {
            assert!(is_xtext(text), "{text:?}");
        }
        for text in ["a=b", "a+2b", "a+", "a+2", "a b", "ü", "a\u{7f}"] {
            assert!(!is_xtext(text), "{text:?}");
        }
    }

    #[test]
    fn escapes_are_decoded_and_broken_ones_stay() {
        assert_eq!(decode("a+2Bb+3D"), "a+b=");
        assert_eq!(decode("j+C3+B6rg"), "jörg");
        assert_eq!(decode("a+2b+"), "a+2b+");
        assert_eq!(decode("+FF"), "\u{fffd}");
    }

    proptest! {
        #[test]
        fn decoding_never_panics(text in any::<String>()) {
            let _ = decode(&text);
        }
    }
}
