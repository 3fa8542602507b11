//! Names of sending domains.

use crate::model::{ViolationCode, Violations};

/// Longest name in characters (RFC 1035 §2.3.4, without the length bytes of root and first label).
const MAX_CHARS: usize = 253;
const MAX_LABEL_CHARS: usize = 63;

/// A host name of at least two labels, in lower-case A-labels (RFC 5890 §2.3.2.1).
///
/// 3.3 takes `[a-z0-9\-.]*` as it comes; here names are trimmed, lowered and converted, and `.` or `a` are refused.
pub fn domain_name(field: &str, text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text(field, text);
    if violations.names(field) {
        return text;
    }
    let text = text.strip_suffix('.').unwrap_or(&text);
    match idna::domain_to_ascii(text) {
        Ok(name) if is_host_name(&name) => name,
        _ => {
            violations.add(field, ViolationCode::Invalid, "is not a domain name");
            text.to_owned()
        }
    }
}

fn is_host_name(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let is_numeric = labels.last().is_some_and(|label| label.chars().all(|c| c.is_ascii_digit()));
    name.len() <= MAX_CHARS && labels.len() >= 2 && !is_numeric && labels.into_iter().all(is_label)
}

/// RFC 1123 §2.1.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= MAX_LABEL_CHARS
        && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_lowered_and_converted_and_must_be_host_names() {
        let long = format!("{}.example", "a".repeat(64));
        for (text, expected) in [
            ("EXAMPLE.COM", Some("example.com")),
            ("example.com ", Some("example.com")),
            ("example.com.", Some("example.com")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("example com", None),
            (".", None),
            ("-", None),
            ("a", None),
            ("a..b", None),
            ("-a.example", None),
            ("192.0.2.1", None),
            ("a@example.com", None),
            (long.as_str(), None),
        ] {
            let mut violations = Violations::new();
            let name = domain_name("/name", text, &mut violations);
            assert_eq!(violations.is_empty().then_some(name.as_str()), expected, "{text}");
        }
    }
}
