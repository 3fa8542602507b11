//! SMTP replies: what the server writes and the client reads. RFC 5321 §4.2, RFC 2034, RFC 3463.
//!
//! The reader is bounded, because the peer decides what it sends.

use std::fmt;

/// Longest reply line that [`ReplyReader`] takes, in octets without the line end.
pub const MAX_LINE: usize = 4096;
/// Most lines of one reply that [`ReplyReader`] takes.
pub const MAX_LINES: usize = 200;

/// What the first digit of a reply code says. RFC 5321 §4.2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyClass {
    /// 2yz
    Completed,
    /// 3yz
    Intermediate,
    /// 4yz
    Transient,
    /// 5yz
    Permanent,
    /// Anything else; the peer does not speak SMTP.
    Other,
}

/// `X.Y.Z` of RFC 3463.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnhancedCode {
    /// 2, 4 or 5.
    pub class: u8,
    /// 0 to 999: addressing, mailbox, system …
    pub subject: u16,
    /// 0 to 999.
    pub detail: u16,
}

impl EnhancedCode {
    /// `class.subject.detail`.
    pub const fn new(class: u8, subject: u16, detail: u16) -> Self {
        Self { class, subject, detail }
    }

    /// Reads the code at the beginning of a reply text; also gives the text behind it.
    pub fn parse_prefix(text: &str) -> Option<(Self, &str)> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let mut numbers = word.split('.');
        let class = numbers.next().filter(|class| matches!(*class, "2" | "4" | "5"))?.parse().ok()?;
        let mut number = || {
            let digits = numbers.next()?;
            let valid = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if valid { digits.parse::<u16>().ok() } else { None }
        };
        let code = Self { class, subject: number()?, detail: number()? };
        numbers.next().is_none().then_some((code, rest))
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// One reply.
///
/// `Display` gives `550 5.1.1 first line` and so on, lines separated by LF, as it is shown in delivery records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 100 to 999.
    pub code: u16,
    /// Said on every line of the wire form (RFC 2034 §4).
    pub enhanced: Option<EnhancedCode>,
    /// Texts without codes; one line has at least one, perhaps empty, text.
    pub lines: Vec<String>,
}

impl Reply {
    /// A reply of one line without enhanced code.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Self { code, enhanced: None, lines: vec![text.into()] }
    }

    /// A reply of several lines without enhanced code.
    pub fn multi_line(code: u16, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { code, enhanced: None, lines: lines.into_iter().map(Into::into).collect() }
    }

    /// The same with an enhanced code.
    pub fn with_enhanced(self, class: u8, subject: u16, detail: u16) -> Self {
        Self { enhanced: Some(EnhancedCode::new(class, subject, detail)), ..self }
    }

    /// The same without enhanced code, for sessions opened with HELO.
    pub fn without_enhanced(self) -> Self {
        Self { enhanced: None, ..self }
    }

    /// What the first digit says.
    pub fn class(&self) -> ReplyClass {
        match self.code / 100 {
            2 => ReplyClass::Completed,
            3 => ReplyClass::Intermediate,
            4 => ReplyClass::Transient,
            5 => ReplyClass::Permanent,
            _ => ReplyClass::Other,
        }
    }

    /// 2yz.
    pub fn is_completed(&self) -> bool {
        self.class() == ReplyClass::Completed
    }

    /// 3yz.
    pub fn is_intermediate(&self) -> bool {
        self.class() == ReplyClass::Intermediate
    }

    /// The texts without codes, joined by LF.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// The octets to send. Line breaks inside a text become blanks, so that a text cannot forge a reply.
    pub fn to_wire(&self) -> String {
        self.print("\r\n", true)
    }

    fn print(&self, line_end: &str, with_hyphen: bool) -> String {
        let mut wire = String::new();
        let count = self.lines.len().max(1);
        let texts = self.lines.iter().map(String::as_str).chain(self.lines.is_empty().then_some(""));
        for (number, text) in texts.enumerate() {
            let is_last = number + 1 == count;
            wire.push_str(&self.code.to_string());
            let separator = if is_last || !with_hyphen { ' ' } else { '-' };
            // RFC 4954 §4 wants the blank behind the code even without text. (3.3 sent `334` alone.)
            wire.push(separator);
            if let Some(enhanced) = self.enhanced {
                wire.push_str(&enhanced.to_string());
                if !text.is_empty() {
                    wire.push(' ');
                }
            }
            wire.extend(text.chars().map(|c| if matches!(c, '\r' | '\n' | '\0') { ' ' } else { c }));
            if with_hyphen || !is_last {
                wire.push_str(line_end);
            }
        }
        wire
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print("\n", false))
    }
}

/// Why what a peer sent is not a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// A line does not begin with three digits.
    #[error("the reply does not begin with a three-digit code")]
    Syntax,
    /// A line is longer than [`MAX_LINE`].
    #[error("the reply line is longer than {MAX_LINE} octets")]
    LineTooLong,
    /// There are more than [`MAX_LINES`].
    #[error("the reply has more than {MAX_LINES} lines")]
    TooManyLines,
}

/// Reads replies from chunks of any size; holds at most one unfinished reply.
#[derive(Debug, Default)]
pub struct ReplyReader {
    line: Vec<u8>,
    lines: Vec<String>,
}

impl ReplyReader {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a reply has begun but not ended.
    pub fn is_inside_reply(&self) -> bool {
        !self.line.is_empty() || !self.lines.is_empty()
    }

    /// Takes octets from the front of `input` until one reply is complete, and removes them from it.
    ///
    /// `None`: everything was taken and more is needed. What follows a complete reply (the next one, when commands were
    /// pipelined) stays in `input`. After an error the connection is of no more use.
    pub fn read(&mut self, input: &mut &[u8]) -> Result<Option<Reply>, ReplyError> {
        while !input.is_empty() {
            let Some(at) = input.iter().position(|b| *b == b'\n') else {
                self.extend_line(input)?;
                *input = &[];
                return Ok(None);
            };
            let (head, tail) = input.split_at_checked(at + 1).unwrap_or((input, &[]));
            self.extend_line(head)?;
            *input = tail;
            if let Some(reply) = self.end_line()? {
                return Ok(Some(reply));
            }
        }
        Ok(None)
    }

    fn extend_line(&mut self, octets: &[u8]) -> Result<(), ReplyError> {
        if self.line.len() + octets.len() > MAX_LINE + 2 {
            return Err(ReplyError::LineTooLong);
        }
        self.line.extend_from_slice(octets);
        Ok(())
    }

    fn end_line(&mut self) -> Result<Option<Reply>, ReplyError> {
        let line = String::from_utf8_lossy(&self.line).replace('\0', "");
        self.line.clear();
        let line = line.trim_end_matches(['\r', '\n']);
        let (code, rest) = line.split_at_checked(3).ok_or(ReplyError::Syntax)?;
        if !code.bytes().all(|b| b.is_ascii_digit()) || code.starts_with('0') {
            return Err(ReplyError::Syntax);
        }
        let mut rest = rest.chars();
        let separator = rest.next();
        if !matches!(separator, None | Some(' ' | '-')) {
            return Err(ReplyError::Syntax);
        }
        if self.lines.len() == MAX_LINES {
            return Err(ReplyError::TooManyLines);
        }
        self.lines.push(rest.as_str().to_owned());
        if separator == Some('-') {
            return Ok(None);
        }
        // RFC 5321 §4.2.1: all lines carry the same code; where they do not, the last one is what the peer came to.
        let code: u16 = code.parse().map_err(|_| ReplyError::Syntax)?;
        Ok(Some(assemble(code, std::mem::take(&mut self.lines))))
    }
}

fn assemble(code: u16, lines: Vec<String>) -> Reply {
    let enhanced = lines
        .iter()
        .find_map(|line| EnhancedCode::parse_prefix(line))
        .map(|(enhanced, _)| enhanced)
        .filter(|enhanced| u16::from(enhanced.class) == code / 100);
    let strip = |line: String| match EnhancedCode::parse_prefix(&line) {
        Some((found, rest)) if Some(found) == enhanced => rest.to_owned(),
        _ => line,
    };
    Reply { code, enhanced, lines: lines.into_iter().map(strip).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_all(mut input: &[u8]) -> Result<Vec<Reply>, ReplyError> {
        let mut reader = ReplyReader::new();
        let mut replies = Vec::new();
        while let Some(reply) = reader.read(&mut input)? {
            replies.push(reply);
        }
        Ok(replies)
    }

    #[test]
    fn wire_form_of_one_and_of_several_lines() {
        assert_eq!(Reply::new(250, "OK").to_wire(), "250 OK\r\n");
        assert_eq!(Reply::new(334, "").to_wire(), "334 \r\n");
        assert_eq!(Reply::new(550, "No").with_enhanced(5, 1, 1).to_wire(), "550 5.1.1 No\r\n");
        let ehlo = Reply::multi_line(250, ["host My capabilities are", "AUTH CRAM-MD5 PLAIN LOGIN"]);
        assert_eq!(ehlo.to_wire(), "250-host My capabilities are\r\n250 AUTH CRAM-MD5 PLAIN LOGIN\r\n");
        assert_eq!(Reply::new(250, "a\r\n550 b").to_wire(), "250 a  550 b\r\n");
    }

    #[test]
    fn pipelined_replies_are_read_one_by_one() {
        let replies = read_all(b"250-5.1.0 a\r\n250 5.1.0 b\r\n550 5.7.1 no\r\n354\r\n250 4.1.1 odd\r\n").unwrap();
        assert_eq!(replies[0], Reply::multi_line(250, ["5.1.0 a", "5.1.0 b"]));
        assert_eq!(replies[1], Reply::new(550, "no").with_enhanced(5, 7, 1));
        assert_eq!(replies[1].to_string(), "550 5.7.1 no");
        assert_eq!(replies[2], Reply::new(354, ""));
        assert_eq!(replies[3], Reply::new(250, "4.1.1 odd"));
    }

    #[test]
    fn a_reply_may_come_octet_by_octet() {
        let mut reader = ReplyReader::new();
        let mut replies = Vec::new();
        for octet in b"250-a\n250 b\r\n" {
            replies.extend(reader.read(&mut [*octet].as_slice()).unwrap());
        }
        assert_eq!(replies, [Reply::multi_line(250, ["a", "b"])]);
        assert!(!reader.is_inside_reply());
    }

    #[test]
    fn a_peer_cannot_make_the_reader_hold_much() {
        assert_eq!(read_all(&[b'2'; 5000]), Err(ReplyError::LineTooLong));
        assert_eq!(read_all(&b"250-x\r\n".repeat(201)), Err(ReplyError::TooManyLines));
        for wrong in ["x50 a\r\n", "25\r\n", "250xa\r\n", "050 a\r\n", "\r\n"] {
            assert_eq!(read_all(wrong.as_bytes()), Err(ReplyError::Syntax), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(input in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_all(&input);
        }

        #[test]
        fn what_is_printed_is_read_back(code in 200_u16..600, lines in proptest::collection::vec("[a-zA-Z ]{1,20}", 1..5)) {
            let reply = Reply::multi_line(code, lines);
            prop_assert_eq!(read_all(reply.to_wire().as_bytes()).unwrap(), [reply]);
        }
    }
}
