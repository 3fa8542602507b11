//! What the fuzzers run: one function per parser, which takes anything and must neither panic nor break its promises.
//!
//! `server/fuzz` builds these with coverage; the tests beside this file replay what was found there.

use postal_mail::address::{Address, normalize_domain, parse_mailbox, parse_mailbox_list, split_list};
use postal_mail::command::{self, Command};
use postal_mail::dkim::{BodyHash, KeyBits, Oversigning, Signer, SigningKey};
use postal_mail::header::{self, Header};
use postal_mail::mime::downgrade::to_seven_bit;
use postal_mail::mime::read::Content;
use postal_mail::reply::{EnhancedCode, ReplyError, ReplyReader};
use postal_mail::reply_text::separate;
use postal_mail::report::{self, Report};
use postal_mail::splice::Splices;
use postal_mail::text::{DataReader, ReceivedData, dot_stuff, has_bare_line_end, normalize_line_ends};
use postal_mail::tracking::{Options, Plan, image, without_images};
use std::sync::LazyLock;

/// Runs one parser on one input.
pub type Target = fn(&[u8]);

/// Every target by the name of its corpus.
pub const ALL: [(&str, Target); 11] = [
    ("address", address),
    ("arf", arf),
    ("command_line", command_line),
    ("data", data),
    ("dkim", dkim),
    ("dsn", dsn),
    ("header", header),
    ("mime", mime),
    ("reply", reply),
    ("reply_separation", reply_separation),
    ("tracking", tracking),
];

/// A message that is rewritten so that clicks and opens become known.
pub fn tracking(input: &[u8]) {
    let plain = Plan::new(input, Options::default()).rewrite(&[], "");
    assert_eq!((plain.links, plain.images), (0, 0));
    let plan = Plan::new(input, Options { clicks: true, clicks_in_text: true, opens: true, excluded: &[] });
    let links: Vec<String> = (0..plan.urls().len()).map(|n| format!("https://t.example/s/{n}")).collect();
    for url in plan.urls() {
        assert!(!url.contains(char::is_control), "{url:?}");
    }
    let made = plan.rewrite(&links, &image("https://t.example/img/s/m"));
    let rewritten = made.splices.apply(input);
    assert!(rewritten.is_ok(), "the splices fit");
    assert_eq!(Splices::from_bytes(&made.splices.to_bytes()).as_ref(), Ok(&made.splices));
    let again = Plan::new(input, Options { clicks: true, clicks_in_text: true, opens: true, excluded: &[] });
    assert_eq!(again.rewrite(&links, &image("https://t.example/img/s/m")), made);
    let _ = without_images(&String::from_utf8_lossy(&rewritten.unwrap_or_default()));
}

/// SMTP commands, one in each line.
pub fn command_line(input: &[u8]) {
    for line in input.split(|octet| *octet == b'\n') {
        match command::parse(line) {
            Ok(Command::MailFrom { path, .. }) => {
                let again = command::parse(format!("MAIL FROM:<{path}>").as_bytes());
                assert!(matches!(again, Ok(Command::MailFrom { path: found, .. }) if found == path), "{path}");
            }
            Ok(Command::RcptTo { path, .. }) => {
                let again = command::parse(format!("RCPT TO:<{path}>").as_bytes());
                assert!(matches!(again, Ok(Command::RcptTo { path: found, .. }) if found == path), "{path}");
            }
            Ok(Command::Ehlo { name } | Command::Helo { name }) => {
                assert!(name.len() <= 255 && !name.contains(char::is_control), "{name:?}");
            }
            Ok(_) => {}
            Err(error) => {
                let _ = (error.verb(), error.to_string());
            }
        }
    }
}

/// The content behind DATA; the first octet says how large the chunks are.
pub fn data(input: &[u8]) {
    let Some((first, wire)) = input.split_first() else { return };
    let whole = read_data(wire, usize::MAX, 1 << 20);
    assert_eq!(whole, read_data(wire, usize::from(*first) + 1, 1 << 20), "chunks must not matter");
    let (ended, received, _) = &whole;
    assert!(!ended || !has_bare_line_end(&received.content));
    assert!(read_data(wire, usize::MAX, usize::from(*first)).1.content.len() <= usize::from(*first));

    let normal = normalize_line_ends(wire);
    assert!(!has_bare_line_end(&normal));
    let mut stuffed = dot_stuff(&normal).into_owned();
    stuffed.extend_from_slice(b".\r\n");
    let mut expected = normal.into_owned();
    if !expected.is_empty() && !expected.ends_with(b"\r\n") {
        expected.extend_from_slice(b"\r\n");
    }
    let (ended, received, left) = read_data(&stuffed, usize::MAX, usize::MAX);
    assert!(ended && left == 0);
    assert_eq!(received.content, expected, "what is sent must be what is read");
}

fn read_data(wire: &[u8], chunk: usize, limit: usize) -> (bool, ReceivedData, usize) {
    let mut reader = DataReader::new(limit);
    let mut left = wire.len();
    for mut part in wire.chunks(chunk) {
        let before = part.len();
        let ended = reader.read(&mut part);
        left -= before - part.len();
        if ended {
            return (true, reader.finish(), left);
        }
    }
    (false, reader.finish(), left)
}

/// Everything that is asked of a whole message.
pub fn mime(input: &[u8]) {
    let content = Content::parse(input);
    let _ = (content.plain_body(), content.html_body(), content.headers(), content.incoming_fields());
    for attachment in content.attachments() {
        assert!(!attachment.name.is_empty() && !attachment.content_type_field.is_empty());
        assert!(!attachment.content_type.is_empty() && attachment.data.len() <= input.len());
    }
    if let Ok(converted) = to_seven_bit(input) {
        assert!(converted.is_ascii());
        assert_eq!(to_seven_bit(&converted).as_deref(), Ok(converted.as_slice()));
    }
}

/// Addresses and lists of them, one in each line.
pub fn address(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for line in text.split('\n') {
        if let Ok(address) = Address::parse(line) {
            assert_eq!(Address::parse(address.as_str()).as_ref(), Ok(&address));
            assert_eq!(Address::parse(&address.to_ascii_domain()).as_ref(), Ok(&address));
            assert_eq!(normalize_domain(address.domain()).as_deref(), Ok(address.domain()));
            let _ = (address.split_tag(), address.original_domain(), address.is_ascii());
        }
        let _ = (normalize_domain(line), parse_mailbox(line));
        for mailbox in parse_mailbox_list(line).unwrap_or_default() {
            assert_eq!(Address::parse(mailbox.address.as_str()).as_ref(), Ok(&mailbox.address));
        }
        for element in split_list(line) {
            assert!(!element.is_empty() && element == element.trim());
        }
    }
}

/// The header section of a message.
pub fn header(input: &[u8]) {
    let (section, body) = header::split(input);
    assert!(section.len() + body.len() <= input.len());
    let header = Header::parse(section);
    let joined: Vec<u8> = header.fields().iter().flat_map(|field| field.raw().to_vec()).collect();
    assert_eq!(joined, section, "no octet may be lost");
    for field in header.fields() {
        let _ = (field.name(), field.value(), field.decoded());
    }
    let _ = (header.subject(), header.message_id(), header.tag());
    assert!(header.received_by_count("host.example") <= header.received_count());
}

/// What a remote host answers; the first octet says how large the chunks are.
pub fn reply(input: &[u8]) {
    let Some((first, wire)) = input.split_first() else { return };
    let whole = read_replies(wire, usize::MAX);
    assert_eq!(whole, read_replies(wire, usize::from(*first) + 1), "chunks must not matter");
    for reply in whole.0 {
        let _ = (reply.to_string(), reply.text(), reply.class());
        let wire = reply.to_wire();
        let (again, error) = read_replies(wire.as_bytes(), usize::MAX);
        assert!(again.len() == 1 || error.is_some(), "{wire:?}");
    }
    let _ = EnhancedCode::parse_prefix(&String::from_utf8_lossy(wire));
}

fn read_replies(wire: &[u8], chunk: usize) -> (Vec<postal_mail::reply::Reply>, Option<ReplyError>) {
    let mut reader = ReplyReader::new();
    let mut replies = Vec::new();
    for mut part in wire.chunks(chunk) {
        while !part.is_empty() {
            match reader.read(&mut part) {
                Ok(found) => replies.extend(found),
                Err(error) => return (replies, Some(error)),
            }
        }
    }
    (replies, None)
}

/// Delivery reports: a whole mail, or the machine-readable part of one.
pub fn dsn(input: &[u8]) {
    if is_mail(input) {
        check_report(&report::read(input));
    } else {
        check_report(&report::read(&report_mail("delivery-status", "message/delivery-status", input)));
    }
}

/// Complaints: a whole mail, or the machine-readable part of one.
pub fn arf(input: &[u8]) {
    if is_mail(input) {
        check_report(&report::read(input));
    } else {
        check_report(&report::read(&report_mail("feedback-report", "message/feedback-report", input)));
    }
}

fn is_mail(input: &[u8]) -> bool {
    input.first() == Some(&b'F')
}

/// RFC 6522 §3.
fn report_mail(report_type: &str, media_type: &str, part: &[u8]) -> Vec<u8> {
    let mut mail = format!(
        "From: <MAILER-DAEMON@x.example>\r\nContent-Type: multipart/report; report-type={report_type}; boundary=b\r\n\r\n\
         --b\r\n\r\nNot delivered.\r\n--b\r\nContent-Type: {media_type}\r\n\r\n"
    )
    .into_bytes();
    mail.extend_from_slice(part);
    mail.extend_from_slice(b"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--b--\r\n");
    mail
}

fn check_report(report: &Report) {
    for recipient in &report.recipients {
        let _ = recipient.is_hard();
        let diagnostic = recipient.diagnostic.as_deref().unwrap_or_default();
        assert!(diagnostic.chars().count() <= 2000 && !diagnostic.contains('\n'), "{diagnostic:?}");
    }
}

/// Own text and quoted text of a body.
pub fn reply_separation(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let separated = separate(&text);
    let replies = separated.replies.unwrap_or_default();
    let text = text.replace('\r', "");
    let (mut before, mut after) = (lines(&text), lines(&separated.text));
    after.extend(lines(&replies));
    before.sort_unstable();
    after.sort_unstable();
    assert_eq!(before, after, "each line must be in one of the two");
    assert!(!replies.is_empty() || separated.text == text.trim_matches(is_trimmed));
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(|line| line.trim_matches(is_trimmed)).filter(|line| !line.is_empty()).collect()
}

fn is_trimmed(c: char) -> bool {
    matches!(c, '\0' | '\t'..='\r' | ' ')
}

/// Body hashes, keys that operators bring, and (of one input in 64, because it takes a millisecond) a signature.
pub fn dkim(input: &[u8]) {
    let Some((first, message)) = input.split_first() else { return };
    let (section, body) = header::split(message);
    let whole = BodyHash::of([body]);
    assert_eq!(whole, BodyHash::of(body.chunks(usize::from(*first) + 1)), "pieces must not matter");
    let normal = normalize_line_ends(body);
    assert_eq!(whole, BodyHash::of([normal.as_ref()]), "line ends must not matter");
    if let Ok(key) = SigningKey::from_pem(&String::from_utf8_lossy(message)) {
        assert!((1024..=8192).contains(&key.bits()));
    }
    if first % 64 == 0 {
        let signer = Signer { domain: "x.example", selector: "s", key: &KEY, oversigning: Oversigning::On };
        let field = signer.sign(section, &whole, 0).unwrap();
        assert!(field.lines().all(|line| line.len() <= 998), "{field}");
    }
}

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KeyBits::Bits2048).unwrap());
