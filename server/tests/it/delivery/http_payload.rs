//! What HTTP endpoints are sent, byte for byte.

use postal::delivery::http_endpoint::payload::build;
use postal::model::HttpEncoding::{BodyAsJson, FormData};
use postal::model::HttpFormat::{Hash, RawMessage};
use postal::model::{
    HttpEndpoint, HttpEndpointId, Inspected, Message, MessageId, MessageScope, MessageStatus, ServerId, Timestamp,
};
use serde_json::{Value, json};

/// With attachments, without separating replies.
pub fn endpoint() -> HttpEndpoint {
    HttpEndpoint {
        id: HttpEndpointId(1),
        uuid: "3c1f4a8e-0000-4000-8000-000000000001".to_owned(),
        server_id: ServerId(1),
        name: "Help desk".to_owned(),
        url: "https://help.example.com/in".to_owned(),
        encoding: BodyAsJson,
        format: Hash,
        strip_replies: false,
        include_attachments: true,
        timeout_seconds: 5,
        last_used_at: None,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    }
}

pub fn message() -> Message {
    Message {
        server_id: ServerId(1),
        id: MessageId(7),
        token: "Zt5aBcDeFgHiJkLm".to_owned(),
        scope: MessageScope::Incoming,
        rcpt_to: "help@example.com".to_owned(),
        mail_from: Some("ann@example.net".to_owned()),
        subject: Some("Re: Order & more".to_owned()),
        message_id: Some("x1@example.net".to_owned()),
        tag: None,
        extras: postal::model::Extras::default(),
        tracked_links: 0,
        tracked_images: 0,
        loaded_at: None,
        clicked_at: None,
        status: MessageStatus::Pending,
        version: 1,
        is_held: false,
        hold_expires_at: None,
        is_bounce: false,
        bounce_for_id: None,
        credential_id: None,
        domain_id: None,
        route_id: None,
        endpoint: None,
        is_smtputf8: false,
        dsn: None,
        received_with_tls: Some(true),
        client_ip: None,
        client_helo: None,
        verification: None,
        inspected: Some(Inspected { is_spam: false, spam_score: 0.5, is_threat: false, threat_details: None }),
        size_bytes: 1822,
        content_id: None,
        prepended_headers: None,
        is_prepared: false,
        last_delivery_attempt_at: None,
        created_at: Timestamp(1_767_225_601_250_000),
    }
}

const MULTIPART: &str = "X-Postal-Spam: no\r\nX-Postal-Spam-Threshold: 5.0\r\n\
    From: =?utf-8?q?J=C3=B6rg?= <ann@example.net>\r\nTo: Help <help@example.com>\r\nCc: a@x.example, b@x.example\r\n\
    Subject: Re: Order & more\r\nDate: Thu, 1 Jan 2026 01:00:00 +0100\r\nMessage-ID: <x1@example.net>\r\n\
    In-Reply-To: <m1@example.com>\r\nReferences: <m0@example.com>\r\n <m1@example.com>\r\n\
    Reply-To: r1@example.net\r\nReply-To: R <r2@example.net>\r\nAuto-Submitted: no\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
    Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Thanks & see <you>,=E2=80=A8J=C3=B6rg\r\n\r\nOn Wed, 31 Dec 2025, Help <help@example.com> wrote:\r\n> Your order\r\n--a\r\n\
    Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <p>Thanks &amp; J=F6rg</p>\r\n--a--\r\n--m\r\n\
    Content-Type: text/plain; charset=utf-8; name=\"a.txt\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--m\r\n\
    Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''%C3%BCber.pdf\r\n\
    Content-Transfer-Encoding: base64\r\n\r\n\
    AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4\r\n--m\r\n\
    Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n--m--\r\n";

/// One field per line, so that a difference shows.
fn shown(endpoint: &HttpEndpoint, message: &Message, raw: &str) -> String {
    let payload = build(endpoint, message, raw.as_bytes());
    let body = String::from_utf8(payload.body).unwrap();
    let (from, to) = if payload.content_type == "application/json" { (",\"", ",\n\"") } else { ("&", "&\n") };
    format!("{}\n{}", payload.content_type, body.replace(from, to))
}

fn fields(endpoint: &HttpEndpoint, message: &Message, raw: &[u8]) -> Value {
    serde_json::from_slice(&build(endpoint, message, raw).body).unwrap()
}

#[test]
fn hash_as_json() {
    insta::assert_snapshot!(shown(&endpoint(), &message(), MULTIPART));
}

#[test]
fn hash_as_json_with_replies_separated_and_without_attachments() {
    let endpoint = HttpEndpoint { strip_replies: true, include_attachments: false, ..endpoint() };
    insta::assert_snapshot!(shown(&endpoint, &message(), MULTIPART));
}

#[test]
fn hash_as_form() {
    let endpoint = HttpEndpoint { encoding: FormData, ..endpoint() };
    insta::assert_snapshot!(shown(&endpoint, &message(), MULTIPART));
}

#[test]
fn hash_as_form_with_replies_separated_and_without_attachments() {
    let endpoint = HttpEndpoint { encoding: FormData, strip_replies: true, include_attachments: false, ..endpoint() };
    insta::assert_snapshot!(shown(&endpoint, &message(), MULTIPART));
}

#[test]
fn raw_message_as_json() {
    let endpoint = HttpEndpoint { format: RawMessage, strip_replies: true, ..endpoint() };
    insta::assert_snapshot!(shown(
        &endpoint,
        &message(),
        "Subject: \u{e4}\r\n\r\nHello there, this is a raw message?>\r\n"
    ));
}

#[test]
fn raw_message_as_form() {
    let endpoint = HttpEndpoint { format: RawMessage, encoding: FormData, ..endpoint() };
    insta::assert_snapshot!(shown(
        &endpoint,
        &message(),
        "Subject: \u{e4}\r\n\r\nHello there, this is a raw message?>\r\n"
    ));
}

/// Null and empty values, and the states that are no strings.
#[test]
fn a_bounce_without_anything() {
    let bounce = Message {
        mail_from: None,
        subject: None,
        message_id: None,
        is_bounce: true,
        received_with_tls: None,
        inspected: None,
        created_at: Timestamp(1_767_225_601_000_000),
        ..message()
    };
    for encoding in [BodyAsJson, FormData] {
        let endpoint = HttpEndpoint { encoding, strip_replies: true, ..endpoint() };
        insta::assert_snapshot!(format!("empty_{}", encoding.as_str()), shown(&endpoint, &bounce, ""));
    }
}

#[test]
fn the_spam_status_is_one_of_three() {
    let inspected = |is_spam| Inspected { is_spam, spam_score: 9.0, is_threat: true, threat_details: None };
    for (inspected, status) in
        [(None, "NotChecked"), (Some(inspected(true)), "Spam"), (Some(inspected(false)), "NotSpam")]
    {
        assert_eq!(fields(&endpoint(), &Message { inspected, ..message() }, b"")["spam_status"], json!(status));
    }
}

#[test]
fn bodies_are_decoded_from_the_charsets_of_the_world() {
    for (charset, body, expected) in [
        ("iso-2022-jp", &b"\x1b$B$3$s\x1b(B"[..], "\u{3053}\u{3093}"),
        ("gb2312", b"\xc4\xe3\xba\xc3", "\u{4f60}\u{597d}"),
        ("koi8-r", b"\xf0\xd2\xc9", "\u{41f}\u{440}\u{438}"),
        ("windows-1252", b"\x80 5", "\u{20ac} 5"),
        ("windows-1258", b"caf\xe9 \x80", "caf\u{e9} \u{20ac}"),
        ("utf-7", b"1 +AD4- 0", "1 > 0"),
        ("utf-8", b"caf\xc3\xa9", "caf\u{e9}"),
    ] {
        let raw = [format!("Content-Type: text/plain; charset={charset}\r\n\r\n").as_bytes(), body].concat();
        let fields = fields(&endpoint(), &message(), &raw);
        assert_eq!((&fields["plain_body"], &fields["html_body"]), (&json!(expected), &Value::Null), "{charset}");
    }
}

#[test]
fn a_body_that_is_missing_is_null_unless_replies_are_separated() {
    let html = b"Content-Type: text/html\r\n\r\n<p>hi</p>";
    let fields_of = |strip_replies| fields(&HttpEndpoint { strip_replies, ..endpoint() }, &message(), html);
    assert_eq!(fields_of(false)["plain_body"], Value::Null);
    assert_eq!(fields_of(false)["html_body"], json!("<p>hi</p>"));
    assert_eq!(fields_of(false).get("replies_from_plain_body"), None);
    assert_eq!(fields_of(true)["plain_body"], json!(""));
    assert_eq!(fields_of(true)["replies_from_plain_body"], Value::Null);
}

#[test]
fn the_number_of_attachments_is_told_even_without_them() {
    let without = HttpEndpoint { include_attachments: false, ..endpoint() };
    let fields = fields(&without, &message(), MULTIPART.as_bytes());
    assert_eq!(fields["attachment_quantity"], json!(3));
    assert_eq!(fields.get("attachments"), None);
}
