//! Message content on its way to the wire: CRLF line ends, stuffed dots (RFC 5321 §2.3.8, §4.5.2).

/// Takes the content in slices of any size and keeps no more than two flags between them.
#[derive(Debug)]
pub struct ContentEncoder {
    is_at_line_start: bool,
    is_after_cr: bool,
}

impl ContentEncoder {
    pub const fn new() -> Self {
        Self { is_at_line_start: true, is_after_cr: false }
    }

    /// Appends the wire form of `content` to `wire`. A bare CR and a bare LF become CRLF.
    pub fn encode(&mut self, mut content: &[u8], wire: &mut Vec<u8>) {
        while let Some(first) = content.first().copied() {
            if matches!(first, b'\r' | b'\n') {
                if !(first == b'\n' && self.is_after_cr) {
                    wire.extend_from_slice(b"\r\n");
                }
                self.is_at_line_start = true;
                self.is_after_cr = first == b'\r';
                content = content.get(1..).unwrap_or_default();
                continue;
            }
            if self.is_at_line_start && first == b'.' {
                wire.push(b'.');
            }
            let end = content.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(content.len());
            let (text, rest) = content.split_at(end);
            wire.extend_from_slice(text);
            self.is_at_line_start = false;
            self.is_after_cr = false;
            content = rest;
        }
    }

    /// Ends an unfinished line and appends the final dot.
    pub fn finish(self, wire: &mut Vec<u8>) {
        wire.extend_from_slice(if self.is_at_line_start { b".\r\n" } else { b"\r\n.\r\n" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wire(slices: &[&[u8]]) -> Vec<u8> {
        let mut encoder = ContentEncoder::new();
        let mut wire = Vec::new();
        for slice in slices {
            encoder.encode(slice, &mut wire);
        }
        encoder.finish(&mut wire);
        wire
    }

    #[test]
    fn line_ends_are_normalized_and_dots_are_stuffed() {
        for (content, expected) in [
            ("", ".\r\n"),
            ("a", "a\r\n.\r\n"),
            ("a\r\n", "a\r\n.\r\n"),
            ("a\nb\rc\r\n", "a\r\nb\r\nc\r\n.\r\n"),
            (".a\n..\n.\n", "..a\r\n...\r\n..\r\n.\r\n"),
            ("a.b\r\r\n\n", "a.b\r\n\r\n\r\n.\r\n"),
        ] {
            assert_eq!(String::from_utf8(wire(&[content.as_bytes()])).unwrap(), expected, "{content:?}");
        }
    }

    proptest! {
        #[test]
        fn where_the_content_is_cut_does_not_matter(content in "[.\r\na]{0,40}", at in 0_usize..40) {
            let (head, tail) = content.as_bytes().split_at(at.min(content.len()));
            prop_assert_eq!(wire(&[head, tail]), wire(&[content.as_bytes()]));
        }

        #[test]
        fn only_the_end_is_a_lone_dot(content in "[.\r\na]{0,40}") {
            let wire = String::from_utf8(wire(&[content.as_bytes()])).unwrap();
            let lines: Vec<&str> = wire.split("\r\n").collect();
            prop_assert_eq!(lines.iter().filter(|line| **line == ".").count(), 1);
            prop_assert!(wire.ends_with("\r\n.\r\n") || wire == ".\r\n");
            prop_assert!(lines.iter().all(|line| !line.contains(['\r', '\n'])));
        }
    }
}
