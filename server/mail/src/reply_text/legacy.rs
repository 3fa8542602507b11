//! The eleven rules of 3.3, with its order and its anchors.
//!
//! Each match begins at the start of a line and ends at the end of one, so lines are all that is handled here.

use super::is_blank;

/// A line that is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its place in the input.
    pub(super) number: usize,
    pub(super) text: &'a str,
}

/// What the rules give, not yet trimmed.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    pub(super) own: Vec<Line<'a>>,
    /// The matches, the last one first, each with one line end behind it.
    pub(super) replies: String,
}

/// Applies the rules in order. `lines`: without their line ends and without CRs.
pub(super) fn cut<'a>(lines: &[&'a str]) -> Cut<'a> {
    let own = lines.iter().enumerate().map(|(number, text)| Line { number, text }).collect();
    let mut rules = Rules { own, matches: Vec::new() };
    rules.cut_to_end(Lead::None, |body, _| is_signature_line(body));
    rules.cut_to_end(Lead::Quoted, |body, _| is_original_message(body));
    rules.cut_to_end(Lead::Quoted, |body, next| body.starts_with("From:") && starts_with(next, "Sent:"));
    rules.cut_to_end(Lead::Quoted, |body, next| body.starts_with("From:") && starts_with(next, "Date:"));
    rules.cut_to_end(Lead::Quoted, |body, _| is_german_original_message(body));
    rules.french_attributions();
    rules.cut_to_end(Lead::Quoted, |body, _| body.starts_with("__________________"));
    rules.english_attribution();
    rules.cut_to_end(Lead::Quoted, |body, _| body.starts_with("Sent from my"));
    rules.cut_to_end(Lead::Quoted, |body, _| body.starts_with("=== Please reply above this line ==="));
    rules.long_quotes();
    let replies = rules.matches.iter().rev().map(|found| format!("{found}\n")).collect();
    Cut { own: rules.own, replies }
}

/// What may stand before the first word of a match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    None,
    /// Any number of `>`, then blanks, even empty lines.
    Quoted,
}

struct Rules<'a> {
    own: Vec<Line<'a>>,
    matches: Vec<String>,
}

impl<'a> Rules<'a> {
    /// Cuts from the first match to the end. `matches`: told the line behind its lead and the lines that follow.
    fn cut_to_end(&mut self, lead: Lead, matches: impl Fn(&str, &[Line<'a>]) -> bool) {
        let found = self.own.iter().enumerate().position(|(at, line)| {
            let body = if lead == Lead::Quoted { without_lead(line.text) } else { line.text };
            matches(body, self.own.get(at + 1..).unwrap_or_default())
        });
        if let Some(at) = found {
            let start = if lead == Lead::Quoted { start_of(&self.own, at, 0) } else { at };
            let cut = self.own.split_off(start);
            self.matches.push(join(&cut));
        }
    }

    /// `Le … a écrit :`; only the line itself goes, and leaves an empty one.
    fn french_attributions(&mut self) {
        let mut left: Vec<Line<'a>> = Vec::with_capacity(self.own.len());
        // The search goes on behind a match.
        let mut searched = 0;
        for line in std::mem::take(&mut self.own) {
            left.push(line);
            if is_french_attribution(without_lead(line.text)) {
                let start = start_of(&left, left.len() - 1, searched);
                let cut = left.split_off(start);
                self.matches.push(join(&cut));
                left.push(Line { number: line.number, text: "" });
                searched = left.len();
            }
        }
        self.own = left;
    }

    /// `On`, 10 to 200 characters that may include line ends, `wrote:` at the end of a line; from there to the end.
    fn english_attribution(&mut self) {
        // Where each line ends, in characters from the start.
        let ends: Vec<usize> = self
            .own
            .iter()
            .scan(0, |end, line| {
                *end += line.text.chars().count() + 1;
                Some(*end - 1)
            })
            .collect();
        let wrote: Vec<usize> = (self.own.iter().zip(&ends))
            .filter(|(line, _)| line.text.ends_with("wrote:"))
            .map(|(_, end)| end - "wrote:".len())
            .collect();
        let found = self.own.iter().zip(&ends).position(|(line, end)| {
            let Some(middle) = without_lead(line.text).strip_prefix("On") else { return false };
            let start = end - middle.chars().count();
            let next = wrote.partition_point(|wrote| *wrote < start + 10);
            wrote.get(next).is_some_and(|wrote| *wrote <= start + 200)
        });
        if let Some(at) = found {
            let cut = self.own.split_off(start_of(&self.own, at, 0));
            self.matches.push(join(&cut));
        }
    }

    /// Runs of ten and more lines that begin with `>`.
    fn long_quotes(&mut self) {
        let mut left: Vec<Line<'a>> = Vec::with_capacity(self.own.len());
        let mut runs =
            self.own.chunk_by(|one, other| one.text.starts_with('>') == other.text.starts_with('>')).peekable();
        while let Some(run) = runs.next() {
            if run.len() >= 10 && run.first().is_some_and(|line| line.text.starts_with('>')) {
                let line_end = if runs.peek().is_some() { "\n" } else { "" };
                self.matches.push(join(run) + line_end);
            } else {
                left.extend_from_slice(run);
            }
        }
        self.own = left;
    }
}

/// The first line of a match whose first word is in line `at`: empty lines before it belong to it, and before them a line
/// of nothing but `>`. `first`: the line before which nothing is looked at.
fn start_of(lines: &[Line<'_>], at: usize, first: usize) -> usize {
    let text = |at: usize| lines.get(at).map_or("", |line| line.text);
    let mut start = at;
    if text(at).starts_with('>') {
        return start;
    }
    while start > first && text(start - 1).chars().all(is_blank) {
        start -= 1;
    }
    let is_marker = |line: &str| line.starts_with('>') && without_lead(line).is_empty();
    if start > first && is_marker(text(start - 1)) { start - 1 } else { start }
}

fn join(lines: &[Line<'_>]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    texts.join("\n")
}

fn without_lead(line: &str) -> &str {
    line.trim_start_matches('>').trim_start_matches(is_blank)
}

fn starts_with(lines: &[Line<'_>], start: &str) -> bool {
    lines.first().is_some_and(|line| line.text.starts_with(start))
}

fn is_signature_line(line: &str) -> bool {
    line.strip_suffix(' ').is_some_and(|dashes| (2..=10).contains(&dashes.len()) && dashes.bytes().all(|b| b == b'-'))
}

fn is_original_message(body: &str) -> bool {
    let optional_blank = |text: &str| text.strip_prefix(' ').unwrap_or(text).to_owned();
    body.strip_prefix("-----")
        .map(optional_blank)
        .and_then(|rest| rest.strip_prefix("Original Message").map(optional_blank))
        .is_some_and(|rest| rest.starts_with("-----"))
}

fn is_german_original_message(body: &str) -> bool {
    let mut rest = body.strip_prefix("-----Urspr").unwrap_or_default().chars();
    rest.next().is_some() && rest.as_str().starts_with("ngliche Nachricht----- ")
}

/// `Le`, 10 to 200 characters, `a ?crit`, perhaps a blank, `:`.
fn is_french_attribution(body: &str) -> bool {
    let middle = || {
        let inner = body.strip_prefix("Le")?.strip_suffix(':')?;
        let mut inner = inner.strip_suffix(' ').unwrap_or(inner).strip_suffix("crit")?.chars();
        inner.next_back()?;
        inner.as_str().strip_suffix("a ")
    };
    middle().is_some_and(|middle| (10..=200).contains(&count(middle)))
}

/// Characters, as far as they matter.
fn count(text: &str) -> usize {
    text.chars().take(300).count()
}
