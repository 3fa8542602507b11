//! Tests of the builder; in a file of their own because of their length.

use super::*;
use crate::address::parse_mailbox_list;
use crate::mime::read::Content;
use proptest::prelude::*;

fn message() -> NewMessage {
    NewMessage {
        received: "from api (1.2.3.4 [1.2.3.4]) by web.example with HTTP; Sun, 22 Nov 2026 14:35:46 +0000".into(),
        at: 1_795_358_146,
        message_id: "uuid@rp.example".into(),
        from: parse_mailbox_list("A <a@x.example>").unwrap(),
        to: parse_mailbox_list("b@x.example, \"C, D\" <c@x.example>").unwrap(),
        subject: Some("Hello".into()),
        plain_body: Some("hi\n".into()),
        boundary_seed: "SEED".into(),
        ..NewMessage::default()
    }
}

fn text(message: &NewMessage) -> String {
    String::from_utf8(message.build()).unwrap()
}

#[test]
fn one_text_without_attachment_is_a_single_part() {
    assert_eq!(
        text(&message()),
        "Received: from api (1.2.3.4 [1.2.3.4]) by web.example with HTTP; Sun, 22 Nov 2026 14:35:46 +0000\r\n\
         Date: Sun, 22 Nov 2026 14:35:46 +0000\r\n\
         From: \"A\" <a@x.example>\r\n\
         To: <b@x.example>, \"C, D\" <c@x.example>\r\n\
         Message-ID: <uuid@rp.example>\r\n\
         Subject: Hello\r\n\
         Mime-Version: 1.0\r\n\
         Content-Type: text/plain; charset=\"UTF-8\"\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         hi\r\n"
    );
}

#[test]
fn two_texts_are_an_alternative_and_attachments_make_it_mixed() {
    let mut mail = message();
    mail.html_body = Some("<b>hi</b>".into());
    let alternative = text(&mail);
    assert!(alternative.contains("Content-Type: multipart/alternative;") && !alternative.contains("multipart/mixed"));
    mail.attachments = vec![
        NewAttachment { name: "C:\\dir\\ä \"x\".bin".into(), content_type: "junk".into(), data: vec![0, 1, 2] },
        NewAttachment { name: "n.txt".into(), content_type: "text/plain".into(), data: b"plain\n".to_vec() },
        NewAttachment { name: "m.eml".into(), content_type: "message/rfc822".into(), data: b"A: b\n\nc".to_vec() },
    ];
    let bytes = mail.build();
    let content = Content::parse(&bytes);
    assert!(text(&mail).contains("Content-Type: multipart/mixed;"));
    assert_eq!(content.plain_body().as_deref(), Some("hi\r\n"));
    assert_eq!(content.html_body().as_deref(), Some("<b>hi</b>"));
    let found = content.attachments();
    let shown: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.content_type.as_str(), a.data.as_slice())).collect();
    assert_eq!(
        shown,
        [
            ("ä \"x\".bin", "application/octet-stream", [0, 1, 2].as_slice()),
            ("n.txt", "text/plain", b"plain\r\n"),
            ("m.eml", "message/rfc822", b"A: b\r\n\r\nc"),
        ]
    );
}

#[test]
fn custom_fields_come_last_and_cannot_replace_ours() {
    let mut mail = message();
    mail.headers = [
        ("X_Custom", "ä\r\nBcc: evil@x.example"),
        ("Content-Type", "text/html"),
        ("Bcc", "x@x.example"),
        ("DKIM-Signature", "v=1"),
        ("X-Postal-MsgID", "t"),
        ("Subject", "other"),
        ("To", "other@x.example"),
        ("Cc", "J\u{f6}rg <j@x.example>"),
        ("Date", "Thu, 01 Jan 1970 00:00:00 +0000"),
        ("References", "<r@x.example>"),
        ("bad:name", "x"),
        ("X-Postal-Tag", "t"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let bytes = mail.build();
    let (section, _) = header::split(&bytes);
    let parsed = header::Header::parse(section);
    let names: Vec<_> = parsed.fields().iter().map(|field| field.name().into_owned()).collect();
    let expected = "Received Date From To Cc Message-ID References Subject Mime-Version Content-Type \
        Content-Transfer-Encoding X-Custom X-Postal-Tag";
    assert_eq!(names.join(" "), expected);
    assert_eq!(parsed.last("x-custom").unwrap().decoded(), "ä  Bcc: evil@x.example");
    assert_eq!(parsed.last("date").unwrap().value(), "Thu, 01 Jan 1970 00:00:00 +0000");
    assert!(parsed.last("cc").unwrap().decoded().contains("Jörg"));
}

#[test]
fn long_and_international_text_is_encoded() {
    let mut mail = message();
    mail.subject = Some("Grüße ".repeat(30));
    mail.plain_body = Some("ä".repeat(2000));
    let bytes = mail.build();
    assert!(bytes.is_ascii());
    assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() <= 200));
    let (section, _) = header::split(&bytes);
    assert_eq!(header::Header::parse(section).last("subject").unwrap().decoded(), "Grüße ".repeat(30).trim());
    assert_eq!(Content::parse(&bytes).plain_body(), Some("ä".repeat(2000)));
}

proptest! {
    #[test]
    fn no_input_breaks_the_header(value in any::<String>(), name in any::<String>(), body in any::<String>()) {
        let mut mail = message();
        mail.subject = Some(value.clone());
        mail.headers = vec![(name.clone(), value.clone()), ("X-A".into(), value.clone())];
        mail.plain_body = Some(body);
        mail.attachments = vec![NewAttachment { name, content_type: value, data: vec![1] }];
        let bytes = mail.build();
        prop_assert!(!crate::text::has_bare_line_end(&bytes));
        let (section, _) = header::split(&bytes);
        let known = "received date from to message-id subject mime-version content-type content-transfer-encoding";
        let unknown = header::Header::parse(section).fields().iter()
            .filter(|field| !known.split(' ').any(|name| field.is(name))).count();
        prop_assert!(unknown <= 3);
    }
}
