//! The header section of a message: fields in order, byte for byte. RFC 5322 §2.2.
//!
//! Begin with [`split`], then [`Header::parse`]. Nothing is copied until a value is asked for.

use mail_parser::parsers::MessageStream;
use std::borrow::Cow;

/// Splits a message at its first empty line (CRLF or LF) into header section and body.
///
/// The header section keeps the line end of its last field; the empty line belongs to neither. A message that begins with
/// an empty line, or with a line that would continue a field, has an empty header section (see
/// [`begins_with_continuation`]). Without an empty line everything is header.
pub fn split(message: &[u8]) -> (&[u8], &[u8]) {
    if begins_with_continuation(message) {
        return (&[], message);
    }
    let mut at = 0;
    for line in message.split_inclusive(|b| *b == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            let body = message.get(at + line.len()..).unwrap_or_default();
            return (message.get(..at).unwrap_or_default(), body);
        }
        at += line.len();
    }
    (message, &[])
}

/// Whether the first line begins with a blank.
///
/// A field put in front of such a message would swallow the line; put an empty line between them.
pub fn begins_with_continuation(message: &[u8]) -> bool {
    matches!(message, [b' ' | b'\t', ..])
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    raw: &'a [u8],
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Field<'a> {
    /// The field as it stands, folded, with its line ends.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Name as written, without the blanks that RFC 5322 §4.5 tolerates before the colon.
    pub fn name(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.name)
    }

    /// Whether the name is this one, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// Everything behind the colon, with its line ends.
    pub fn raw_value(&self) -> &'a [u8] {
        self.value
    }

    /// The value unfolded (line ends removed, blanks kept) and trimmed; octets that are not UTF-8 become U+FFFD.
    pub fn value(&self) -> String {
        let octets: Vec<u8> = self.value.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        String::from_utf8_lossy(octets.trim_ascii()).into_owned()
    }

    /// The value with encoded-words decoded (RFC 2047).
    pub fn decoded(&self) -> String {
        decode(&self.value())
    }
}

/// Decodes the encoded-words of an unfolded text. RFC 2047 §6.2: blanks between two of them vanish.
pub fn decode(text: &str) -> String {
    if !text.contains("=?") {
        return text.to_owned();
    }
    let mut line = text.replace(['\r', '\n'], " ");
    line.push('\n');
    let value = MessageStream::new(line.as_bytes()).parse_unstructured();
    value.as_text().unwrap_or_default().trim().to_owned()
}

/// The fields of a header section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header<'a> {
    fields: Vec<Field<'a>>,
}

impl<'a> Header<'a> {
    /// Reads a header section, which ends at the first empty line or at the end.
    ///
    /// A line without colon is a field with an empty value, as in 3.3. Blank-led lines before the first field belong to none.
    pub fn parse(section: &'a [u8]) -> Self {
        let mut fields = Vec::new();
        let mut start: Option<usize> = None;
        let mut at = 0;
        for line in section.split_inclusive(|b| *b == b'\n') {
            if matches!(line, b"\n" | b"\r\n") {
                break;
            }
            if !begins_with_continuation(line) {
                fields.extend(start.and_then(|start| section.get(start..at)).map(field));
                start = Some(at);
            }
            at += line.len();
        }
        fields.extend(start.and_then(|start| section.get(start..at)).map(field));
        Self { fields }
    }

    /// All fields in order.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// The fields of this name, in order.
    pub fn all<'s>(&'s self, name: &'s str) -> impl DoubleEndedIterator<Item = Field<'a>> + 's {
        self.fields.iter().copied().filter(move |field| field.is(name))
    }

    /// The last field of this name, which is the one that counts in 3.3.
    pub fn last(&self, name: &str) -> Option<Field<'a>> {
        self.all(name).next_back()
    }

    /// Last `Subject`, decoded, first 200 characters. `None` when missing or empty.
    pub fn subject(&self) -> Option<String> {
        self.last("subject").map(|field| without_nul(field.decoded()).chars().take(200).collect()).and_then(non_empty)
    }

    /// Last `Message-ID` without its brackets. `None` when missing or empty.
    pub fn message_id(&self) -> Option<String> {
        let value = self.last("message-id")?.value();
        let inner = value.rsplit_once('<').map_or(value.as_str(), |(_, inner)| inner);
        let inner = inner.split_once('>').map_or(inner, |(inner, _)| inner);
        Some(without_nul(inner.trim().to_owned())).and_then(non_empty)
    }

    /// Last `X-Postal-Tag`, decoded. `None` when missing or empty.
    pub fn tag(&self) -> Option<String> {
        self.last("x-postal-tag").map(|field| without_nul(field.decoded())).and_then(non_empty)
    }

    /// Number of `Received` fields.
    pub fn received_count(&self) -> usize {
        self.all("received").count()
    }

    /// Number of `Received` fields that say `by HOST`: the host as a whole word, in any case.
    pub fn received_by_count(&self, host: &str) -> usize {
        self.all("received").filter(|field| names_host(&field.value(), host)).count()
    }
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// No database of ours takes U+0000.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

fn field(raw: &[u8]) -> Field<'_> {
    let colon = raw.iter().position(|b| *b == b':');
    let (name, value) = match colon {
        Some(at) => (raw.get(..at).unwrap_or_default(), raw.get(at + 1..).unwrap_or_default()),
        None => (raw, [].as_slice()),
    };
    Field { raw, name: name.trim_ascii_end(), value }
}

fn names_host(value: &str, host: &str) -> bool {
    let mut words = value.split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ')')).filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("by")
            && words.clone().next().is_some_and(|next| next.trim_end_matches('.').eq_ignore_ascii_case(host))
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_message_is_split_at_its_first_empty_line() {
        let cases: [(&str, &str, &str); 6] = [
            ("A: b\r\n\r\nbody\r\n\r\n", "A: b\r\n", "body\r\n\r\n"),
            ("A: b\n\nbody", "A: b\n", "body"),
            ("A: b\r\n", "A: b\r\n", ""),
            ("\r\nbody", "", "body"),
            ("  body\r\n\r\nx", "", "  body\r\n\r\nx"),
            ("", "", ""),
        ];
        for (message, header, body) in cases {
            assert_eq!(split(message.as_bytes()), (header.as_bytes(), body.as_bytes()), "{message:?}");
        }
    }

    #[test]
    fn fields_keep_their_order_and_bytes() {
        let section = b"To: a\r\nX-Multiline: 1234\r\n             4567\r\nTO : b\r\njunk\r\n\r\nTo: c\r\n";
        let header = Header::parse(section);
        assert_eq!(header.fields().len(), 4);
        assert_eq!(header.fields()[1].value(), "1234             4567");
        assert_eq!(header.fields()[2].raw(), b"TO : b\r\n");
        assert_eq!(header.last("to").unwrap().value(), "b");
        assert_eq!(header.all("To").count(), 2);
        assert_eq!((header.fields()[3].name().as_ref(), header.fields()[3].value().as_str()), ("junk", ""));
    }

    #[test]
    fn subject_message_id_and_tag_are_the_last_ones() {
        let long = "x".repeat(300);
        let section = format!(
            "Subject: first\r\nSubject: =?utf-8?q?J=C3=B6rg?= =?utf-8?q?_S?=\r\n {long}\r\nMessage-ID:\r\n <a@b>\r\nX-Postal-Tag: =?utf-8?b?dMOkZw==?=\r\n"
        );
        let header = Header::parse(section.as_bytes());
        let subject = header.subject().unwrap();
        assert_eq!(subject.chars().count(), 200);
        assert!(subject.starts_with("Jörg S xxx"), "{subject}");
        assert_eq!(header.message_id().as_deref(), Some("a@b"));
        assert_eq!(header.tag().as_deref(), Some("täg"));
        assert_eq!(Header::parse(b"Subject: \r\n").subject(), None);
    }

    #[test]
    fn only_the_whole_host_name_counts_as_a_loop() {
        let section = b"Received: from x by host.example with SMTP; d\r\nReceived: from x\r\n BY HOST.example; d\r\n\
            Received: by hostxexample with SMTP\r\nReceived: by my.host.example\r\nReceived: by host.example.net\r\n\
            Received: from by.host.example (host.example)\r\n";
        let header = Header::parse(section);
        assert_eq!((header.received_count(), header.received_by_count("host.example")), (6, 2));
    }

    #[test]
    fn encoded_words_in_other_charsets_are_decoded() {
        assert_eq!(decode("=?iso-8859-1?q?caf=E9?= x"), "café x");
        assert_eq!(decode("=?broken"), "=?broken");
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_loses_no_octet(message in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (section, _) = split(&message);
            let header = Header::parse(section);
            for field in header.fields() {
                let _ = field.decoded();
            }
            let joined: Vec<u8> = header.fields().iter().flat_map(|field| field.raw().to_vec()).collect();
            prop_assert_eq!(joined, section);
            let _ = (header.subject(), header.message_id(), header.received_by_count("h"));
        }

        #[test]
        fn decoding_never_panics(text in "[=?a-zA-Z0-9_ \\n]{0,60}") {
            let _ = decode(&text);
        }
    }
}
