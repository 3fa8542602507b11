//! The dialogue as delivery records show it.

use postal_mail::reply::Reply;

const MAX_BYTES: usize = 16 * 1024;
const CUT: &str = "…\n";

/// Lines `C: …` and `S: …`; what happened besides in `-- …`. Bounded: the end of a long dialogue is cut off.
#[derive(Debug, Default)]
pub struct Transcript {
    text: String,
    is_cut: bool,
}

impl Transcript {
    /// `line`: a command without line end and without secrets.
    pub fn command(&mut self, line: &str) {
        self.push("C: ", line);
    }

    pub fn reply(&mut self, reply: &Reply) {
        for line in reply.to_wire().lines() {
            self.push("S: ", line);
        }
    }

    pub fn note(&mut self, text: &str) {
        self.push("-- ", text);
    }

    /// What was said since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(self).text
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Adds what was said elsewhere.
    pub fn append(&mut self, dialogue: &str) {
        for line in dialogue.lines() {
            self.push("", line);
        }
    }

    fn push(&mut self, prefix: &str, line: &str) {
        if self.is_cut {
            return;
        }
        if self.text.len() + prefix.len() + line.len() + 1 > MAX_BYTES - CUT.len() {
            self.text.push_str(CUT);
            self.is_cut = true;
            return;
        }
        self.text.push_str(prefix);
        self.text.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_dialogue_is_cut() {
        let mut transcript = Transcript::default();
        transcript.command("NOOP");
        for _ in 0..1000 {
            transcript.reply(&Reply::multi_line(250, ["x".repeat(500), "y".to_owned()]));
        }
        let text = transcript.take();
        assert!(text.len() <= MAX_BYTES);
        assert!(text.starts_with("C: NOOP\nS: 250-xx"));
        assert!(text.ends_with(CUT));
        let mut all = Transcript::default();
        for _ in 0..3 {
            all.append(&text);
        }
        assert!(all.as_str().len() <= MAX_BYTES && all.as_str().starts_with("C: NOOP\nS: 250-xx"));
        transcript.command("QUIT");
        assert_eq!(transcript.take(), "C: QUIT\n");
    }
}
