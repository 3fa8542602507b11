//! Tells what somebody wrote from what they answered to, in the plain text of a message.
//!
//! Begin with [`separate`]. It knows nothing of MIME: hand it decoded text. The texts that mail programs write are in
//! `words`, one table for each kind.

mod attribution;
mod general;
mod legacy;
mod words;

use general::Mark;

/// A text in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separated {
    /// What the sender wrote, trimmed. May be empty.
    pub text: String,
    /// Everything else, trimmed: quoted messages with what introduces them, and signatures. `None`: nothing was cut.
    pub replies: Option<String>,
}

/// Separates own text from quoted text and signatures.
///
/// CRs are removed. Each line of the input is in exactly one of the two results; only line ends and blanks around a
/// result are trimmed. Takes time in proportion to the length, whatever the text.
///
/// Two sets of rules work together:
/// - The eleven rules of 3.3 come first and give what they gave there. What they have cut stays cut.
/// - General rules for the programs and languages in `words` then look at every line of the text as it was, and cut more
///   lines from what 3.3's rules have left. That comes first in `replies`, in its own order, as the match of a twelfth
///   rule would.
///
/// There is one exception to the first: 3.3 cuts from `On … wrote:` to the end, even if the answer stands below the quoted
/// text. So when its rules leave nothing, the general rules decide alone, and 3.3's result is given only if they too leave
/// nothing.
///
/// General rules rather cut too little than too much. They cut lines that do not begin with `>` only behind a line, or
/// lines, that nothing but a mail program writes, and they never leave an empty text but where everything is quoted.
pub fn separate(text: &str) -> Separated {
    let text = if text.contains('\r') { text.replace('\r', "") } else { text.to_owned() };
    let lines: Vec<&str> = text.split('\n').collect();
    let marks = general::mark(&lines);
    let legacy = legacy::cut(&lines);

    let own: Vec<&str> = legacy.own.iter().map(|line| line.text).collect();
    let left_by_legacy = trim(&own.join("\n")).to_owned();
    if left_by_legacy.is_empty() {
        let own = join(&lines, |number| is_own(&marks, number));
        if !own.is_empty() {
            return Separated { text: own, replies: non_empty(join(&lines, |number| !is_own(&marks, number))) };
        }
        return Separated { text: own, replies: non_empty(trim(&legacy.replies).to_owned()) };
    }

    let kept: Vec<&str> = legacy.own.iter().filter(|line| is_own(&marks, line.number)).map(|line| line.text).collect();
    let kept = trim(&kept.join("\n")).to_owned();
    if kept.is_empty() && !general::may_leave_nothing(&marks) {
        return Separated { text: left_by_legacy, replies: non_empty(trim(&legacy.replies).to_owned()) };
    }
    let cut: Vec<&str> = legacy.own.iter().filter(|line| !is_own(&marks, line.number)).map(|line| line.text).collect();
    let replies = format!("{}\n{}", cut.join("\n"), legacy.replies);
    Separated { text: kept, replies: non_empty(trim(&replies).to_owned()) }
}

fn is_own(marks: &[Mark], number: usize) -> bool {
    matches!(marks.get(number), None | Some(Mark::Own))
}

fn join(lines: &[&str], is_wanted: impl Fn(usize) -> bool) -> String {
    let wanted: Vec<&str> =
        lines.iter().enumerate().filter(|(number, _)| is_wanted(*number)).map(|(_, line)| *line).collect();
    trim(&wanted.join("\n")).to_owned()
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Blanks in the sense of 3.3's language.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c| is_blank(c) || c == '\0')
}

#[cfg(test)]
mod tests;
