//! Permalinks ("short names"): the part of URLs and SMTP user names that names an organization or a mail server.

use crate::model::{ViolationCode, Violations};

/// Words that are pages of their own.
pub const RESERVED_FOR_ORGANIZATIONS: [&str; 9] =
    ["new", "edit", "remove", "delete", "destroy", "admin", "mail", "org", "server"];
pub const RESERVED_FOR_SERVERS: [&str; 9] =
    ["new", "all", "search", "stats", "edit", "manage", "delete", "destroy", "remove"];

/// Longest permalink that is made of a name, so that a counter still fits.
const MAX_SLUG_CHARS: usize = 200;

/// Transliterated, in lower case; every run of other characters than `a-z 0-9 - _` becomes one `-`, none at the ends.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in deunicode::deunicode(name).chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG_CHARS);
    slug.trim_end_matches('-').to_owned()
}

/// A permalink as given, without trimming: ` lots of spaces ` is refused.
pub fn permalink(text: &str, reserved: &[&str], violations: &mut Violations) -> String {
    const FIELD: &str = "/permalink";
    let permalink = violations.required_text(FIELD, text);
    if violations.names(FIELD) {
        return permalink;
    }
    if !text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        violations.add(FIELD, ViolationCode::Invalid, "may contain only a-z, 0-9 and -");
    } else if reserved.contains(&text) || uuid::Uuid::try_parse(text).is_ok() {
        // Paths name organizations and mail servers by permalink or UUID: one must not pass for another's.
        violations.add(FIELD, ViolationCode::Reserved, "is reserved");
    }
    permalink
}

/// True when the text typed to confirm is the name, whatever case and surrounding space.
pub fn is_confirmed(name: &str, typed: &str) -> bool {
    name.trim().to_lowercase() == typed.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_of_any_name() {
        for (name, expected) in [
            ("Acme Inc.", "acme-inc"),
            ("  Ünïcode & Söhne ", "unicode-sohne"),
            ("a_b", "a_b"),
            ("--a--b--", "a-b"),
            ("!!!", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn permalinks_are_lower_case_letters_digits_and_hyphens_and_no_reserved_words() {
        for (text, is_good) in [
            ("acme-2", true),
            ("LARGE", false),
            (" lots of spaces ", false),
            ("hello+", false),
            ("!!!", false),
            ("[hello]", false),
            ("a_b", false),
            ("new", false),
            ("0190f3a4-7c21-7d3e-9a5b-3c4d5e6f7a8b", false),
            ("0190f3a47c217d3e9a5b3c4d5e6f7a8b", false),
            ("", false),
        ] {
            let mut violations = Violations::new();
            permalink(text, &RESERVED_FOR_SERVERS, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{text}");
        }
    }

    #[test]
    fn a_name_is_confirmed_in_any_case() {
        assert!(is_confirmed("Acme Inc", " acme inc "));
        assert!(!is_confirmed("Acme Inc", "acme"));
    }
}
