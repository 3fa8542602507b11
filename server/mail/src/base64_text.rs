//! Base64 as 3.3 reads and writes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Characters of a line in answers.
const LINE_CHARS: usize = 60;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes what clients send: line breaks, missing padding and a stray character are passed over.
///
/// `None`: this is something else, such as a data URI.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.len() >= 5 && text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
        return None;
    }
    let mut digits: Vec<u8> = Vec::with_capacity(text.len());
    let mut strays = 0_usize;
    // As in 3.3, padding ends the data.
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => digits.push(byte),
            b'-' => digits.push(b'+'),
            b'_' => digits.push(b'/'),
            byte if byte.is_ascii_whitespace() => {}
            _ => strays += 1,
        }
    }
    // One in sixteen is a slip; more is garbage.
    if strays > 1 + digits.len() / 16 || (digits.is_empty() && !text.is_empty()) {
        return None;
    }
    // A single digit holds no byte: left over at the end it is a slip, alone it is no data.
    match digits.len() {
        1 => return None,
        length if length % 4 == 1 => drop(digits.pop()),
        _ => {}
    }
    LENIENT.decode(digits).ok()
}

/// Lines of 60 characters, each ended by a line feed; nothing for nothing.
pub fn encode(data: &[u8]) -> String {
    let encoded = STANDARD.encode(data);
    let mut wrapped = String::with_capacity(encoded.len() + encoded.len() / LINE_CHARS + 1);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE_CHARS).unwrap_or((rest, ""));
        wrapped.push_str(line);
        wrapped.push('\n');
        rest = after;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_clients_is_read_leniently() {
        for text in ["aGVsbG8=", "aGVsbG8", "aGVs\r\nbG8=\n", " aGVs bG8 ", "aGVs*bG8="] {
            assert_eq!(decode(text).as_deref(), Some(&b"hello"[..]), "{text}");
        }
        assert_eq!(decode("-_8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(decode(""), Some(Vec::new()));
    }

    #[test]
    fn data_uris_and_garbage_are_no_base64() {
        for text in ["data:text/plain;base64,aGVsbG8=", "!!!! not @ base64 ####", "====", "()", "5", "x"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn answers_are_wrapped_at_60_characters_and_end_with_a_line_feed() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(b"hello"), "aGVsbG8=\n");
        assert_eq!(encode(&[0; 45]), format!("{}\n", "A".repeat(60)));
        assert_eq!(encode(&[0; 46]), format!("{}\nAA==\n", "A".repeat(60)));
    }
}
