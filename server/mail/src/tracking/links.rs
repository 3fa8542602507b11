//! Links in plain text and in HTML, and the place for the image.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use linkify::{LinkFinder, LinkKind};

/// Longest URL that is tracked, in bytes.
const MAX_URL: usize = 8000;

/// What is to be changed in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A link; the URL as the reader's program understands it.
    Link(Range<usize>, String),
    /// The `+notrack` of a scheme.
    Mark(Range<usize>),
}

/// An `http` or `https` URL. `None`: something else.
fn tracked(url: &str) -> Option<&str> {
    let url = url.trim_matches(|c: char| c.is_ascii_whitespace());
    let is_tracked = url.len() <= MAX_URL && host(url).is_some() && !url.contains(char::is_control);
    is_tracked.then_some(url)
}

/// Host of an `http` or `https` URL in lower case, with its port if one is written.
pub(super) fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_host = host.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[')
        && host.chars().all(|c| c.is_alphanumeric() || "-._:[]".contains(c));
    is_host.then(|| host.to_lowercase())
}

/// Schemes that say that their link is not to be tracked; the mark is left out of what is sent.
pub(super) fn marks(text: &str) -> Vec<Found> {
    const MARK: &str = "+notrack";
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let Some(start) = at.checked_sub(MARK.len()) else { continue };
        let Some(scheme) = text.get(..start) else { continue };
        let ends_with = |name: &str| {
            let tail = scheme.len().checked_sub(name.len()).and_then(|from| scheme.get(from..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(name))
        };
        let is_mark = text.get(start..at).is_some_and(|mark| mark.eq_ignore_ascii_case(MARK));
        if is_mark && (ends_with("http") || ends_with("https")) {
            found.push(Found::Mark(start..at));
        }
    }
    found
}

/// Links of a plain text, without the punctuation behind them.
///
/// A link that letters of another script follow directly is left alone: nobody can tell whether they belong to it.
pub(super) fn in_text(text: &str) -> Vec<Found> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_can_be_iri(false);
    let links = finder.links(text).filter_map(|link| {
        let url = tracked(link.as_str()).filter(|url| url.is_ascii())?;
        let next = text.get(link.end()..).and_then(|rest| rest.chars().next());
        let goes_on = next.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
        (!goes_on).then(|| Found::Link(link.start()..link.end(), url.to_owned()))
    });
    links.collect()
}

/// Links of an HTML text, and where its last `</body` stands.
///
/// Only what a reader follows: `href` of `a` and `area`, wherever the markup is broken.
pub(super) fn in_html(text: &str) -> (Vec<Found>, Option<usize>) {
    let mut found = Vec::new();
    let mut body_end = None;
    let (mut is_link, mut is_href, mut has_href) = (false, false, false);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                is_link = matches!(name, b"a" | b"area");
                (is_href, has_href) = (false, false);
            }
            CallbackEvent::AttributeName { name } => {
                // Of two with one name the first one counts.
                is_href = is_link && !has_href && name == b"href";
                has_href |= is_href;
            }
            CallbackEvent::AttributeValue { value } if is_href => {
                is_href = false;
                found.extend(href(text, value, span.start..span.end));
            }
            CallbackEvent::CloseStartTag { .. } => is_link = false,
            CallbackEvent::EndTag { name } => {
                is_link = false;
                let is_written = || text.get(span.start..).is_some_and(|rest| rest.starts_with("</"));
                if name == b"body" && is_written() {
                    body_end = Some(span.start);
                }
            }
            _ => {}
        }
        None::<std::convert::Infallible>
    });
    // The content of style and script is no markup.
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(text, emitter).finish();
    (found, body_end)
}

/// `value`: with its character references resolved. `range`: where it is written.
fn href(text: &str, value: &[u8], range: Range<usize>) -> Option<Found> {
    let written = text.get(range.clone())?;
    let value = std::str::from_utf8(value).ok()?;
    // Readers leave these out wherever they stand in a URL.
    let url: String = value.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let url = tracked(&url)?;
    let blanks = written.len() - written.trim_ascii_start().len();
    let start = range.start + blanks;
    let end = start + written.trim_ascii().len();
    Some(Found::Link(start..end, url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(found: Vec<Found>, text: &str) -> Vec<(String, String)> {
        found
            .into_iter()
            .filter_map(|found| match found {
                Found::Link(range, url) => Some((text[range].to_owned(), url)),
                Found::Mark(_) => None,
            })
            .collect()
    }

    #[test]
    fn links_in_text_end_before_punctuation() {
        for (text, expected) in [
            ("see http://example.com/a.", vec!["http://example.com/a"]),
            ("(http://example.com/a_(b)), x", vec!["http://example.com/a_(b)"]),
            ("<https://example.com/?q=1>", vec!["https://example.com/?q=1"]),
            ("HTTPS://Example.COM?x", vec!["HTTPS://Example.COM?x"]),
            ("http://a.example/x,y@z;k", vec!["http://a.example/x,y@z;k"]),
            ("http://u:p@a.example:8080/", vec!["http://u:p@a.example:8080/"]),
            ("\"http://a.example/x\"", vec!["http://a.example/x"]),
            ("http://a.example, http://b.example!", vec!["http://a.example", "http://b.example"]),
            ("\u{5d0}\u{5d1} http://a.example/x\u{200f} \u{5d2}", vec!["http://a.example/x"]),
            ("http://a.example/x\u{3002}", vec!["http://a.example/x"]),
            ("http://a.example/stra\u{df}e", vec![]),
            ("http://b\u{fc}cher.example/", vec![]),
            ("mailto:a@b.example ftp://a.example/ www.a.example xhttp://a.example", vec![]),
            ("http+notrack://a.example/", vec![]),
            ("http:// http:///x http://?", vec![]),
        ] {
            let found: Vec<String> = links(in_text(text), text).into_iter().map(|(written, _)| written).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn links_in_html_are_found_in_any_quoting_and_any_case() {
        for (html, written, url) in [
            (
                "<a href=\"http://a.example/?x=1&amp;y=2\">",
                "http://a.example/?x=1&amp;y=2",
                "http://a.example/?x=1&y=2",
            ),
            ("<A HREF='http://a.example/'>", "http://a.example/", "http://a.example/"),
            ("<a class=x href=http://a.example/b target=_blank>", "http://a.example/b", "http://a.example/b"),
            ("<area href = \" https://a.example/ \">", "https://a.example/", "https://a.example/"),
            ("<a href=\"HTTPS://A.example\"", "", ""),
            ("<a href=\"HTTPS://A.example\">", "HTTPS://A.example", "HTTPS://A.example"),
            ("<a href='http://a.example/a,b@c?d'>x</a", "http://a.example/a,b@c?d", "http://a.example/a,b@c?d"),
            ("<a href='http://a.example/&#x41;'>", "http://a.example/&#x41;", "http://a.example/A"),
            ("<a href='http://a.example/\n b'>", "http://a.example/\n b", "http://a.example/ b"),
            ("<p <a href='http://a.example/'>", "", ""),
            ("<a href='http://a.example/'<b>", "http://a.example/", "http://a.example/"),
            ("<a href=http://a.example/ href='http://b.example/'>", "http://a.example/", "http://a.example/"),
            ("<a href='mailto:a@b'><a href='/x'><a href='#y'><a href=''>", "", ""),
            ("<a href='http://{{host}}/'>", "", ""),
            ("<link href='http://a.example/'><img src='http://a.example/'>", "", ""),
            ("<!-- <a href='http://a.example/'> -->", "", ""),
            ("<style>a:after { content: \"<a href='http://a.example/'>\" }</style>", "", ""),
        ] {
            let expected: Vec<_> =
                (!url.is_empty()).then(|| (written.to_owned(), url.to_owned())).into_iter().collect();
            assert_eq!(links(in_html(html).0, html), expected, "{html}");
        }
    }

    #[test]
    fn the_last_end_of_the_body_is_found() {
        assert_eq!(in_html("<body>x</body></html>").1, Some(7));
        assert_eq!(in_html("x</BODY >y</body>").1, Some(10));
        assert_eq!(in_html("x<!-- </body> -->").1, None);
    }

    #[test]
    fn hosts_are_told_with_their_port() {
        for (url, expected) in [
            ("http://A.example:8080/x", Some("a.example:8080")),
            ("https://u@a.example?x@y", Some("a.example")),
            ("http://[::1]:80/", Some("[::1]:80")),
            ("http://-a/", None),
            ("http://a b/", None),
            ("gopher://a/", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn marks_are_found_in_any_case() {
        let text = "http+notrack://a HTTPS+NoTrack://b x+notrack://c ://";
        let found: Vec<&str> = marks(text)
            .into_iter()
            .map(|found| match found {
                Found::Mark(range) => &text[range],
                Found::Link(..) => "",
            })
            .collect();
        assert_eq!(found, ["+notrack", "+NoTrack"]);
    }
}
