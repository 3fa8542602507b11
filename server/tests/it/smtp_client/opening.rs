//! From the connection to the session.

use postal::smtp_client::{Auth, AuthMechanism, Target, TlsMode};

use super::{connect, connector, deliver, impatient, settings, target, trusting};
use crate::support::FakeMx;

fn with_mode(mx: &FakeMx, tls: TlsMode) -> Target {
    Target { tls, ..target(mx) }
}

#[tokio::test]
async fn capabilities_are_known_after_ehlo() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["SIZE 1000", "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING"]);
    let session = connect(&mx).await;
    let capabilities = session.capabilities();
    assert_eq!(capabilities.size, Some(Some(1000)));
    assert!(capabilities.pipelining && capabilities.eight_bit_mime && capabilities.smtputf8);
    assert!(capabilities.enhanced_status_codes && capabilities.chunking);
    assert_eq!(session.tls(), None);
    assert_eq!(mx.commands(), ["EHLO client.example.com"]);
}

#[tokio::test]
async fn the_target_may_name_its_own_helo_name_and_source() {
    let mx = FakeMx::start().await;
    let source = Some("127.0.0.1".parse().unwrap());
    let target = Target { helo_name: Some("ip1.example.com".into()), source, ..target(&mx) };
    connector(settings()).connect(&target).await.unwrap();
    assert_eq!(mx.commands(), ["EHLO ip1.example.com"]);
}

#[tokio::test]
async fn auto_uses_starttls_without_verifying_and_says_ehlo_again() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS", "PIPELINING"]);
    let mut session = connect(&mx).await;
    let tls = session.tls().unwrap().clone();
    assert!(!tls.is_verified);
    assert!(tls.to_string().starts_with("TLSv1.3 TLS_"), "{tls}");
    assert_eq!(mx.commands(), ["EHLO client.example.com", "STARTTLS", "EHLO client.example.com"]);
    let attempt = deliver(&mut session).await;
    assert!(attempt.dialogue.contains("C: STARTTLS\nS: 220 2.0.0 go ahead\n-- TLSv1.3 TLS_"), "{}", attempt.dialogue);
    assert!(mx.wait_for(1).await[0].is_tls);
}

#[tokio::test]
async fn auto_goes_on_in_clear_after_a_tls_error() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]).reply_once("HANDSHAKE", "this is no TLS");
    let mut session = connect(&mx).await;
    assert_eq!(session.tls(), None);
    assert!(session.clear_after().unwrap().starts_with("TLS failed"));
    assert_eq!(mx.connections(), 2);
    let attempt = deliver(&mut session).await;
    assert!(attempt.dialogue.contains("-- connecting again in clear\n"), "{}", attempt.dialogue);
    assert!(!mx.wait_for(1).await[0].is_tls);
}

#[tokio::test]
async fn a_peer_that_hangs_up_in_the_handshake_gets_its_mail_in_clear() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]).close_once_at("HANDSHAKE");
    let session = connect(&mx).await;
    assert!(session.tls().is_none() && session.clear_after().is_some());
}

#[tokio::test]
async fn a_refused_starttls_is_a_connect_error() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]).reply_to("STARTTLS", "454 4.7.0 TLS not available");
    let error = connector(settings()).connect(&target(&mx)).await.unwrap_err();
    assert_eq!(error.to_string(), "454 4.7.0 TLS not available");
    assert_eq!(error.reply.unwrap().code, 454);
    assert!(!error.is_tls);
}

#[tokio::test]
async fn required_tls_is_verified_and_never_given_up() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]);
    let session = trusting(&mx).connect(&with_mode(&mx, TlsMode::StartTls)).await.unwrap();
    assert!(session.tls().unwrap().is_verified);

    let error = connector(settings()).connect(&with_mode(&mx, TlsMode::StartTls)).await.unwrap_err();
    assert!(error.is_tls && error.text.starts_with("TLS failed: "), "{error}");
    let wrong_name = Target { host: "other.example.com".into(), ..with_mode(&mx, TlsMode::StartTls) };
    assert!(trusting(&mx).connect(&wrong_name).await.unwrap_err().is_tls);

    mx.capabilities(&["PIPELINING"]);
    let error = trusting(&mx).connect(&with_mode(&mx, TlsMode::StartTls)).await.unwrap_err();
    assert!(error.is_tls);
    assert_eq!(error.text, "STARTTLS is required and mx.example.com does not offer it");
}

#[tokio::test]
async fn tls_from_the_first_byte_is_verified() {
    let mx = FakeMx::start_tls().await;
    let session = trusting(&mx).connect(&with_mode(&mx, TlsMode::Tls)).await.unwrap();
    assert!(session.tls().unwrap().is_verified);
    assert!(connector(settings()).connect(&with_mode(&mx, TlsMode::Tls)).await.unwrap_err().is_tls);
}

#[tokio::test]
async fn mode_none_ignores_starttls() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]);
    let session = connector(settings()).connect(&with_mode(&mx, TlsMode::None)).await.unwrap();
    assert_eq!(session.tls(), None);
    assert_eq!(session.clear_after(), None);
}

#[tokio::test]
async fn only_an_unknown_ehlo_leads_to_helo() {
    for code in ["500", "502", "504"] {
        let mx = FakeMx::start().await;
        mx.reply_to("EHLO", &format!("{code} what?"));
        let session = connect(&mx).await;
        assert_eq!(*session.capabilities(), postal::smtp_client::Capabilities::default());
        assert_eq!(mx.commands(), ["EHLO client.example.com", "HELO client.example.com"]);
    }
    for reply in ["421 4.3.2 too busy", "450 later", "550 5.7.1 go away", "554 no"] {
        let mx = FakeMx::start().await;
        mx.reply_to("EHLO", reply);
        let error = connector(settings()).connect(&target(&mx)).await.unwrap_err();
        assert_eq!(error.text, reply);
        assert_eq!(mx.commands(), ["EHLO client.example.com"], "{reply}");
    }
}

#[tokio::test]
async fn an_unfriendly_banner_is_a_connect_error_with_its_reply() {
    for (banner, code) in [("421 4.7.0 slow down", 421), ("554 5.7.1 not you", 554)] {
        let mx = FakeMx::start().await;
        mx.reply_to("BANNER", banner);
        let error = connector(settings()).connect(&target(&mx)).await.unwrap_err();
        assert_eq!(error.text, banner);
        assert_eq!(error.reply.unwrap().code, code);
        assert!(error.dialogue.contains(&format!("S: {banner}\n")));
        assert_eq!(mx.commands(), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn garbage_and_endless_banners_are_no_replies() {
    for banner in ["HTTP/1.1 400 Bad Request", "2 20 x", &format!("220 {}", "x".repeat(9000)), &"220-x\n".repeat(300)] {
        let mx = FakeMx::start().await;
        mx.reply_to("BANNER", banner);
        let error = connector(settings()).connect(&target(&mx)).await.unwrap_err();
        assert!(error.reply.is_none() && error.text.contains("reply"), "{error}");
        assert!(error.dialogue.len() < 20_000);
    }
}

#[tokio::test]
async fn silence_and_closing_are_connect_errors() {
    for stage in ["BANNER", "EHLO"] {
        let mx = FakeMx::start().await;
        mx.hang_at(stage);
        let error = connector(impatient()).connect(&target(&mx)).await.unwrap_err();
        assert!(error.text.ends_with("within 0.2 s"), "{error}");

        let mx = FakeMx::start().await;
        mx.close_at(stage);
        let error = connector(settings()).connect(&target(&mx)).await.unwrap_err();
        assert_eq!(error.text, "the peer closed the connection");
    }
    let mx = FakeMx::start().await;
    let closed = target(&mx);
    drop(mx);
    // The listener's task ends on its own time.
    while let Ok(stream) = tokio::net::TcpStream::connect((closed.address, closed.port)).await {
        drop(stream);
        tokio::task::yield_now().await;
    }
    assert_eq!(connector(settings()).connect(&closed).await.unwrap_err().text, "Connection refused");
}

#[tokio::test]
async fn a_handshake_that_hangs_is_not_followed_by_clear_text() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]).hang_at("HANDSHAKE");
    let error = connector(impatient()).connect(&target(&mx)).await.unwrap_err();
    assert!(error.text.contains("handshake"), "{error}");
    assert_eq!(mx.connections(), 1);
}

#[tokio::test]
async fn login_works_with_each_mechanism_and_stays_out_of_the_dialogue() {
    for (mechanism, secret) in [
        (AuthMechanism::Plain, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"),
        (AuthMechanism::Login, "dGFuc3RhYWZ0YW5zdGFhZg=="),
        (AuthMechanism::CramMd5, "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"),
    ] {
        let mx = FakeMx::start().await;
        mx.capabilities(&["STARTTLS", "AUTH PLAIN LOGIN CRAM-MD5"]);
        let auth = Auth { user: "tim".into(), password: "tanstaaftanstaaf".into(), mechanism: Some(mechanism) };
        let target = Target { auth: Some(auth), ..target(&mx) };
        let mut session = connector(settings()).connect(&target).await.unwrap();
        assert!(mx.commands().iter().any(|line| line.ends_with(secret)), "{:?}", mx.commands());
        let dialogue = deliver(&mut session).await.dialogue;
        assert!(dialogue.contains("S: 235 2.7.0 ok\n") && !dialogue.contains(secret), "{dialogue}");
    }
}

#[tokio::test]
async fn a_refused_login_is_a_connect_error() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["AUTH PLAIN"]).reply_to("AUTH", "535 5.7.8 no");
    let auth = Some(Auth { user: "u".into(), password: "p".into(), mechanism: None });
    let in_clear = Target { auth, ..with_mode(&mx, TlsMode::None) };
    let error = connector(settings()).connect(&in_clear).await.unwrap_err();
    assert_eq!(error.reply.unwrap().code, 535);
    // Nobody asked for clear text here, so the password is kept.
    let auto = Target { tls: TlsMode::Auto, ..in_clear };
    let error = connector(settings()).connect(&auto).await.unwrap_err();
    assert_eq!(error.text, "mx.example.com offers no way to log in that may be used here");
}
