//! Message text on the wire: line ends, dots, end of data. RFC 5321 §2.3.8, §4.5.2.

use std::borrow::Cow;

/// Every line end as CRLF: bare CR and bare LF become CRLF. What is in order already is not copied.
///
/// A bare CR at the very end counts as a line end too.
pub fn normalize_line_ends(text: &[u8]) -> Cow<'_, [u8]> {
    if !has_bare_line_end(text) {
        return Cow::Borrowed(text);
    }
    let mut normal = Vec::with_capacity(text.len() + text.len() / 32);
    let mut previous = 0;
    for &octet in text {
        match octet {
            b'\r' => normal.extend_from_slice(b"\r\n"),
            b'\n' if previous == b'\r' => {}
            b'\n' => normal.extend_from_slice(b"\r\n"),
            _ => normal.push(octet),
        }
        previous = octet;
    }
    Cow::Owned(normal)
}

/// Whether there is a CR without LF or an LF without CR.
pub fn has_bare_line_end(text: &[u8]) -> bool {
    let mut previous = 0;
    for &octet in text {
        if (octet == b'\n') != (previous == b'\r') {
            return true;
        }
        previous = octet;
    }
    previous == b'\r'
}

/// Puts a second dot before each line that begins with one, and ends the last line. RFC 5321 §4.5.2.
///
/// `text` must have CRLF line ends ([`normalize_line_ends`]). The final `.` line is not added.
pub fn dot_stuff(text: &[u8]) -> Cow<'_, [u8]> {
    let needs_end = !text.is_empty() && !text.ends_with(b"\r\n");
    if !needs_end && !text.starts_with(b".") && !text.windows(2).any(|pair| pair == b"\n.") {
        return Cow::Borrowed(text);
    }
    let mut stuffed = Vec::with_capacity(text.len() + 64);
    for line in text.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if needs_end {
        stuffed.extend_from_slice(b"\r\n");
    }
    Cow::Owned(stuffed)
}

/// What a finished [`DataReader`] has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedData {
    /// The content: unstuffed, every line ended by CRLF. Cut when `is_too_large`.
    pub content: Vec<u8>,
    /// Octets of the whole content, stored or not.
    pub size: u64,
    /// Whether the content was larger than the limit.
    pub is_too_large: bool,
    /// Whether an LF without CR or a CR without LF occurred.
    pub had_bare_newline: bool,
    /// Whether U+0000 occurred before the first empty line.
    pub had_nul_in_header: bool,
}

/// Reads the content behind DATA, up to CRLF `.` CRLF, or that of BDAT chunks, from pieces of any size.
///
/// Line ends become CRLF: a bare LF ends a line, and so does a bare CR. Only a dot between two true CRLFs ends the data, so
/// that no other reading of line ends can smuggle a message (RFC 5321 §4.1.1.4). A leading `..` becomes `.`; a single
/// leading dot is kept as in 3.3. Holds at most the limit given.
#[derive(Debug)]
pub struct DataReader {
    received: ReceivedData,
    limit: usize,
    state: State,
    /// Whether the line before the current one ended with a true CRLF.
    after_crlf: bool,
    line_is_empty: bool,
    in_header: bool,
    framing: Framing,
}

/// What ends the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    /// A line with a dot; other lines that begin with one have one more (RFC 5321 §4.5.2).
    Dots,
    /// Somebody counts the octets; dots mean nothing (RFC 3030 §2).
    Counted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    LineStart,
    /// A dot began the line; it is not stored yet.
    Dot,
    /// A dot and then CR.
    DotCr,
    InLine,
    /// CR; the line end is not stored yet.
    Cr,
    Ended,
}

impl DataReader {
    /// `limit`: most octets of content to store; reading goes on beyond it.
    pub fn new(limit: usize) -> Self {
        Self::with_framing(limit, Framing::Dots)
    }

    /// For the octets of BDAT chunks (RFC 3030), in which dots mean nothing: `read` never says that the end was reached, and
    /// [`finish`](Self::finish) ends the last line.
    pub fn for_chunks(limit: usize) -> Self {
        Self::with_framing(limit, Framing::Counted)
    }

    fn with_framing(limit: usize, framing: Framing) -> Self {
        Self {
            received: ReceivedData {
                content: Vec::new(),
                size: 0,
                is_too_large: false,
                had_bare_newline: false,
                had_nul_in_header: false,
            },
            limit,
            state: State::LineStart,
            // The line of the DATA command counts: an immediate dot ends an empty message.
            after_crlf: true,
            line_is_empty: true,
            in_header: true,
            framing,
        }
    }

    /// Takes octets from the front of `input` up to the end of data, and removes them from it.
    ///
    /// Returns whether the end was reached; what follows it (the next command) stays in `input`.
    pub fn read(&mut self, input: &mut &[u8]) -> bool {
        while self.state != State::Ended {
            if self.state == State::InLine {
                self.take_run(input);
            }
            let Some((octet, rest)) = input.split_first() else { return false };
            *input = rest;
            self.step(*octet);
        }
        true
    }

    /// Octets of content seen so far.
    pub fn size(&self) -> u64 {
        self.received.size
    }

    /// Octets of content held in memory.
    pub fn stored_bytes(&self) -> usize {
        self.received.content.len()
    }

    /// Forgets the content and stores none any more; reading goes on to the end of data.
    pub fn discard(&mut self) {
        self.received.content = Vec::new();
        self.limit = 0;
    }

    /// What was read. Call it after [`read`](Self::read) has said `true`; before that it is only the part that has come.
    pub fn finish(mut self) -> ReceivedData {
        match (self.framing, self.state) {
            (Framing::Counted, State::Cr) => self.end_line(false),
            (Framing::Counted, State::InLine) => self.store(b"\r\n"),
            _ => {}
        }
        self.received
    }

    /// Fast path: everything up to the next octet that means something.
    fn take_run(&mut self, input: &mut &[u8]) {
        let end = input.iter().position(|b| matches!(b, b'\r' | b'\n' | 0)).unwrap_or(input.len());
        let (run, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        self.store(run);
        *input = rest;
    }

    fn step(&mut self, octet: u8) {
        match (self.state, octet) {
            (State::LineStart, b'.') if self.framing == Framing::Dots => self.state = State::Dot,
            (State::Dot, b'\r') => self.state = State::DotCr,
            (State::DotCr, b'\n') if self.after_crlf => self.state = State::Ended,
            (State::DotCr, _) => {
                self.content(b".");
                self.state = State::Cr;
                self.step(octet);
            }
            // `..` becomes `.`
            (State::Dot, b'.') => {
                self.content(b".");
                self.state = State::InLine;
            }
            (State::Dot, _) => {
                self.content(b".");
                self.state = State::InLine;
                self.step(octet);
            }
            (State::Cr, b'\n') => self.end_line(true),
            (State::Cr, _) => {
                self.end_line(false);
                self.step(octet);
            }
            (State::LineStart | State::InLine, b'\r') => self.state = State::Cr,
            (State::LineStart | State::InLine, b'\n') => self.end_line(false),
            (State::LineStart | State::InLine, _) => {
                self.content(&[octet]);
                self.state = State::InLine;
            }
            (State::Ended, _) => {}
        }
    }

    fn content(&mut self, octets: &[u8]) {
        self.line_is_empty = false;
        self.received.had_nul_in_header |= self.in_header && octets.contains(&0);
        self.store(octets);
    }

    fn end_line(&mut self, is_crlf: bool) {
        self.store(b"\r\n");
        self.received.had_bare_newline |= !is_crlf;
        self.in_header &= !self.line_is_empty;
        self.after_crlf = is_crlf;
        self.line_is_empty = true;
        self.state = State::LineStart;
    }

    fn store(&mut self, octets: &[u8]) {
        self.received.size += octets.len() as u64;
        let room = self.limit.saturating_sub(self.received.content.len());
        self.received.is_too_large |= octets.len() > room;
        if !self.received.is_too_large {
            self.received.content.extend_from_slice(octets);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(input: &[u8], limit: usize) -> (bool, ReceivedData, usize) {
        let mut reader = DataReader::new(limit);
        let mut rest = input;
        let ended = reader.read(&mut rest);
        (ended, reader.finish(), rest.len())
    }

    fn content(input: &str) -> String {
        let (ended, data, _) = read(input.as_bytes(), 1000);
        assert!(ended, "{input:?}");
        String::from_utf8(data.content).unwrap()
    }

    #[test]
    fn chunks_keep_their_dots_and_end_their_last_line() {
        for (chunks, content, had_bare_newline) in [
            (vec!["a\r\n.\r\n..b\r\n"], "a\r\n.\r\n..b\r\n", false),
            (vec!["a\r", "\n.\r\n", "", "b"], "a\r\n.\r\nb\r\n", false),
            (vec!["a\nb\r"], "a\r\nb\r\n", true),
            (vec![""], "", false),
        ] {
            let mut reader = DataReader::for_chunks(1000);
            for chunk in chunks {
                let mut rest = chunk.as_bytes();
                assert!(!reader.read(&mut rest));
                assert!(rest.is_empty());
            }
            let data = reader.finish();
            assert_eq!(
                (std::str::from_utf8(&data.content).unwrap(), data.had_bare_newline),
                (content, had_bare_newline)
            );
        }
    }

    #[test]
    fn only_a_dot_between_two_crlfs_ends_the_data() {
        assert_eq!(content(".\r\n"), "");
        assert_eq!(content("a\r\n.\r\n"), "a\r\n");
        for open in ["a\r\n.\n", "a\n.\r\n", "a\n.\n", "a\r.\r\n", "a\r\n.\r", "a\r\n.\rx\r\n", "a\r\n. \r\n", "a\r.\r"]
        {
            assert!(!read(open.as_bytes(), 1000).0, "{open:?}");
        }
        assert_eq!(content("a\n.\r\nb\r\n.\r\n"), "a\r\n.\r\nb\r\n");
        assert_eq!(content("a\r\n.\nb\r\n.\r\n"), "a\r\n.\r\nb\r\n");
    }

    #[test]
    fn a_single_leading_dot_is_kept_and_two_become_one() {
        assert_eq!(content("..\r\n.a\r\n..a\r\n...\r\n.\r\n"), ".\r\n.a\r\n.a\r\n..\r\n");
    }

    #[test]
    fn bare_line_ends_are_normalized_and_reported() {
        let (_, data, _) = read(b"a\nb\rc\r\r\nd\r\n.\r\n", 1000);
        assert_eq!(data.content, b"a\r\nb\r\nc\r\n\r\nd\r\n");
        assert!(data.had_bare_newline);
        assert!(!read(b"a\r\n.\r\n", 1000).1.had_bare_newline);
    }

    #[test]
    fn a_discarded_content_is_read_to_its_end_and_not_held() {
        let mut reader = DataReader::new(1000);
        assert!(!reader.read(&mut b"a\r\n".as_slice()));
        assert_eq!(reader.stored_bytes(), 3);
        reader.discard();
        assert!(reader.read(&mut b"bc\r\n.\r\n".as_slice()));
        let data = reader.finish();
        assert_eq!((data.size, data.content.len(), data.is_too_large), (7, 0, true));
    }

    #[test]
    fn what_follows_the_end_is_left() {
        let (ended, _, left) = read(b"a\r\n.\r\nQUIT\r\n", 1000);
        assert_eq!((ended, left), (true, 6));
    }

    #[test]
    fn beyond_the_limit_octets_are_counted_but_not_held() {
        let mut input = vec![b'x'; 10_000];
        input.extend_from_slice(b"\r\n.\r\n");
        let (ended, data, _) = read(&input, 100);
        assert!(ended && data.is_too_large && data.content.len() <= 100);
        assert_eq!(data.size, 10_002);
        assert!(!read(b"abc\r\n.\r\n", 5).1.is_too_large);
    }

    #[test]
    fn nul_is_noticed_in_the_header_only() {
        assert!(read(b"A: \0\r\n\r\nb\r\n.\r\n", 100).1.had_nul_in_header);
        assert!(!read(b"A: b\r\n\r\n\0\r\n.\r\n", 100).1.had_nul_in_header);
    }

    #[test]
    fn line_ends_are_normalized_for_sending() {
        assert_eq!(normalize_line_ends(b"a\rb\nc\r\nd\r\r\n").as_ref(), b"a\r\nb\r\nc\r\nd\r\n\r\n");
        assert!(matches!(normalize_line_ends(b"a\r\nb"), Cow::Borrowed(_)));
        assert_eq!(normalize_line_ends(b"a\r").as_ref(), b"a\r\n");
    }

    #[test]
    fn dots_are_stuffed() {
        assert_eq!(dot_stuff(b".\r\na\r\n..b").as_ref(), b"..\r\na\r\n...b\r\n");
        assert!(matches!(dot_stuff(b"a\r\nb\r\n"), Cow::Borrowed(_)));
        assert_eq!(dot_stuff(b"").as_ref(), b"");
    }

    proptest! {
        #[test]
        fn what_is_sent_is_what_is_read(text in "[a.\\r\\n\\x00]{0,60}", chunk in 1_usize..7) {
            let normal = normalize_line_ends(text.as_bytes());
            let mut wire = dot_stuff(&normal).into_owned();
            let mut expected = normal.into_owned();
            if !expected.is_empty() && !expected.ends_with(b"\r\n") {
                expected.extend_from_slice(b"\r\n");
            }
            wire.extend_from_slice(b".\r\n");
            let mut reader = DataReader::new(10_000);
            let mut ended = false;
            for mut part in wire.chunks(chunk) {
                prop_assert!(!ended);
                ended = reader.read(&mut part);
            }
            prop_assert!(ended);
            let data = reader.finish();
            prop_assert_eq!(data.content, expected);
            prop_assert!(!data.had_bare_newline);
        }

        #[test]
        fn reading_never_panics_and_never_leaves_bare_line_ends(input in proptest::collection::vec(any::<u8>(), 0..100)) {
            let (ended, data, _) = read(&input, 1000);
            prop_assert!(!ended || !has_bare_line_end(&data.content));
        }
    }
}
