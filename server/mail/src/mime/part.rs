//! The parts of a message, found without recursion into attached messages, and what they hold.
//!
//! Begin with [`visit_leaves`]. Time grows with the size of the message times [`MAX_DEPTH`], whatever it holds: a library
//! that builds a tree of everything can be sent a tree that exhausts memory or stack.

use crate::header::{self, Header};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{ContentType, parsers::MessageStream};
use std::borrow::Cow;

/// Deepest nesting of multiparts that is followed; deeper ones are leaves.
pub(crate) const MAX_DEPTH: usize = 20;

/// Most leaves that are visited.
const MAX_LEAVES: usize = 10_000;

/// A part that is not divided further. An attached message is one.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    header: Header<'a>,
    content_type: Option<ContentType<'static>>,
    body: &'a [u8],
    /// RFC 2046 §5.1.5: parts of a digest are messages unless they say otherwise.
    is_in_digest: bool,
}

/// Visits the leaves in order until `visit` says `false`.
pub(crate) fn visit_leaves<'a>(message: &'a [u8], visit: &mut dyn FnMut(&Leaf<'a>) -> bool) {
    let mut left = MAX_LEAVES;
    visit_entity(message, false, 0, &mut |leaf| {
        left -= 1;
        visit(leaf) && left > 0
    });
}

/// Returns whether to go on.
fn visit_entity<'a>(
    entity: &'a [u8],
    is_in_digest: bool,
    depth: usize,
    visit: &mut dyn FnMut(&Leaf<'a>) -> bool,
) -> bool {
    let (section, body) = header::split(entity);
    let header = Header::parse(section);
    let leaf = Leaf { content_type: structured(&header, "content-type"), header, body, is_in_digest };
    let boundary = leaf.content_type.as_ref().filter(|found| found.ctype().eq_ignore_ascii_case("multipart"));
    let boundary = boundary.and_then(|found| found.attribute("boundary")).filter(|boundary| !boundary.is_empty());
    let Some(boundary) = boundary.filter(|_| depth < MAX_DEPTH) else { return visit(&leaf) };
    let mut parts = Parts::new(body, boundary).peekable();
    if parts.peek().is_none() {
        return visit(&leaf);
    }
    let is_digest = leaf.is("multipart", "digest");
    parts.all(|part| visit_entity(part, is_digest, depth + 1, visit))
}

impl Leaf<'_> {
    /// Whether this is the media type. A part without type is `text/plain` (RFC 2045 §5.2).
    pub(crate) fn is(&self, main: &str, sub: &str) -> bool {
        match &self.content_type {
            Some(found) => {
                found.ctype().eq_ignore_ascii_case(main)
                    && found.subtype().unwrap_or_default().eq_ignore_ascii_case(sub)
            }
            None if self.is_in_digest => (main, sub) == ("message", "rfc822"),
            None => (main, sub) == ("text", "plain"),
        }
    }

    /// Whether this is an attached message.
    pub(crate) fn is_message(&self) -> bool {
        self.is("message", "rfc822") || self.is("message", "global")
    }

    /// Bare media type in lower case; `application/octet-stream` when there is none.
    pub(crate) fn bare_type(&self) -> String {
        match &self.content_type {
            Some(found) => match found.subtype() {
                Some(subtype) => format!("{}/{subtype}", found.ctype()).to_ascii_lowercase(),
                None => found.ctype().to_ascii_lowercase(),
            },
            None if self.is_in_digest => "message/rfc822".to_owned(),
            None => "application/octet-stream".to_owned(),
        }
    }

    /// The whole value of the Content-Type field, unfolded.
    pub(crate) fn type_field(&self) -> Option<String> {
        let value = self.header.last("content-type")?.value();
        (!value.is_empty()).then_some(value)
    }

    /// Decoded file name: of the disposition (RFC 2183 §2.3) or, as it was before that, of the type.
    pub(crate) fn file_name(&self) -> Option<String> {
        let disposition = structured(&self.header, "content-disposition");
        let name = disposition
            .as_ref()
            .and_then(|found| found.attribute("filename"))
            .or_else(|| self.content_type.as_ref()?.attribute("name"))?;
        let name = header::decode(name).replace('\0', "");
        (!name.is_empty()).then_some(name)
    }

    /// The body with its transfer encoding undone, as far as it can be.
    pub(crate) fn octets(&self) -> Cow<'_, [u8]> {
        let encoding = self.header.last("content-transfer-encoding").map(|field| field.value()).unwrap_or_default();
        if encoding.eq_ignore_ascii_case("base64") {
            Cow::Owned(base64_octets(self.body))
        } else if encoding.eq_ignore_ascii_case("quoted-printable") {
            Cow::Owned(quoted_printable_octets(self.body))
        } else {
            Cow::Borrowed(self.body)
        }
    }

    /// The body as text, without U+0000.
    pub(crate) fn text(&self) -> String {
        let octets = self.octets();
        let charset = self.content_type.as_ref().and_then(|found| found.attribute("charset")).unwrap_or_default();
        let text = match charset_decoder(readable_charset(charset).as_bytes()) {
            Some(decode) => decode(&octets),
            None => String::from_utf8_lossy(&octets).into_owned(),
        };
        if text.contains('\0') { text.replace('\0', "") } else { text }
    }
}

/// 3.3 reads windows-1258 as windows-1252, which most of what is labelled so is.
fn readable_charset(charset: &str) -> &str {
    let is_1258 = ["windows-1258", "windows_1258", "cp1258", "x-cp1258", "cswindows1258"]
        .iter()
        .any(|name| charset.eq_ignore_ascii_case(name));
    if is_1258 { "windows-1252" } else { charset }
}

/// The last field of this name, as `type; name=value`.
pub(crate) fn structured(header: &Header<'_>, name: &str) -> Option<ContentType<'static>> {
    let mut line = header.last(name)?.value().into_bytes();
    line.push(b'\n');
    MessageStream::new(&line).parse_content_type().into_owned().into_content_type()
}

/// What stands between the delimiter lines. RFC 2046 §5.1.1.
pub(crate) struct Parts<'a> {
    body: &'a [u8],
    delimiter: String,
    /// Start of the part that is being looked for; `None` behind the last one.
    start: Option<usize>,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(body: &'a [u8], boundary: &str) -> Self {
        let mut parts = Self { body, delimiter: format!("--{}", boundary.trim_end()), start: None };
        parts.start = match parts.find_delimiter(0) {
            Some(Delimiter { next, is_last: false, .. }) => Some(next),
            _ => None,
        };
        parts
    }

    fn find_delimiter(&self, from: usize) -> Option<Delimiter> {
        let mut at = from;
        for line in self.body.get(from..)?.split_inclusive(|octet| *octet == b'\n') {
            let next = at + line.len();
            match line.strip_prefix(self.delimiter.as_bytes()).map(<[u8]>::trim_ascii_end) {
                Some(b"") => return Some(Delimiter { at, next, is_last: false }),
                Some(b"--") => return Some(Delimiter { at, next, is_last: true }),
                _ => at = next,
            }
        }
        None
    }
}

struct Delimiter {
    at: usize,
    next: usize,
    is_last: bool,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let start = self.start?;
        let Some(found) = self.find_delimiter(start) else {
            // Cut off: what there is of the last part.
            self.start = None;
            return self.body.get(start..).filter(|rest| !rest.is_empty());
        };
        self.start = (!found.is_last).then_some(found.next);
        // The line end before a delimiter belongs to the delimiter.
        let part = self.body.get(start..found.at).unwrap_or_default();
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    }
}

/// Octets outside the alphabet are ignored (RFC 2045 §6.8); so is padding, because some join encoded pieces.
pub(crate) fn base64_octets(text: &[u8]) -> Vec<u8> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut octets = Vec::with_capacity(text.len() / 4 * 3);
    let mut piece = Vec::new();
    for run in text.split(|octet| *octet == b'=') {
        piece.clear();
        piece.extend(run.iter().filter(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/')));
        // One character alone holds no octet.
        let whole = if piece.len() % 4 == 1 { piece.len() - 1 } else { piece.len() };
        let decoded = piece.get(..whole).map(|piece| LENIENT.decode_vec(piece, &mut octets));
        debug_assert!(matches!(decoded, Some(Ok(()))), "only the alphabet is left");
    }
    octets
}

/// RFC 2045 §6.7; what is not an encoding stands for itself.
fn quoted_printable_octets(text: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|octet| *octet == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let line_end = line.get(content.len()..).unwrap_or_default();
        // Blanks at the end of a line were added on the way.
        let content = content.trim_ascii_end();
        let (mut rest, line_end) = match content.strip_suffix(b"=") {
            Some(content) => (content, [].as_slice()),
            None => (content, line_end),
        };
        while let Some((octet, behind)) = rest.split_first() {
            let decoded = match (octet, behind) {
                (b'=', [high, low, behind @ ..]) => {
                    hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, behind))
                }
                _ => None,
            };
            let (octet, behind) = decoded.unwrap_or((*octet, behind));
            octets.push(octet);
            rest = behind;
        }
        octets.extend_from_slice(line_end);
    }
    octets
}

pub(crate) fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(message: &[u8]) -> Vec<(String, String)> {
        let mut found = Vec::new();
        visit_leaves(message, &mut |leaf| {
            found.push((leaf.bare_type(), leaf.text()));
            true
        });
        found
    }

    fn text(fields: &str, body: &[u8]) -> String {
        let message = [fields.as_bytes(), b"\r\n\r\n", body].concat();
        leaves(&message).pop().unwrap().1
    }

    #[test]
    fn parts_stand_between_their_own_delimiters() {
        let message =
            b"Content-Type: multipart/mixed; boundary=\"a b\"\n\npreamble\n--a b\n\none\n--a bc\nnot a delimiter\n\
            --a b  \nContent-Type: Multipart/Digest; boundary=d\n\n--d\n\nSubject: x\n\ny\n--d--\nepilogue\n--a b\n\
            Content-Type: image/png\n\ncut o";
        let plain = |text: &str| ("application/octet-stream".to_owned(), text.to_owned());
        assert_eq!(
            leaves(message),
            [
                plain("one\n--a bc\nnot a delimiter"),
                ("message/rfc822".to_owned(), "Subject: x\n\ny".to_owned()),
                ("image/png".to_owned(), "cut o".to_owned()),
            ]
        );
    }

    #[test]
    fn a_multipart_without_parts_is_a_leaf() {
        for fields in ["Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=none"] {
            assert_eq!(text(fields, b"--a\r\nx"), "--a\r\nx");
        }
    }

    #[test]
    fn damaged_encodings_are_read_as_far_as_they_go() {
        let base64 = "Content-Transfer-Encoding: Base64";
        for (body, expected) in
            [("aGVs\r\nbG8=", "hello"), ("aGVsbG8", "hello"), ("aG!Vs bG8=d29y\r\nbGQ=", "helloworld"), ("a", "")]
        {
            assert_eq!(text(base64, body.as_bytes()), expected, "{body}");
        }
        let quoted = "Content-Transfer-Encoding: quoted-printable";
        for (body, expected) in [
            ("a=3Db=\r\nc  \r\nd=20", "a=bc\r\nd "),
            ("50=% =\t\nx=", "50=% x"),
            ("=c3=A4=C", "ä=C"),
            ("a=\r\n\r\nb", "a\r\nb"),
        ] {
            assert_eq!(text(quoted, body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn text_becomes_utf_8() {
        for (charset, body, expected) in [
            ("utf-8", b"caf\xc3\xa9\xff".as_slice(), "café\u{fffd}"),
            ("iso-8859-1", b"caf\xe9", "café"),
            // 0x80 is the euro sign in both, 0xd2 a combining hook in 1258 only.
            ("windows-1258", b"\x80\xd2", "€Ò"),
            ("CP1258", b"\xd2", "Ò"),
            ("utf-7", b"Hi Mom -+Jjo--!", "Hi Mom -☺-!"),
            ("iso-2022-jp", b"\x1b$B$3$s\x1b(B", "こん"),
            ("gb2312", b"\xc4\xe3", "你"),
            ("no-such-charset", b"a\0b", "ab"),
        ] {
            assert_eq!(text(&format!("Content-Type: text/plain; charset={charset}"), body), expected, "{charset}");
        }
    }

    /// Time this thread has run, so that a busy machine does not matter.
    fn cpu_seconds() -> f64 {
        let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        nanoseconds.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
    }

    /// Each took minutes, gigabytes or the whole stack in a library that builds a tree of what it finds.
    #[test]
    fn hostile_structures_take_linear_time() {
        let mut nested = String::new();
        for number in 0..20_000 {
            nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n"));
        }
        let unfound = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\nContent-Type: multipart/mixed; boundary=none\r\n\r\n".repeat(40_000)
        );
        for message in [
            "Content-Type: message/rfc822\r\n\r\n".repeat(100_000),
            nested,
            unfound,
            format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n".repeat(400_000)),
            format!("Content-Type: text/plain{}\r\n\r\nx", "; a*0*=utf-8''x".repeat(60_000)),
            format!("Content-Type: text/plain; name=\"{}\"\r\n\r\nx", "=?utf-8?q?x?= ".repeat(60_000)),
        ] {
            let started = cpu_seconds();
            let mut count = 0;
            visit_leaves(message.as_bytes(), &mut |leaf| {
                let _ = (leaf.file_name(), leaf.octets().len());
                count += 1;
                true
            });
            assert!((1..=MAX_LEAVES).contains(&count));
            let taken = cpu_seconds() - started;
            assert!(taken < 5.0, "{message:.60}: {taken} s");
        }
    }
}
