//! What a message says, apart from how it is written down: tells a message that is sent again from another one.

use super::part::visit_leaves;
use crate::header::{self, Header};

/// Fields that an author fills in. Others are made anew each time that a message is written (`Date`, `Message-ID`,
/// boundaries) or on its way (`Received`), or say nothing to the recipient.
const AUTHORED: [&str; 6] = ["from", "sender", "reply-to", "to", "cc", "subject"];

/// Two messages with the same essence come from the same people, to the same people, with the same subject and the same
/// parts: their types, file names and octets. Each piece stands behind its length, so that no two pieces can be taken for
/// one. As long as the decoded message.
pub fn essence(message: &[u8]) -> Vec<u8> {
    let mut essence = Vec::new();
    let mut add = |piece: &[u8]| {
        essence.extend_from_slice(&(piece.len() as u64).to_be_bytes());
        essence.extend_from_slice(piece);
    };
    let header = Header::parse(header::split(message).0);
    for name in AUTHORED {
        add(name.as_bytes());
        for field in header.all(name) {
            let words: Vec<String> = field.decoded().split_whitespace().map(str::to_owned).collect();
            add(words.join(" ").as_bytes());
        }
    }
    visit_leaves(message, &mut |leaf| {
        add(leaf.bare_type().as_bytes());
        add(leaf.file_name().unwrap_or_default().as_bytes());
        add(&leaf.octets());
        true
    });
    essence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(date: &str, boundary: &str, subject: &str, body: &str) -> Vec<u8> {
        format!(
            "Received: from x\r\nDate: {date}\r\nMessage-ID: <{boundary}@x>\r\nFrom: a@x.example\r\nTo: b@y.example\r\n\
             Subject: {subject}\r\nContent-Type: multipart/alternative; boundary={boundary}\r\n\r\n\
             --{boundary}\r\n\r\n{body}\r\n--{boundary}\r\nContent-Type: text/html\r\n\r\n<p>{body}\r\n--{boundary}--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn a_message_that_is_written_again_has_the_same_essence() {
        let first = essence(&mail("Mon, 1 Jan 2024 00:00:00 +0000", "one", "Gr\u{fc}\u{df}e", "Text"));
        let encoded = "=?utf-8?q?Gr=C3=BC=C3=9Fe?=";
        assert_eq!(essence(&mail("Tue, 2 Jan 2024 00:00:00 +0000", "two", encoded, "Text")), first);
    }

    #[test]
    fn another_message_has_another_one() {
        let first = essence(&mail("x", "one", "A", "Text"));
        for other in [mail("x", "one", "B", "Text"), mail("x", "one", "A", "Test"), Vec::new(), b"Text".to_vec()] {
            assert_ne!(essence(&other), first);
        }
        // What one field says cannot be said by the next.
        assert_ne!(essence(b"To: a\r\nTo: b\r\n\r\n"), essence(b"To: a b\r\n\r\n"));
        assert_ne!(essence(b"To: a\r\n\r\n"), essence(b"Cc: a\r\n\r\n"));
    }
}
