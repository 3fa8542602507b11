//! The parts of a mail, decoded, as far as reports need them.
//!
//! A reader of its own: reports are cut short, wrongly declared and nested in each other, and the parts in front of the fault
//! still count. Bounded in depth and number, so that the time is linear in the size.

use crate::header::{self, Header};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::charsets::map::charset_decoder;
use std::borrow::Cow;

/// Deepest nesting of multiparts and attached messages that is followed.
const MAX_DEPTH: usize = 8;
/// Most parts that are kept.
const MAX_PARTS: usize = 100;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A leaf, or an attached message.
#[derive(Debug)]
pub(super) struct Part {
    /// `text/plain`, in lower case.
    pub media_type: String,
    /// How many attached messages it is inside of.
    pub nesting: usize,
    /// Transfer encoding removed; line ends are LF. For a message the whole of it.
    pub body: Vec<u8>,
    /// Text in UTF-8; empty for parts that are neither text nor message.
    pub text: String,
}

/// Every line end as LF: CRLF, lone CR (old Macintosh files) and CR CR LF.
pub(super) fn unix_lines(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some((&octet, behind)) = rest.split_first() {
        rest = behind;
        if octet != b'\r' {
            lines.push(octet);
            continue;
        }
        match behind {
            // CR CR LF is one line end that was converted twice.
            [b'\n', ..] | [b'\r', b'\n', ..] => {}
            _ => lines.push(b'\n'),
        }
    }
    lines
}

/// The parts of an entity in order. `entity` has LF line ends.
pub(super) fn parts(entity: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    collect(entity, "text/plain", 0, 0, &mut parts);
    parts
}

fn collect(entity: &[u8], default_type: &str, depth: usize, nesting: usize, parts: &mut Vec<Part>) {
    if parts.len() >= MAX_PARTS {
        return;
    }
    let (section, body) = header::split(entity);
    let header = Header::parse(section);
    let content_type = header.last("content-type").map_or_else(String::new, |field| field.value());
    let media_type = match media_type(&content_type) {
        Some(found) => found,
        None => default_type.to_owned(),
    };
    if media_type.starts_with("multipart/") && depth < MAX_DEPTH {
        let inner_default = if media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        if let Some(boundary) = parameter(&content_type, "boundary") {
            let pieces = split(body, &boundary);
            for piece in &pieces {
                collect(piece, inner_default, depth + 1, nesting, parts);
            }
            if !pieces.is_empty() {
                return;
            }
        }
    }
    let decoded = decode(body, &header);
    let is_text = media_type.starts_with("text/") || media_type.starts_with("message/");
    let is_message =
        matches!(media_type.as_str(), "message/rfc822" | "message/global" | "message/partial" | "message/news");
    let is_kept = is_text || decoded.len() <= 262_144;
    let text = if is_text || media_type.starts_with("multipart/") {
        to_utf8(&decoded, parameter(&content_type, "charset").as_deref())
    } else {
        String::new()
    };
    if is_message && depth < MAX_DEPTH {
        parts.push(Part { media_type, nesting, body: Vec::new(), text });
        // Some gateways put an empty line before the header of the message.
        let start = decoded.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(decoded.len());
        collect(decoded.get(start..).unwrap_or_default(), "text/plain", depth + 1, nesting + 1, parts);
    } else if is_kept {
        parts.push(Part { media_type, nesting, body: decoded.into_owned(), text });
    }
}

fn media_type(content_type: &str) -> Option<String> {
    let bare = content_type.split([';', ' ', '\t']).next()?.trim().to_ascii_lowercase();
    bare.contains('/').then_some(bare)
}

/// Value of a parameter of a structured field; quoted or not. RFC 2045 §5.1.
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value;
    loop {
        rest = rest.split_once(';')?.1;
        let (found, behind) = rest.split_once('=')?;
        if !found.trim().eq_ignore_ascii_case(name) {
            // A quoted value may hold semicolons.
            if let Some(quoted) = behind.trim_start().strip_prefix('"') {
                rest = quoted.split_once('"').map_or("", |(_, after)| after);
            }
            continue;
        }
        let behind = behind.trim_start();
        return match behind.strip_prefix('"') {
            Some(quoted) => Some(quoted.split('"').next().unwrap_or_default().to_owned()),
            None => Some(behind.split(|c: char| c == ';' || c.is_whitespace()).next().unwrap_or_default().to_owned()),
        };
    }
}

/// The pieces between the delimiter lines; the last one may lack its end. RFC 2046 §5.1.1.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut at = 0;
    if boundary.is_empty() {
        return pieces;
    }
    for line in body.split_inclusive(|b| *b == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        if let Some(rest) = rest.map(<[u8]>::trim_ascii_end).filter(|rest| matches!(*rest, b"" | b"--")) {
            pieces.extend(start.and_then(|start| body.get(start..at)));
            start = rest.is_empty().then_some(at + line.len());
        }
        if pieces.len() >= MAX_PARTS {
            return pieces;
        }
        at += line.len();
    }
    pieces.extend(start.and_then(|start| body.get(start..)));
    pieces
}

fn decode<'a>(body: &'a [u8], header: &Header<'_>) -> Cow<'a, [u8]> {
    let encoding = header.last("content-transfer-encoding").map_or_else(String::new, |field| field.value());
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(unix_lines(&from_base64(body))),
        "quoted-printable" => Cow::Owned(unix_lines(&from_quoted_printable(body))),
        _ => Cow::Borrowed(body),
    }
}

/// What stands in front of an octet that is not base64 counts.
fn from_base64(body: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    BASE64.decode(&digits).unwrap_or_default()
}

/// RFC 2045 §6.7; an equals sign that begins no pair of digits stays.
fn from_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((octet, behind)) = rest.split_first() {
        rest = behind;
        if *octet != b'=' {
            decoded.push(*octet);
            continue;
        }
        match behind {
            [b'\n', ..] => rest = behind.get(1..).unwrap_or_default(),
            [a, b, ..] => match (char::from(*a).to_digit(16), char::from(*b).to_digit(16)) {
                (Some(high), Some(low)) => {
                    decoded.push((high * 16 + low) as u8);
                    rest = behind.get(2..).unwrap_or_default();
                }
                _ => decoded.push(b'='),
            },
            _ => decoded.push(b'='),
        }
    }
    decoded
}

/// UTF-8 when it is, else by the charset declared, else with U+FFFD for what cannot be read.
fn to_utf8(octets: &[u8], charset: Option<&str>) -> String {
    let declared = charset.map(str::to_ascii_lowercase);
    // Its octets are all ASCII, so it would pass for UTF-8.
    let japanese = declared.as_deref().filter(|name| name.starts_with("iso-2022"));
    if let Some(decoder) = japanese.and_then(|name| charset_decoder(name.as_bytes())) {
        return decoder(octets);
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        return text.to_owned();
    }
    match declared
        .as_deref()
        .filter(|name| !matches!(*name, "utf-8" | "utf8"))
        .and_then(|name| charset_decoder(name.as_bytes()))
    {
        Some(decoder) => decoder(octets),
        None => String::from_utf8_lossy(octets).into_owned(),
    }
}
