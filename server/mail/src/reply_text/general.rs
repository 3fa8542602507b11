//! General rules: which lines are quoted or signature, in any of the languages of [`super::words`].
//!
//! Begin with [`mark`]. Lines are judged by what mail programs write, never by what a person might.

use super::attribution;
use super::words::{
    DEVICES, FORWARD_LINES, FORWARDED_MESSAGE, FROM, ORIGINAL_MESSAGE, OTHER_FIELDS, SENT, SENT_FROM, SENT_FROM_ENDS,
    SUBJECT, TO, Words,
};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The sender's own, or unknown.
    Own,
    /// Introduces a quoted text.
    Attribution,
    /// Begins with `>`.
    Quote,
    /// What a program or the sender puts under each message.
    Signature,
    /// Quoted without any sign of its own, behind a line that says so.
    Rest,
}

/// Whether nothing may be left: where all is quoted visibly, the sender has answered with nothing.
pub(super) fn may_leave_nothing(marks: &[Mark]) -> bool {
    marks.contains(&Mark::Attribution) && !marks.contains(&Mark::Rest)
}

/// Longest line that is compared with words, in octets.
const MAX_PLAIN: usize = 500;

/// Fewest lines of a quotation without attribution between own lines.
const MIN_LINES_BETWEEN: usize = 5;

/// Fewest lines of a quotation without attribution that no empty line separates from own ones.
const MIN_LINES_AT_EDGE: usize = 3;

/// Most lines behind `--`.
const MAX_SIGNATURE: usize = 8;

/// A line, prepared for comparing.
#[derive(Debug)]
pub(super) struct Line<'a> {
    text: &'a str,
    kind: Kind,
    /// In lower case, blanks and quoting removed from its ends; empty if the line is empty or long.
    pub(super) plain: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Quoted,
    Text,
}

impl<'a> Line<'a> {
    fn new(text: &'a str) -> Self {
        let start = text.trim_start();
        let is_indented = text.len() - start.len() > 2;
        // `>From` at the start of a line is how some mailbox formats write `From`.
        let is_quoted = start.starts_with(['>', '＞']) && !is_indented && !start.starts_with(">From ");
        let inner = if is_quoted {
            start.trim_start_matches(|c: char| matches!(c, '>' | '＞') || c.is_whitespace())
        } else {
            start
        };
        let plain = if inner.len() <= MAX_PLAIN { plain(inner) } else { String::new() };
        let kind = match () {
            () if is_quoted => Kind::Quoted,
            () if start.trim_matches(is_invisible).is_empty() => Kind::Empty,
            () => Kind::Text,
        };
        Self { text, kind, plain }
    }
}

/// Lower case, all blanks alike, without invisible characters and without the marks of bold and italic text around it.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    text.trim_matches(|c| matches!(c, ' ' | '*')).to_owned()
}

/// Zero-width characters and those that direct the order of writing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Marks each line.
pub(super) fn mark(lines: &[&str]) -> Vec<Mark> {
    let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::new(line)).collect();
    let mut page = Page { marks: vec![Mark::Own; lines.len()], lines };
    let end = page.mark_introductions();
    page.mark_quotes(end);
    page.mark_signatures(end);
    page.mark_empty_lines();
    page.marks
}

struct Page<'a> {
    lines: Vec<Line<'a>>,
    marks: Vec<Mark>,
}

impl Page<'_> {
    /// Finds attributions, and where the rest is quoted; returns the first line of that.
    fn mark_introductions(&mut self) -> usize {
        let mut at = 0;
        while at < self.lines.len() {
            let behind = self.lines.get(at..).unwrap_or_default();
            if !behind.first().is_some_and(|line| line.kind == Kind::Text) {
                at += 1;
                continue;
            }
            if begins_rest(behind) {
                return self.mark_rest(at);
            }
            let begins_paragraph = at == 0 || self.is(at - 1, |line| line.kind != Kind::Text);
            let Some(found) = attribution::find(behind, begins_paragraph) else {
                at += 1;
                continue;
            };
            let next = at + found.lines;
            match self.next_filled(next, self.lines.len()) {
                Some(first) if first - next <= 2 && self.is(first, |line| line.kind == Kind::Quoted) => {
                    self.fill(at..next, Mark::Attribution);
                }
                _ if found.has_text_behind => return self.mark_rest(at),
                None if found.is_strong => self.fill(at..next, Mark::Attribution),
                Some(_) if found.is_strong => return self.mark_rest(at),
                _ => {
                    at += 1;
                    continue;
                }
            }
            at = next;
        }
        self.lines.len()
    }

    /// Marks everything from here, and a line drawn directly above.
    fn mark_rest(&mut self, from: usize) -> usize {
        let mut start = from;
        if let Some(above) =
            (from.saturating_sub(2)..from).rev().find(|at| self.is(*at, |line| line.kind != Kind::Empty))
            && self.is(above, |line| is_rule(&line.plain))
        {
            start = above;
        }
        self.fill(start..self.lines.len(), Mark::Rest);
        start
    }

    /// Marks quotations before `end`: all where one is introduced, else those that are long or stand at an edge.
    fn mark_quotes(&mut self, end: usize) {
        let groups = self.quote_groups(end);
        let is_introduced = self.marks.contains(&Mark::Attribution)
            || groups.iter().any(|group| {
                (group.start..group.end.min(group.start + 4)).any(|at| {
                    attribution::find(self.lines.get(at..group.end).unwrap_or_default(), true)
                        .is_some_and(|found| found.is_strong)
                })
            });
        let own = |at: usize| self.is(at, |line| line.kind == Kind::Text);
        let first_own = (0..end).find(|at| own(*at)).unwrap_or(end);
        let last_own = (0..end).rev().find(|at| own(*at)).unwrap_or(0);
        let wanted: Vec<Group> = groups
            .into_iter()
            .filter(|group| {
                let is_top = group.end <= first_own;
                let is_bottom = group.start > last_own;
                let stands_apart = (!is_top || self.is(group.end, |line| line.kind == Kind::Empty))
                    && (!is_bottom || group.start == 0 || self.is(group.start - 1, |line| line.kind == Kind::Empty));
                is_introduced
                    || group.quoted >= MIN_LINES_BETWEEN
                    || (is_top || is_bottom) && (stands_apart || group.quoted >= MIN_LINES_AT_EDGE)
            })
            .collect();
        for group in wanted {
            self.fill(group.start..group.end, Mark::Quote);
        }
    }

    /// Runs of quoted lines, empty ones between them included.
    fn quote_groups(&self, end: usize) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut is_open = false;
        for (at, line) in self.lines.iter().enumerate().take(end) {
            match line.kind {
                Kind::Quoted => {
                    if let Some(group) = groups.last_mut().filter(|_| is_open) {
                        group.end = at + 1;
                        group.quoted += 1;
                    } else {
                        groups.push(Group { start: at, end: at + 1, quoted: 1 });
                        is_open = true;
                    }
                }
                Kind::Empty => {}
                Kind::Text => is_open = false,
            }
        }
        groups
    }

    /// Marks signatures at the end of what is left, or directly above a quotation.
    fn mark_signatures(&mut self, end: usize) {
        let mut at = end;
        // From the end, so that two of them one above the other are both found.
        while at > 0 {
            at -= 1;
            if !self.is_own_text(at) {
                continue;
            }
            let next = self.next_filled(at + 1, self.lines.len());
            let ends_here = next.is_none_or(|next| self.marks.get(next) != Some(&Mark::Own));
            let stands_apart = at == 0 || !self.is_own_text(at - 1);
            if ends_here && stands_apart && self.is(at, |line| is_program_signature(&line.plain)) {
                self.fill(at..at + 1, Mark::Signature);
            } else if let Some(behind) = self.signature_from(at, end) {
                self.fill(at..behind, Mark::Signature);
            }
        }
    }

    /// `--` and a few short lines up to the end or a quotation; gives the line behind them.
    fn signature_from(&self, at: usize, end: usize) -> Option<usize> {
        if !self.is(at, |line| line.text.trim_end() == "--") || !(0..at).rev().take(50).any(|at| self.is_own_text(at)) {
            return None;
        }
        let mut lines = 0;
        let mut behind = at + 1;
        for (number, line) in self.lines.iter().enumerate().take(end).skip(at + 1) {
            if line.kind == Kind::Empty {
                continue;
            }
            if self.marks.get(number) != Some(&Mark::Own) {
                break;
            }
            lines += 1;
            if lines > MAX_SIGNATURE || line.text.chars().nth(80).is_some() {
                return None;
            }
            behind = number + 1;
        }
        Some(behind)
    }

    /// Empty lines behind a line that is cut go with it, so that one gap is left and not two.
    fn mark_empty_lines(&mut self) {
        let mut last = Mark::Own;
        for (line, mark) in self.lines.iter().zip(&mut self.marks) {
            if line.kind == Kind::Empty && *mark == Mark::Own {
                *mark = last;
            }
            last = *mark;
        }
    }

    fn is(&self, at: usize, question: impl Fn(&Line<'_>) -> bool) -> bool {
        self.lines.get(at).is_some_and(question)
    }

    fn is_own_text(&self, at: usize) -> bool {
        self.is(at, |line| line.kind != Kind::Empty) && self.marks.get(at) == Some(&Mark::Own)
    }

    fn next_filled(&self, from: usize, end: usize) -> Option<usize> {
        (from..end).find(|at| self.is(*at, |line| line.kind != Kind::Empty))
    }

    fn fill(&mut self, range: std::ops::Range<usize>, mark: Mark) {
        for place in self.marks.get_mut(range).unwrap_or_default() {
            *place = mark;
        }
    }
}

/// Lines `start..end`, of which `quoted` begin with `>`.
struct Group {
    start: usize,
    end: usize,
    quoted: usize,
}

/// Whether everything from the first line on is a message that is answered or passed on.
fn begins_rest(lines: &[Line<'_>]) -> bool {
    let Some(line) = lines.first() else { return false };
    is_original_message(&line.plain) || is_reply_line(&line.plain) || is_header_block(lines)
}

/// A line drawn with dashes, underscores or the like.
fn is_rule(plain: &str) -> bool {
    plain.chars().count() >= 3 && plain.chars().all(|c| matches!(c, '-' | '_' | '=' | '–' | '—' | '─' | '―'))
}

/// `-----Original Message-----`, or a whole line that announces a message.
fn is_original_message(plain: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '_' | '=' | '─' | '―');
    let without_front = plain.trim_start_matches(is_dash);
    let inner = without_front.trim_end_matches(is_dash);
    let (front, back) = (plain.len() - without_front.len(), without_front.len() - inner.len());
    let inner = inner.trim().trim_end_matches([':', '：']).trim_end();
    if front >= 2 && back >= 2 {
        return starts_with_any(&ORIGINAL_MESSAGE, inner) || starts_with_any(&FORWARDED_MESSAGE, inner);
    }
    front == 0 && plain.ends_with([':', '：']) && FORWARD_LINES.contains(&inner)
}

/// `=== Please reply above this line ===` and its like: the words between marks.
fn is_reply_line(plain: &str) -> bool {
    let inner = plain.trim_matches(|c: char| !c.is_alphanumeric());
    let is_framed = plain.len() >= inner.len() + 4;
    is_framed
        && inner.len() <= 120
        && [
            "reply above this line",
            "antworten sie oberhalb dieser linie",
            "antwort oberhalb dieser zeile",
            "répondez au-dessus de cette ligne",
            "responda por encima de esta línea",
            "responda acima desta linha",
            "reply above the line",
            "reply above this text",
        ]
        .iter()
        .any(|words| inner.contains(words))
}

/// The fields of a message as mail programs print them above its text: who, when, to whom, what about.
fn is_header_block(lines: &[Line<'_>]) -> bool {
    let is_first = |name: &str| [&FROM, &SENT, &SUBJECT].iter().any(|labels| labels.contains(&name));
    if !lines.first().is_some_and(|line| label(&line.plain).is_some_and(|(name, _)| is_first(name))) {
        return false;
    }
    let (mut has_from, mut has_sent, mut has_to, mut has_subject, mut has_address) =
        (false, false, false, false, false);
    let mut others = 0;
    let mut gap = 0;
    for line in lines.iter().take(20) {
        if line.kind == Kind::Quoted {
            break;
        }
        if line.kind == Kind::Empty {
            gap += 1;
            if gap > 1 {
                break;
            }
            continue;
        }
        match label(&line.plain) {
            Some((name, value)) if FROM.contains(&name) && !has_from => {
                has_from = true;
                has_address = value.contains('@');
            }
            Some((name, value)) if SENT.contains(&name) => has_sent |= value.contains(|c: char| c.is_ascii_digit()),
            Some((name, _)) if TO.contains(&name) => has_to = true,
            Some((name, _)) if SUBJECT.contains(&name) => has_subject = true,
            Some((name, _)) if OTHER_FIELDS.contains(&name) => {}
            // A folded value, but not a paragraph.
            _ if gap == 0 && others < 4 => others += 1,
            _ => break,
        }
        gap = 0;
        if has_from && has_sent && (has_subject && (has_to || has_address) || has_to && has_address) {
            return true;
        }
    }
    false
}

/// Splits `Label: value`.
fn label(plain: &str) -> Option<(&str, &str)> {
    let at = plain.find([':', '：'])?;
    let (name, value) = plain.split_at_checked(at)?;
    let name = name.trim_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace());
    (!name.is_empty() && name.len() <= 60).then_some((name, value))
}

/// `Sent from my iPhone`, in a line of its own.
fn is_program_signature(plain: &str) -> bool {
    let line = plain.trim_matches(|c: char| matches!(c, '-' | '_' | '—' | '–' | '(' | ')' | '[' | ']' | ' ' | '.'));
    if line.is_empty() || line.chars().count() > 110 {
        return false;
    }
    let has_shape = starts_with_any(&SENT_FROM, line) || SENT_FROM_ENDS.iter().any(|end| line.ends_with(end));
    has_shape
        && DEVICES
            .iter()
            .any(|device| attribution::contains_word(line, device) || line.contains(device) && device.len() > 5)
}

fn starts_with_any(words: &Words, text: &str) -> bool {
    words.iter().any(|word| text.starts_with(word))
}
