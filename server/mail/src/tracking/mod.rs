//! Rewriting a message so that clicks and opens become known.
//!
//! Begin with [`Plan::new`], which finds the links; the caller makes a token for each of [`Plan::urls`] and gets
//! [`Splices`] from [`Plan::rewrite`]. Octets outside of links are never touched: text keeps its charset, its transfer
//! encoding and its line ends; only base64 is written again. Signed and encrypted parts, attachments, and header fields
//! stay as they are.

mod carrier;
mod charset;
mod links;
mod parts;

use std::collections::HashMap;
use std::ops::Range;

use crate::header::{self, Header};
use crate::splice::{Splice, Splices};
use carrier::{Carrier, Change};
use charset::Text;
use links::Found;
use parts::{Kind, text_parts};

/// Field with which a sender says that a message is not to be tracked: `X-AMP: skip`.
const SKIP_FIELD: &str = "x-amp";
/// Different URLs that are tracked in one message.
const MAX_URLS: usize = 10_000;
/// What begins a text that is signed or encrypted as a whole (RFC 9580 §6.2).
const ARMOR: &str = "-----BEGIN PGP ";

/// What is tracked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    pub clicks: bool,
    /// Links in plain text, too.
    pub clicks_in_text: bool,
    pub opens: bool,
    /// Hosts, with their port if it is written, whose links stay; compared without case.
    pub excluded: &'a [String],
}

/// What would be changed in a message.
pub struct Plan<'a> {
    parts: Vec<Part<'a>>,
    urls: Vec<String>,
    fields: Vec<Range<usize>>,
}

struct Part<'a> {
    carrier: Carrier<'a>,
    base: usize,
    edits: Vec<(Range<usize>, Edit)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    /// Index into the URLs.
    Link(usize),
    Mark,
    Image,
}

/// The changes, and how many of them track something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewritten {
    pub splices: Splices,
    pub links: usize,
    pub images: usize,
}

impl<'a> Plan<'a> {
    /// Looks at a whole message. Anything can be looked at; in what is not understood nothing is found.
    ///
    /// Without options only `+notrack` and `X-AMP: skip`, which is a message to us, are taken out.
    pub fn new(message: &'a [u8], options: Options<'_>) -> Self {
        let fields = skip_fields(message);
        let options = if fields.is_empty() { options } else { Options::default() };
        let mut plan = Self { parts: Vec::new(), urls: Vec::new(), fields };
        let mut known = HashMap::new();
        for part in text_parts(message) {
            let Some(body) = message.get(part.body.clone()) else { continue };
            let Some(carrier) = Carrier::new(body, &part.encoding) else { continue };
            let edits = plan.edits(&carrier, part.kind, part.charset.as_deref(), options, &mut known);
            if !edits.is_empty() {
                plan.parts.push(Part { carrier, base: part.body.start, edits });
            }
        }
        plan
    }

    fn edits(
        &mut self,
        carrier: &Carrier<'_>,
        kind: Kind,
        charset: Option<&str>,
        options: Options<'_>,
        known: &mut HashMap<String, usize>,
    ) -> Vec<(Range<usize>, Edit)> {
        let Some(text) = Text::decode(carrier.octets(), charset) else { return Vec::new() };
        if kind == Kind::Plain && text.text.contains(ARMOR) {
            return Vec::new();
        }
        let mut edits = Vec::new();
        for found in links::marks(&text.text) {
            if let Found::Mark(range) = found {
                edits.extend(text.octets_of(range).map(|octets| (octets, Edit::Mark)));
            }
        }
        let (found, body_end) = match kind {
            Kind::Html if options.clicks || options.opens => links::in_html(&text.text),
            Kind::Plain if options.clicks && options.clicks_in_text => (links::in_text(&text.text), None),
            _ => (Vec::new(), None),
        };
        for found in found.into_iter().filter(|_| options.clicks) {
            let Found::Link(range, url) = found else { continue };
            let is_excluded =
                links::host(&url).is_none_or(|host| options.excluded.iter().any(|it| it.to_lowercase() == host));
            let Some(octets) = text.octets_of(range).filter(|_| !is_excluded) else { continue };
            let index = match known.get(&url) {
                Some(index) => *index,
                None if self.urls.len() >= MAX_URLS => continue,
                None => {
                    self.urls.push(url.clone());
                    known.insert(url, self.urls.len() - 1);
                    self.urls.len() - 1
                }
            };
            edits.push((octets, Edit::Link(index)));
        }
        if kind == Kind::Html && options.opens {
            let before_body_end = body_end.and_then(|at| text.octets_of(at..at + 2)).map(|octets| octets.start);
            let place = if body_end.is_some() { before_body_end } else { text.end() };
            edits.extend(place.map(|at| (at..at, Edit::Image)));
        }
        edits.sort_by_key(|(octets, _)| (octets.start, octets.end));
        let mut end = 0;
        edits.retain(|(octets, _)| {
            let is_free = octets.start >= end;
            end = end.max(octets.end);
            is_free
        });
        edits
    }

    /// The different URLs that are tracked, as a reader's program understands them.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// The changes. `links`: what comes in place of each of [`Self::urls`]; `image`: see [`image`].
    ///
    /// Both are ASCII, and links hold nothing that HTML gives a meaning to.
    pub fn rewrite(&self, links: &[String], image: &str) -> Rewritten {
        let mut rewritten = Rewritten::default();
        let mut splices: Vec<Splice> = self.fields.iter().map(|field| Splice::new(field.clone(), "")).collect();
        for part in &self.parts {
            let changes: Vec<Change> = part
                .edits
                .iter()
                .map(|(octets, edit)| Change {
                    octets: octets.clone(),
                    replacement: match edit {
                        Edit::Link(index) => links.get(*index).cloned().unwrap_or_default(),
                        Edit::Mark => String::new(),
                        Edit::Image => image.to_owned(),
                    },
                    stands_alone: *edit == Edit::Image,
                })
                .collect();
            let (made, is_made) = part.carrier.splices(&changes, part.base);
            splices.extend(made);
            for ((_, edit), _) in part.edits.iter().zip(is_made).filter(|(_, is_made)| *is_made) {
                match edit {
                    Edit::Link(_) => rewritten.links += 1,
                    Edit::Image => rewritten.images += 1,
                    Edit::Mark => {}
                }
            }
        }
        rewritten.splices = Splices::new(splices);
        rewritten
    }
}

/// Where the fields stand that say that the message is not to be tracked.
fn skip_fields(message: &[u8]) -> Vec<Range<usize>> {
    let (section, _) = header::split(message);
    let header = Header::parse(section);
    let mut fields = Vec::new();
    let mut at = 0;
    for field in header.fields() {
        let end = at + field.raw().len();
        if field.is(SKIP_FIELD) && field.value().eq_ignore_ascii_case("skip") {
            fields.push(at..end);
        }
        at = end;
    }
    fields
}

/// The image that tells of an open, as 3.3 writes it; `url` holds nothing that HTML gives a meaning to.
pub fn image(url: &str) -> String {
    format!(
        "<p class='ampimg' style='display:none;visibility:none;margin:0;padding:0;line-height:0;'>\
         <img src='{url}' alt=''></p>"
    )
}

/// HTML without that image, for those who look at what was sent: looking is no open.
pub fn without_images(html: &str) -> String {
    let mut output = String::with_capacity(html.len());
    let mut rest = html;
    loop {
        let begin = ["<p class='ampimg'", "<p class=\"ampimg\""].iter().filter_map(|mark| rest.find(mark)).min();
        let Some(begin) = begin else { break };
        let (before, image) = rest.split_at(begin);
        let Some(end) = image.find("</p>") else { break };
        output.push_str(before);
        rest = image.get(end + "</p>".len()..).unwrap_or_default();
    }
    output.push_str(rest);
    output
}

#[cfg(test)]
mod tests;
