//! What goes over the wire: encryption, conversion, size, relays.

use postal::config::{AuthType, Relay, RelayCredentials, RelayHost, RelayTls};
use postal::model::DsnParameters;
use postal::model::MessageStatus::{HardFail, Sent, SoftFail};
use postal_mail::command::Ret;

use super::{CONTENT, Post};

const EIGHT_BIT: &str = "From: a@acme.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
                         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";
const SIGNED: &str = "From: a@acme.example\r\nMIME-Version: 1.0\r\n\
                      Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\r\n\r\n\
                      --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
                      Grüße\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n";

#[tokio::test]
async fn starttls_is_used_when_offered_and_recorded() {
    let post = Post::start().await;
    post.mx.capabilities(&["PIPELINING", "STARTTLS", "8BITMIME"]);
    let record = post.record(post.send("b@example.net").await.id).await;
    assert_eq!(record.status, Sent);
    assert!(record.sent_with_tls);
    assert!(record.tls.unwrap().starts_with("TLSv1.3 TLS_"));
    assert!(post.mx.wait_for(1).await[0].is_tls);
}

#[tokio::test]
async fn a_host_without_8bitmime_gets_seven_bits_in_every_attempt() {
    let post = Post::start().await;
    post.mx.capabilities(&["PIPELINING"]).reply_once(".", "450 4.2.0 not now");
    let id = post.send_content("b@example.net", EIGHT_BIT, |_| {}).await.id;
    assert_eq!(post.record(id).await.status, SoftFail);
    let headers = post.message(id).await.prepended_headers.unwrap();
    post.app.clock.advance(std::time::Duration::from_secs(301));
    assert_eq!(post.records(id, 2).await[1].status, Sent);
    let mail = post.mx.wait_for(1).await.remove(0);
    assert!(mail.content.is_ascii() && !mail.parameters.contains("BODY"));
    let text = String::from_utf8(mail.content).unwrap();
    assert!(text.contains(&headers) && !text.contains("8bit"), "{text}");
}

#[tokio::test]
async fn what_cannot_be_converted_or_is_too_large_fails_and_never_suppresses() {
    let post = Post::start().await;
    post.mx.capabilities(&["PIPELINING", "SIZE 100"]);
    for (content, code) in [(SIGNED, "5.6.3"), (CONTENT, "5.3.4"), (CONTENT, "5.3.4")] {
        let record = post.record(post.send_content("b@example.net", content, |_| {}).await.id).await;
        assert_eq!((record.status, record.enhanced_code.as_deref()), (HardFail, Some(code)));
        assert_eq!(record.code, None);
    }
    assert!(!post.mx.commands().iter().any(|line| line.starts_with("MAIL")));

    // Nor are they the first of two when the host itself refuses.
    post.mx.capabilities(&["PIPELINING"]).reply_to("RCPT", "550 5.1.1 unknown").close_once_at("MAIL");
    let refused = || post.send_content("b@example.net", "A: b\r\n\r\n", |_| {});
    let first = post.record(refused().await.id).await;
    assert_eq!(first.status, HardFail);
    assert_eq!(post.is_suppressed("b@example.net").await, None, "{first:?}");
}

#[tokio::test]
async fn mail_goes_through_the_relays_in_their_order_with_a_login() {
    let relay = |host: RelayHost, port, credentials| Relay { host, port, tls: RelayTls::None, credentials };
    let post = Post::with(|config| {
        let port = config.smtp_client.mx_port;
        let login = RelayCredentials {
            username: "us".to_owned(),
            password: postal::config::Secret::new("hush"),
            auth_type: AuthType::Plain,
        };
        config.smtp_client.allowed_destinations.clear();
        config.postal.smtp_relays = vec![
            relay(RelayHost::Address("127.0.0.9".parse().unwrap()), port, None),
            relay(RelayHost::Address("127.0.0.1".parse().unwrap()), port, Some(login)),
            relay(RelayHost::Name("third.example".to_owned()), port, None),
        ];
    })
    .await;
    post.mx.capabilities(&["PIPELINING", "AUTH PLAIN"]);
    let record = post.record(post.send("b@nowhere.example").await.id).await;
    assert_eq!(record.status, Sent, "{record:?}");
    assert_eq!(record.mx_host.as_deref(), Some("127.0.0.1"));
    // `\0us\0hush`
    assert!(post.mx.commands().contains(&"AUTH PLAIN AHVzAGh1c2g=".to_owned()));
    assert!(!post.dns.questions().iter().any(|(name, _)| name == "nowhere.example"));
    assert_eq!(post.record(post.send("c@elsewhere.example").await.id).await.status, Sent);
    assert_eq!(post.mx.connections(), 1);
}

#[tokio::test]
async fn what_was_asked_for_about_reports_is_passed_on() {
    let post = Post::start().await;
    post.mx.capabilities(&["DSN"]);
    let dsn = DsnParameters { ret: Some(Ret::Headers), envid: Some("x+2By".to_owned()), ..DsnParameters::default() };
    post.send_content("b@example.net", CONTENT, |recipient| recipient.dsn = Some(dsn)).await;
    let mail = post.mx.wait_for(1).await.remove(0);
    assert!(mail.parameters.ends_with("RET=HDRS ENVID=x+2By"), "{}", mail.parameters);
}

#[tokio::test]
async fn an_internationalized_message_goes_only_to_hosts_that_know_it() {
    const INTERNATIONAL: &str = "From: a@acme.example\r\nSubject: Grüße\r\n\r\nbody\r\n";
    for (capabilities, content, status) in [
        (&["8BITMIME", "SMTPUTF8"][..], INTERNATIONAL, Sent),
        (&["8BITMIME"][..], INTERNATIONAL, HardFail),
        // It was declared, but nothing in it needs the extension.
        (&["8BITMIME"][..], EIGHT_BIT, Sent),
    ] {
        let post = Post::start().await;
        post.mx.capabilities(capabilities);
        let mut submission = post.submission("b@example.net", content, |_| {});
        submission.is_smtputf8 = true;
        let id = post.app.ingest.accept(submission).await.unwrap()[0].id;
        let record = post.record(id).await;
        assert_eq!(record.status, status, "{record:?}");
        if status == HardFail {
            assert_eq!(record.enhanced_code.as_deref(), Some("5.6.7"));
        } else if content == INTERNATIONAL {
            assert!(post.mx.wait_for(1).await[0].parameters.contains("SMTPUTF8"));
        }
    }
}

#[tokio::test]
async fn eight_bit_header_fields_that_nobody_declared_go_out_as_they_came() {
    let post = Post::start().await;
    post.mx.capabilities(&["8BITMIME"]);
    let id = post.send_content("b@example.net", "From: a@acme.example\r\nSubject: Grüße\r\n\r\nx\r\n", |_| {}).await.id;
    assert_eq!(post.record(id).await.status, Sent);
}
