//! The body hash: relaxed canonicalization on the fly. RFC 6376 §3.4.4.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256 of a body in relaxed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyHash([u8; 32]);

impl BodyHash {
    /// Hashes a body given in pieces. Line ends of any kind count as CRLF.
    pub fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Hasher {
            context: Context::new(&SHA256),
            buffer: Vec::with_capacity(BUFFER),
            line_ends: 0,
            pending_space: false,
            after_cr: false,
            is_empty: true,
        };
        for piece in pieces {
            for octet in piece {
                hasher.push(*octet);
            }
        }
        hasher.finish()
    }

    /// The 32 octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

const BUFFER: usize = 8192;

struct Hasher {
    context: Context,
    buffer: Vec<u8>,
    /// Line ends not yet hashed, because those at the end are dropped.
    line_ends: usize,
    pending_space: bool,
    after_cr: bool,
    is_empty: bool,
}

impl Hasher {
    fn push(&mut self, octet: u8) {
        let after_cr = std::mem::replace(&mut self.after_cr, octet == b'\r');
        match octet {
            b'\n' if after_cr => {}
            b'\r' | b'\n' => {
                self.line_ends += 1;
                self.pending_space = false;
            }
            b' ' | b'\t' => self.pending_space = true,
            _ => {
                for _ in 0..std::mem::take(&mut self.line_ends) {
                    self.buffer.extend_from_slice(b"\r\n");
                    self.flush_if_full();
                }
                if std::mem::take(&mut self.pending_space) {
                    self.buffer.push(b' ');
                }
                self.buffer.push(octet);
                self.is_empty = false;
                self.flush_if_full();
            }
        }
    }

    fn flush_if_full(&mut self) {
        if self.buffer.len() + 4 > BUFFER {
            self.context.update(&self.buffer);
            self.buffer.clear();
        }
    }

    fn finish(mut self) -> BodyHash {
        // An empty body stays empty in relaxed form. (3.3 hashed a CRLF, which does not verify.)
        if !self.is_empty {
            self.buffer.extend_from_slice(b"\r\n");
        }
        self.context.update(&self.buffer);
        let mut hash = [0; 32];
        for (to, from) in hash.iter_mut().zip(self.context.finish().as_ref()) {
            *to = *from;
        }
        BodyHash(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &[u8]) -> Vec<u8> {
        aws_lc_rs::digest::digest(&SHA256, text).as_ref().to_vec()
    }

    #[test]
    fn blanks_and_final_empty_lines_do_not_count() {
        let cases: [(&str, &str); 7] = [
            ("", ""),
            ("\r\n\r\n", ""),
            (" \t\r\n", ""),
            ("a", "a\r\n"),
            ("a\n\nb  \t c \r\n\r\n \r\n", "a\r\n\r\nb c\r\n"),
            ("\r\n a", "\r\n a\r\n"),
            ("a\rb", "a\r\nb\r\n"),
        ];
        for (body, canonical) in cases {
            assert_eq!(BodyHash::of([body.as_bytes()]).as_bytes(), plain(canonical.as_bytes()), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_do_not_matter(body in "[a \\r\\n]{0,40}", size in 1_usize..5) {
            prop_assert_eq!(BodyHash::of([body.as_bytes()]), BodyHash::of(body.as_bytes().chunks(size)));
        }
    }
}
