//! JSON as Postal 3.3 wrote it.

/// Escapes what could end a script element in a page, in a finished JSON text: 3.3's framework did, and receivers that
/// compare bytes rely on it.
pub fn escaped(json: &str) -> String {
    // These characters occur only inside strings.
    let mut escaped = String::with_capacity(json.len() + json.len() / 32);
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => escaped.push_str(&format!("\\u{:04x}", character as u32)),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_a_script_is_escaped() {
        assert_eq!(escaped("[\"<b>&\u{2028}\u{2029}\u{e4}\"]"), "[\"\\u003cb\\u003e\\u0026\\u2028\\u2029\u{e4}\"]");
    }
}
