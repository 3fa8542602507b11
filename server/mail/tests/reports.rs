//! The corpus of reports: what each mail is taken for, against `corpus/reports.tsv`, and what becomes of it when it is broken.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is a failing test")]

use postal_mail::bounce_class::BounceClass;
use postal_mail::header::{Header, split};
use postal_mail::reply::EnhancedCode;
use postal_mail::report::{Kind, Report, is_automatic, read};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

struct Expected {
    name: String,
    line: String,
    mail: Vec<u8>,
}

static CORPUS: LazyLock<Vec<Expected>> = LazyLock::new(|| {
    let table = fs::read_to_string(folder().join("reports.tsv")).unwrap();
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let name = line.split('\t').next().unwrap().to_owned();
            let mail = fs::read(folder().join("reports").join(format!("{name}.eml"))).unwrap();
            Expected { name, line: line.to_owned(), mail }
        })
        .collect()
});

/// A report as a line of the table.
fn shown(name: &str, report: &Report) -> String {
    let kind = match &report.kind {
        Kind::DeliveryStatus => "delivery_status".to_owned(),
        Kind::Complaint(complaint) => format!("complaint:{}", complaint.feedback_type),
        Kind::AutoReply => "auto_reply".to_owned(),
        Kind::Ordinary => "ordinary".to_owned(),
    };
    let list = |values: Vec<String>| if values.is_empty() { "-".to_owned() } else { values.join(",") };
    let each = |show: &dyn Fn(&postal_mail::report::RecipientStatus) -> String| {
        list(report.recipients.iter().map(show).collect())
    };
    [
        name.to_owned(),
        kind,
        each(&|status| status.action.as_str().to_owned()),
        each(&|status| status.final_recipient.clone().unwrap_or_else(|| "?".to_owned())),
        each(&|status| status.status.map_or_else(|| "-".to_owned(), |code| code.to_string())),
        each(&|status| status.class.as_str().to_owned()),
        each(&|status| if status.is_hard() { "hard" } else { "soft" }.to_owned()),
        list(report.origin.tokens.clone()),
    ]
    .join("\t")
}

#[test]
fn every_mail_of_the_corpus_is_taken_for_what_it_is() {
    let files = fs::read_dir(folder().join("reports")).unwrap().count();
    assert_eq!(files, CORPUS.len(), "mails without a line in the table, or the other way round");
    assert!(files >= 60);
    let mut wrong = Vec::new();
    for expected in CORPUS.iter() {
        let found = shown(&expected.name, &read(&expected.mail));
        println!("{found}");
        if found != expected.line {
            wrong.push(format!("expected {}\n   found {found}", expected.line));
        }
    }
    println!("{} of {} as expected", files - wrong.len(), files);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_ends_and_mailbox_lines_make_no_difference() {
    for expected in CORPUS.iter() {
        let text = String::from_utf8(expected.mail.clone()).unwrap();
        for mail in
            [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("From x Mon Mar  2 09:14:08 2026\n{text}")]
        {
            assert_eq!(shown(&expected.name, &read(mail.as_bytes())), expected.line);
        }
    }
}

#[test]
fn no_answer_goes_to_reports_automatic_answers_and_lists() {
    for expected in CORPUS.iter() {
        let header = Header::parse(split(&expected.mail).0);
        let kind = expected.line.split('\t').nth(1).unwrap();
        // What has neither a field nor a type of its own is told by its null sender only.
        let is_marked = header.last("auto-submitted").is_some()
            || header.last("precedence").is_some()
            || header.last("list-id").is_some();
        if is_marked {
            assert!(is_automatic(&header), "{}", expected.name);
        }
        if kind == "ordinary" && expected.name.starts_with("human") {
            assert!(!is_automatic(&header), "{}", expected.name);
        }
    }
}

#[test]
fn the_fields_of_a_complaint_are_read() {
    let mail = &CORPUS.iter().find(|mail| mail.name == "arf-yahoo").unwrap().mail;
    let report = read(mail);
    let Kind::Complaint(complaint) = report.kind else { panic!("{report:?}") };
    assert_eq!(complaint.user_agent.as_deref(), Some("Yahoo-Mail-Feedback/2.0"));
    assert_eq!(complaint.original_mail_from.as_deref(), Some("bounces@sender.example"));
    assert_eq!(complaint.original_rcpt_to, ["qi@yahoo.example"]);
    assert_eq!(complaint.reported_domain, ["sender.example"]);
    assert_eq!(complaint.arrival_date.as_deref(), Some("Mon, 2 Mar 2026 09:20:00 PST"));
    assert!(report.origin.recipients.contains(&"qi@yahoo.example".to_owned()));
    assert!(report.origin.senders.contains(&"bounces@sender.example".to_owned()));
    assert_eq!(report.origin.message_ids.len(), 1);
}

#[test]
fn the_longest_mails_take_no_longer_than_their_size() {
    let size = 2 * 1024 * 1024;
    let head = "From: mailer-daemon@x.example\nSubject: failure notice\n";
    let cases = [
        format!("{head}\n{}", "a@b.example ".repeat(size / 12)),
        format!("{head}\n{}", "<a@b.example>:\n550 no\n\n".repeat(size / 24)),
        format!("{head}\n{}", "@".repeat(size)),
        format!("{head}\n{}", "Received: x\n".repeat(size / 12)),
        format!("{head}\n{}", "x-postal-msgid:".repeat(size / 15)),
        format!(
            "{head}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n{}",
            "--b\n".repeat(size / 4)
        ),
        format!(
            "{head}Content-Type: message/delivery-status\n\n{}",
            "Final-Recipient: rfc822;a@b.example\nAction: failed\n\n".repeat(size / 52)
        ),
        format!("{head}Content-Type: text/html\n\n{}", "<p>&amp;".repeat(size / 8)),
        "Content-Type: message/rfc822\n\n".repeat(size / 30),
    ];
    for case in cases {
        let start = Instant::now();
        let _ = read(case.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}: {}", start.elapsed(), &case[..80]);
    }
}

/// Broken copies of the corpus: cut, two joined, octets changed.
fn broken() -> impl Strategy<Value = Vec<u8>> {
    let any_index = any::<prop::sample::Index>;
    (any_index(), any_index(), any_index(), any_index(), proptest::collection::vec((any_index(), any::<u8>()), 0..8))
        .prop_map(|(one, other, cut, from, changes)| {
            let (one, other) = (&one.get(&CORPUS).mail, &other.get(&CORPUS).mail);
            let mut mail = one[..cut.index(one.len())].to_vec();
            mail.extend_from_slice(&other[from.index(other.len())..]);
            for (at, octet) in changes {
                let at = at.index(mail.len());
                mail[at] = octet;
            }
            mail
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_octets_can_be_read(content in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&content);
    }

    #[test]
    fn any_reply_has_a_class(
        code in proptest::option::of(0_u16..1000), class in 0_u8..10, subject in 0_u16..1000, detail in 0_u16..1000,
        has_enhanced in any::<bool>(), text in "[a-z0-9 @<>.é\\n-]{0,60}",
    ) {
        let enhanced = has_enhanced.then(|| EnhancedCode::new(class, subject, detail));
        let class = BounceClass::of(code, enhanced, &text);
        prop_assert_eq!(BounceClass::parse(class.as_str()), Some(class));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_mails_can_be_read(mail in broken()) { let _ = read(&mail); }
}
