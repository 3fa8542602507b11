//! Conversion of 8-bit parts for next hops without 8BITMIME. RFC 6152 §3.
//!
//! Begin with [`to_seven_bit`]. The result is a function of the input alone, so that every attempt sends the same octets.

use super::build::{base64, quoted_printable};
use crate::header::{self, Header};
use crate::text::normalize_line_ends;

/// Deepest nesting that is converted.
const MAX_DEPTH: usize = 20;

/// Why a message cannot be converted: 5.6.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DowngradeError {
    /// A signed or encrypted part, which conversion would break (RFC 1847 §2.1).
    #[error("a signed or encrypted part holds 8-bit data and must not be changed")]
    Protected,
    /// 8-bit octets in a header section, which need SMTPUTF8 and cannot be converted.
    #[error("a header section holds 8-bit data")]
    Header,
    /// Nested too deeply, or a part that may not be encoded holds 8-bit data outside its own parts.
    #[error("the structure of the message does not allow conversion")]
    Structure,
}

/// Whether a message can go to a next hop without 8BITMIME as it is.
pub fn is_seven_bit(message: &[u8]) -> bool {
    message.is_ascii()
}

/// Gives header section and body in which no octet is above 127.
///
/// Line ends become CRLF. Text becomes quoted-printable or base64, whichever is shorter; other parts become base64. Parts
/// without 8-bit data keep their octets. Convert before signing.
pub fn to_seven_bit(message: &[u8]) -> Result<Vec<u8>, DowngradeError> {
    convert(&normalize_line_ends(message), 0)
}

fn convert(entity: &[u8], depth: usize) -> Result<Vec<u8>, DowngradeError> {
    if entity.is_ascii() {
        return Ok(entity.to_vec());
    }
    if depth > MAX_DEPTH {
        return Err(DowngradeError::Structure);
    }
    let (section, body) = header::split(entity);
    if !section.is_ascii() {
        return Err(DowngradeError::Header);
    }
    let header = Header::parse(section);
    let content_type = ContentType::parse(&header);
    if content_type.is_protected() {
        return Err(DowngradeError::Protected);
    }
    let encoding =
        header.last("content-transfer-encoding").map_or_else(String::new, |field| field.value().to_ascii_lowercase());
    if matches!(encoding.as_str(), "base64" | "quoted-printable") {
        // Octets that the encoding forbids; what they mean cannot be known.
        return Err(DowngradeError::Structure);
    }
    if content_type.main == "multipart" {
        let boundary = content_type.boundary.ok_or(DowngradeError::Structure)?;
        return Ok(assemble(&header, "7bit", &convert_parts(body, &boundary, depth)?));
    }
    if content_type.full().starts_with("message/") {
        // RFC 2046 §5.2.1: may be 7bit or 8bit only, so the message inside is converted.
        let inner = convert(body, depth + 1)?;
        return Ok(assemble(&header, "7bit", &inner));
    }
    if content_type.main == "text" {
        let quoted = quoted_printable(body);
        if quoted.len() <= body.len() * 4 / 3 + 4 {
            return Ok(assemble(&header, "quoted-printable", &quoted));
        }
    }
    Ok(assemble(&header, "base64", &base64(body)))
}

/// Converts the parts between the delimiter lines; preamble and epilogue must be ASCII already.
fn convert_parts(body: &[u8], boundary: &str, depth: usize) -> Result<Vec<u8>, DowngradeError> {
    let delimiter = format!("--{boundary}");
    let mut output = Vec::new();
    let mut part: Vec<u8> = Vec::new();
    let mut place = Place::Preamble;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let rest =
            (place != Place::Epilogue).then(|| line.trim_ascii_end().strip_prefix(delimiter.as_bytes())).flatten();
        let next = match rest {
            Some(b"") => Place::Part,
            Some(b"--") => Place::Epilogue,
            _ => {
                part.extend_from_slice(line);
                continue;
            }
        };
        flush(&mut output, &mut part, place, depth)?;
        output.extend_from_slice(line);
        place = next;
    }
    flush(&mut output, &mut part, place, depth)?;
    Ok(output)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Preamble,
    Part,
    Epilogue,
}

fn flush(output: &mut Vec<u8>, part: &mut Vec<u8>, place: Place, depth: usize) -> Result<(), DowngradeError> {
    let taken = std::mem::take(part);
    if place != Place::Part || taken.is_ascii() {
        if !taken.is_ascii() {
            return Err(DowngradeError::Structure);
        }
        output.extend_from_slice(&taken);
        return Ok(());
    }
    // The CRLF before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    let (content, line_end) = match taken.strip_suffix(b"\r\n") {
        Some(content) => (content, b"\r\n".as_slice()),
        None => (taken.as_slice(), b"".as_slice()),
    };
    output.extend_from_slice(&convert(content, depth + 1)?);
    output.extend_from_slice(line_end);
    Ok(())
}

/// The header section with another transfer encoding, and the body.
fn assemble(header: &Header<'_>, encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(body.len() + 1024);
    let is_message = header.last("mime-version").is_some() || header.last("from").is_some();
    for field in header.fields().iter().filter(|field| !field.is("content-transfer-encoding")) {
        output.extend_from_slice(field.raw());
    }
    if !output.is_empty() && !output.ends_with(b"\r\n") {
        output.extend_from_slice(b"\r\n");
    }
    if is_message && header.last("mime-version").is_none() {
        output.extend_from_slice(b"MIME-Version: 1.0\r\n");
    }
    if is_message && header.last("content-type").is_none() {
        output.extend_from_slice(b"Content-Type: text/plain; charset=unknown-8bit\r\n");
    }
    output.extend_from_slice(format!("Content-Transfer-Encoding: {encoding}\r\n\r\n").as_bytes());
    output.extend_from_slice(body);
    output
}

/// What the conversion must know of a Content-Type field.
struct ContentType {
    main: String,
    sub: String,
    boundary: Option<String>,
}

impl ContentType {
    fn parse(header: &Header<'_>) -> Self {
        let value = header.last("content-type").map(|field| field.value()).unwrap_or_default();
        let mut line = value.clone().into_bytes();
        line.push(b'\n');
        let parsed = mail_parser::parsers::MessageStream::new(&line).parse_content_type();
        match parsed.as_content_type() {
            Some(found) => Self {
                main: found.ctype().to_ascii_lowercase(),
                sub: found.subtype().unwrap_or_default().to_ascii_lowercase(),
                boundary: found.attribute("boundary").map(str::to_owned),
            },
            None => Self { main: "text".into(), sub: "plain".into(), boundary: None },
        }
    }

    fn full(&self) -> String {
        format!("{}/{}", self.main, self.sub)
    }

    fn is_protected(&self) -> bool {
        matches!(
            self.full().as_str(),
            "multipart/signed" | "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::read::Content;
    use proptest::prelude::*;

    #[test]
    fn ascii_stays_as_it_is() {
        let mail = b"From: a@b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nhi\r\n";
        assert!(is_seven_bit(mail));
        assert_eq!(to_seven_bit(mail).unwrap(), mail);
    }

    #[test]
    fn text_is_encoded_and_reads_the_same() {
        let mail = "From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: 8bit\r\nSubject: s\r\n\r\nGrüße an alle \r\n.\r\nEnde\r\n";
        let converted = to_seven_bit(mail.as_bytes()).unwrap();
        let shown = String::from_utf8(converted.clone()).unwrap();
        assert!(
            shown.contains("Subject: s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe"),
            "{shown}"
        );
        assert_eq!(Content::parse(&converted).plain_body().as_deref(), Some("Grüße an alle \r\n.\r\nEnde\r\n"));
        let many = format!("From: a@b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}", "ü".repeat(99));
        let converted = to_seven_bit(many.as_bytes()).unwrap();
        assert!(String::from_utf8_lossy(&converted).contains("Content-Transfer-Encoding: base64\r\n"));
        assert_eq!(Content::parse(&converted).plain_body(), Some("ü".repeat(99)));
    }

    #[test]
    fn only_the_parts_that_need_it_are_touched() {
        let mail = "From: a@b\r\nContent-Type: multipart/mixed; boundary=\"m m\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
            preamble\r\n--m m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nä\r\n--m m\r\nX: y\r\n\r\nplain\r\n--m m\r\n\
            Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nFrom: c@d\r\n\
            Content-Type: text/html; charset=utf-8\r\n\r\nö\r\n--m m--\r\nend\r\n";
        let converted = to_seven_bit(mail.as_bytes()).unwrap();
        let shown = String::from_utf8(converted.clone()).unwrap();
        assert!(shown.is_ascii() && shown.contains("\r\nX: y\r\n\r\nplain\r\n--m m\r\n"), "{shown}");
        assert!(shown.ends_with("\r\n--m m--\r\nend\r\n"));
        assert_eq!(Content::parse(&converted).plain_body().as_deref(), Some("ä"));
        assert!(shown.contains("Content-Transfer-Encoding: 7bit\r\n\r\nFrom: c@d\r\n"));
    }

    #[test]
    fn signed_and_encrypted_parts_are_never_converted() {
        for kind in ["multipart/signed; boundary=b", "multipart/encrypted; boundary=b", "application/pkcs7-mime"] {
            let mail = format!("Content-Type: {kind}\r\n\r\n--b\r\n\r\nä\r\n--b--\r\n");
            assert_eq!(to_seven_bit(mail.as_bytes()), Err(DowngradeError::Protected), "{kind}");
        }
        assert_eq!(to_seven_bit("Subject: ä\r\n\r\nx".as_bytes()), Err(DowngradeError::Header));
    }

    proptest! {
        #[test]
        fn what_comes_out_is_ascii(mail in "(Content-Type: (multipart/mixed; boundary=b|text/plain|message/rfc822|x)\r\n){0,2}\r\n(--b\r\n|--b--\r\n|ä|a|\r\n){0,10}") {
            if let Ok(converted) = to_seven_bit(mail.as_bytes()) {
                prop_assert!(converted.is_ascii());
            }
        }

        #[test]
        fn converting_never_panics(mail in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = to_seven_bit(&mail);
        }
    }
}
