//! Text as it is compared.

/// The form of a text in `…_key` columns: without trailing spaces and in lower case, the same on every engine.
///
/// 3.3 leaves this to MariaDB's collation.
pub fn fold(text: &str) -> String {
    text.trim_end().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_trailing_spaces_do_not_tell_texts_apart() {
        assert_eq!(fold("Zoë@EXAMPLE.com  "), "zoë@example.com");
    }
}
