//! The parts of a message that may be rewritten: what its reader sees as text, and nobody has signed.

use std::ops::Range;

use crate::header::{self, Header};
use crate::mime::part::{MAX_DEPTH, Parts, structured};

/// Parts that are looked at.
const MAX_PARTS: usize = 1000;
/// Largest body that is rewritten, in bytes.
const MAX_BODY: usize = 4 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Html,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextPart {
    pub kind: Kind,
    pub charset: Option<String>,
    /// Content-Transfer-Encoding.
    pub encoding: String,
    pub body: Range<usize>,
}

/// Text of the message itself and inside `multipart/alternative`, `related` and `mixed`: no attachments, nothing of
/// another message, nothing signed or encrypted. Only what says that it is `text/plain` or `text/html`, as in 3.3.
pub(super) fn text_parts(message: &[u8]) -> Vec<TextPart> {
    let mut walk = Walk { message, left: MAX_PARTS, found: Vec::new() };
    walk.entity(message, 0);
    walk.found
}

struct Walk<'a> {
    message: &'a [u8],
    left: usize,
    found: Vec<TextPart>,
}

impl Walk<'_> {
    fn entity(&mut self, entity: &[u8], depth: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let (section, body) = header::split(entity);
        let header = Header::parse(section);
        let Some(found) = structured(&header, "content-type") else { return };
        let disposition = structured(&header, "content-disposition");
        let is_attachment = disposition.as_ref().is_some_and(|it| it.ctype().eq_ignore_ascii_case("attachment"));
        let has_name = disposition.as_ref().is_some_and(|it| it.attribute("filename").is_some())
            || found.attribute("name").is_some();
        if is_attachment {
            return;
        }
        let is = |main: &str, subs: &[&str]| {
            let sub = found.subtype().unwrap_or_default();
            found.ctype().eq_ignore_ascii_case(main) && subs.iter().any(|known| known.eq_ignore_ascii_case(sub))
        };
        if is("multipart", &["alternative", "related", "mixed"]) {
            let Some(boundary) = found.attribute("boundary").filter(|it| !it.is_empty()) else { return };
            if depth < MAX_DEPTH {
                for part in Parts::new(body, boundary) {
                    self.entity(part, depth + 1);
                }
            }
            return;
        }
        let is_html = is("text", &["html"]);
        if !is_html && !is("text", &["plain"]) {
            return;
        }
        let kind = if is_html { Kind::Html } else { Kind::Plain };
        if has_name || body.len() > MAX_BODY {
            return;
        }
        let encoding = header.last("content-transfer-encoding").map(|field| field.value()).unwrap_or_default();
        let charset = found.attribute("charset").map(str::to_owned);
        let start = (body.as_ptr() as usize).saturating_sub(self.message.as_ptr() as usize);
        // Nothing follows an empty body that could be changed.
        if !body.is_empty() {
            self.found.push(TextPart { kind, charset, encoding, body: start..start + body.len() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(message: &str) -> Vec<&str> {
        text_parts(message.as_bytes()).into_iter().map(|part| &message[part.body]).collect()
    }

    fn multipart(subtype: &str, parts: &[&str]) -> String {
        let parts: String = parts.iter().map(|part| format!("--b-{subtype}\r\n{part}\r\n")).collect();
        format!("Content-Type: multipart/{subtype}; boundary=\"b-{subtype}\"\r\n\r\n{parts}--b-{subtype}--\r\n")
    }

    const PLAIN: &str = "Content-Type: text/plain\r\n\r\nplain";
    const HTML: &str = "Content-Type: TEXT/HTML; charset=utf-8\r\n\r\nhtml";

    #[test]
    fn texts_of_the_message_itself_are_found() {
        assert_eq!(bodies(PLAIN), ["plain"]);
        assert_eq!(bodies("From: a@b\r\n\r\nno type"), Vec::<&str>::new());
        let inner = multipart("alternative", &[PLAIN, HTML]);
        let related = multipart("related", &[&inner, "Content-Type: image/png\r\n\r\nx"]);
        assert_eq!(bodies(&multipart("mixed", &[&related, PLAIN])), ["plain", "html", "plain"]);
    }

    #[test]
    fn what_is_attached_signed_encrypted_or_somebody_elses_is_not() {
        for part in [
            "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nx",
            "Content-Type: text/plain; name=a.txt\r\n\r\nx",
            "Content-Type: text/html\r\nContent-Disposition: inline; filename=\"a.html\"\r\n\r\nx",
            "Content-Type: text/calendar\r\n\r\nx",
            "Content-Type: text/x-amp-html\r\n\r\nx",
            "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx",
            "Content-Type: message/rfc822\r\n\r\nContent-Type: text/plain\r\n\r\nx",
            "\r\nno type",
        ] {
            assert_eq!(bodies(part), Vec::<&str>::new(), "{part}");
            assert_eq!(bodies(&multipart("mixed", &[part, HTML])), ["html"], "{part}");
        }
        for subtype in ["signed", "encrypted", "report", "digest", "x-other"] {
            assert_eq!(bodies(&multipart(subtype, &[PLAIN, HTML])), Vec::<&str>::new(), "{subtype}");
            let inside = multipart(subtype, &[PLAIN]);
            assert_eq!(bodies(&multipart("mixed", &[&inside, HTML])), ["html"], "{subtype}");
        }
    }

    #[test]
    fn nesting_is_followed_only_so_far() {
        let mut message = PLAIN.to_owned();
        for n in 0..60 {
            message =
                format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n{message}\r\n--b{n}--\r\n");
        }
        assert_eq!(bodies(&message), Vec::<&str>::new());
        let many = multipart("mixed", &vec![PLAIN; 1500]);
        assert_eq!(bodies(&many).len(), MAX_PARTS - 1);
    }
}
