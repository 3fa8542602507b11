//! A part's octets under its transfer encoding, and how they are changed without touching the rest. RFC 2045 §6.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::mime::part::{base64_octets, hex};
use crate::splice::Splice;

/// RFC 5322 §2.1.1, without the line end.
const MAX_LINE: usize = 998;
/// RFC 2045 §6.7 (5), without the line end; one less for the sign of a soft line break.
const MAX_QUOTED: usize = 76;
/// RFC 2045 §6.8.
const BASE64_LINE: usize = 76;

/// The octets that a body stands for.
pub(super) enum Carrier<'a> {
    /// They stand as they are.
    Plain(&'a [u8]),
    Quoted {
        body: &'a [u8],
        octets: Vec<u8>,
        /// Where in the body each octet is written.
        places: Vec<usize>,
    },
    Base64 {
        body: &'a [u8],
        octets: Vec<u8>,
    },
}

/// A change to the octets.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub octets: Range<usize>,
    /// ASCII without line ends.
    pub replacement: String,
    /// Line ends around it do not matter.
    pub stands_alone: bool,
}

impl<'a> Carrier<'a> {
    /// `None`: an encoding that is not one of RFC 2045.
    pub fn new(body: &'a [u8], encoding: &str) -> Option<Self> {
        match encoding.to_ascii_lowercase().as_str() {
            "" | "7bit" | "8bit" | "binary" => Some(Self::Plain(body)),
            "quoted-printable" => {
                let (octets, places) = quoted_octets(body);
                Some(Self::Quoted { body, octets, places })
            }
            "base64" => Some(Self::Base64 { body, octets: base64_octets(body) }),
            _ => None,
        }
    }

    pub fn octets(&self) -> &[u8] {
        match self {
            Self::Plain(body) => body,
            Self::Quoted { octets, .. } | Self::Base64 { octets, .. } => octets,
        }
    }

    /// Splices that make these changes, which are in order and do not overlap; for each, whether it was made.
    ///
    /// `base`: where the body begins in the message.
    pub fn splices(&self, changes: &[Change], base: usize) -> (Vec<Splice>, Vec<bool>) {
        match self {
            Self::Plain(body) => plain(body, changes, base),
            Self::Quoted { body, places, .. } => (quoted(body, places, changes, base), vec![true; changes.len()]),
            Self::Base64 { body, octets } => (base64(body, octets, changes, base), vec![true; changes.len()]),
        }
    }
}

fn line_end(body: &[u8]) -> &'static str {
    let at = body.iter().position(|octet| *octet == b'\n');
    let is_bare = at.is_some_and(|at| at == 0 || body.get(at - 1) != Some(&b'\r'));
    if is_bare { "\n" } else { "\r\n" }
}

fn line_start(body: &[u8], at: usize) -> usize {
    let before = body.get(..at).unwrap_or_default();
    before.iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1)
}

/// Where the line that `at` is on ends, its line end not counted.
fn line_stop(body: &[u8], at: usize) -> usize {
    let rest = body.get(at..).unwrap_or_default();
    let length = rest.iter().position(|octet| *octet == b'\n').unwrap_or(rest.len());
    let line = rest.get(..length).unwrap_or_default();
    at + line.strip_suffix(b"\r").unwrap_or(line).len()
}

/// A link that would make a line too long stays as it is: there is no place for a line end in it.
fn plain(body: &[u8], changes: &[Change], base: usize) -> (Vec<Splice>, Vec<bool>) {
    let eol = line_end(body);
    let (mut splices, mut made) = (Vec::new(), Vec::new());
    // The line of the change before, and by how much it has grown.
    let (mut line, mut growth) = (usize::MAX, 0_usize);
    for change in changes {
        let start = line_start(body, change.octets.start);
        if start != line {
            (line, growth) = (start, 0);
        }
        let before = line_stop(body, change.octets.end).saturating_sub(start);
        let after = (before + growth + change.replacement.len()).saturating_sub(change.octets.len());
        let is_too_long = after > MAX_LINE && before <= MAX_LINE;
        if is_too_long && !change.stands_alone && change.replacement.len() > change.octets.len() {
            made.push(false);
            continue;
        }
        let replacement = if is_too_long && change.stands_alone {
            format!("{eol}{}{eol}", change.replacement)
        } else {
            growth = (growth + change.replacement.len()).saturating_sub(change.octets.len());
            change.replacement.clone()
        };
        splices.push(Splice::new(base + change.octets.start..base + change.octets.end, replacement));
        made.push(true);
    }
    (splices, made)
}

/// RFC 2045 §6.7; what is not an encoding stands for itself.
fn quoted_octets(body: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let (mut octets, mut places) = (Vec::with_capacity(body.len()), Vec::with_capacity(body.len()));
    let mut start = 0;
    for line in body.split_inclusive(|octet| *octet == b'\n') {
        let written = line.strip_suffix(b"\n").unwrap_or(line);
        let written = written.strip_suffix(b"\r").unwrap_or(written);
        // Blanks at the end of a line were added on the way.
        let content = written.trim_ascii_end();
        let (content, is_soft) = content.strip_suffix(b"=").map_or((content, false), |content| (content, true));
        let mut at = 0;
        while let Some(octet) = content.get(at) {
            let encoded = encoded_octet(content, at);
            octets.push(encoded.unwrap_or(*octet));
            places.push(start + at);
            at += if encoded.is_some() { 3 } else { 1 };
        }
        if !is_soft {
            for (n, octet) in line.iter().enumerate().skip(written.len()) {
                octets.push(*octet);
                places.push(start + n);
            }
        }
        start += line.len();
    }
    (octets, places)
}

/// What `=XY` at this place stands for.
fn encoded_octet(text: &[u8], at: usize) -> Option<u8> {
    match text.get(at..at + 3)? {
        [b'=', high, low] => Some(hex(*high)? << 4 | hex(*low)?),
        _ => None,
    }
}

/// Where a range of octets is written. What is inserted follows the octet before it directly: behind that there may be
/// blanks that do not count, or a soft line break.
fn written(body: &[u8], places: &[usize], octets: &Range<usize>) -> Range<usize> {
    let end_of = |at: usize| {
        let place = places.get(at).copied().unwrap_or(body.len());
        let width = if encoded_octet(body, place).is_some() { 3 } else { 1 };
        (place + width).min(body.len())
    };
    let end = octets.end.checked_sub(1).map_or(0, end_of);
    if octets.is_empty() {
        return end..end;
    }
    places.get(octets.start).copied().unwrap_or(end)..end
}

fn quoted(body: &[u8], places: &[usize], changes: &[Change], base: usize) -> Vec<Splice> {
    let eol = line_end(body);
    let ranges: Vec<Range<usize>> = changes.iter().map(|change| written(body, places, &change.octets)).collect();
    let mut splices = Vec::with_capacity(changes.len());
    // End of the change before, and the column behind it.
    let (mut done, mut column) = (0, 0);
    for (n, (change, range)) in changes.iter().zip(&ranges).enumerate() {
        let start = line_start(body, range.start);
        column = if n > 0 && done >= start { column + range.start.saturating_sub(done) } else { range.start - start };
        let mut text = String::with_capacity(change.replacement.len() + 16);
        for c in change.replacement.chars() {
            let (token, width) = if c == '=' { ("=3D", 3) } else { ("", 1) };
            if column + width > MAX_QUOTED - 1 {
                text.push('=');
                text.push_str(eol);
                column = 0;
            }
            if token.is_empty() {
                text.push(c);
            } else {
                text.push_str(token);
            }
            column += width;
        }
        // What follows on this line, until the next change.
        let stop = line_stop(body, range.end);
        let next = ranges.get(n + 1).map(|next| next.start).filter(|next| *next < stop);
        let follows = next.unwrap_or(stop).saturating_sub(range.end);
        if follows > 0 && column > 0 && column + follows + usize::from(next.is_some()) > MAX_QUOTED {
            text.push('=');
            text.push_str(eol);
            column = 0;
        }
        done = range.end;
        splices.push(Splice::new(base + range.start..base + range.end, text));
    }
    splices
}

fn base64(body: &[u8], octets: &[u8], changes: &[Change], base: usize) -> Vec<Splice> {
    if changes.is_empty() {
        return Vec::new();
    }
    let mut changed = Vec::with_capacity(octets.len() + 256);
    let mut at = 0;
    for change in changes {
        changed.extend_from_slice(octets.get(at..change.octets.start).unwrap_or_default());
        changed.extend_from_slice(change.replacement.as_bytes());
        at = change.octets.end;
    }
    changed.extend_from_slice(octets.get(at..).unwrap_or_default());
    let eol = line_end(body).as_bytes();
    let text = STANDARD.encode(changed);
    let mut lines = text.as_bytes().chunks(BASE64_LINE).collect::<Vec<_>>().join(eol);
    if body.ends_with(b"\n") {
        lines.extend_from_slice(eol);
    }
    // The lines before the first change are mostly the same.
    let same = body.iter().zip(&lines).take_while(|(old, new)| old == new).count();
    vec![Splice::new(base + same..base + body.len(), lines.get(same..).unwrap_or_default())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::Splices;
    use proptest::prelude::*;

    fn change(octets: Range<usize>, replacement: &str) -> Change {
        Change { octets, replacement: replacement.to_owned(), stands_alone: false }
    }

    fn changed(body: &str, encoding: &str, changes: &[Change]) -> String {
        let carrier = Carrier::new(body.as_bytes(), encoding).unwrap();
        let (splices, _) = carrier.splices(changes, 0);
        String::from_utf8(Splices::new(splices).apply(body.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn quoted_printable_is_changed_in_place_across_soft_line_breaks() {
        let body = "A=20=E4 http://ex=\r\nample/?a=3Db end =20\r\nnext\r\n";
        let carrier = Carrier::new(body.as_bytes(), "Quoted-Printable").unwrap();
        assert_eq!(carrier.octets(), b"A \xe4 http://example/?a=b end  \r\nnext\r\n");
        let at = 4..24;
        assert_eq!(carrier.octets().get(at.clone()), Some(b"http://example/?a=b ".as_slice()));
        assert_eq!(
            changed(body, "quoted-printable", &[change(4..23, "https://t/x?=1")]),
            "A=20=E4 https://t/x?=3D1 end =20\r\nnext\r\n"
        );
    }

    #[test]
    fn quoted_printable_lines_stay_short() {
        let body = format!("{} http://a {}\r\nx\r\n", "a".repeat(30), "b".repeat(30));
        let long = "=".repeat(60);
        let text = changed(&body, "quoted-printable", &[change(31..39, &long), change(50..51, &long)]);
        assert!(text.lines().all(|line| line.len() <= 76), "{text}");
        let read = Carrier::new(text.as_bytes(), "quoted-printable").unwrap().octets().to_vec();
        let expected = body.replacen("http://a", &long, 1).replacen(
            &"b".repeat(30),
            &format!("{}{long}{}", "b".repeat(10), "b".repeat(19)),
            1,
        );
        assert_eq!(String::from_utf8(read).unwrap(), expected);
    }

    #[test]
    fn base64_is_written_again_and_plain_lines_do_not_grow_beyond_their_limit() {
        assert_eq!(changed("aGVs\r\nbG8=\r\n", "base64", &[change(0..1, "J")]), "SmVsbG8=\r\n");
        let long = format!("{} http://a\n", "x".repeat(985));
        let carrier = Carrier::new(long.as_bytes(), "7bit").unwrap();
        let (splices, made) = carrier.splices(&[change(986..994, "http://long.example")], 0);
        assert!(splices.is_empty() && made == [false]);
        let image = Change { stands_alone: true, ..change(986..986, "<img>") };
        let (splices, _) = carrier.splices(&[image], 0);
        assert_eq!(splices[0].replacement, b"\n<img>\n");
        assert!(Carrier::new(b"", "x-uuencode").is_none());
    }

    proptest! {
        #[test]
        fn a_change_is_read_back(
            body in "([ -~]|=\r\n|=3D|=E4|\r\n| =\n){0,120}", from in 0_usize..200, len in 0_usize..40, text in "[a-z:/.=]{0,200}",
            encoding in "quoted-printable|base64|8bit",
        ) {
            let carrier = Carrier::new(body.as_bytes(), &encoding).unwrap();
            let octets = carrier.octets().to_vec();
            let start = from.min(octets.len());
            let end = (start + len).min(octets.len());
            let change = Change { octets: start..end, replacement: text.clone(), stands_alone: false };
            let (splices, made) = carrier.splices(&[change], 0);
            let changed = Splices::new(splices).apply(body.as_bytes()).unwrap();
            let read = Carrier::new(&changed, &encoding).unwrap().octets().to_vec();
            // Where the encoding is broken, a neighbour may get another meaning.
            let (before, goes) = (octets.get(..start).unwrap(), octets.get(start..end).unwrap());
            let is_broken = goes.iter().any(|octet| b"\r\n =".contains(octet))
                || before.ends_with(b" ")
                || before.iter().rev().take(2).any(|octet| *octet == b'=');
            prop_assume!(encoding != "quoted-printable" || !is_broken);
            if made == [true] {
                let expected = [octets.get(..start).unwrap(), text.as_bytes(), octets.get(end..).unwrap()].concat();
                prop_assert_eq!(read, expected);
            } else {
                prop_assert_eq!(read, octets);
            }
        }
    }
}
