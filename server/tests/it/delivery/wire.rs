//! What goes over the wire: encryption, conversion, size, relays.

use postal::config::{AuthType, Relay, RelayCredentials, RelayHost, RelayTls};
use postal::model::MessageStatus::{HardFail, Sent, SoftFail};

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
