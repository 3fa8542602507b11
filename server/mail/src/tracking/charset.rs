//! Text of a part, and where in its octets each character stands.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decoded text over its octets.
pub(super) struct Text<'a> {
    octets: &'a [u8],
    pub text: Cow<'a, str>,
    /// For each byte of `text`, and its end, where the octets of its character begin. `None`: they are the same.
    places: Option<Vec<usize>>,
    /// ASCII octets mean the same wherever they stand.
    is_stateless: bool,
}

impl<'a> Text<'a> {
    /// `charset`: as its part names it. `None`: a charset in which links cannot be changed octet by octet.
    pub fn decode(octets: &'a [u8], charset: Option<&str>) -> Option<Self> {
        let encoding = encoding(charset)?;
        let is_stateless = encoding.is_ascii_compatible();
        if (encoding == UTF_8 || (is_stateless && octets.is_ascii()))
            && let Ok(text) = std::str::from_utf8(octets)
        {
            return Some(Self { octets, text: Cow::Borrowed(text), places: None, is_stateless });
        }
        let (text, places) = decode(octets, encoding);
        Some(Self { octets, text: Cow::Owned(text), places: Some(places), is_stateless })
    }

    fn place(&self, at: usize) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(at).copied(),
            None => Some(at),
        }
    }

    /// The octets of a piece of the text. `None`: something else might be meant by them.
    pub fn octets_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        let (start, end) = (self.place(range.start)?, self.place(range.end)?);
        if text.is_ascii() {
            // Before the first character there may be an escape sequence, which stays.
            let start = end.checked_sub(text.len()).filter(|at| *at >= start)?;
            return (self.octets.get(start..end)? == text.as_bytes()).then_some(start..end);
        }
        let first = text.as_bytes().first().copied();
        let begins_as_written = first.is_some_and(|octet| octet.is_ascii()) && self.octets.get(start).copied() == first;
        (self.is_stateless && begins_as_written).then_some(start..end)
    }

    /// The end of the octets, when ASCII may follow there.
    pub fn end(&self) -> Option<usize> {
        let last = self.text.chars().next_back().map_or(0, char::len_utf8);
        let can_follow = self.is_stateless || last == 0 || {
            let end = self.text.len();
            self.octets_of(end - last..end).is_some_and(|octets| octets.end == self.octets.len())
        };
        can_follow.then_some(self.octets.len())
    }
}

fn encoding(charset: Option<&str>) -> Option<&'static Encoding> {
    // RFC 2045 §5.2 says US-ASCII; what is written without a charset today is UTF-8.
    let Some(label) = charset.map(str::trim).filter(|label| !label.is_empty()) else { return Some(UTF_8) };
    if label.to_ascii_lowercase().contains("utf-7") {
        return None;
    }
    // An unknown name: ASCII is what it most likely shares with all others.
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    (![UTF_16BE, UTF_16LE, REPLACEMENT].contains(&encoding)).then_some(encoding)
}

fn decode(octets: &[u8], encoding: &'static Encoding) -> (String, Vec<usize>) {
    /// Room for what one octet can complete.
    const ROOM: usize = 32;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(octets.len() + ROOM);
    let mut places = Vec::with_capacity(octets.len() + 1);
    let mut begin = 0;
    for (at, octet) in octets.iter().enumerate() {
        text.reserve(ROOM);
        let _ = decoder.decode_to_string(std::slice::from_ref(octet), &mut text, false);
        if text.len() > places.len() {
            places.resize(text.len(), begin);
            begin = at + 1;
        }
    }
    text.reserve(ROOM);
    let _ = decoder.decode_to_string(&[], &mut text, true);
    places.resize(text.len(), begin);
    places.push(octets.len());
    (text, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(octets: &[u8], charset: Option<&str>, word: &str) -> Option<Range<usize>> {
        let text = Text::decode(octets, charset)?;
        let at = text.text.find(word)?;
        text.octets_of(at..at + word.len())
    }

    #[test]
    fn a_word_is_found_among_its_octets_in_any_charset() {
        for (octets, charset, expected) in [
            (b"caf\xc3\xa9 http://a".as_slice(), Some("utf-8"), Some(6..14)),
            (b"caf\xe9 http://a", Some("ISO-8859-1"), Some(5..13)),
            (b"caf\xe9 http://a", None, Some(5..13)),
            (b"\x80 http://a", Some("no-such-charset"), Some(2..10)),
            (b"\x82\xa0http://a", Some("shift_jis"), Some(2..10)),
            (b"\x1b$B$3$s\x1b(Bhttp://a", Some("iso-2022-jp"), Some(10..18)),
            (b"h\0t\0t\0p\0:\0/\0/\0a\0", Some("utf-16le"), None),
            (b"http://a", Some("utf-7"), None),
        ] {
            assert_eq!(found(octets, charset, "http://a"), expected, "{charset:?}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_found_where_the_charset_keeps_no_state() {
        assert_eq!(found(b"x=\"http://a/\xe9\"", Some("latin1"), "http://a/\u{e9}"), Some(3..13));
        assert_eq!(found(b"http://a/\x1b$B$3\x1b(B", Some("iso-2022-jp"), "http://a/\u{3053}"), None);
    }

    #[test]
    fn what_is_added_at_the_end_must_be_read_as_ascii() {
        let end = |octets: &[u8], charset| Text::decode(octets, Some(charset)).unwrap().end();
        assert_eq!(end(b"a\xe9", "latin1"), Some(2));
        assert_eq!(end(b"", "iso-2022-jp"), Some(0));
        assert_eq!(end(b"\x1b$B$3\x1b(B\r\n", "iso-2022-jp"), Some(10));
        assert_eq!(end(b"\x1b$B$3", "iso-2022-jp"), None);
    }
}
